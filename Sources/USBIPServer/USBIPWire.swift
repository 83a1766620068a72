/// Numbers of the USB/IP protocol, version 1.1.1 (Linux, Documentation/usb/usbip_protocol.rst; include/uapi/linux/usbip.h).
///
/// Everything on the wire is big-endian, except the setup packet and payloads, which stay as they go over USB.
enum USBIPWire {
    /// Version field of an operation, binary-coded: 1.1.1.
    static let version: UInt16 = 0x0111
    /// Largest transfer that is accepted; usbfs allows one program no more than this in flight altogether.
    static let largestTransfer = 16 << 20
    /// Bytes of every URB command and reply before its payload.
    static let headerLength = 48
    /// Bytes of an operation's header.
    static let operationLength = 8
    /// Bytes of a bus id field.
    static let busIDLength = 32
    /// URB_SHORT_NOT_OK: less than asked for is an error.
    static let shortNotOK: UInt32 = 1

    /// Second field of an operation; the reply is the same without the top bit.
    enum Operation {
        /// OP_REQ_DEVLIST.
        static let listRequest: UInt16 = 0x8005
        /// OP_REP_DEVLIST.
        static let listReply: UInt16 = 0x0005
        /// OP_REQ_IMPORT.
        static let importRequest: UInt16 = 0x8003
        /// OP_REP_IMPORT.
        static let importReply: UInt16 = 0x0003
    }

    /// Outcome of an operation.
    enum OperationStatus: UInt32 {
        /// Granted.
        case ok = 0
        /// Another host has the device.
        case busy = 2
        /// No device with that bus id.
        case noDevice = 4
    }

    /// First field of what is exchanged once a device is imported.
    enum Command {
        /// USBIP_CMD_SUBMIT.
        static let submit: UInt32 = 1
        /// USBIP_CMD_UNLINK.
        static let unlink: UInt32 = 2
        /// USBIP_RET_SUBMIT.
        static let submitReply: UInt32 = 3
        /// USBIP_RET_UNLINK.
        static let unlinkReply: UInt32 = 4
    }

    /// How a URB ended: negated Linux error numbers, whatever this program runs on (Documentation/driver-api/usb/error-codes.rst).
    enum URBStatus {
        /// As asked.
        static let done: Int32 = 0
        /// -ENOMEM: too many requests at once.
        static let noMemory: Int32 = -12
        /// -EPIPE: the endpoint halted, or a control request was refused.
        static let stall: Int32 = -32
        /// -EPROTO: nobody answers on that endpoint.
        static let noAnswer: Int32 = -71
        /// -EOVERFLOW: the device sent more than was asked for.
        static let overflow: Int32 = -75
        /// -ECONNRESET: unlinked before it was done.
        static let unlinked: Int32 = -104
        /// -EREMOTEIO: less than asked for, where that was forbidden.
        static let short: Int32 = -121
    }
}

/// Bytes that are no USB/IP; the connection cannot go on after them.
struct WireError: Error, Hashable, CustomStringConvertible {
    /// What was wrong, in words.
    var description: String
}

/// Reads big-endian numbers out of a buffer; the caller has made sure that they are there.
struct WireReader {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    mutating func u8() -> UInt8 {
        defer { at += 1 }
        return bytes[at]
    }

    mutating func u16() -> UInt16 { UInt16(u8()) << 8 | UInt16(u8()) }

    mutating func u32() -> UInt32 { UInt32(u16()) << 16 | UInt32(u16()) }

    mutating func take(_ count: Int) -> [UInt8] {
        defer { at += count }
        return Array(bytes[at..<at + count])
    }
}

extension [UInt8] {
    mutating func append(wire value: UInt16) {
        append(UInt8(value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    mutating func append(wire value: UInt32) {
        append(wire: UInt16(value >> 16))
        append(wire: UInt16(truncatingIfNeeded: value))
    }

    mutating func append(wire value: Int32) { append(wire: UInt32(bitPattern: value)) }

    /// A text in a field of fixed length, cut and ended by zeros.
    mutating func append(field text: String, length: Int) {
        let kept = text.utf8.prefix(length - 1)
        append(contentsOf: kept)
        append(contentsOf: repeatElement(0, count: length - kept.count))
    }
}

/// What a host asks before it has a device.
enum OperationRequest: Hashable {
    /// Which devices are there?
    case list
    /// Give me the device with this bus id.
    case importDevice(busID: String)

    /// Reads one request from the start of `bytes`.
    ///
    /// - Returns: the request and how many bytes it took; nil where more bytes are needed.
    static func parse(_ bytes: ArraySlice<UInt8>) throws(WireError) -> (request: OperationRequest, length: Int)? {
        guard bytes.count >= USBIPWire.operationLength else { return nil }
        var reader = WireReader(bytes)
        let version = reader.u16()
        guard version == USBIPWire.version else {
            throw WireError(description: "the host speaks USB/IP \(String(version, radix: 16)), not 1.1.1")
        }
        switch reader.u16() {
        case USBIPWire.Operation.listRequest: return (.list, USBIPWire.operationLength)
        case USBIPWire.Operation.importRequest:
            let length = USBIPWire.operationLength + USBIPWire.busIDLength
            guard bytes.count >= length else { return nil }
            _ = reader.u32()
            let field = reader.take(USBIPWire.busIDLength).prefix { $0 != 0 }
            return (.importDevice(busID: String(decoding: field, as: UTF8.self)), length)
        case let code: throw WireError(description: "unknown operation \(String(code, radix: 16))")
        }
    }
}

/// What a host asks of an imported device.
enum URBCommand: Hashable {
    /// A transfer.
    case submit(URB)
    /// Take back the transfer with number `target`.
    case unlink(sequence: UInt32, target: UInt32)

    /// Reads one command from the start of `bytes`.
    ///
    /// - Returns: the command and how many bytes it took; nil where more bytes are needed.
    static func parse(_ bytes: ArraySlice<UInt8>) throws(WireError) -> (command: URBCommand, length: Int)? {
        guard bytes.count >= USBIPWire.headerLength else { return nil }
        var reader = WireReader(bytes)
        let command = reader.u32()
        let sequence = reader.u32()
        _ = reader.u32()
        let direction = reader.u32()
        let endpoint = reader.u32()
        switch command {
        case USBIPWire.Command.unlink:
            return (.unlink(sequence: sequence, target: reader.u32()), USBIPWire.headerLength)
        case USBIPWire.Command.submit:
            guard direction <= 1, endpoint <= 15 else {
                throw WireError(description: "a transfer to endpoint \(endpoint), direction \(direction)")
            }
            let flags = reader.u32()
            let length = reader.u32()
            _ = reader.u32()
            let packets = reader.u32()
            _ = reader.u32()
            let setup = reader.take(8)
            guard length <= UInt32(USBIPWire.largestTransfer) else {
                throw WireError(description: "a transfer of \(length) bytes")
            }
            // The documentation says all ones for transfers without packets; Linux sends 0.
            guard packets == 0 || packets == .max else {
                throw WireError(description: "an isochronous transfer, which no device here has")
            }
            let isIn = direction == 1
            let total = USBIPWire.headerLength + (isIn ? 0 : Int(length))
            guard bytes.count >= total else { return nil }
            let urb = URB(
                sequence: sequence, endpoint: UInt8(endpoint) | (isIn ? 0x80 : 0), length: Int(length),
                setup: setup.reversed().reduce(0) { $0 << 8 | UInt64($1) },
                data: isIn ? [] : reader.take(Int(length)), shortIsError: flags & USBIPWire.shortNotOK != 0)
            return (.submit(urb), total)
        default: throw WireError(description: "unknown command \(command)")
        }
    }
}

/// One transfer that a host asked for.
struct URB: Hashable {
    /// Its number, by which the host knows it.
    var sequence: UInt32
    /// Endpoint address with the direction in bit 7.
    var endpoint: UInt8
    /// Bytes asked for, or bytes in `data`.
    var length: Int
    /// Setup packet of a control transfer, first byte lowest; else meaningless.
    var setup: UInt64
    /// Bytes to the device.
    var data: [UInt8]
    /// True where fewer bytes than `length` are an error.
    var shortIsError: Bool

    /// USBIP_RET_SUBMIT: what became of the transfer.
    ///
    /// - Parameters:
    ///   - status: one of ``USBIPWire/URBStatus``.
    ///   - actual: bytes that went over the bus.
    ///   - bytes: those of them that go to the host; empty for OUT.
    func reply(status: Int32, actual: Int, bytes: [UInt8] = []) -> [UInt8] {
        var reply = URBReply.header(USBIPWire.Command.submitReply, sequence: sequence)
        reply.append(wire: status)
        reply.append(wire: UInt32(actual))
        reply.append(contentsOf: repeatElement(0, count: USBIPWire.headerLength - reply.count))
        reply.append(contentsOf: bytes)
        return reply
    }
}

/// Replies that are not about a transfer's data.
enum URBReply {
    /// The first 20 bytes; device, direction and endpoint are 0 in replies.
    static func header(_ command: UInt32, sequence: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(wire: command)
        bytes.append(wire: sequence)
        bytes.append(contentsOf: repeatElement(0, count: 12))
        return bytes
    }

    /// USBIP_RET_UNLINK: -ECONNRESET where the transfer was taken back, 0 where it had been answered already.
    static func unlink(sequence: UInt32, takenBack: Bool) -> [UInt8] {
        var bytes = header(USBIPWire.Command.unlinkReply, sequence: sequence)
        bytes.append(wire: takenBack ? USBIPWire.URBStatus.unlinked : USBIPWire.URBStatus.done)
        bytes.append(contentsOf: repeatElement(0, count: USBIPWire.headerLength - bytes.count))
        return bytes
    }
}
