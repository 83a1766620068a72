import SignalCore

/// Which limb plays which part, as somebody declared it. Never inferred from data (formulas A.1).
public struct PairRoles: Sendable, Hashable {
    /// The dominant limb; nil where not declared.
    public var dominant: Side?
    /// The injured or operated limb; nil where not declared.
    public var involved: Side?

    /// Nothing declared unless said otherwise.
    public init(dominant: Side? = nil, involved: Side? = nil) {
        self.dominant = dominant
        self.involved = involved
    }

    /// The same person in a mirror: both roles change sides.
    public var swapped: PairRoles { PairRoles(dominant: dominant?.other, involved: involved?.other) }
}
