import Foundation
import Recordings
import Statistics
import Testing

@testable import Roster

/// Three stations with folders of their own, whose files reach the others late, torn, twice, in any order.
private final class League {
    var random: SplitMix64
    let folders: [TemporaryData]
    let indices: [RosterIndex]
    let people = ["p0", "p1", "p2", "p3"]
    private var step = 0

    init(seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        folders = try (0..<3).map { _ in try TemporaryData() }
        indices = try folders.enumerated().map {
            try RosterIndex(data: $0.element.data, station: .madeValid("gym-\($0.offset)"))
        }
    }

    /// One random thing that somebody does at a station, who sees what has arrived there.
    func act() throws {
        step += 1
        let k = random.index(3)
        let index = indices[k]
        let person = people[random.index(people.count)]
        switch random.index(12) {
        case 0...2:
            let field = ["code", "name", "job"][random.index(3)]
            try set(index, .athlete, person, person, field, .text("\(field) \(random.index(9))"))
        case 3, 4:
            let code = try index.athlete(person)?.code ?? "code \(random.index(9))"
            let made = try SampleRecording.make(
                in: folders[k].data, athlete: random.index(3) == 0 ? person : code, day: random.index(5))
            try index.update()
            if random.index(4) == 0 {
                let note = RecordingNotes.Entry(at: .now(), action: .discard, trial: 1, text: "slipped")
                try made.folder.appendNote(note.json())
            }
        case 5, 6:
            guard let recording = try someRecording(index) else { return }
            let trial = 1 + random.index(3)
            let reason: ChangeValue = random.index(3) == 0 ? .nothing : .text("reason \(random.index(4))")
            try set(index, .trial, "\(recording.id)/\(trial)", recording.athlete, "disabled", reason)
        case 7:
            guard let recording = try someRecording(index) else { return }
            try index.apply(
                RosterIndex.comment(recording: recording, trial: nil, text: "words \(step)", day: "2026-11-22"))
        case 8:
            try index.apply(
                index.drafts(
                    session: person, day: "2026-11-2\(2 + random.index(5))",
                    [SessionField.readiness: .text("ready \(random.index(4))")]))
        case 9:
            try index.apply(
                RosterIndex.entry(.pain, athlete: person, ["value": .number(3), "date": .text("2026-11-22")]))
        case 10 where step > 30 && random.index(4) == 0: try index.erase(person)
        default:
            var groups = Dictionary(try index.groups().map { ($0.name, $0.id) }, uniquingKeysWith: min)
            try index.apply(
                index.drafts(
                    athlete: person, values: ["group": .text("team \(random.index(2))")], day: "2026-11-22",
                    groups: &groups))
        }
    }

    private func set(
        _ index: RosterIndex, _ kind: EntityKind, _ id: String, _ person: String?, _ field: String, _ value: ChangeValue
    ) throws {
        try index.apply([index.draft(kind, id, person: person, field: field, value: value)].compactMap(\.self))
    }

    private func someRecording(_ index: RosterIndex) throws -> RecordingRow? {
        let all = try (0..<5).flatMap { try index.recordings(day: "2026-11-2\(2 + $0)") }
        return all.isEmpty ? nil : all[random.index(all.count)]
    }

    /// Files of one station come to another in any order, some of them not, some torn; all of them where `whole`.
    func carry(_ from: Int, _ to: Int, whole: Bool = false) throws {
        var files = folders[from].files().filter { file in
            file.contains("/roster/gym-") && file.hasSuffix(".jsonl") || file.contains("/recordings/")
        }
        files.shuffle(using: &random)
        for file in files where whole || random.index(3) > 0 {
            let target = folders[to].path + file.dropFirst(folders[from].path.count)
            var bytes = try Data(contentsOf: URL(filePath: file))
            // Nobody's copy comes over the writer's own.
            if target.contains("/roster/gym-\(to)/") { continue }
            // A second-hand copy may be older than what is here; the writer's own in the end is the newest.
            if file.contains("/roster/"), !file.contains("/roster/gym-\(from)/") || !whole,
                let known = try? Data(contentsOf: URL(filePath: target)), known.count > bytes.count
            {
                continue
            }
            // Notes grow; each of the two has all that the shorter one has, or it came here first.
            if file.hasSuffix("notes.jsonl"), let known = try? Data(contentsOf: URL(filePath: target)),
                known.count > bytes.count
            {
                continue
            }
            if file.contains("/roster/"), !whole, random.index(3) == 0 {
                bytes = bytes.prefix(random.index(bytes.count + 1))
            }
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try bytes.write(to: URL(filePath: target))
        }
    }

    /// Everything reaches everybody, erasures are obeyed, and what that rewrote reaches everybody again.
    func meet() throws {
        for _ in 0..<3 {
            var ways = [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)]
            ways.shuffle(using: &random)
            for (a, b) in ways { try carry(a, b, whole: true) }
            for index in indices { try index.update() }
        }
    }
}

@Suite("Indices of stations that worked apart and met", .serialized)
struct MergeIndexTests {
    @Test("Any interleaving, duplication and order of changes and recordings gives the same index", arguments: 1...8)
    func sameIndex(_ seed: UInt64) throws {
        let league = try League(seed: seed)
        for _ in 0..<70 {
            if league.random.index(4) == 0 {
                try league.carry(league.random.index(3), league.random.index(3))
            } else {
                try league.act()
            }
            if league.random.index(3) == 0 { try league.indices[league.random.index(3)].update() }
        }
        try league.meet()
        let dumps = try league.indices.map { try $0.contentDump() }
        for k in 1...2 {
            let other = Set(dumps[k])
            let missing = dumps[0].filter { !other.contains($0) }
            #expect(dumps[k] == dumps[0], "seed \(seed), station \(k): \(missing.prefix(3))")
        }
        // Something was tried: recordings, people, visits.
        #expect(dumps[0].count > 50)
        // Nobody lost a change: the fold over all lines is the same too.
        let states = try league.folders.map { RosterState(try $0.log().readAll().changes) }
        #expect(states[0] == states[1] && states[1] == states[2], "seed \(seed)")
        // From nothing, and a machine that gets all at once, each file twice.
        try league.indices[1].reindex()
        #expect(try league.indices[1].contentDump() == dumps[0])
        let fresh = try TemporaryData()
        for _ in 0..<2 {
            for file in league.folders[2].files() where file.contains("/roster/") || file.contains("/recordings/") {
                let target = fresh.path + file.dropFirst(league.folders[2].path.count)
                try FileManager.default.createDirectory(
                    atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try Data(contentsOf: URL(filePath: file)).write(to: URL(filePath: target))
            }
        }
        let last = try RosterIndex(data: fresh.data, station: .madeValid("gym-9"))
        try last.update()
        #expect(try last.contentDump() == dumps[0])
    }
}
