/// One line of the roster's truth: a field of something was set, by a station, at a moment.
///
/// Changes are never edited. Together, in whatever order and however often they arrive, they make the roster.
public struct Change: Sendable, Hashable {
    /// Unique everywhere; a UUIDv7.
    public var id: String
    /// Name of the station that wrote it.
    public var station: String
    /// Its place among the changes of that station, from 1.
    public var number: Int
    /// When, after everything that the writer had seen.
    public var time: HybridTime
    /// What it is about.
    public var kind: EntityKind
    /// Id of what it is about.
    public var entity: String
    /// Id of the athlete whom it concerns; nil where it concerns nobody.
    ///
    /// An erasure takes all changes of a person.
    public var person: String?
    /// Name of the field.
    public var field: String
    /// What it is now; `nothing` in a change whose value was taken out.
    public var value: ChangeValue
    /// Ids of the changes of this field that the writer had seen and replaces.
    public var replaces: [String]
    /// True where an erasure took the value out of the file.
    public var isRedacted: Bool

    /// Makes a change.
    public init(
        id: String, station: String, number: Int, time: HybridTime, kind: EntityKind, entity: String,
        person: String? = nil, field: String, value: ChangeValue, replaces: [String] = [], isRedacted: Bool = false
    ) {
        self.id = id
        self.station = station
        self.number = number
        self.time = time
        self.kind = kind
        self.entity = entity
        self.person = person
        self.field = field
        self.value = value
        self.replaces = replaces
        self.isRedacted = isRedacted
    }

    /// The same without its value: who, when and which field stay, so that everything else still fits together.
    public var redacted: Change {
        var copy = self
        copy.value = .nothing
        copy.isRedacted = true
        return copy
    }

    /// Which of two changes of one field is shown where neither writer had seen the other: by time, station, id.
    public static func isShownBefore(_ a: Change, _ b: Change) -> Bool {
        if a.time != b.time { return a.time > b.time }
        if a.station != b.station { return a.station.utf8.lexicographicallyPrecedes(b.station.utf8) }
        return a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
    }
}
