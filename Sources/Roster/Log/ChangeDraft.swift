/// What somebody wants changed, before a station gives it its id, number and moment.
public struct ChangeDraft: Sendable, Hashable {
    /// What it is about.
    public var kind: EntityKind
    /// Id of what it is about.
    public var entity: String
    /// Id of the athlete whom it concerns.
    public var person: String?
    /// Name of the field.
    public var field: String
    /// What it is to be.
    public var value: ChangeValue
    /// Ids of the changes that are shown now and that this one replaces.
    public var replaces: [String]

    /// Makes a draft.
    public init(
        _ kind: EntityKind, _ entity: String, person: String? = nil, field: String, value: ChangeValue,
        replaces: [String] = []
    ) {
        self.kind = kind
        self.entity = entity
        self.person = person
        self.field = field
        self.value = value
        self.replaces = replaces
    }
}
