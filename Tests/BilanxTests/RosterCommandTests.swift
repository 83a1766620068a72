import Foundation
import Recordings
import Roster
import Statistics
import Testing

@Suite("The roster from the command line", .serialized)
struct RosterCommandTests {
    private func codes(_ data: String) throws -> Set<String> {
        let run = try CommandLineRun(["athlete", "list", "--format", "csv", "-o", data])
        #expect(run.code == 0, "\(run.words)")
        return Set(
            run.output.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").first.map(String.init) }
        )
    }

    @Test func aPersonFromTheFirstDayToTheLast() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "data").path
        func run(_ arguments: [String], _ code: Int32 = 0) throws -> CommandLineRun {
            let run = try CommandLineRun(arguments + ["-o", data])
            #expect(run.code == code, "\(arguments): \(run.words)")
            return run
        }
        _ = try run([
            "athlete", "add", "A1", "--name", "Ana Bauer", "--born", "1999", "--leg", "left", "--group", "U21",
        ])
        #expect(try run(["athlete", "add", "A1"], 64).words.contains("bilanx athlete edit A1"))
        #expect(try run(["athlete", "edit", "A1", "--leg", "up"], 64).words.contains("left, right or both"))
        _ = try run(["athlete", "edit", "ana", "--involved", "right", "--since", "2026-10-01"])
        _ = try run(["athlete", "comment", "A1", "new shoes"])
        _ = try run(["athlete", "pain", "A1", "3", "--side", "right"])
        _ = try run(["athlete", "tag", "A1", "goalkeeper"])
        let shown = try run(["athlete", "show", "A1"]).output
        for word in ["Ana Bauer", "1999", "U21", "new shoes", "goalkeeper", "involvedSide", "2026-10-01"] {
            #expect(shown.contains(word), "\(word)")
        }
        #expect(try run(["athlete", "find", "bau", "--format", "json"]).output.contains("\"code\":\"A1\""))
        #expect(try run(["athlete", "show", "nobody"], 64).words.contains("bilanx athlete add nobody"))
        // Recorded, found by its code, a trial disabled.
        let recorded = try run(
            ["record", "--device", "virtual:u6,person=cmj,seed=1", "--athlete", "A1", "--duration", "8"])
        #expect(!recorded.words.contains("nobody in the roster"))
        let path = try #require(recorded.output.split(separator: "\n").last.map(String.init))
        #expect(try run(["athlete", "show", "A1"]).output.contains((path as NSString).lastPathComponent))
        let name = (path as NSString).lastPathComponent
        _ = try run(["trial", "disable", name, "1", "--reason", "slipped"])
        #expect(try run(["trial", "disable", name, "99", "--reason", "slipped"], 64).words.contains("no trial 99"))
        _ = try run(["trial", "enable", name, "1"])
        #expect(try run(["roster", "check"]).words.contains("sound"))
        // Encrypted out and in.
        let secret = folder.appending(path: "secret")
        try Data("correct horse battery\n".utf8).write(to: secret)
        let sealed = folder.appending(path: "team.bilanx").path
        _ = try run(["athlete", "export", "--encrypt", "--passphrase-file", secret.path, "--to", sealed])
        let bytes = try Data(contentsOf: URL(filePath: sealed))
        #expect(bytes.firstRange(of: Data("Bauer".utf8)) == nil)
        let opened = folder.appending(path: "opened").path
        let decrypted = try CommandLineRun([
            "athlete", "decrypt", sealed, "--to", opened, "--passphrase-file", secret.path,
        ])
        #expect(decrypted.code == 0, "\(decrypted.words)")
        #expect(try String(contentsOfFile: opened + "/athletes.csv", encoding: .utf8).contains("Ana Bauer"))
        try Data("wrong horse battery\n".utf8).write(to: secret)
        let wrong = try CommandLineRun(
            ["athlete", "decrypt", sealed, "--to", opened + "2", "--passphrase-file", secret.path])
        #expect(wrong.code == 65 && wrong.words.contains("passphrase"))
        // Erased: no byte of the name is left in the data folder.
        #expect(try run(["athlete", "erase", "A1"], 64).words.contains("--confirm"))
        _ = try run(["athlete", "erase", "A1", "--confirm"])
        let files = FileManager.default.enumerator(atPath: data)?.compactMap { $0 as? String } ?? []
        #expect(files.contains { $0.hasSuffix(".jsonl") })
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: data + "/" + file) else { continue }
            for word in ["Bauer", "bauer", "new shoes"] {
                #expect(bytes.firstRange(of: Data(word.utf8)) == nil, "\(file)")
            }
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(try run(["reindex"]).output.hasSuffix("index.sqlite\n"))
    }

    @Test func visitsCommentsAndExports() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "data").path
        func run(_ arguments: [String], _ code: Int32 = 0) throws -> CommandLineRun {
            let run = try CommandLineRun(arguments + ["-o", data])
            #expect(run.code == code, "\(arguments): \(run.words)")
            return run
        }
        _ = try run(["athlete", "add", "A1", "--born", "1999", "--mass", "71.5", "--group", "U21"])
        let recorded = try run([
            "record", "--device", "virtual:u6,person=cmj,seed=1,pace=max", "--athlete", "A1", "--duration", "12",
        ])
        let path = try #require(recorded.output.split(separator: "\n").last.map(String.init))
        let name = (path as NSString).lastPathComponent
        // Numbers of JSON are numbers.
        struct Shown: Decodable {
            struct Person: Decodable { var birthYear: Int }
            struct Line: Decodable {
                var kind: String
                var value: Double?
            }
            var athlete: Person
            var entries: [Line]
        }
        let shown = try JSONDecoder().decode(
            Shown.self, from: Data(try run(["athlete", "show", "A1", "--format", "json"]).output.utf8))
        #expect(shown.athlete.birthYear == 1999 && shown.entries.contains { $0.kind == "bodyMass" && $0.value == 71.5 })
        #expect(try run(["athlete", "list", "--format", "json"]).output.contains("\"birthYear\":1999"))
        // The visit is there by itself.
        #expect(try run(["session", "list"]).output.contains("cmj"))
        _ = try run(["session", "note", "A1", "late", "--readiness", "slept little", "--by", "Kim"])
        #expect(try run(["session", "note", "A1"], 64).words.contains("--readiness"))
        #expect(try run(["session", "note", "A1", "--supervised", "perhaps"], 64).words.contains("yes or no"))
        _ = try run(["recording", "comment", name, "new shoes"])
        _ = try run(["recording", "comment", name, "wobbles", "--trial", "1"])
        #expect(try run(["recording", "comment", name, "wobbles", "--trial", "99"], 64).words.contains("no trial 99"))
        #expect(try run(["recording", "comment", "nothing", "words"], 64).words.contains("no recording"))
        let session = try run(["session", "show", "A1"]).output
        for word in ["late", "slept little", "yes, Kim", "new shoes", "trial 1, wobbles", name] {
            #expect(session.contains(word), "\(word)")
        }
        #expect(try run(["session", "show", "A1", "2001-01-01"], 64).words.contains("2001-01-01"))
        #expect(try run(["recording", "show", name]).output.contains("new shoes"))
        // Exported, and told of when the person is erased.
        let target = folder.appending(path: "warehouse").path
        #expect(try run(["export", "results", "--to", target]).output == target + "\n")
        let files = FileManager.default.enumerator(atPath: target)?.compactMap { $0 as? String } ?? []
        #expect(files.contains { $0.hasPrefix("team=U21/month=20") && $0.hasSuffix("/part-0.parquet") })
        #expect(try run(["export", "results", "--to", target, "--format", "csv"], 1).words.contains("parquet"))
        #expect(try run(["export", "results", "--format", "json"], 64).words.contains("parquet or csv"))
        #expect(try run(["export", "results", "--group", "U99"], 64).words.contains("U21"))
        #expect(try run(["export", "results", "--from", "soon", "--to", target], 64).words.contains("--from"))
        let totals = try run(["export", "results", "--totals", "--format", "csv"]).output
        #expect(totals.hasPrefix("team,test,metric,limb,unit,of,rows,count,sum,mean\nU21,cmj,"))
        #expect(try run(["export", "results", "--totals", "--format", "json"]).output.contains("\"count\" : 1"))
        let erased = try run(["athlete", "erase", "A1", "--confirm"])
        #expect(erased.words.contains(target))
        _ = try run(["export", "results", "--to", target])
        let left = FileManager.default.enumerator(atPath: target)?.compactMap { $0 as? String } ?? []
        #expect(!left.contains { $0.hasSuffix(".parquet") })
    }

    @Test func aClashIsSettledByAWord() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "data").path
        #expect(try CommandLineRun(["athlete", "add", "A1", "-o", data]).code == 0)
        let index = try RosterIndex(data: DataDirectory(path: data), station: try StationName.ofThisMachine())
        let id = try #require(try index.athlete("A1")).id
        for (station, job) in [("gym-2", "painter"), ("gym-3", "baker")] {
            try ChangeLog(data: DataDirectory(path: data), station: .madeValid(station)).append([
                ChangeDraft(.athlete, id, person: id, field: "job", value: .text(job))
            ])
        }
        #expect(try CommandLineRun(["roster", "check", "-o", data]).output.contains("painter"))
        #expect(try CommandLineRun(["roster", "settle", "A1", "job", "-o", data]).code == 64)
        let wrong = try CommandLineRun(["roster", "settle", "A1", "job", "--value", "smith", "-o", data])
        #expect(wrong.code == 64 && wrong.words.contains("baker"))
        #expect(try CommandLineRun(["roster", "settle", "A1", "job", "--station", "gym-3", "-o", data]).code == 0)
        #expect(try CommandLineRun(["roster", "check", "-o", data]).words.contains("sound"))
        #expect(try CommandLineRun(["athlete", "show", "A1", "-o", data]).output.contains("baker"))
    }

    @Test func aBadTableWritesNothing() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "data").path
        let table = folder.appending(path: "team.csv")
        try Data("code;Jahrgang\nA1;1999\nA2;99\n".utf8).write(to: table)
        let refused = try CommandLineRun(["athlete", "import", table.path, "-o", data])
        #expect(refused.code == 65 && refused.words.contains("team.csv:3"))
        #expect(try codes(data).isEmpty)
        let preview = try CommandLineRun(["athlete", "import", table.path, "--preview", "-o", data])
        #expect(preview.output.contains("A1"))
        #expect(try codes(data).isEmpty)
        #expect(try CommandLineRun(["athlete", "import", table.path, "--skip-bad", "-o", data]).code == 0)
        #expect(try codes(data) == ["A1"])
    }

    /// Two write, one of them is killed again and again, a third reads: what was acknowledged is there.
    @Test func killedWritersLoseNothing() async throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "data").path
        let program = try CommandLineRun.program()
        @Sendable func add(_ code: String, killAfter: Double?) throws -> Bool {
            let process = Process()
            process.executableURL = program
            process.arguments = ["athlete", "add", code, "-o", data]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            if let killAfter {
                Thread.sleep(forTimeInterval: killAfter)
                kill(process.processIdentifier, SIGKILL)
            }
            process.waitUntilExit()
            return process.terminationReason == .exit && process.terminationStatus == 0
        }
        async let steady = Task.detached { try (0..<30).filter { try add("S\($0)", killAfter: nil) } }.value
        async let shot = Task.detached {
            var random = SplitMix64(seed: 11)
            return try (0..<40).filter { try add("K\($0)", killAfter: 0.25 * random.unit()) }
        }.value
        async let reads = Task.detached {
            var counts: [Int] = []
            for _ in 0..<15 {
                let run = try CommandLineRun(["athlete", "list", "--format", "csv", "-o", data])
                #expect(run.code == 0, "\(run.words)")
                counts.append(run.output.split(separator: "\n").count)
            }
            return counts
        }.value
        let (written, survived, counts) = try await (steady, shot, reads)
        #expect(written.count == 30)
        #expect(counts == counts.sorted())
        let codes = try codes(data)
        #expect(codes.isSuperset(of: written.map { "S\($0)" }))
        #expect(codes.isSuperset(of: survived.map { "K\($0)" }))
        print("of 40 killed writers \(survived.count) had been done")
        // What is in the index is what reindexing makes of the files, to the last row.
        let station = try StationName.ofThisMachine()
        func dump() throws -> [String] {
            try RosterIndex(data: DataDirectory(path: data), station: station).contentDump()
        }
        let before = try dump()
        #expect(before.count > codes.count)
        #expect(try CommandLineRun(["reindex", "-o", data]).code == 0)
        #expect(try self.codes(data) == codes)
        #expect(try dump() == before)
        // Three processes at once made one index, not one each.
        let names = try FileManager.default.contentsOfDirectory(atPath: data)
        #expect(names.filter { $0.hasSuffix(".sqlite") } == ["index.sqlite"])
    }
}
