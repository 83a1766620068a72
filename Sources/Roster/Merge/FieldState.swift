/// What a field is, by all changes of it that have arrived.
public struct FieldState: Sendable, Hashable {
    /// The change that is shown.
    public let shown: Change
    /// Changes with other values that nobody has replaced either: edits that clash, in the order of the rule.
    public let others: [Change]
    /// Every change that the next edit replaces.
    public let heads: [String]

    /// Settles a field: only changes that no other one replaces count.
    ///
    /// Which of several is shown: the latest by hybrid time, then the first station by name, then the first id.
    ///
    /// - Parameter changes: changes of one field, each id once; nil comes back for none.
    init?(_ changes: [Change]) {
        var replaced: Set<String> = []
        for change in changes {
            for id in change.replaces where id != change.id { replaced.insert(id) }
        }
        var heads = changes.filter { !replaced.contains($0.id) }
        // Only made-up files replace in a circle; then all of them count, so that nothing disappears.
        if heads.isEmpty { heads = changes }
        heads.sort(by: Change.isShownBefore)
        // A value that an erasure took out clashes with nothing.
        guard let first = heads.first(where: { !$0.isRedacted }) ?? heads.first else { return nil }
        shown = first
        var values: Set<ChangeValue> = [first.value]
        others = heads.filter { !$0.isRedacted && values.insert($0.value).inserted }
        self.heads = heads.map(\.id)
    }
}
