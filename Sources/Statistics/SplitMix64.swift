/// The project's random numbers: SplitMix64, bit for bit the same in Swift and Python (formulas 0.4).
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts the sequence of `seed`; the first output of seed 42 is 13679457532755275413.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// A number in 0..<1 with 53 random bits.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// An index in 0..<count; `count` must be > 0.
    public mutating func index(_ count: Int) -> Int { Int(unit() * Double(count)) }

    /// The output function alone: a hash of 64 bits, for numbers that depend on a position and not on an order.
    @inlinable public static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
