import Roster
import Statistics
import Testing

/// Three stations that edit alone, meet now and then, and have clocks that are wrong.
private struct Stations {
    var random: SplitMix64
    /// What each station has seen.
    var seen: [[Change]] = [[], [], []]
    var own: [Int] = [0, 0, 0]
    /// Milliseconds by which each clock is wrong: minutes, days, years.
    let errors: [Int64]
    var wall: Int64 = 1_795_354_212_000

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        errors = [0, Int64(random.index(10_000_000)), -Int64(random.index(400)) * 86_400_000]
    }

    var all: [Change] {
        var unique: [String: Change] = [:]
        for change in seen.joined() { unique[change.id] = change }
        return unique.values.sorted { $0.id < $1.id }
    }

    mutating func write(_ station: Int, _ draft: ChangeDraft) {
        wall += Int64(random.index(5000))
        let latest = seen[station].map(\.time).max() ?? .zero
        own[station] += 1
        let id = "\(station)-\(own[station])-\(random.next() % 1000)"
        seen[station].append(
            Change(
                id: id, station: "gym-\(station)", number: own[station],
                time: latest.next(wall: wall + errors[station]), kind: draft.kind, entity: draft.entity,
                person: draft.person, field: draft.field, value: draft.value, replaces: draft.replaces))
    }

    /// One random edit of what the station sees.
    mutating func edit(_ station: Int) {
        let state = RosterState(seen[station])
        let athlete = "p\(random.index(4))"
        switch random.index(20) {
        case 0 where state.tombstones.isEmpty:
            write(
                station,
                ChangeDraft(.athlete, athlete, person: athlete, field: AthleteField.erased, value: .flag(true)))
        case 1:
            write(
                station,
                ChangeDraft(.athlete, athlete, person: athlete, field: AthleteField.anonymised, value: .flag(true)))
        case 2...4:
            let id = "c\(random.index(1000))"
            write(station, ChangeDraft(.comment, id, person: athlete, field: "text", value: .text("word \(id)")))
        default:
            let field = ["code", "name", "job", "birthYear", "dominantLeg"][random.index(5)]
            let value: ChangeValue = random.index(6) == 0 ? .nothing : .text("v\(random.index(50))")
            let heads = state[.athlete, athlete]?.heads(field) ?? []
            write(
                station,
                ChangeDraft(.athlete, athlete, person: athlete, field: field, value: value, replaces: heads))
        }
    }

    /// One station takes over what another has.
    mutating func meet() {
        let (from, to) = (random.index(3), random.index(3))
        let known = Set(seen[to].map(\.id))
        seen[to] += seen[from].filter { !known.contains($0.id) }
    }

    mutating func run(_ steps: Int) {
        for _ in 0..<steps {
            if random.index(5) == 0 { meet() } else { edit(random.index(3)) }
        }
    }
}

@Suite("Merging what stations wrote apart")
struct MergeTests {
    @Test("Any order, duplication and meeting gives the same roster", arguments: 1...60)
    func order(_ seed: UInt64) {
        var stations = Stations(seed: seed)
        stations.run(60)
        let all = stations.all
        let expected = RosterState(all)
        for _ in 0..<8 {
            var mixed = all + all.filter { _ in stations.random.index(3) == 0 }
            mixed.shuffle(using: &stations.random)
            #expect(RosterState(mixed) == expected, "seed \(seed)")
        }
        // The way it came about does not matter either: everybody meets everybody, and all agree.
        for _ in 0..<3 {
            for k in 0..<3 { stations.seen[k] = (stations.seen[k] + all).shuffled(using: &stations.random) }
        }
        #expect(stations.seen.allSatisfy { RosterState($0) == expected })
    }

    @Test("No edit that nobody replaced is lost", arguments: 1...60)
    func nothingLost(_ seed: UInt64) {
        var stations = Stations(seed: 1000 + seed)
        stations.run(60)
        let all = stations.all
        let state = RosterState(all)
        let replaced = Set(all.flatMap(\.replaces))
        for change in all where !replaced.contains(change.id) && change.kind == .athlete {
            if state.tombstones[change.entity] != nil {
                #expect(state[.athlete, change.entity] == nil)
                continue
            }
            let moments = all.filter { $0.entity == change.entity && $0.field == AthleteField.anonymised }.map(\.time)
            if let moment = moments.max(), AthleteField.isPersonal(change.field), change.time <= moment { continue }
            let field = state[.athlete, change.entity]?.fields[change.field]
            let values = [field?.shown.value] + (field?.others.map { $0.value } ?? [])
            #expect(values.contains(change.value), "seed \(seed): \(change)")
        }
    }

    @Test("An edit that has seen another wins, also with a clock that is years behind")
    func causeBeforeEffect() throws {
        func change(_ id: String, _ station: String, _ time: Int64, _ value: String, _ replaces: [String] = [])
            -> Change
        {
            Change(
                id: id, station: station, number: 1, time: HybridTime(milliseconds: time), kind: .athlete, entity: "p",
                person: "p", field: "name", value: .text(value), replaces: replaces)
        }
        let first = change("1", "a", 4_000_000_000_000, "Ana")
        let later = change("2", "b", 1, "Anna", ["1"])
        let state = try #require(RosterState([first, later])[.athlete, "p"])
        #expect(state["name"] == .text("Anna"))
        #expect(state.clashes.isEmpty)
        // A third that has seen neither clashes and is kept; the rule says which is shown.
        let blind = change("3", "c", 2, "Hanna")
        let clash = try #require(RosterState([blind, later, first])[.athlete, "p"])
        #expect(clash["name"] == .text("Hanna"))
        #expect(clash.clashes.map(\.field) == ["name"])
        #expect(clash.fields["name"]?.others.map(\.id) == ["2"])
        // Who settles it replaces both.
        let settled = change("4", "a", 3, "Anna", clash.heads("name"))
        #expect(RosterState([settled, blind, later, first])[.athlete, "p"]?.clashes.isEmpty == true)
    }

    @Test("Two stations that say the same do not clash")
    func sameValue() {
        let changes = ["a", "b"].map {
            Change(
                id: $0, station: $0, number: 1, time: .zero, kind: .athlete, entity: "p", person: "p", field: "job",
                value: .text("painter"))
        }
        #expect(RosterState(changes)[.athlete, "p"]?.clashes.isEmpty == true)
    }

    @Test("A value that was taken out does not come back with an old copy")
    func redactionWins() throws {
        let change = Change(
            id: "1", station: "a", number: 1, time: .zero, kind: .athlete, entity: "p", person: "p", field: "name",
            value: .text("Ana"))
        for set in [[change, change.redacted], [change.redacted, change]] {
            let state = try #require(RosterState(set)[.athlete, "p"])
            #expect(state["name"] == nil)
        }
    }

    @Test("An erasure wins over everything, also over what arrives later")
    func erasure() {
        let erased = Change(
            id: "1", station: "a", number: 1, time: HybridTime(milliseconds: 5), kind: .athlete, entity: "p",
            person: "p", field: AthleteField.erased, value: .flag(true))
        let late = Change(
            id: "2", station: "b", number: 1, time: HybridTime(milliseconds: 9), kind: .comment, entity: "c",
            person: "p", field: "text", value: .text("limps"))
        let state = RosterState([late, erased])
        #expect(state.entities.isEmpty)
        #expect(state.tombstones.keys.sorted() == ["p"])
    }
}
