/// The constants that turn a U6's integers into volts, from its own memory.
///
/// Each block holds four numbers in 32.32 fixed point, little-endian: fraction first, then the signed integer
/// (labjack/exodriver `examples/U6/u6.c`).
public struct U6Calibration: Sendable, Hashable {
    /// Ten blocks of four numbers in the order of the memory.
    public let constants: [Double]
    /// The 32 bytes of each block.
    public let blocks: [[UInt8]]

    /// Reads the constants from the blocks; nil where there are fewer than four blocks of 32 bytes.
    public init?(blocks: [[UInt8]]) {
        guard blocks.count >= 4, blocks.allSatisfy({ $0.count == 32 }) else { return nil }
        self.blocks = blocks
        constants = blocks.flatMap { block in
            stride(from: 0, to: 32, by: 8).map { LabJackFrame.fixedPoint(block, at: $0) }
        }
    }

    /// Writes one number as the memory holds it, rounded to 2^-32.
    static func encode(_ value: Double) -> [UInt8] { LabJackFrame.encode(value) }

    /// What the conversion needs of one gain.
    public struct Line: LabJackLine, Sendable, Hashable {
        /// Volts a count above the centre.
        public let slope: Double
        /// Volts a count below the centre, negative.
        public let negativeSlope: Double
        /// Counts at 0 V.
        public let center: Double

        /// Volts of one integer.
        @inlinable public func volts(_ raw: UInt16) -> Double {
            let counts = Double(raw)
            return counts < center ? (center - counts) * negativeSlope : (counts - center) * slope
        }

        /// The integer of a voltage, held at the converter's ends.
        func raw(_ volts: Double) -> UInt16 {
            let counts = volts < 0 ? center - volts / negativeSlope : center + volts / slope
            return UInt16(min(max(counts.rounded(), 0), 65535))
        }
    }

    /// The line of a gain.
    public func line(_ gain: U6Protocol.Gain) -> Line {
        let at = Int(gain.rawValue) * 2
        return Line(slope: constants[at], negativeSlope: constants[at + 8], center: constants[at + 9])
    }

    /// True where the constants can be those of a U6: slopes within 20 % of the nominal ones, centre near the middle.
    ///
    /// An erased memory reads as all ones and would turn every force into nonsense.
    public var isPlausible: Bool {
        for gain in U6Protocol.Gain.allCases {
            let nominal = [3.158e-4, 3.158e-5, 3.158e-6, 3.158e-7][Int(gain.rawValue)]
            let line = line(gain)
            guard abs(line.slope / nominal - 1) < 0.2, abs(line.negativeSlope / nominal + 1) < 0.2,
                (25_000...42_000).contains(line.center)
            else { return false }
        }
        return true
    }
}
