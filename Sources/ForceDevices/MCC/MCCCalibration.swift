/// Slope and intercept of every channel on every range, from the device's own memory.
///
/// `calibrated code = code · slope + intercept`, both as 32-bit floats, little-endian, from address
/// `64 · range + 8 · channel` on (wjasper/Linux_Drivers).
struct MCCCalibration: Equatable {
    /// Channels of the device.
    static let channels = 8
    /// Bytes of one range.
    static let blockSize = 64

    /// Memory of each range, in the order of the codes; empty where the device has no such range.
    let blocks: [[UInt8]]

    /// Volts from one channel's integers.
    struct Line: Equatable {
        /// Volts a code.
        var slope: Double
        /// Volts at code 0.
        var offset: Double

        func volts(_ raw: UInt16) -> Double { Double(raw) * slope + offset }

        /// The integer of a voltage, held at the converter's ends.
        func raw(_ volts: Double, codes: Int) -> UInt16 {
            UInt16(min(max(((volts - offset) / slope).rounded(), 0), Double(codes - 1)))
        }
    }

    /// Slope and intercept as the memory holds them; nil where it has no such block.
    func constants(range: Int, channel: Int) -> (slope: Float, intercept: Float)? {
        guard blocks.indices.contains(range), blocks[range].count == Self.blockSize,
            (0..<Self.channels).contains(channel)
        else { return nil }
        func float(_ at: Int) -> Float {
            var bits: UInt32 = 0
            for i in (0..<4).reversed() { bits = bits << 8 | UInt32(blocks[range][at + i]) }
            return Float(bitPattern: bits)
        }
        return (float(8 * channel), float(8 * channel + 4))
    }

    /// The line of a channel; nil where the constants cannot be those of this device.
    ///
    /// An erased memory reads as all ones, which is no number.
    func line(_ model: MCCModel, range: Int, channel: Int) -> Line? {
        guard let constants = constants(range: range, channel: channel), model.ranges.indices.contains(range),
            let fullScale = model.ranges[range]
        else { return nil }
        let slope = Double(constants.slope)
        let intercept = Double(constants.intercept)
        guard (0.8...1.2).contains(slope), abs(intercept) < 0.1 * Double(model.codes) else { return nil }
        let perCode = 2 * fullScale / Double(model.codes)
        return Line(slope: slope * perCode, offset: intercept * perCode - fullScale)
    }

    /// Writes the constants of one channel as the memory holds them.
    static func encode(slope: Float, intercept: Float) -> [UInt8] {
        [slope, intercept].flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
        }
    }
}
