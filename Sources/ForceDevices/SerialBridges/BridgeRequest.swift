import Transport

/// One control request of a bridge's set-up.
public struct BridgeRequest: Sendable, Hashable {
    /// The setup packet.
    public var setup: ControlSetup
    /// Bytes of an OUT data stage.
    public var data: [UInt8]
    /// True where the bridge works without it, as with control lines that it does not have.
    public var isOptional: Bool

    /// A request; its length is that of `data`, or `reading` bytes for IN.
    init(
        _ type: UInt8, _ request: UInt8, _ value: UInt16, _ index: UInt16 = 0, data: [UInt8] = [], reading: UInt16 = 0,
        isOptional: Bool = false
    ) {
        setup = ControlSetup(
            requestType: type, request: request, value: value, index: index,
            length: type & 0x80 != 0 ? reading : UInt16(data.count))
        self.data = data
        self.isOptional = isOptional
    }
}

/// A speed that a bridge cannot make within 3 %, where the other end would misread bits.
public struct BaudError: Error, Sendable, Hashable {
    /// What was asked for.
    public var baud: UInt32
}
