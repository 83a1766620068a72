import Acquisition
import ArgumentParser
import Foundation
import Recordings

/// `bilanx recover`: rebuilds recordings that were cut off.
struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Rebuilds trial.csv and results.json of a recording from its journal.",
        discussion: """
            Without a path all unfinished recordings of the data folder are rebuilt. A torn trial.csv is kept as \
            trial.torn.csv. Prints the path of each recording, one a line.
            """)

    @Argument(help: "Folders of unfinished recordings; with --into also of a finished one, or a raw.pcapng.")
    var recordings: [String] = []

    @Option(
        name: .customShort("o"),
        help: ArgumentHelp("Data folder whose unfinished recordings are rebuilt.", valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp("Write the rebuilt files to this folder and leave the recording alone.", valueName: "dir"))
    var into: String?

    func validate() throws {
        if into != nil, recordings.count != 1 { throw ValidationError("--into takes exactly one recording.") }
        if data != nil, !recordings.isEmpty { throw ValidationError("-o and paths exclude each other.") }
    }

    func run() throws {
        Output.ignoreBrokenPipes()
        if let into {
            var codes: [Int32] = []
            attempt(&codes) { () throws(RecordingError) in
                var replayed = try ReplayedRecording(journal: recordings[0])
                replayed.folder = into
                return try RecordingRecovery.rebuild(replayed, software: Bilanx.software)
            }
            if let code = codes.first { throw ExitCode(code) }
            return
        }
        var folders = recordings.map { RecordingFolder(path: $0) }
        if recordings.isEmpty {
            let directory = data.map { DataDirectory(path: $0) } ?? DataDirectory.standard()
            folders = RecordingRecovery.unfinished(in: directory)
            if folders.isEmpty { Output.words("No unfinished recording in \(directory.recordings).") }
        }
        var codes: [Int32] = []
        for folder in folders {
            attempt(&codes) { () throws(RecordingError) in
                try RecordingRecovery.recover(folder, software: Bilanx.software)
            }
        }
        if !codes.isEmpty { throw ExitCode(Exit.code(of: codes)) }
    }

    private func attempt(
        _ codes: inout [Int32], _ body: () throws(RecordingError) -> RecordingRecovery.Outcome
    ) {
        do throws(RecordingError) {
            let outcome = try body()
            for notice in outcome.notices { Output.words(notice) }
            if let rows = outcome.rows {
                Output.words("\(rows) rows rebuilt.")
            } else {
                Output.words("It ended before the zero, so there are no forces; the raw bytes are kept.")
            }
            try? Output.results(outcome.folder + "\n")
        } catch {
            Output.words(error.description)
            codes.append(Exit.code(error))
        }
    }
}
