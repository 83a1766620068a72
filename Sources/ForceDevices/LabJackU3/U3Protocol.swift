/// The commands of a LabJack U3 (0CD5:0003) beyond those that it shares with the U6.
///
/// Sources: labjack/exodriver `examples/U3/u3.c`, `u3Stream.c`; U3 data sheet 3.2, 5.2.3 and 5.2.10.
enum U3Protocol {
    /// USB product id of the U3.
    static let productID: UInt16 = 0x0003
    /// Blocks of 32 bytes in the calibration memory; hardware before 1.30 has three.
    static let calibrationBlocks = 5
    /// The negative input that stands for single-ended.
    static let singleEnded: UInt8 = 31

    /// Hardware that streams begins with 1.21; from 1.30 on there is a U3-HV with four inputs of ±10 V.
    struct Hardware: Equatable {
        /// Hundredths: 130 for 1.30.
        var version: Int
        /// True for a U3-HV, whose AIN0 to AIN3 take ±10 V.
        var isHighVoltage: Bool

        /// Reads the answer to the configuration command, of 38 bytes.
        init(_ answer: [UInt8]) {
            version = 100 * Int(answer[14]) + Int(answer[13])
            isHighVoltage = answer[37] & 0x12 == 0x12
        }
    }

    /// Sets which of the flexible lines are analog, turns timers, counters and the second analog output off.
    ///
    /// The write mask names timer configuration (bit 0), DAC1 (1), FIO (2) and EIO (3).
    static func configureLines(fioAnalog: UInt8, eioAnalog: UInt8) -> [UInt8] {
        // Timers would begin at line 4, where the maker's examples put them; the U3-HV refuses lower lines.
        LabJackFrame.sealed([0, 0xF8, 0x03, 0x0B, 0, 0, 0x0F, 0, 0x40, 0, fioAnalog, eioAnalog])
    }

    /// Resolution of a stream: the better, the slower.
    struct Resolution: Equatable {
        /// Index in the command, 0…3.
        let index: UInt8
        /// Effective bits.
        let bits: Double
        /// Samples a second at most.
        let samplesPerSecond: Double
        /// Seconds from one channel of a scan to the next.
        let channelDelay: Double

        /// The maker's table, data sheet 3.2.
        static let all = [
            Resolution(index: 0, bits: 12.8, samplesPerSecond: 2_500, channelDelay: 320e-6),
            Resolution(index: 1, bits: 11.9, samplesPerSecond: 10_000, channelDelay: 82e-6),
            Resolution(index: 2, bits: 11.3, samplesPerSecond: 20_000, channelDelay: 42e-6),
            Resolution(index: 3, bits: 10.5, samplesPerSecond: 50_000, channelDelay: 12.5e-6),
        ]
    }

    /// Everything that a stream is configured with.
    struct StreamConfiguration: Equatable {
        /// Positive inputs, or a digital word above 192.
        var channels: [UInt8]
        /// Samples a packet, 1…25 and a multiple of the number of channels.
        var samplesPerPacket: UInt8
        /// Index into ``Resolution/all``.
        var resolution: UInt8
        /// Ticks of the stream clock between scans, 1…65535.
        var interval: UInt16
        /// True where the stream clock is divided by 256.
        var dividesClock = false

        /// Scans a second.
        var rate: Double { LabJackFrame.streamClock / (dividesClock ? 256 : 1) / Double(interval) }
        /// Scans a packet.
        var scansPerPacket: Int { Int(samplesPerPacket) / max(channels.count, 1) }
        /// What the resolution brings with it.
        var quality: Resolution { Resolution.all[Int(resolution & 3)] }

        /// The StreamConfig command.
        func encoded() -> [UInt8] {
            var frame: [UInt8] = [
                0, 0xF8, UInt8(3 + channels.count), 0x11, 0, 0, UInt8(channels.count), samplesPerPacket, 0,
                resolution | (dividesClock ? 0x04 : 0), UInt8(truncatingIfNeeded: interval),
                UInt8(truncatingIfNeeded: interval >> 8),
            ]
            for channel in channels { frame += [channel, U3Protocol.singleEnded] }
            return LabJackFrame.sealed(frame)
        }

        /// Reads what ``encoded()`` wrote; nil for anything else.
        init?(_ frame: [UInt8]) {
            guard frame.count >= 14, frame[1] == 0xF8, frame[3] == 0x11, frame.count == 12 + 2 * Int(frame[6]),
                frame[2] == 3 + frame[6], LabJackFrame.isSealed(frame.span, at: 0, count: frame.count),
                (1...25).contains(frame[7]), frame[9] & 0xF8 == 0
            else { return nil }
            let channels = stride(from: 12, to: frame.count, by: 2).map { frame[$0] }
            guard stride(from: 13, to: frame.count, by: 2).allSatisfy({ frame[$0] == U3Protocol.singleEnded }) else {
                return nil
            }
            self.init(
                channels: channels, samplesPerPacket: frame[7], resolution: frame[9] & 3,
                interval: UInt16(frame[10]) | UInt16(frame[11]) << 8, dividesClock: frame[9] & 0x04 != 0)
            guard interval > 0 else { return nil }
        }

        init(
            channels: [UInt8], samplesPerPacket: UInt8, resolution: UInt8, interval: UInt16, dividesClock: Bool = false
        ) {
            self.channels = channels
            self.samplesPerPacket = samplesPerPacket
            self.resolution = resolution
            self.interval = interval
            self.dividesClock = dividesClock
        }
    }
}
