/// The constants that turn a U3's integers into volts, from its own memory.
///
/// Block 0 holds slope and offset of the single-ended low-voltage inputs, blocks 3 and 4 slopes and offsets of the four
/// high-voltage ones (labjack/exodriver `examples/U3/u3.c`).
struct U3Calibration: Equatable {
    /// Four numbers of each block in the order of the memory.
    let constants: [Double]
    /// The 32 bytes of each block.
    let blocks: [[UInt8]]

    /// Volts from one input's integers.
    struct Line: LabJackLine, Equatable {
        /// Volts a count of 16 bits.
        var slope: Double
        /// Volts at count 0.
        var offset: Double

        func volts(_ raw: UInt16) -> Double { Double(raw) * slope + offset }

        /// The integer of a voltage: 12 bits, shifted to 16, held at the converter's ends.
        func raw(_ volts: Double) -> UInt16 {
            UInt16(min(max(((volts - offset) / slope / 16).rounded(), 0), 4095)) << 4
        }
    }

    /// Reads the constants from the blocks; nil where there are fewer than three blocks of 32 bytes.
    init?(blocks: [[UInt8]]) {
        guard blocks.count >= 3, blocks.allSatisfy({ $0.count == 32 }) else { return nil }
        self.blocks = blocks
        constants = blocks.flatMap { block in
            stride(from: 0, to: 32, by: 8).map { LabJackFrame.fixedPoint(block, at: $0) }
        }
    }

    /// The line of a single-ended input; nil where the constants cannot be those of a U3.
    ///
    /// An erased memory reads as all ones and would turn every force into nonsense.
    func line(input: Int, _ hardware: U3Protocol.Hardware) -> Line? {
        if hardware.isHighVoltage, input < 4 {
            guard constants.count >= 20, input >= 0 else { return nil }
            let line = Line(slope: constants[12 + input], offset: constants[16 + input])
            return abs(line.slope / 3.14e-4 - 1) < 0.2 && abs(line.offset + 10.3) < 1 ? line : nil
        }
        let line = Line(slope: constants[0], offset: constants[1])
        return abs(line.slope / 3.7231e-5 - 1) < 0.2 && abs(line.offset) < 0.1 ? line : nil
    }
}
