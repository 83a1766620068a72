import Recordings

/// Names of a session's fields in changes.
public enum SessionField {
    /// How ready the person was, in words.
    public static let readiness = "readiness"
    /// Whether somebody who knows the tests was there.
    public static let supervised = "supervised"
    /// Who that was.
    public static let supervisor = "supervisor"
}

/// What was said of one visit of one person.
public struct SessionFacts: Sendable, Hashable, Codable, Identifiable {
    /// `ATHLETE/DAY`: every station calls the visit the same without asking another.
    public var id: String
    /// The athlete's id.
    public var athlete: String
    /// Day, `2026-11-22`, where it was.
    public var day: String
    /// How ready the person was, in words.
    public var readiness: String?
    /// Whether somebody who knows the tests was there; nil where nobody said.
    public var supervised: Bool?
    /// Who that was.
    public var supervisor: String?

    /// The id of an athlete's visit on a day.
    public static func id(athlete: String, day: String) -> String { athlete + "/" + day }

    /// Reads it from merged changes; nil where the id is none of a visit, or nothing is left of what was said.
    public init?(_ state: EntityState) {
        guard let cut = state.id.lastIndex(of: "/") else { return nil }
        id = state.id
        athlete = String(state.id[..<cut])
        day = String(state.id[state.id.index(after: cut)...])
        guard !athlete.isEmpty, ZonedTime(day + "T00:00:00Z")?.dateText == day else { return nil }
        readiness = state[SessionField.readiness]?.text
        supervisor = state[SessionField.supervisor]?.text
        if case .flag(let flag)? = state[SessionField.supervised] { supervised = flag }
        guard readiness != nil || supervisor != nil || supervised != nil else { return nil }
    }

    /// A visit of which nothing was said.
    init(athlete: String, day: String) {
        id = Self.id(athlete: athlete, day: day)
        self.athlete = athlete
        self.day = day
    }
}

/// One visit of one person with everything that belongs to it.
public struct AthleteSession: Sendable, Hashable, Codable {
    /// What was said of it.
    public var facts: SessionFacts
    /// What to call the person.
    public var title: String
    /// The recordings of that day, in order.
    public var recordings: [RecordingRow]
    /// Comments on the visit, its recordings and trials, and what was noted of the person that day.
    public var entries: [Entry]

    /// The worst standing of the plates' check in its recordings: `failed`, `expired`, `never`, `passed`.
    ///
    /// Nil where no recording says it.
    public var verification: String? {
        let words = Set(recordings.compactMap { $0.check.flatMap(TrialHeader.Check.init(text:))?.standing.rawValue })
        return ["failed", "expired", "never", "passed"].first(where: words.contains)
    }

    /// The tests that were done, each once, in their order.
    public var tests: [String] {
        recordings.reduce(into: []) { tests, recording in
            if !tests.contains(recording.test) { tests.append(recording.test) }
        }
    }
}
