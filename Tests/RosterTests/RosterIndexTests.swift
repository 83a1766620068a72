import Foundation
import GRDB
import Recordings
import Statistics
import Testing

@_spi(Benchmarks) @testable import Roster

@Suite("The index over changes and recordings", .serialized)
struct RosterIndexTests {
    private func index(_ folder: TemporaryData, _ station: String = "gym-1") throws -> RosterIndex {
        let index = try RosterIndex(data: folder.data, station: .madeValid(station))
        try index.update()
        return index
    }

    private func add(_ index: RosterIndex, _ values: [String: ChangeValue]) throws -> String {
        let id = RosterIndex.newID()
        var groups = Dictionary(try index.groups().map { ($0.name, $0.id) }, uniquingKeysWith: min)
        try index.apply(index.drafts(athlete: id, values: values, day: "2026-11-22", groups: &groups))
        return id
    }

    @Test("The type-ahead finds beginnings of words first, without accents or capitals")
    func typeAhead() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        for (code, name) in [("A1", "Zoë Ängström"), ("B2", "Ana Bauer"), ("C3", "Hannah Ana")] {
            _ = try add(index, ["code": .text(code), "name": .text(name)])
        }
        #expect(try index.athletes(matching: "ana").map(\.code) == ["B2", "C3"])
        #expect(try index.athletes(matching: "ann").map(\.code) == ["C3"])
        #expect(try index.athletes(matching: "angs").map(\.code) == ["A1"])
        #expect(try index.athletes(matching: "ZOE").map(\.code) == ["A1"])
        #expect(try index.athletes(matching: "x").isEmpty)
        #expect(try index.athletes().count == 3)
    }

    @Test("Recordings belong to a person by id, by code and by a code from before")
    func owners() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let id = try add(index, ["code": .text("A1")])
        try SampleRecording.make(in: folder.data, athlete: "A1", day: 0)
        try SampleRecording.make(in: folder.data, athlete: id, day: 1)
        try SampleRecording.make(in: folder.data, athlete: "nobody", day: 2)
        let draft = try #require(
            try index.draft(.athlete, id, person: id, field: "code", value: .text("B1")))
        try index.apply([draft])
        try SampleRecording.make(in: folder.data, athlete: "B1", day: 3)
        try index.update()
        #expect(try index.recordings(athlete: id).map(\.athleteText) == ["A1", id, "B1"])
        let history = try index.history(athlete: id, test: "cmj", metric: "peakForce", limb: "left")
        #expect(history.count == 3 * 4)
        #expect(history.first?.trial == nil)
        #expect(history.first?.value == 900)
        #expect(history.first?.conditions == Conditions(load: 20, boxHeight: nil, leverArm: nil, text: "barefoot"))
        // Undefined is no number, and says so.
        let flight = try index.history(athlete: id, test: "cmj", metric: "flightTime")
        #expect(flight.allSatisfy { $0.value == nil && $0.status == "undefined" } && !flight.isEmpty)
        let overview = try #require(try index.overview(test: "cmj", metric: "peakForce").first)
        #expect(overview.started?.hasPrefix("2026-11-25") == true)
        #expect([overview.left, overview.right, overview.asymmetry] == [900, 850, -2.5])
        #expect(try index.recordings(day: "2026-11-23").map(\.athlete) == [id])
    }

    @Test("A disabled trial is there and does not count, and a page of results goes on where the last one ended")
    func disabledAndPages() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let id = try add(index, ["code": .text("A1")])
        let ids = try (0..<7).map { try SampleRecording.make(in: folder.data, athlete: "A1", day: $0 / 2).id }
        try index.update()
        try index.apply([
            ChangeDraft(.trial, "\(ids[0])/2", person: id, field: "disabled", value: .text("slipped"))
        ])
        let rows = try index.history(athlete: id, test: "cmj", metric: "peakForce", limb: "left")
        #expect(rows.filter { !$0.isKept }.map { [$0.recording, "\($0.trial ?? 0)"] } == [[ids[0], "2"]])
        #expect(try index.disabledTrials(recording: ids[0]) == [2: "slipped"])
        var seen: [String] = []
        var after: String?
        while true {
            let page = try index.results(after: after, recordings: 2)
            guard let last = page.last else { break }
            for row in page where seen.last != row.recording { seen.append(row.recording) }
            after = last.recording
        }
        #expect(seen.count == 7 && Set(seen) == Set(ids))
    }

    @Test("Reindexing, deleting the index and growing it step by step give the same content")
    func reindexing() throws {
        let folder = try TemporaryData()
        var random = SplitMix64(seed: 7)
        var index = try index(folder)
        var people: [String] = []
        for step in 0..<25 {
            switch random.index(5) {
            case 0:
                people.append(try add(index, ["code": .text("P\(step)"), "group": .text("team \(random.index(2))")]))
            case 1:
                let made = try SampleRecording.make(
                    in: folder.data, athlete: "P\(random.index(20))", day: random.index(9))
                let note = RecordingNotes.Entry(at: .now(), action: .discard, trial: 1, text: "slipped")
                if random.index(2) == 0 { try made.folder.appendNote(note.json()) }
                try index.update()
            case 2:
                guard let person = people.last else { continue }
                try index.apply(
                    RosterIndex.entry(.pain, athlete: person, ["value": .number(3), "side": .text("left")]))
            case 3:
                guard let person = people.first else { continue }
                let draft = try index.draft(.athlete, person, person: person, field: "code", value: .text("Q\(step)"))
                try index.apply([draft].compactMap(\.self))
            default:
                // Another station, which has not seen what this one does, edits the same person.
                guard let person = people.first else { continue }
                try folder.log("gym-2").append([
                    ChangeDraft(.athlete, person, person: person, field: "job", value: .text("job \(step)"))
                ])
                try index.update()
            }
        }
        let before = try index.contentHash()
        #expect(try !index.clashes().isEmpty)
        try index.reindex()
        #expect(try index.contentHash() == before)
        for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: folder.path + "/" + name)
        }
        index = try self.index(folder)
        #expect(try index.contentHash() == before)
    }

    @Test("Stations whose files arrive in any order, partly and again have the same index", arguments: 1...6)
    func arrival(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let stations = try (0..<3).map { _ in try TemporaryData() }
        defer { withExtendedLifetime(stations) {} }
        let indices = try stations.enumerated().map { try index($0.element, "gym-\($0.offset)") }
        func carry(_ from: Int, _ to: Int, whole: Bool = false) throws {
            for file in stations[from].files() where file.contains("/roster/gym-") && file.hasSuffix(".jsonl") {
                let target = stations[to].path + file.dropFirst(stations[from].path.count)
                var bytes = try Data(contentsOf: URL(filePath: file))
                // A copy that was cut on its way; the whole file comes later. Nobody's copy comes over the writer's own.
                if target.contains("/gym-\(to)/") { continue }
                if let known = try? Data(contentsOf: URL(filePath: target)), known.count > bytes.count { continue }
                if !whole, random.index(3) == 0 { bytes = bytes.prefix(random.index(bytes.count + 1)) }
                try FileManager.default.createDirectory(
                    atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try bytes.write(to: URL(filePath: target))
            }
        }
        let people = ["p0", "p1", "p2"]
        for step in 0..<40 {
            let k = random.index(3)
            if random.index(3) == 0 {
                try carry(k, random.index(3))
            } else {
                let person = people[random.index(3)]
                let field = ["code", "name", "job"][random.index(3)]
                let draft = try indices[k].draft(
                    .athlete, person, person: person, field: field, value: .text("\(field)\(step)"))
                try indices[k].apply([draft].compactMap(\.self))
            }
            if random.index(2) == 0 { try indices[k].update() }
        }
        // Everything arrives in the end, whole: from the writer itself to both others.
        for (a, b) in [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)] { try carry(a, b, whole: true) }
        for (a, b) in [(0, 1), (1, 2), (2, 0)] { try carry(a, b, whole: true) }
        for index in indices { try index.update() }
        let hashes = try indices.map { try $0.contentHash() }
        #expect(Set(hashes).count == 1, "seed \(seed)")
        let changes = try stations.map { try Set($0.log().readAll().changes) }
        #expect(changes[0] == changes[1] && changes[1] == changes[2])
        try indices[1].reindex()
        #expect(try indices[1].contentHash() == hashes[0])
    }

    @Test("An erasure leaves no byte of the name, and another station obeys it")
    func erasure() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let id = try add(
            index,
            [
                "code": .text("Xaverl9"), "name": .text("Quirin Xylander"), "group": .text("team"),
                "bodyMass": .number(80),
            ])
        let other = try add(index, ["code": .text("B1"), "name": .text("Stays Here")])
        try index.apply(RosterIndex.entry(.comment, athlete: id, ["text": .text("Xylander limps")]))
        // The other machine has seen it, and wrote about the person too.
        let second = try self.index(folder, "gym-2")
        try second.apply(RosterIndex.entry(.comment, athlete: id, ["text": .text("Xylander again")]))
        try SampleRecording.make(in: folder.data, athlete: "Xaverl9", day: 0)
        try SampleRecording.make(in: folder.data, athlete: "B1", day: 0)
        #expect(try !folder.filesHolding("Xylander").isEmpty)
        #expect(try index.erase(id) == 1)
        // What another station wrote is that station's to rewrite; until then it is told of.
        #expect(try index.filesWithErasedValues().map { $0.hasPrefix("roster/gym-2/") } == [true])
        try second.update()
        #expect(try index.filesWithErasedValues().isEmpty)
        try index.update()
        for word in ["Xylander", "xylander", "Quirin", "quirin", "Xaverl9", "xaverl9"] {
            #expect(try folder.filesHolding(word) == [], "\(word)")
        }
        #expect(try index.athlete(id) == nil)
        #expect(try index.athletes().map(\.id) == [other])
        #expect(try index.recordings(athlete: other).count == 1)
        #expect(try !folder.filesHolding(id).isEmpty)
        // A recording from before that arrives only now goes too; one of somebody who got the code later stays.
        try SampleRecording.make(in: folder.data, athlete: "Xaverl9", day: -400)
        try SampleRecording.make(in: folder.data, athlete: "Xaverl9", day: 40_000)
        #expect(try index.update().removed == 1)
        let hash = try index.contentHash()
        try index.reindex()
        #expect(try index.contentHash() == hash)
    }

    @Test("An anonymised person has a new code, a coarse year, and the results")
    func anonymisation() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let id = try add(
            index,
            ["code": .text("A1"), "name": .text("Quirin Xylander"), "birthYear": .number(1987), "sex": .text("male")])
        try SampleRecording.make(in: folder.data, athlete: "A1", day: 0)
        let (code, recordings) = try index.anonymise(id)
        #expect(recordings == 1)
        let athlete = try #require(try index.athlete(code))
        #expect(athlete.id == id && athlete.name == nil && athlete.birthYear == 1980 && athlete.sex == "male")
        #expect(athlete.isAnonymised)
        #expect(try index.recordings(athlete: id).count == 1)
        #expect(try folder.filesHolding("Xylander") == [])
        #expect(try folder.filesHolding("xylander") == [])
        #expect(try folder.filesHolding("1987") == [])
        let hash = try index.contentHash()
        try index.reindex()
        #expect(try index.contentHash() == hash)
    }

    @Test("Every question to a million rows is answered quickly")
    func millionRows() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        #expect(try SyntheticRoster.fill(index, rows: 1_000_000) == 1_000_000)
        let rows = try index.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM metric") }
        #expect(rows == 1_000_000)
        let clock = ContinuousClock()
        for question in SyntheticRoster.questions(index) {
            let start = clock.now
            let count = try question.ask()
            let duration = clock.now - start
            print("a million rows: \(question.name): \(duration), \(count) rows")
            #expect(count > 0, "\(question.name)")
            #expect(duration < .seconds(question.readsAll ? 20 : 2), "\(question.name)")
        }
    }
}
