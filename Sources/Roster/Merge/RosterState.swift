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
    /// Who was erased or anonymised.
    public let privacy: Privacy
    /// The latest moment in any change.
    public private(set) var latest = HybridTime.zero

    /// Folds a set of changes.
    public init(_ changes: some Collection<Change>) {
        for change in changes { latest = max(latest, change.time) }
        privacy = Privacy(changes)
        let living = changes.filter { !privacy.takes($0) && !privacy.isOfErased($0) }
        for (key, changes) in Dictionary(grouping: living, by: { Key($0.kind, $0.entity) }) {
            entities[key] = EntityState(changes)
        }
    }

    /// The athletes who were erased: their tombstones.
    public var tombstones: [String: Tombstone] { privacy.tombstones }

    /// Something by kind and id; nil where it is unknown or erased.
    public subscript(kind: EntityKind, id: String) -> EntityState? { entities[Key(kind, id)] }

    /// All of a kind, sorted by id.
    public func all(_ kind: EntityKind) -> [EntityState] {
        entities.values.filter { $0.kind == kind }.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    }
}
