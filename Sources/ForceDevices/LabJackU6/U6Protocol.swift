import Transport

/// The bytes of a LabJack U6 (0CD5:0006), as its maker's examples and data sheet give them.
///
/// Sources: labjack/exodriver `examples/U6/u6.c`, `u6Stream.c`, `u6ConfigU6.c`; U6 data sheet 3.2 and 5.2.12.
public enum U6Protocol {
    /// USB vendor id of LabJack.
    public static let vendorID: UInt16 = 0x0CD5
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
    /// The stream clock with `scanConfig` bit 3 clear, in Hz.
    public static let streamClock = 4_000_000.0
    /// Samples that the device holds while nobody reads (data sheet 3.2: typically 984).
    public static let bufferSamples = 984

    /// Error codes that a stream packet or an answer carries.
    public enum ErrorCode {
        /// Stop was sent while nothing ran.
        public static let notRunning: UInt8 = 52
        /// A scan began before the one before it was done.
        public static let scanOverlap: UInt8 = 55
        /// The buffer ran over; what is sent now was buffered before.
        public static let autoRecoverActive: UInt8 = 59
        /// First packet after an overflow; bytes 6 and 7 count the scans that were dropped before it.
        public static let autoRecoverReport: UInt8 = 60
    }

    // MARK: Checksums

    /// Folds a sum into a byte: quotient and remainder by 256 are added, twice.
    static func fold(_ sum: Int) -> UInt8 {
        let once = sum / 256 + sum % 256
        return UInt8(truncatingIfNeeded: once / 256 + once % 256)
    }

    /// Writes the three checksum bytes of an extended command into place.
    ///
    /// `frame` has at least six bytes.
    static func seal(_ frame: inout [UInt8]) {
        var sum = 0
        for byte in frame[6...] { sum += Int(byte) }
        frame[4] = UInt8(truncatingIfNeeded: sum)
        frame[5] = UInt8(truncatingIfNeeded: sum >> 8)
        frame[0] = fold(frame[1...5].reduce(0) { $0 + Int($1) })
    }

    /// True where the checksums of the extended frame of `count` bytes at `offset` hold.
    static func isSealed(_ bytes: Span<UInt8>, at offset: Int, count: Int) -> Bool {
        guard count >= 6, offset + count <= bytes.count else { return false }
        var sum = 0
        for i in offset + 6..<offset + count { sum += Int(bytes[i]) }
        guard bytes[offset + 4] == UInt8(truncatingIfNeeded: sum),
            bytes[offset + 5] == UInt8(truncatingIfNeeded: sum >> 8)
        else { return false }
        var head = 0
        for i in offset + 1...offset + 5 { head += Int(bytes[i]) }
        return bytes[offset] == fold(head)
    }

    // MARK: Commands

    /// Stops a stream; the answer's second byte is B1.
    public static let streamStop: [UInt8] = [0xB0, 0xB0]
    /// Starts the configured stream; the answer's second byte is A9.
    public static let streamStart: [UInt8] = [0xA8, 0xA8]

    /// Reads the configuration: the answer has 38 bytes, with firmware at 9, serial number at 15.
    public static let readConfiguration: [UInt8] = {
        var frame = [UInt8](repeating: 0, count: 26)
        frame[1] = 0xF8
        frame[2] = 0x0A
        frame[3] = 0x08
        seal(&frame)
        return frame
    }()

    /// Reads one block of 32 bytes of the calibration memory; the answer has 40 bytes.
    ///
    /// - Parameter block: 0…9.
    public static func readMemory(block: UInt8) -> [UInt8] {
        var frame: [UInt8] = [0, 0xF8, 0x01, 0x2D, 0, 0, 0, block]
        seal(&frame)
        return frame
    }

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
        /// Even numbers of the positive inputs; the negative one is the next.
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
        public var rate: Double { streamClock / (dividesClock ? 256 : 1) / Double(interval) }

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
            for channel in channels { frame += [channel, 0x80 | gain.rawValue << 4] }
            U6Protocol.seal(&frame)
            return frame
        }

        /// Reads what ``encoded()`` wrote; nil for anything else.
        public init?(_ frame: [UInt8]) {
            guard frame.count >= 16, frame[1] == 0xF8, frame[3] == 0x11, frame.count == 14 + 2 * Int(frame[6]),
                frame[2] == 4 + frame[6], U6Protocol.isSealed(frame.span, at: 0, count: frame.count),
                let gain = Gain(rawValue: frame[15] >> 4 & 3), (1...25).contains(frame[8])
            else { return nil }
            let numbers = stride(from: 14, to: frame.count, by: 2).map { frame[$0] }
            self.init(
                channels: numbers, gain: gain, samplesPerPacket: frame[8], settlingFactor: frame[10],
                interval: UInt16(frame[12]) | UInt16(frame[13]) << 8, dividesClock: frame[11] & 0x02 != 0)
            guard interval > 0 else { return nil }
        }
    }

    // MARK: Answers

    /// True where `answer` is a well-formed extended answer to command `number`.
    static func isAnswer(_ answer: [UInt8], to number: UInt8, count: Int) -> Bool {
        answer.count == count && answer[1] == 0xF8 && answer[3] == number
            && isSealed(answer.span, at: 0, count: answer.count)
    }
}
