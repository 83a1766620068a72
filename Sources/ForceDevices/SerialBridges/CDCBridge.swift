/// The modem of the USB communication class: Arduino Uno and its like, boards with their own USB, many gauges.
public enum CDCBridge {
    /// The requests that set the line up, in order.
    ///
    /// - Parameters:
    ///   - line: speed and control lines.
    ///   - interface: the control interface, not the one with the data.
    public static func setUp(_ line: SerialLineSettings, interface: UInt8) -> [BridgeRequest] {
        let coding = (0..<4).map { UInt8(truncatingIfNeeded: line.baud >> (8 * $0)) } + [0, 0, 8]
        // A board with its own USB has no line whose speed could be set, and may say so.
        return [BridgeRequest(0x21, 0x20, 0, UInt16(interface), data: coding, isOptional: true)]
            + controlLines(line.lines, interface: interface)
    }

    /// DTR and RTS.
    public static func controlLines(
        _ lines: SerialLineSettings.ControlLines, interface: UInt8
    ) -> [BridgeRequest] {
        switch lines {
        case .on: [BridgeRequest(0x21, 0x22, 3, UInt16(interface), isOptional: true)]
        case .off: [BridgeRequest(0x21, 0x22, 0, UInt16(interface), isOptional: true)]
        case .leave: []
        }
    }
}
