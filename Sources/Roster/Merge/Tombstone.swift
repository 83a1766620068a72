/// What stays of an erased person: the id, and by what their recordings are known where one turns up later.
public struct Tombstone: Sendable, Hashable {
    /// The athlete's id.
    public let id: String
    /// The latest moment at which somebody asked for the erasure.
    public internal(set) var time: HybridTime
    /// Digests of the codes that recordings carried.
    public internal(set) var codes: Set<String> = []
    /// Ids of the recordings that were removed.
    public internal(set) var recordings: Set<String> = []

    /// A tombstone.
    init(id: String, time: HybridTime) {
        self.id = id
        self.time = time
    }
}
