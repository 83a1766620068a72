/// An athlete, a group, a comment … as all its changes make it.
public struct EntityState: Sendable, Hashable {
    /// What it is.
    public let kind: EntityKind
    /// Its id.
    public let id: String
    /// The athlete whom it concerns; nil for nobody.
    public let person: String?
    /// Its fields.
    public private(set) var fields: [String: FieldState]

    /// Folds the changes of one entity; order and duplicates do not matter.
    ///
    /// Nil for none.
    ///
    /// Of two lines with the same id the one without a value wins, so that an old copy of a file brings nothing back.
    public init?(_ changes: some Sequence<Change>) {
        var unique: [String: Change] = [:]
        for change in changes {
            guard let other = unique[change.id] else {
                unique[change.id] = change
                continue
            }
            unique[change.id] = Self.surviving(change, other)
        }
        let all = unique.values.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        guard let first = all.first else { return nil }
        kind = first.kind
        id = first.entity
        person = first.kind == .athlete ? first.entity : all.lazy.compactMap(\.person).min()
        var fields: [String: FieldState] = [:]
        for (name, changes) in Dictionary(grouping: all, by: \.field) { fields[name] = FieldState(changes) }
        self.fields = fields
    }

    /// The value of a field; nil where it was never set, was emptied or was taken out.
    public subscript(field: String) -> ChangeValue? {
        guard let value = fields[field]?.shown.value, value != .nothing else { return nil }
        return value
    }

    /// Ids that the next edit of a field replaces.
    public func heads(_ field: String) -> [String] { fields[field]?.heads ?? [] }

    /// The fields in which edits clash, by name.
    public var clashes: [(field: String, state: FieldState)] {
        fields.filter { !$0.value.others.isEmpty }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func surviving(_ a: Change, _ b: Change) -> Change {
        if a.isRedacted != b.isRedacted { return a.isRedacted ? a : b }
        if a == b { return a }
        let texts = (ChangeLine.text(a), ChangeLine.text(b))
        return texts.0.utf8.lexicographicallyPrecedes(texts.1.utf8) ? a : b
    }
}
