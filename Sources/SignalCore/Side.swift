/// A side of the person, never of the device.
public enum Side: String, Sendable, Hashable, CaseIterable, Codable {
    /// The person's left limb.
    case left
    /// The person's right limb.
    case right

    /// The opposite side.
    public var other: Side { self == .left ? .right : .left }
}
