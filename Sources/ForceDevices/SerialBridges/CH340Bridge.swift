/// WCH's bridges CH340 and CH341 (order and numbers: usb-serial-for-android).
public enum CH340Bridge {
    /// The requests that set the line up, in order; reads are the chip's status, which nothing here depends on.
    public static func setUp(_ line: SerialLineSettings) throws(BaudError) -> [BridgeRequest] {
        let speed = try baudRequests(line.baud)
        return [
            BridgeRequest(0xC0, 0x5F, 0, reading: 2),
            BridgeRequest(0x40, 0xA1, 0),
        ] + speed + [
            BridgeRequest(0xC0, 0x95, 0x2518, reading: 2),
            // Receiver and transmitter on, eight data bits, no parity, one stop bit.
            BridgeRequest(0x40, 0x9A, 0x2518, 0x00C3),
            BridgeRequest(0xC0, 0x95, 0x0706, reading: 2),
            BridgeRequest(0x40, 0xA1, 0x501F, 0xD90A),
        ] + speed + controlLines(line.lines) + [BridgeRequest(0xC0, 0x95, 0x0706, reading: 2)]
    }

    /// DTR (0x20) and RTS (0x40), inverted.
    public static func controlLines(_ lines: SerialLineSettings.ControlLines) -> [BridgeRequest] {
        switch lines {
        case .on: [BridgeRequest(0x40, 0xA4, ~UInt16(0x60))]
        case .off: [BridgeRequest(0x40, 0xA4, ~UInt16(0))]
        case .leave: []
        }
    }

    /// The two requests that set the speed.
    public static func baudRequests(_ baud: UInt32) throws(BaudError) -> [BridgeRequest] {
        let words = try baudWords(baud)
        return [BridgeRequest(0x40, 0x9A, 0x1312, words.0), BridgeRequest(0x40, 0x9A, 0x0F2C, words.1)]
    }

    /// Prescaler and divisor.
    ///
    /// Bit 7 makes the chip send at once rather than when its buffer is full.
    ///
    /// - Throws: for a speed that is off by more than 3 %.
    public static func baudWords(_ baud: UInt32) throws(BaudError) -> (UInt16, UInt16) {
        // The formula does not reach this one; the maker's own driver has it apart.
        if baud == 921_600 { return (0xF387, 0x0000) }
        guard baud >= 50, baud <= 2_000_000 else { throw BaudError(baud: baud) }
        var factor = 1_532_620_800 / baud
        var prescaler: UInt16 = 3
        while factor > 0xFFF0, prescaler > 0 {
            factor >>= 3
            prescaler -= 1
        }
        let word = UInt16(truncatingIfNeeded: 0x10000 - factor)
        // The chip counts in steps of the upper byte.
        guard factor <= 0xFFF0, abs(self.baud(word & 0xFF00 | prescaler, word & 0xFF) / Double(baud) - 1) <= 0.03 else {
            throw BaudError(baud: baud)
        }
        return (word & 0xFF00 | prescaler | 0x80, word & 0xFF)
    }

    /// Speed of the two words; the inverse of ``baudWords(_:)``.
    public static func baud(_ first: UInt16, _ second: UInt16) -> Double {
        if first | 0x80 == 0xF387 { return 921_600 }
        let factor = 0x10000 - Int(first & 0xFF00 | second & 0xFF)
        return 1_532_620_800 / (Double(factor) * Double(1 << (3 * (3 - Int(first & 3)))))
    }
}
