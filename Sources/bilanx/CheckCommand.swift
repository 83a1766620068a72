import Acquisition
import ArgumentParser
import Assessments
import Foundation
import Recordings

/// `bilanx check`: whether recordings are as they were written.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Verifies the checksums of every recording below a folder.",
        discussion: """
            trial.csv has a checksum at its end, raw.pcapng one for each packet. With --replay each journal is run \
            again, and what comes out is compared with what was recorded, byte by byte. Exit 65 where anything is wrong.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
    }

    @Argument(help: "Folders to look through; else the data folder.")
    var folders: [String] = []

    @Flag(help: "Run each journal again and compare.")
    var replay = false

    @Option(help: "How the answer is written: table, json.")
    var format: Format = .table

    func run() throws {
        Output.ignoreBrokenPipes()
        let roots = folders.isEmpty ? [DataDirectory.standard().path] : folders
        var paths: [String] = []
        var isMissing = false
        for root in roots {
            guard FileManager.default.fileExists(atPath: root) else {
                Output.words("\(root): there is no such folder.")
                isMissing = true
                continue
            }
            paths += RecordingCheck.recordings(below: root)
        }
        var checks: [RecordingCheck] = []
        for path in paths {
            let check = RecordingCheck(path, replayingWith: replay ? Bilanx.software : nil)
            for problem in check.problems { Output.words(problem) }
            checks.append(check)
        }
        switch format {
        case .table:
            var table = PlainTable(
                ["recording", "trial.csv", "raw.pcapng", "results.json"] + (replay ? ["replay"] : []))
            for check in checks {
                table.add(
                    [check.path, check.trial.rawValue, check.journal.rawValue, check.results.rawValue]
                        + (replay ? [check.replay?.rawValue ?? "-"] : []))
            }
            try Output.results(table.text)
        case .json:
            let rows = checks.map { check in
                let problems = check.problems.map(JSONString.quoted).joined(separator: ",")
                let replayed = check.replay.map { ",\"replay\":\"\($0.rawValue)\"" } ?? ""
                return "{\"recording\":\(JSONString.quoted(check.path)),\"trial\":\"\(check.trial.rawValue)\","
                    + "\"journal\":\"\(check.journal.rawValue)\",\"results\":\"\(check.results.rawValue)\"\(replayed),"
                    + "\"problems\":[\(problems)]}"
            }
            try Output.results("[" + rows.joined(separator: ",\n ") + "]\n")
        }
        let bad = checks.filter(\.isBad).count
        Output.words("\(checks.count) recordings, \(bad) with something wrong.")
        if isMissing { throw ExitCode(Exit.failed) }
        if bad > 0 { throw ExitCode(Exit.badData) }
    }
}
