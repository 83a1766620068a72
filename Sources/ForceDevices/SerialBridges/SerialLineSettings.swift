/// Speed and control lines of a serial line; always eight data bits, no parity, one stop bit.
public struct SerialLineSettings: Sendable, Hashable {
    /// What to do with a control line when the line is opened.
    public enum ControlLines: String, Sendable, Hashable, Codable, CaseIterable {
        /// Raise DTR and RTS: boards with their own USB send only then; older Arduinos restart at the edge.
        case on
        /// Drop both.
        case off
        /// Touch neither.
        case leave
    }

    /// Bits a second, 300…3 000 000.
    public var baud: UInt32
    /// DTR and RTS.
    public var lines: ControlLines

    /// Makes settings.
    public init(baud: UInt32, lines: ControlLines = .on) {
        self.baud = baud
        self.lines = lines
    }
}
