import SignalCore

/// What the operator says of a plain text file.
public struct TextOptions: Sendable, Hashable {
    /// Column of the left side: its name, or its number from 1.
    public var left: String?
    /// Column of the right side: its name, or its number from 1.
    public var right: String?
    /// Column of both sides together, where only the sum exists.
    public var total: String?
    /// Column of the time.
    public var time: String?
    /// Samples per second; nil to take it from the time column.
    public var rate: Double?
    /// Unit of forces that carry none themselves: `N`, `kN`, `kg`, `kgf`, `lb` or `lbf`; nil for newtons, which is told.
    public var forceUnit: String?
    /// Words that `forceUnit` may be.
    public static let forceUnits = ForceUnit.names

    /// Which sign load has: true where it counts positive, false where negative; nil to see it, and to ask where that fails.
    public var loadIsPositive: Bool?
    /// The limb that a file of one sensor is of; nil where that is not said.
    public var limb: Side?
    /// Columns of centres of pressure.
    public var pressure = PressureOptions()

    /// True where the first rows of a format come at uneven times and are left out.
    var dropsUnevenStart = false
    /// True where a format is known to leave single samples out, which are then bridged and flagged.
    var bridgesLoneSamples = false
    /// Unit of times that carry none themselves, where the format of the file says it: `s`, `ms` or `us`.
    var timeUnit: String?

    /// Nothing said unless given.
    public init(
        left: String? = nil, right: String? = nil, total: String? = nil, time: String? = nil, rate: Double? = nil
    ) {
        self.left = left
        self.right = right
        self.total = total
        self.time = time
        self.rate = rate
    }

    /// True where a force column is named.
    var namesForce: Bool { left != nil || right != nil || total != nil }
}
