import Foundation
import Recordings
import Testing

@testable import Roster

@Suite("Visits, comments and what is said of recordings")
struct SessionTests {
    private func index(_ folder: TemporaryData, _ station: String = "gym-1") throws -> RosterIndex {
        let index = try RosterIndex(data: folder.data, station: .madeValid(station))
        try index.update()
        return index
    }

    private func add(_ index: RosterIndex, _ code: String) throws -> String {
        let id = RosterIndex.newID()
        var groups: [String: String] = [:]
        try index.apply(index.drafts(athlete: id, values: ["code": .text(code)], day: "2026-11-22", groups: &groups))
        return id
    }

    /// Puts one station's changes and recordings into another's folder.
    private func carry(_ from: TemporaryData, _ to: TemporaryData) throws {
        for file in from.files() where file.contains("/roster/gym") || file.contains("/recordings/") {
            let target = to.path + file.dropFirst(from.path.count)
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(contentsOf: URL(filePath: file)).write(to: URL(filePath: target))
        }
    }

    @Test("Two stations that never talked mean the same visit")
    func sameVisit() throws {
        let (one, two) = (try TemporaryData(), try TemporaryData())
        let (a, b) = (try index(one), try index(two, "gym-2"))
        let person = try add(a, "A1")
        try SampleRecording.make(in: one.data, athlete: "A1", day: 0)
        try SampleRecording.make(in: two.data, athlete: person, day: 0, test: "sj")
        try a.apply(a.drafts(session: person, day: "2026-11-22", [SessionField.readiness: .text("slept little")]))
        try b.apply(
            b.drafts(
                session: person, day: "2026-11-22",
                [SessionField.supervised: .flag(true), SessionField.supervisor: .text("Kim")])
                + RosterIndex.comment(session: person, day: "2026-11-22", text: "late"))
        try carry(one, two)
        try carry(two, one)
        try a.update()
        try b.update()
        #expect(try a.contentHash() == b.contentHash())
        let sessions = try b.sessions()
        #expect(sessions.count == 1)
        let session = try #require(sessions.first)
        #expect(session.recordings.map(\.test).sorted() == ["cmj", "sj"])
        #expect(session.facts.readiness == "slept little" && session.facts.supervised == true)
        #expect(session.facts.supervisor == "Kim" && session.entries.map(\.text) == ["late"])
        #expect(try a.clashes().isEmpty)
        // The same words again are no change; other words by somebody who has not seen them clash.
        #expect(
            try a.drafts(session: person, day: "2026-11-22", [SessionField.readiness: .text("slept little")]).isEmpty)
    }

    @Test("A day with a recording is a visit by itself, and one where only something was said too")
    func days() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let person = try add(index, "A1")
        let other = try add(index, "B2")
        for day in [0, 0, 3] { try SampleRecording.make(in: folder.data, athlete: "A1", day: day) }
        try SampleRecording.make(in: folder.data, athlete: "B2", day: 3)
        try SampleRecording.make(in: folder.data, athlete: nil, day: 3)
        try index.apply(index.drafts(session: person, day: "2026-11-20", [SessionField.supervised: .flag(false)]))
        let sessions = try index.sessions(athlete: person)
        #expect(sessions.map(\.facts.day) == ["2026-11-25", "2026-11-22", "2026-11-20"])
        #expect(sessions.map(\.recordings.count) == [1, 2, 0])
        #expect(sessions.last?.facts.supervised == false)
        #expect(
            try index.sessions(from: "2026-11-23", until: "2026-11-30").map(\.facts.athlete)
                == [person, other].sorted())
        #expect(try index.sessions(limit: 1).count == 1)
        // Both turn out to be one person: their visits of a day are one.
        let draft = try #require(
            try index.draft(.athlete, other, person: other, field: AthleteField.mergedInto, value: .text(person)))
        try index.apply([draft])
        #expect(try index.sessions(athlete: person).map(\.recordings.count) == [2, 2, 0])
        let hash = try index.contentHash()
        try index.reindex()
        #expect(try index.contentHash() == hash)
    }

    @Test("What was said of a recording goes with it, also where nobody knew whose it was")
    func comments() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let made = try SampleRecording.make(in: folder.data, athlete: "A1", day: 0)
        try index.update()
        let recording = try #require(try index.recording(made.id))
        #expect(recording.athlete == nil)
        try index.apply(
            RosterIndex.comment(recording: recording, trial: 2, text: "Xylander wobbles", day: "2026-11-22")
                + RosterIndex.comment(recording: recording, trial: nil, text: "Xylander again", day: "2026-11-22"))
        let draft = try #require(
            try index.draft(
                .trial, recording.id + "/1", person: nil, field: "disabled", value: .text("Xylander slipped")))
        try index.apply([draft])
        #expect(try index.entries(about: recording.id + "/2").map(\.text) == ["Xylander wobbles"])
        let person = try add(index, "A1")
        #expect(try index.sessions(athlete: person).first?.entries.compactMap(\.text).count == 2)
        try index.erase(person)
        #expect(try folder.filesHolding("Xylander") == [])
        #expect(try index.entries(about: recording.id + "/2").isEmpty)
        #expect(try index.disabledTrials(recording: recording.id).isEmpty)
        let hash = try index.contentHash()
        try index.reindex()
        #expect(try index.contentHash() == hash)
    }

    @Test("Who was anonymised leaves no words in their visits")
    func anonymised() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let person = try add(index, "A1")
        try index.apply(
            index.drafts(
                session: person, day: "2026-11-22",
                [SessionField.readiness: .text("Xylander slept little"), SessionField.supervised: .flag(true)]))
        _ = try index.anonymise(person)
        #expect(try folder.filesHolding("Xylander") == [])
        #expect(try index.session(athlete: person, day: "2026-11-22").facts.supervised == true)
    }

    @Test("A clash is settled by choosing one of its values")
    func settling() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let person = try add(index, "A1")
        for (station, job) in [("gym-2", "painter"), ("gym-3", "baker")] {
            try folder.log(station).append([
                ChangeDraft(.athlete, person, person: person, field: "job", value: .text(job))
            ])
        }
        try index.update()
        #expect(try index.clashes().count == 1)
        #expect(throws: RecordingError.self) { try index.settling("A1", field: "habits", .station("gym-2")) }
        #expect(throws: RecordingError.self) { try index.settling("A1", field: "job", .station("gym-9")) }
        #expect(throws: RecordingError.self) { try index.settling("A1", field: "job", .value("smith")) }
        try index.apply([index.settling("A1", field: "job", .station("gym-2"))])
        #expect(try index.clashes().isEmpty)
        #expect(try index.athlete("A1")?.job == "painter")
        #expect(throws: RecordingError.self) { try index.settling("A1", field: "job", .station("gym-2")) }
    }

    @Test("A team file that comes again brings no second equal body mass")
    func masses() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        func take(_ mass: String, _ day: String) throws {
            let table = try TeamTable(Array("code,mass\nA1,\(mass)\n".utf8), name: "team.csv", year: 2026)
            try index.apply(index.drafts(table, day: day))
        }
        try take("61.5", "2026-11-22")
        try take("61.5", "2026-11-29")
        let person = try #require(try index.athlete("A1")).id
        #expect(try index.entries(athlete: person, kind: .bodyMass).map(\.value) == [61.5])
        try take("62", "2026-12-06")
        try take("61.5", "2026-12-13")
        #expect(try index.entries(athlete: person, kind: .bodyMass).map(\.value) == [61.5, 62, 61.5])
        // Somebody who stands on a scale twice and says so has two measurements, on two days.
        var groups: [String: String] = [:]
        for day in ["2026-12-20", "2026-12-20", "2026-12-21"] {
            try index.apply(
                index.drafts(athlete: person, values: ["bodyMass": .number(61.5)], day: day, groups: &groups))
        }
        #expect(try index.entries(athlete: person, kind: .bodyMass).count == 5)
    }
}
