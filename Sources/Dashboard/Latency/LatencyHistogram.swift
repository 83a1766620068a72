/// How long something took, counted in half milliseconds; its size never grows.
public struct LatencyHistogram: Sendable, Equatable {
    /// Width of a class in milliseconds.
    public static let width = 0.5
    private static let classes = 1000

    private var counts = [UInt32](repeating: 0, count: Self.classes)
    private var beyond: UInt32 = 0

    /// How many were counted.
    public private(set) var count = 0
    /// The longest in milliseconds; 0 before the first.
    public private(set) var longest = 0.0

    /// An empty histogram.
    public init() {}

    /// Counts one of `milliseconds`; beyond half a second only that it was so is kept, and the longest.
    public mutating func add(_ milliseconds: Double) {
        guard milliseconds.isFinite, milliseconds >= 0 else { return }
        count += 1
        longest = max(longest, milliseconds)
        if milliseconds < Self.width * Double(Self.classes) {
            counts[Int(milliseconds / Self.width)] &+= 1
        } else {
            beyond &+= 1
        }
    }

    /// Milliseconds that at least `share` of all stayed under or at; nil before the first.
    ///
    /// Nearest rank, the upper edge of its class: never shorter than it was, longer by at most half a millisecond. Of
    /// those beyond half a second it is the longest.
    public func percentile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = max(1, Int((share * Double(count)).rounded(.up)))
        var seen = 0
        for (index, number) in counts.enumerated() {
            seen += Int(number)
            if seen >= rank { return min(longest, Double(index + 1) * Self.width) }
        }
        return longest
    }
}

/// The time from the newest sample of a frame to the screen.
public struct DashboardLatency: Sendable, Equatable {
    /// Frames that screens have drawn.
    public var count: Int
    /// Milliseconds that half of them stayed under.
    public var median: Double
    /// Milliseconds that 99 of 100 stayed under.
    public var p99: Double
    /// The longest in milliseconds.
    public var longest: Double
}
