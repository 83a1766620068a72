/// A dated line about a person: a body mass, a pain report, an injury, a comment, a session or a calibration.
public struct Entry: Sendable, Hashable, Codable, Identifiable {
    /// Unique everywhere.
    public var id: String
    /// `bodyMass`, `pain`, `injury`, `comment`, `session`, `calibration`.
    public var kind: String
    /// The athlete; nil where it concerns nobody.
    public var athlete: String?
    /// Day, `2026-11-22`; nil where none was given.
    public var date: String?
    /// What it is about where that is no athlete: a recording, a trial, a device.
    public var about: String?
    /// Kilograms of a body mass, 0 to 10 of a pain report; nil for words.
    public var value: Double?
    /// `left`, `right` or `both`.
    public var side: String?
    /// Words.
    public var text: String?

    /// Reads an entry from merged changes.
    public init(_ state: EntityState) {
        id = state.id
        kind = state.kind.rawValue
        athlete = state.person
        date = state["date"]?.text
        about = state["about"]?.text
        value = state["value"]?.number
        side = state["side"]?.text
        text = state["text"]?.text
    }
}

/// A team or another set of athletes.
public struct AthleteGroup: Sendable, Hashable, Codable, Identifiable {
    /// Unique everywhere.
    public var id: String
    /// What people call it.
    public var name: String

    /// Makes a group.
    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// A field of which two stations say different things, neither having seen the other.
public struct Clash: Sendable, Hashable, Codable {
    /// What it is about.
    public var kind: String
    /// Its id.
    public var entity: String
    /// The field.
    public var field: String
    /// What is shown, and by whom.
    public var shown: String
    /// Station that wrote what is shown.
    public var shownBy: String
    /// What the other one says.
    public var other: String
    /// Station that wrote the other.
    public var otherBy: String
}
