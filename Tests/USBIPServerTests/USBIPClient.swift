import Glibc

/// A small USB/IP host: writes the protocol's bytes by itself, so that it shares no mistake with the server.
final class USBIPClient {
    /// One reply.
    struct Reply: Equatable {
        var command: UInt32
        var sequence: UInt32
        var status: Int32
        var data: [UInt8] = []
    }

    enum Failure: Error { case ended, timedOut, refused(UInt32) }

    private let descriptor: Int32
    private var sequence: UInt32 = 0
    /// Numbers of the IN transfers, whose replies carry data.
    private var inbound: Set<UInt32> = []

    init(owning descriptor: Int32) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    convenience init(port: UInt16) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            throw Failure.ended
        }
        self.init(owning: descriptor)
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws {
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure.ended
        }
    }

    func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: count)
        while bytes.count < count {
            let got = recv(descriptor, &buffer, count - bytes.count, 0)
            if got == 0 { throw Failure.ended }
            if got < 0 {
                guard errno == EAGAIN else { throw Failure.ended }
                throw Failure.timedOut
            }
            bytes += buffer.prefix(got)
        }
        return bytes
    }

    /// What OP_REQ_DEVLIST is answered with, a device an element: 312 bytes and its interfaces.
    func list() throws -> [[UInt8]] {
        try write([0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0])
        let head = try read(12)
        guard head.prefix(8) == [0x01, 0x11, 0x00, 0x05, 0, 0, 0, 0] else { throw Failure.ended }
        return try (0..<Self.number(head, 8)).map { _ in
            let device = try read(312)
            return try device + read(4 * Int(device[311]))
        }
    }

    /// Imports a device and gives its 312 bytes.
    func importDevice(_ busID: String) throws -> [UInt8] {
        let name = Array(busID.utf8)
        try write([0x01, 0x11, 0x80, 0x03, 0, 0, 0, 0] + name + [UInt8](repeating: 0, count: 32 - name.count))
        let head = try read(8)
        guard Self.number(head, 4) == 0 else { throw Failure.refused(Self.number(head, 4)) }
        return try read(312)
    }

    /// USBIP_CMD_SUBMIT; returns the transfer's number.
    @discardableResult
    func submit(_ endpoint: UInt8, length: Int = 0, data: [UInt8] = [], setup: [UInt8] = .init(repeating: 0, count: 8))
        throws -> UInt32
    {
        sequence += 1
        let isIn = endpoint & 0x80 != 0
        if isIn { inbound.insert(sequence) }
        try write(
            Self.submission(
                sequence, endpoint: endpoint, length: isIn ? length : data.count, setup: setup, data: data))
        return sequence
    }

    static func submission(
        _ sequence: UInt32, endpoint: UInt8, length: Int, setup: [UInt8] = .init(repeating: 0, count: 8),
        data: [UInt8] = [], flags: UInt32 = 0
    ) -> [UInt8] {
        let isIn: UInt32 = endpoint & 0x80 == 0 ? 0 : 1
        let numbers: [UInt32] = [
            1, sequence, 0x0001_0002, isIn, UInt32(endpoint & 0x0F), flags, UInt32(length), 0, 0, 0,
        ]
        return numbers.flatMap(bytes) + setup + data
    }

    static func unlinking(_ sequence: UInt32, target: UInt32) -> [UInt8] {
        [2, sequence, 0x0001_0002, 0, 0, target].flatMap(bytes) + [UInt8](repeating: 0, count: 24)
    }

    /// USBIP_CMD_UNLINK; returns its own number.
    @discardableResult
    func unlink(_ target: UInt32) throws -> UInt32 {
        sequence += 1
        try write(Self.unlinking(sequence, target: target))
        return sequence
    }

    /// The next reply.
    func reply() throws -> Reply {
        let head = try read(48)
        var reply = Reply(
            command: Self.number(head, 0), sequence: Self.number(head, 4),
            status: Int32(bitPattern: Self.number(head, 20)))
        if reply.command == 3, inbound.contains(reply.sequence) {
            reply.data = try read(Int(Self.number(head, 24)))
        }
        return reply
    }

    /// A control transfer with its answer.
    func control(_ setup: [UInt8]) throws -> Reply {
        try submit(setup[0] & 0x80, length: Int(setup[6]) | Int(setup[7]) << 8, setup: setup)
        return try reply()
    }

    static func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    static func number(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
