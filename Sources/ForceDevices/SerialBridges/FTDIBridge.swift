import Transport

/// FTDI's bridges FT232R, FT2232, FT4232, FT232H and FT231X (numbers: `ftdi_sio.h` of Linux, usb-serial-for-android).
public enum FTDIBridge {
    /// The requests that set the line up, in order.
    ///
    /// - Parameters:
    ///   - line: speed and control lines.
    ///   - hasPorts: true for the chips with several ports, whose speed request names the port; they are told from the
    ///     others by their release number.
    ///   - latency: milliseconds after which a packet that is not full is sent. One millisecond has lost bytes on an
    ///     older chip, so two.
    ///   - eventCharacter: a byte after which the chip sends at once: the line feed.
    public static func setUp(
        _ line: SerialLineSettings, hasPorts: Bool = false, latency: UInt8 = 2, eventCharacter: UInt8 = 0x0A
    ) throws(BaudError) -> [BridgeRequest] {
        let port: UInt16 = 1
        let baud = try baudWords(line.baud)
        var requests = [
            BridgeRequest(0x40, 0, 0, port),
            BridgeRequest(0x40, 2, 0, port),
            BridgeRequest(0x40, 4, 8, port),
            BridgeRequest(0x40, 3, baud.value, hasPorts ? baud.index << 8 | port : baud.index),
            BridgeRequest(0x40, 9, UInt16(latency), port),
            BridgeRequest(0x40, 6, 0x0100 | UInt16(eventCharacter), port),
        ]
        requests += controlLines(line.lines)
        requests += [BridgeRequest(0x40, 0, 1, port), BridgeRequest(0x40, 0, 2, port)]
        return requests
    }

    /// DTR and RTS, each with the bit that says which of them is meant.
    public static func controlLines(_ lines: SerialLineSettings.ControlLines) -> [BridgeRequest] {
        switch lines {
        case .on: [BridgeRequest(0x40, 1, 0x0101, 1), BridgeRequest(0x40, 1, 0x0202, 1)]
        case .off: [BridgeRequest(0x40, 1, 0x0100, 1), BridgeRequest(0x40, 1, 0x0200, 1)]
        case .leave: []
        }
    }

    /// The divisor of 3 MHz in eighths, as `wValue` and the lowest bit of `wIndex` carry it.
    ///
    /// - Throws: for a speed that is off by more than 3 %.
    public static func baudWords(_ baud: UInt32) throws(BaudError) -> (value: UInt16, index: UInt16) {
        guard baud >= 184, baud <= 3_000_000 else { throw BaudError(baud: baud) }
        switch baud {
        // Divisors 0 and 1 stand for 1 and 1.5.
        case 3_000_000: return (0, 0)
        case 2_000_000: return (1, 0)
        default: break
        }
        let eighths = (24_000_000 + baud / 2) / baud
        // Between 1 and 2 the chip has none but 1.5.
        guard eighths >= 16, eighths < 8 * 16_384, abs(24e6 / Double(eighths) / Double(baud) - 1) <= 0.03 else {
            throw BaudError(baud: baud)
        }
        let code: UInt16 = [0, 3, 2, 4, 1, 5, 6, 7][Int(eighths & 7)]
        return (UInt16(eighths >> 3) | code << 14, code >> 2)
    }

    /// Speed of the words of a request; the inverse of ``baudWords(_:)``.
    public static func baud(value: UInt16, index: UInt16) -> UInt32 {
        let code = Int(value >> 14 | (index & 1) << 2)
        let whole = UInt32(value & 0x3FFF)
        if code == 0, whole < 2 { return whole == 0 ? 3_000_000 : 2_000_000 }
        let eighths = whole << 3 + UInt32([0, 4, 2, 1, 3, 5, 6, 7][code])
        return eighths > 0 ? (24_000_000 + eighths / 2) / eighths : 0
    }

    /// True for chips whose speed request names a port: FT2232H, FT4232H and FT232H by `bcdDevice`.
    public static func hasPorts(_ descriptors: DeviceDescriptors) -> Bool {
        descriptors.device.count >= 14 && (7...9).contains(descriptors.device[13])
    }

    /// What the second status byte of every packet says.
    public struct LineStatus: OptionSet, Sendable, Hashable {
        /// The byte.
        public let rawValue: UInt8
        /// Wraps the byte.
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The chip's buffer ran over: bytes were lost.
        public static let overrun = LineStatus(rawValue: 0x02)
        /// A byte failed its parity.
        public static let parity = LineStatus(rawValue: 0x04)
        /// A byte had no stop bit: wrong speed or noise.
        public static let framing = LineStatus(rawValue: 0x08)
        /// The line was held low.
        public static let lineBreak = LineStatus(rawValue: 0x10)
        /// One of those about a byte in the buffer.
        public static let bufferError = LineStatus(rawValue: 0x80)
        /// Bytes of the packet, or between it and the last, are not to be trusted.
        public static let doubt: LineStatus = [.overrun, .parity, .framing, .bufferError]
    }
}
