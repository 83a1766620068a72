import Foundation
import Recordings
import SignalCore
import Testing

@testable import Roster

@Suite("A data folder of several stations")
struct SharedFolderTests {
    @Test("The first station has index.sqlite, every other one its own, and both say the same")
    func places() throws {
        let folder = try TemporaryData()
        let one = try RosterIndex(data: folder.data, station: .madeValid("gym-1"))
        let two = try RosterIndex(data: folder.data, station: .madeValid("gym-2"))
        #expect((one.path as NSString).lastPathComponent == "index.sqlite")
        #expect((two.path as NSString).lastPathComponent == "index-gym-2.sqlite")
        #expect(try RosterIndex(data: folder.data, station: .madeValid("gym-1")).path == one.path)
        #expect(one.foreignIndices() == ["index-gym-2.sqlite"] && two.foreignIndices() == ["index.sqlite"])
        try SampleRecording.make(in: folder.data, athlete: "A1", day: 0)
        try one.apply([ChangeDraft(.athlete, "p", person: "p", field: "code", value: .text("A1"))])
        try two.update()
        #expect(try one.contentHash() == two.contentHash())
    }

    @Test("An index that was carried along from another machine is not opened")
    func carried() throws {
        let (one, two) = (try TemporaryData(), try TemporaryData())
        _ = try RosterIndex(data: one.data, station: .madeValid("gym-1")).update()
        for file in one.files() where file.contains("/index") {
            try FileManager.default.copyItem(atPath: file, toPath: two.path + file.dropFirst(one.path.count))
        }
        let before = try Data(contentsOf: URL(filePath: two.path + "/index.sqlite"))
        let index = try RosterIndex(data: two.data, station: .madeValid("gym-2"))
        try index.apply([ChangeDraft(.athlete, "p", person: "p", field: "code", value: .text("A1"))])
        #expect((index.path as NSString).lastPathComponent == "index-gym-2.sqlite")
        #expect(try Data(contentsOf: URL(filePath: two.path + "/index.sqlite")) == before)
    }

    @Test("Two machines of one name are found out")
    func sameName() throws {
        let (one, two) = (try TemporaryData(), try TemporaryData())
        for (folder, code) in [(one, "A1"), (two, "B2")] {
            try folder.log("gym").append([ChangeDraft(.athlete, code, person: code, field: "code", value: .text(code))])
        }
        let index = try RosterIndex(data: one.data, station: .madeValid("gym"))
        #expect(try index.sharedStations().isEmpty)
        let file = try #require(two.files().first { $0.hasSuffix(".jsonl") })
        try FileManager.default.copyItem(atPath: file, toPath: index.log.own + "/copy.jsonl")
        #expect(try index.sharedStations() == ["gym"])
    }

    @Test("An erasure takes recordings that were cut off, and waits for one that runs")
    func unfinished() throws {
        let folder = try TemporaryData()
        let index = try RosterIndex(data: folder.data, station: .madeValid("gym"))
        try index.apply([ChangeDraft(.athlete, "p", person: "p", field: "code", value: .text("A1"))])
        let started = ZonedTime(microseconds: 1_700_000_000_000_000, offsetMinutes: 60)
        func cut(_ athlete: String, _ millisecond: Int64, withRows: Bool) throws -> RecordingFolder {
            let id = UUIDv7(milliseconds: 1_700_000_000_000 + millisecond)
            let made = try RecordingFolder.create(in: folder.data, started: started, test: "cmj", id: id)
            if withRows {
                let header = TrialHeader(
                    id: id, software: "test", started: started, test: "cmj", rate: 1000, athlete: athlete)
                let record = ForceRecord(rate: 1000, left: [1, 1], right: [1, 1])
                try Data(TrialFile(header: header, record: record).bytes().dropLast(20))
                    .write(to: URL(filePath: made.trialFile))
            }
            // A journal's first block: binary, with the description as JSON in it.
            let note =
                "{\"athlete\":\"\(athlete)\",\"conditions\":\"a \\\"}\\\" b\",\"id\":\"\(id)\",\"sub\":{\"x\":1},"
                + "\"started\":\"\(started)\"}"
            try (Data([0x0A, 0x0D, 0x0D, 0x0A, 1, 2, 3]) + Data(note.utf8) + Data([0, 9, 0x7D, 0xFF]))
                .write(to: URL(filePath: made.journal))
            return made
        }
        let rows = try cut("A1", 1, withRows: true)
        let journal = try cut("A1", 2, withRows: false)
        let other = try cut("B2", 3, withRows: false)
        let running = try cut("A1", 4, withRows: false)
        let descriptor = open(running.journal, O_RDWR)
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        func isThere(_ folder: RecordingFolder) -> Bool { FileManager.default.fileExists(atPath: folder.path) }
        #expect(try index.erase("p") == 2)
        #expect(!isThere(rows) && !isThere(journal) && isThere(other) && isThere(running))
        #expect(try index.runningOfErased().map { $0.hasPrefix("recordings/") } == [true])
        close(descriptor)
        #expect(try index.update().removed == 1)
        #expect(!isThere(running) && isThere(other))
        #expect(try index.runningOfErased().isEmpty)
    }

    @Test("Copies that were made are known, once each, and those of one person go with them")
    func exports() throws {
        let folder = try TemporaryData()
        let index = try RosterIndex(data: folder.data, station: .madeValid("gym"))
        for id in ["p", "q"] {
            try index.apply([ChangeDraft(.athlete, id, person: id, field: "code", value: .text(id))])
        }
        for _ in 0..<2 { try index.noteExport("/tmp/team", athlete: nil, day: "2026-11-22") }
        try index.noteExport("/tmp/xylander", athlete: "p", day: "2026-11-23")
        try index.noteExport("/tmp/q", athlete: "q", day: "2026-11-23")
        #expect(try index.exports(holding: "p").map(\.place) == ["gym:/tmp/team", "gym:/tmp/xylander"])
        try index.erase("p")
        #expect(try folder.filesHolding("xylander") == [])
        #expect(try index.exports(holding: "q").map(\.place) == ["gym:/tmp/team", "gym:/tmp/q"])
    }
}
