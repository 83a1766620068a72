import Transport

/// What stands between the program and a serial line: how it is set up, and how its bytes are wrapped.
public enum SerialBridge: Sendable, Hashable {
    /// An FTDI chip: two status bytes before every packet; `hasPorts` for those whose speed request names a port.
    case ftdi(hasPorts: Bool)
    /// A modem of the communication class with its control interface.
    case cdc(interface: UInt8)
    /// A CH340 or CH341.
    case ch340
    /// A CP210x.
    case cp210x(interface: UInt8)
    /// A tty or pipe of the system.
    case byteStream

    /// USB ids of FTDI's chips.
    public static let ftdiIDs: [(vendor: UInt16, product: UInt16)] = [
        (0x0403, 0x6001), (0x0403, 0x6010), (0x0403, 0x6011), (0x0403, 0x6014), (0x0403, 0x6015),
    ]
    /// USB ids of WCH's chips.
    public static let ch340IDs: [(vendor: UInt16, product: UInt16)] = [(0x1A86, 0x7523), (0x1A86, 0x5523)]
    /// USB id of Silicon Labs' chips.
    public static let cp210xIDs: [(vendor: UInt16, product: UInt16)] = [(0x10C4, 0xEA60)]
    /// USB ids of boards with a CDC modem: Arduino Uno, Mega and Leonardo, Raspberry Pi Pico, Teensy, ESP32-S3, STM32.
    ///
    /// Any other modem is read through its tty, and told by its class where a program opens it itself.
    public static let cdcIDs: [(vendor: UInt16, product: UInt16)] = [
        (0x2341, 0x0043), (0x2341, 0x0001), (0x2341, 0x0042), (0x2341, 0x0010), (0x2341, 0x8036), (0x2E8A, 0x000A),
        (0x2E8A, 0x0005), (0x16C0, 0x0483), (0x303A, 0x1001), (0x0483, 0x5740), (0x0483, 0xA1AD),
    ]

    /// The bridge with those descriptors; nil for a device that is none.
    public static func of(_ descriptors: DeviceDescriptors) -> SerialBridge? {
        let id = (descriptors.vendorID, descriptors.productID)
        func isIn(_ list: [(vendor: UInt16, product: UInt16)]) -> Bool {
            list.contains { $0.vendor == id.0 && $0.product == id.1 }
        }
        let data = descriptors.endpoints.first { $0.kind == .bulk }?.interface ?? 0
        if ByteStreamDevice.matches(descriptors) { return .byteStream }
        if isIn(ftdiIDs) { return .ftdi(hasPorts: FTDIBridge.hasPorts(descriptors)) }
        if isIn(ch340IDs) { return .ch340 }
        if isIn(cp210xIDs) { return .cp210x(interface: data) }
        return modemInterface(descriptors).map { .cdc(interface: $0) }
    }

    /// Number of the first interface of class 2 (communication), subclass 2 (modem).
    private static func modemInterface(_ descriptors: DeviceDescriptors) -> UInt8? {
        let bytes = descriptors.configuration
        var at = 0
        while at + 2 <= bytes.count {
            let length = Int(bytes[at])
            guard length >= 2, at + length <= bytes.count else { return nil }
            if bytes[at + 1] == 4, length >= 9, bytes[at + 5] == 2, bytes[at + 6] == 2 { return bytes[at + 2] }
            at += length
        }
        return nil
    }

    /// Name for people.
    public var name: String {
        switch self {
        case .ftdi: "FTDI"
        case .cdc: "USB modem"
        case .ch340: "CH340"
        case .cp210x: "CP210x"
        case .byteStream: "serial port"
        }
    }

    /// The requests that set the line up, in order.
    ///
    /// - Throws: for a speed that the chip cannot make.
    public func setUp(_ line: SerialLineSettings) throws(BaudError) -> [BridgeRequest] {
        switch self {
        case .ftdi(let hasPorts): try FTDIBridge.setUp(line, hasPorts: hasPorts)
        case .cdc(let interface): CDCBridge.setUp(line, interface: interface)
        case .ch340: try CH340Bridge.setUp(line)
        case .cp210x(let interface): try CP210xBridge.setUp(line, interface: interface)
        // A tty takes the requests of a modem; there they are not optional.
        case .byteStream:
            CDCBridge.setUp(line, interface: 0).map { request in
                var request = request
                request.isOptional = false
                return request
            }
        }
    }

    /// The requests that set the control lines alone.
    public func controlLines(_ lines: SerialLineSettings.ControlLines) -> [BridgeRequest] {
        switch self {
        case .ftdi: FTDIBridge.controlLines(lines)
        case .cdc(let interface): CDCBridge.controlLines(lines, interface: interface)
        case .ch340: CH340Bridge.controlLines(lines)
        case .cp210x(let interface): CP210xBridge.controlLines(lines, interface: interface)
        case .byteStream: CDCBridge.controlLines(lines, interface: 0)
        }
    }
}
