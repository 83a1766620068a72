/// Silicon Labs' bridges CP2101 to CP2105 (application note AN571; usb-serial-for-android).
public enum CP210xBridge {
    /// The requests that set the line up, in order.
    public static func setUp(_ line: SerialLineSettings, interface: UInt8) throws(BaudError) -> [BridgeRequest] {
        guard (300...3_000_000).contains(line.baud) else { throw BaudError(baud: line.baud) }
        let index = UInt16(interface)
        let baud = (0..<4).map { UInt8(truncatingIfNeeded: line.baud >> (8 * $0)) }
        return [
            BridgeRequest(0x41, 0x00, 1, index),
            BridgeRequest(0x41, 0x1E, 0, index, data: baud),
            BridgeRequest(0x41, 0x03, 0x0800, index),
        ] + controlLines(line.lines, interface: interface) + [
            // Both buffers, both directions.
            BridgeRequest(0x41, 0x12, 0x000F, index)
        ]
    }

    /// DTR and RTS, each with the bit that says which of them is meant.
    public static func controlLines(
        _ lines: SerialLineSettings.ControlLines, interface: UInt8
    ) -> [BridgeRequest] {
        switch lines {
        case .on: [BridgeRequest(0x41, 0x07, 0x0303, UInt16(interface))]
        case .off: [BridgeRequest(0x41, 0x07, 0x0300, UInt16(interface))]
        case .leave: []
        }
    }

    /// Reads 19 bytes whose first word has the errors since the last time.
    public static func status(interface: UInt8) -> BridgeRequest {
        BridgeRequest(0xC1, 0x10, 0, UInt16(interface), reading: 0x13)
    }

    /// True where that answer tells of an overrun.
    ///
    /// Bits 2 (chip) and 3 (queue) of the first word, as the application note is remembered; not checked on a device.
    public static func hasOverrun(_ status: [UInt8]) -> Bool {
        status.count == 0x13 && status[0] & 0x0C != 0
    }
}
