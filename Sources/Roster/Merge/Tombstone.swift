/// What stays of an erased person: the id, and when it was asked for.
public struct Tombstone: Sendable, Hashable {
    /// The athlete's id.
    public let id: String
    /// The latest moment at which somebody asked for it.
    public let time: HybridTime

    /// Joins the erasures of one athlete, however many stations asked.
    ///
    /// - Parameter erasures: at least one; nil for none.
    init?(_ erasures: [Change]) {
        guard let id = erasures.first?.entity, let time = erasures.map(\.time).max() else { return nil }
        self.id = id
        self.time = time
    }
}
