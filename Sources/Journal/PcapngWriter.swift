import CZlib
import Transport

/// One device in a journal.
public struct JournalInterface: Sendable, Hashable {
    /// Interface name in the file: the device's name on the command line.
    public var name: String
    /// Which device on which socket.
    public var identity: DeviceIdentity
    /// Its raw descriptors.
    public var descriptors: DeviceDescriptors
    /// What carried the bytes where it was no USB bus, such as `virtual u6`; nil for a real device.
    public var synthetic: String?

    /// Describes a device.
    public init(name: String, identity: DeviceIdentity, descriptors: DeviceDescriptors, synthetic: String? = nil) {
        self.name = name
        self.identity = identity
        self.descriptors = descriptors
        self.synthetic = synthetic
    }

    /// Bus number in the file; a device that was on no bus gets one that no kernel gives.
    var bus: UInt16 { synthetic == nil ? UInt16(identity.bus) : 1000 }
}

/// Writes transfers as pcapng blocks: link type 220, one interface a device, nanosecond stamps.
///
/// The packet layout is that of Linux's usbmon, 64 bytes before the data, as tshark and libpcap read it; header fields
/// are little-endian. Nothing here touches a file: bytes pile up in ``bytes`` until somebody takes them.
public struct PcapngWriter: Sendable {
    /// What has been written and not been taken.
    public private(set) var bytes: [UInt8] = []

    /// Nanoseconds to add to a link's stamp for the time since 1970 in UTC.
    public let epochOffset: UInt64

    private var interfaces: [JournalInterface] = []
    private var pendingComments: [String] = []
    private var lastStamp: UInt64 = 0

    /// Ids from here on are of the made-up exchange of descriptors; no transfer has one as large.
    static let firstExchange = UInt64.max - 65_535

    /// Begins a section.
    ///
    /// - Parameters:
    ///   - comment: JSON with everything that a reader needs beside the packets.
    ///   - epochOffset: nanoseconds to add to stamps for the time since 1970 in UTC.
    public init(comment: String, application: String, epochOffset: UInt64) {
        self.epochOffset = epochOffset
        var body: [UInt8] = []
        append(UInt32(0x1A2B_3C4D), to: &body)
        append(UInt16(1), to: &body)
        append(UInt16(0), to: &body)
        append(UInt64.max, to: &body)
        option(1, Array(comment.utf8.prefix(65_535)), to: &body)
        option(4, Array(application.utf8), to: &body)
        endOfOptions(&body)
        block(0x0A0D_0D0A, body)
    }

    /// Takes what has been written.
    public mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// Hands what has been written to `body` and forgets it, keeping the memory.
    public mutating func drain<E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
        try bytes.span.withUnsafeBytes(body)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Adds a device and shows its descriptors as the exchange that a host has with a new device, so that Wireshark names
    /// its class and endpoints.
    ///
    /// - Returns: number of the interface, for ``add(_:_:interface:)``.
    public mutating func addInterface(_ interface: JournalInterface, at stamp: UInt64) -> Int {
        var body: [UInt8] = []
        append(UInt16(220), to: &body)
        append(UInt16(0), to: &body)
        append(UInt32(262_144), to: &body)
        option(2, Array(interface.name.utf8), to: &body)
        option(3, Array("\(interface.identity)".utf8), to: &body)
        option(9, [9], to: &body)
        endOfOptions(&body)
        block(1, body)
        interfaces.append(interface)
        let number = interfaces.count - 1
        if let synthetic = interface.synthetic { mark("synthetic: \(synthetic); no bus carried these transfers") }
        mark("descriptors as the host read them at open")
        let d = interface.descriptors
        exchange(0x80, 6, 0x0100, d.device, number, stamp)
        exchange(0x80, 6, 0x0200, d.configuration, number, stamp)
        exchange(0x00, 9, d.configuration.count > 5 ? UInt16(d.configuration[5]) : 1, nil, number, stamp)
        return number
    }

    private mutating func exchange(
        _ type: UInt8, _ request: UInt8, _ value: UInt16, _ answer: [UInt8]?, _ interface: Int, _ stamp: UInt64
    ) {
        let setup = ControlSetup(
            requestType: type, request: request, value: value, index: 0, length: UInt16(answer?.count ?? 0))
        let endpoint: EndpointAddress = setup.isIn ? .controlIn : .controlOut
        let id = Self.firstExchange + UInt64(interfaces.count) * 16 + UInt64(request) + UInt64(value >> 8)
        var header = TransferHeader(
            phase: .submit, kind: .control, endpoint: endpoint, status: .pending, id: id, stamp: stamp,
            length: UInt32(setup.length), setup: setup.packed)
        let none: [UInt8] = []
        add(header, none.span, interface: interface)
        header.phase = .complete
        header.status = .completed
        let bytes = answer ?? []
        add(header, bytes.span, interface: interface)
    }

    /// Notes a marker: it becomes a comment of the next packet.
    public mutating func mark(_ text: String) { pendingComments.append(text) }

    /// Writes markers that no packet has taken, with an empty one.
    public mutating func flushMarkers() {
        guard !pendingComments.isEmpty, !interfaces.isEmpty else { return }
        let none: [UInt8] = []
        add(
            TransferHeader(
                phase: .submit, kind: .bulk, endpoint: EndpointAddress(0x0F), status: .pending, id: 0, stamp: lastStamp,
                length: 0), none.span, interface: 0)
    }

    /// Appends one event.
    public mutating func add(_ header: TransferHeader, _ data: Span<UInt8>, interface: Int) {
        let device = interfaces[interface]
        lastStamp = max(lastStamp, header.stamp)
        let time = header.stamp &+ epochOffset
        let hasData = data.count > 0
        let start = bytes.count
        append(UInt32(6), to: &bytes)
        append(UInt32(0), to: &bytes)
        append(UInt32(interface), to: &bytes)
        append(UInt32(truncatingIfNeeded: time >> 32), to: &bytes)
        append(UInt32(truncatingIfNeeded: time), to: &bytes)
        let size = UInt32(64 + data.count)
        append(size, to: &bytes)
        append(size, to: &bytes)
        let packet = bytes.count
        append(header.id, to: &bytes)
        bytes.append(header.phase.rawValue)
        bytes.append(header.kind.rawValue)
        bytes.append(header.endpoint.rawValue)
        bytes.append(device.identity.address)
        append(device.bus, to: &bytes)
        let isSetup = header.kind == .control && header.phase == .submit
        bytes.append(isSetup ? 0 : 0x2D)
        bytes.append(hasData ? 0 : header.endpoint.isIn ? 0x3C : 0x3E)
        append(time / 1_000_000_000, to: &bytes)
        append(UInt32(time % 1_000_000_000 / 1000), to: &bytes)
        append(UInt32(bitPattern: Self.errno(header)), to: &bytes)
        append(header.length, to: &bytes)
        append(UInt32(data.count), to: &bytes)
        append(header.setup, to: &bytes)
        append(UInt32(0), to: &bytes)
        append(UInt32(0), to: &bytes)
        append(UInt32(header.endpoint.isIn ? 0x200 : 0), to: &bytes)
        append(UInt32(0), to: &bytes)
        for i in data.indices { bytes.append(data[i]) }
        let crc = bytes[packet...].withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
        while bytes.count % 4 != 0 { bytes.append(0) }
        for comment in pendingComments { option(1, Array(comment.utf8.prefix(65_535)), to: &bytes) }
        pendingComments.removeAll(keepingCapacity: true)
        // Option epb_hash, algorithm 2: CRC-32 of the packet.
        append(UInt16(3), to: &bytes)
        append(UInt16(5), to: &bytes)
        bytes.append(2)
        append(UInt32(truncatingIfNeeded: crc), to: &bytes)
        for _ in 0..<3 { bytes.append(0) }
        if header.droppedBefore > 0 {
            append(UInt16(4), to: &bytes)
            append(UInt16(8), to: &bytes)
            append(UInt64(header.droppedBefore), to: &bytes)
        }
        append(UInt32(0), to: &bytes)
        let length = UInt32(bytes.count - start + 4)
        append(length, to: &bytes)
        for i in 0..<4 { bytes[start + 4 + i] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(i))) }
    }

    /// The status as Linux's usbmon gives it.
    static func errno(_ header: TransferHeader) -> Int32 {
        switch header.status {
        case .completed: 0
        case .pending: -115
        case .error: -71
        case .cancelled: -2
        case .timedOut: -110
        case .stall: -32
        case .noDevice: -108
        case .overflow: -75
        }
    }

    private mutating func block(_ type: UInt32, _ body: [UInt8]) {
        let length = UInt32(body.count + 12)
        append(type, to: &bytes)
        append(length, to: &bytes)
        bytes += body
        append(length, to: &bytes)
    }

    private func option(_ code: UInt16, _ value: [UInt8], to output: inout [UInt8]) {
        append(code, to: &output)
        append(UInt16(value.count), to: &output)
        output += value
        while output.count % 4 != 0 { output.append(0) }
    }

    private func endOfOptions(_ output: inout [UInt8]) { append(UInt32(0), to: &output) }

    private func append<T: FixedWidthInteger>(_ value: T, to output: inout [UInt8]) {
        var rest = value
        for _ in 0..<T.bitWidth / 8 {
            output.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }
}
