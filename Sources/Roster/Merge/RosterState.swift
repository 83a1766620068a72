/// The roster: what all changes of all stations make together, whatever their order and however often they came.
public struct RosterState: Sendable, Hashable {
    /// What something is called: kind and id.
    public struct Key: Sendable, Hashable {
        /// What it is.
        public let kind: EntityKind
        /// Its id.
        public let id: String

        /// Makes a key.
        public init(_ kind: EntityKind, _ id: String) {
            self.kind = kind
            self.id = id
        }
    }

    /// Everything that was not erased.
    public private(set) var entities: [Key: EntityState] = [:]
    /// The athletes who were erased: their tombstones.
    public private(set) var tombstones: [String: Tombstone] = [:]
    /// The latest moment in any change.
    public private(set) var latest = HybridTime.zero

    /// Folds a set of changes.
    public init(_ changes: some Collection<Change>) {
        for change in changes { latest = max(latest, change.time) }
        for (id, changes) in Dictionary(grouping: changes.filter(\.isErasure), by: \.entity) {
            tombstones[id] = Tombstone(changes)
        }
        let living = changes.filter { change in
            change.person.map { tombstones[$0] == nil } ?? true
                && !(change.kind == .athlete && tombstones[change.entity] != nil)
        }
        for (key, changes) in Dictionary(grouping: living, by: { Key($0.kind, $0.entity) }) {
            entities[key] = EntityState(changes)
        }
    }

    /// Something by kind and id; nil where it is unknown or erased.
    public subscript(kind: EntityKind, id: String) -> EntityState? { entities[Key(kind, id)] }

    /// All of a kind, sorted by id.
    public func all(_ kind: EntityKind) -> [EntityState] {
        entities.values.filter { $0.kind == kind }.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    }
}

extension Change {
    /// True for the erasure of a person.
    public var isErasure: Bool { kind == .athlete && field == AthleteField.erased && value == .flag(true) }
}
