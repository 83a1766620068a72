import Foundation
import Testing

/// The register of calibrations and what quotes it, as a user would meet it.
@Suite struct RegisterCommandTests {
    private final class Folder: Sendable {
        let root = FileManager.default.temporaryDirectory.appending(path: "bilanx-reg-\(UUID().uuidString)").path
        var path: String { root + "/data" }
        var register: String { path + "/calibrations/register.jsonl" }
        deinit { try? FileManager.default.removeItem(atPath: root) }
        func run(_ arguments: String...) throws -> CommandLineRun {
            try CommandLineRun(arguments + ["-o", path], environment: ["XDG_STATE_HOME": root + "/state"])
        }
        func lines() throws -> [String] {
            try String(contentsOfFile: register, encoding: .utf8).split(separator: "\n").map(String.init)
        }
        func write(_ lines: some Sequence<String>) throws {
            try lines.map { $0 + "\n" }.joined().write(toFile: register, atomically: false, encoding: .utf8)
        }

        /// Calibrates the left sensor of the virtual U6 and keeps the set; the run's id.
        func calibrated() throws -> String {
            let made = try run(
                "calibrate", "run", "--mass", "W1=40,u=1g,cert=C", "--dwell", "1", "--device", "virtual:u6,gain=2",
                "--yes",
                "--latitude", "52", "--height", "0")
            #expect(made.code == 0, "\(made.words)")
            let line = try #require(made.output.split(separator: "\n").first { $0.hasPrefix("Run: ") })
            let id = String(line.dropFirst(5))
            let kept = try run("calibrate", "fit", id, "--zero-span", "--save")
            #expect(kept.code == 0, "\(kept.words)")
            return id
        }
    }

    @Test func twoProcessesAppendAtOnceAndLoseNothing() async throws {
        let folder = Folder()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in ["a", "b"] {
                group.addTask {
                    for k in 0..<12 {
                        let run = try folder.run("calibrate", "note", "\(writer) \(k)")
                        #expect(run.code == 0, "\(run.words)")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try folder.lines().count == 24)
        let list = try folder.run("calibrate", "list")
        #expect(list.words.isEmpty)
        let lines = list.output.split(separator: "\n")
        #expect(lines.compactMap { Int($0.prefix { $0 != " " }) } == Array(1...24))
        for writer in ["a", "b"] {
            let mine = lines.filter { $0.contains("note: \(writer) ") }.compactMap { $0.split(separator: " ").last }
            #expect(mine.compactMap { Int($0) } == Array(0..<12))
        }
        #expect(try folder.run("calibrate", "verify-register").code == 0)
    }

    @Test func linesCutOffTheEndAreNamedByEveryCommand() throws {
        let folder = Folder()
        let id = try folder.calibrated()
        _ = try folder.run("calibrate", "note", "after")
        #expect(try folder.run("calibrate", "verify-register").code == 0)
        try folder.write(try folder.lines().dropLast())
        let list = try folder.run("calibrate", "list")
        #expect(list.words.contains("entry 2") && list.words.contains("gone from the end"), "\(list.words)")
        let set = try #require(list.output.split(separator: " ").first { $0.hasPrefix("cal:") }).description
        #expect(try folder.run("calibrate", "show", set).words.contains("gone from the end"))
        let audit = try folder.run("calibrate", "verify-register", "--format", "json")
        #expect(audit.code == 65 && audit.output.contains("\"is_whole\" : false"), "\(audit.output)")
        let recorded = try folder.run(
            "record", "--device", "virtual:u6,person=cmj,pace=max,gain=2", "--test", "cmj")
        #expect(recorded.words.contains("gone from the end"), "\(recorded.words)")
        let path = try #require(recorded.output.split(separator: "\n").last).description
        let header = try String(contentsOfFile: path + "/trial.csv", encoding: .utf8)
        #expect(header.contains("# calibration_note: ") && header.contains("register_entry=1:"))
        #expect(!id.isEmpty)
    }

    @Test func whoQuotesAnEntryFindsAnotherOneInItsPlace() throws {
        let folder = Folder()
        let id = try folder.calibrated()
        let record = try folder.run("calibrate", "certificate", id, "--zero-span")
        #expect(record.code == 0, "\(record.words)")
        let page = try String(contentsOfFile: folder.path + "/calibrations/records/CR-\(id).html", encoding: .utf8)
        let hash = try #require(folder.lines().first?.suffix(66).prefix(64)).description
        #expect(page.contains("1:\(hash)"))
        let recorded = try folder.run(
            "record", "--device", "virtual:u6,person=cmj,pace=max,gain=2", "--test", "cmj")
        #expect(recorded.code == 0, "\(recorded.words)")
        let whole = try folder.run("calibrate", "verify-register", "--format", "csv")
        #expect(whole.code == 0, "\(whole.output)")
        #expect(whole.output.split(separator: "\n").filter { $0.hasSuffix("1:\(hash),holds") }.count == 4)
        // The whole register of another folder with a head that fits, and nothing that this machine remembers.
        let other = Folder()
        _ = try other.run("calibrate", "note", "another truth")
        try other.lines().map { $0 + "\n" }.joined().write(toFile: folder.register, atomically: false, encoding: .utf8)
        try FileManager.default.removeItem(atPath: folder.root + "/state")
        let head = "/calibrations/register.head.json"
        try String(contentsOfFile: other.path + head, encoding: .utf8).write(
            toFile: folder.path + head, atomically: false, encoding: .utf8)
        #expect(try folder.run("calibrate", "list").words.isEmpty)
        let audit = try folder.run("calibrate", "verify-register", "--format", "csv")
        #expect(audit.code == 65)
        #expect(audit.output.split(separator: "\n").filter { $0.hasSuffix(",differs") }.count == 3, "\(audit.output)")
    }

    @Test func changedReadingsOfAKeptRunAreFound() throws {
        let folder = Folder()
        let id = try folder.calibrated()
        let path = folder.path + "/calibrations/runs/\(id)/readings.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try (text + "{\"note\":\"nothing\"}\n").write(toFile: path, atomically: true, encoding: .utf8)
        let audit = try folder.run("calibrate", "verify-register")
        #expect(audit.code == 65 && audit.output.contains("raw readings were changed"), "\(audit.output)")
    }
}
