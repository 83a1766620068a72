import Transport

/// The bytes of a LabJack U6 (0CD5:0006), as its maker's examples and data sheet give them.
///
/// Sources: labjack/exodriver `examples/U6/u6.c`, `u6Stream.c`, `u6ConfigU6.c`; U6 data sheet 3.2 and 5.2.12.
public enum U6Protocol {
    /// USB vendor id of LabJack.
    public static let vendorID = LabJackFrame.vendorID
    /// USB product id of the U6.
    public static let productID: UInt16 = 0x0006
    /// Commands go out here.
    public static let commandOut = EndpointAddress(0x01)
    /// Answers come in here.
    public static let commandIn = EndpointAddress(0x82)
    /// Stream data come in here.
    public static let streamIn = EndpointAddress(0x83)
    /// Bytes of a transfer: one full-speed packet.
    public static let packetSize = 64
    /// Blocks of 32 bytes in the calibration memory.
    public static let calibrationBlocks = 10

    // MARK: Commands

    /// Stops a stream; the answer's second byte is B1.
    public static let streamStop = LabJackFrame.streamStop
    /// Starts the configured stream; the answer's second byte is A9.
    public static let streamStart = LabJackFrame.streamStart
    /// Reads the configuration: the answer has 38 bytes, with firmware at 9, serial number at 15.
    public static let readConfiguration = LabJackFrame.readConfiguration

    /// Reads one block of 32 bytes of the calibration memory; the answer has 40 bytes.
    ///
    /// - Parameter block: 0…9.
    public static func readMemory(block: UInt8) -> [UInt8] { LabJackFrame.readMemory(block: block) }

    /// Gain of an analog input.
    public enum Gain: UInt8, Sendable, CaseIterable {
        /// ±10 V.
        case x1 = 0
        /// ±1 V.
        case x10 = 1
        /// ±100 mV.
        case x100 = 2
        /// ±10 mV.
        case x1000 = 3

        /// Largest scans a second of two channels with the settling time that the device chooses (data sheet, table 3.2.1).
        public var fullySettledPairRate: Double { [25_000, 2_200, 444, 178][Int(rawValue)] }
    }

    /// Everything that a stream is configured with.
    public struct StreamConfiguration: Sendable, Hashable {
        /// Even numbers of the positive inputs, the negative one being the next; above 143 a digital word.
        public var channels: [UInt8]
        /// Gain of all of them.
        public var gain: Gain
        /// Samples a packet, 1…25 and a multiple of the number of channels.
        public var samplesPerPacket: UInt8
        /// Settling time in units of 10 µs, 0 for the device's own choice.
        public var settlingFactor: UInt8
        /// Ticks of the stream clock between scans, 1…65535.
        public var interval: UInt16
        /// True where the stream clock is divided by 256.
        public var dividesClock: Bool

        /// Makes a configuration.
        public init(
            channels: [UInt8], gain: Gain, samplesPerPacket: UInt8, settlingFactor: UInt8, interval: UInt16,
            dividesClock: Bool = false
        ) {
            self.channels = channels
            self.gain = gain
            self.samplesPerPacket = samplesPerPacket
            self.settlingFactor = settlingFactor
            self.interval = interval
            self.dividesClock = dividesClock
        }

        /// Scans a second.
        public var rate: Double { LabJackFrame.streamClock / (dividesClock ? 256 : 1) / Double(interval) }

        /// Scans a packet.
        public var scansPerPacket: Int { Int(samplesPerPacket) / max(channels.count, 1) }

        /// Bytes of a data packet.
        public var packetLength: Int { 14 + 2 * Int(samplesPerPacket) }

        /// Seconds from one channel of a scan to the next.
        ///
        /// The settling time plus 20 µs for the conversion (50 000 samples a second of one channel); with the device's
        /// own settling the time that follows from its table of largest scan rates. Inferred from the data sheet.
        public var channelDelay: Double {
            settlingFactor > 0 ? Double(settlingFactor) * 1e-5 + 2e-5 : 0.5 / gain.fullySettledPairRate
        }

        /// The StreamConfig command.
        public func encoded() -> [UInt8] {
            var frame: [UInt8] = [
                0, 0xF8, UInt8(4 + channels.count), 0x11, 0, 0, UInt8(channels.count), 1, samplesPerPacket, 0,
                settlingFactor, dividesClock ? 0x02 : 0, UInt8(truncatingIfNeeded: interval),
                UInt8(truncatingIfNeeded: interval >> 8),
            ]
            for channel in channels { frame += [channel, channel > 143 ? 0 : 0x80 | gain.rawValue << 4] }
            return LabJackFrame.sealed(frame)
        }

        /// Reads what ``encoded()`` wrote; nil for anything else.
        public init?(_ frame: [UInt8]) {
            guard frame.count >= 16, frame[1] == 0xF8, frame[3] == 0x11, frame.count == 14 + 2 * Int(frame[6]),
                frame[2] == 4 + frame[6], LabJackFrame.isSealed(frame.span, at: 0, count: frame.count),
                let gain = Gain(rawValue: frame[15] >> 4 & 3), (1...25).contains(frame[8])
            else { return nil }
            let numbers = stride(from: 14, to: frame.count, by: 2).map { frame[$0] }
            self.init(
                channels: numbers, gain: gain, samplesPerPacket: frame[8], settlingFactor: frame[10],
                interval: UInt16(frame[12]) | UInt16(frame[13]) << 8, dividesClock: frame[11] & 0x02 != 0)
            guard interval > 0 else { return nil }
        }
    }
}
