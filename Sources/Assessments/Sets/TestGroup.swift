import SignalCore
import Symmetry

/// Recordings that belong together: one person, one test, one load and one box.
struct TestGroup {
    /// Whose recordings they are.
    enum Person: Hashable {
        /// The athlete of that id.
        case athlete(String)
        /// The one person of all recordings without an id, on somebody's word.
        case unnamed
        /// Whoever it was: nobody is named, so that a recording goes with no other.
        case recording(Int)
    }

    var person: Person
    var test: TestID
    var load: Double
    var box: Double?
    var recordings: [RecordingResult]

    /// The groups of a call, in order of their first recordings.
    ///
    /// A recording that was named twice counts once. Jumps with a bar and without are not trials of one thing, nor are drops
    /// from boxes of different height.
    static func all(_ recordings: [RecordingResult], unnamedAreOne: Bool) -> [TestGroup] {
        struct Key: Hashable {
            var person: Person
            var test: TestID
            var load: Double
            var box: Double?
        }
        var groups: [TestGroup] = []
        var places: [Key: Int] = [:]
        var seen: Set<String> = []
        for (k, recording) in recordings.enumerated() {
            if let id = recording.info.id, !seen.insert(id).inserted { continue }
            let person: Person =
                recording.info.athlete.map(Person.athlete) ?? (unnamedAreOne ? .unnamed : .recording(k))
            let box = boxed.contains(recording.test) ? recording.settings.boxHeight : nil
            let key = Key(person: person, test: recording.test, load: recording.load, box: box)
            if let found = places[key] {
                groups[found].recordings.append(recording)
            } else {
                places[key] = groups.count
                groups.append(
                    TestGroup(
                        person: person, test: recording.test, load: recording.load, box: box, recordings: [recording]))
            }
        }
        return groups
    }

    private static let boxed: [TestID] = [.dj, .sldj, .lah]

    /// The athlete's id, where known.
    var athlete: String? {
        if case .athlete(let id) = person { return id }
        return nil
    }

    /// The recordings by id, else by source.
    var names: [String] { recordings.map { $0.info.id ?? $0.info.source } }

    /// What of the trials takes part.
    enum Kind {
        /// What a summary would count.
        case any
        /// Those of both limbs at once.
        case together
        /// Those of one limb.
        case alone
    }

    /// The summary of all recordings.
    func summary(_ kind: Kind = .any) -> [MetricSummary] {
        let parts = recordings.map { recording in
            SetSummary.Part(
                trials: recording.trials.filter {
                    switch kind {
                    case .any: true
                    case .together: $0.limb == nil
                    case .alone: $0.limb != nil
                    }
                }, settings: recording.settings)
        }
        return SetSummary.summarize(parts, test: test)
    }
}
