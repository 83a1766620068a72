import FlyingSocks

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What may come in over a WebSocket.
enum SocketMessage: Equatable {
    case text([UInt8])
    case ping([UInt8])
    case pong
    case close
}

/// Why a WebSocket is closed by us (RFC 6455, 7.4.1).
enum SocketViolation: UInt16, Error {
    case goingAway = 1001
    case protocolError = 1002
    case notText = 1003
    case notUnicode = 1007
    case tooMuch = 1008
    case tooLong = 1009
}

/// Puts messages together from bytes, within a bound (RFC 6455, 5).
struct SocketDecoder {
    /// Bytes that a message may have, its pieces together.
    let limit: Int
    private var buffer: [UInt8] = []
    /// The pieces of a message so far; nil between messages.
    private var pieces: [UInt8]?

    init(limit: Int) { self.limit = limit }

    /// Adds bytes as they came.
    mutating func append(_ bytes: some Sequence<UInt8>) { buffer += bytes }

    /// The next whole message; nil where bytes are missing.
    mutating func next() throws(SocketViolation) -> SocketMessage? {
        while let frame = try nextFrame() {
            switch frame.opcode {
            case 0x8: return .close
            case 0x9: return .ping(frame.payload)
            case 0xA: return .pong
            case 0x0:
                guard let earlier = pieces else { throw .protocolError }
                guard earlier.count + frame.payload.count <= limit else { throw .tooLong }
                pieces = earlier + frame.payload
            case 0x1:
                guard pieces == nil else { throw .protocolError }
                pieces = frame.payload
            case 0x2: throw .notText
            default: throw .protocolError
            }
            if frame.isLast, let whole = pieces {
                pieces = nil
                guard String(validating: whole, as: UTF8.self) != nil else { throw .notUnicode }
                return .text(whole)
            }
        }
        return nil
    }

    private mutating func nextFrame() throws(SocketViolation) -> (isLast: Bool, opcode: UInt8, payload: [UInt8])? {
        guard buffer.count >= 2 else { return nil }
        let isLast = buffer[0] & 0x80 != 0
        let opcode = buffer[0] & 0x0F
        // Nothing was agreed on that would use the reserved bits, and a browser masks whatever it sends.
        guard buffer[0] & 0x70 == 0, buffer[1] & 0x80 != 0 else { throw .protocolError }
        var length = Int(buffer[1] & 0x7F)
        if opcode >= 0x8 {
            guard isLast, length <= 125 else { throw .protocolError }
        }
        var at = 2
        if length == 126 {
            guard buffer.count >= 4 else { return nil }
            length = Int(buffer[2]) << 8 | Int(buffer[3])
            at = 4
        } else if length == 127 {
            throw .tooLong
        }
        guard length <= limit else { throw .tooLong }
        guard buffer.count >= at + 4 + length else { return nil }
        var payload = Array(buffer[(at + 4)..<(at + 4 + length)])
        for index in payload.indices { payload[index] ^= buffer[at + index % 4] }
        buffer.removeFirst(at + 4 + length)
        return (isLast, opcode, payload)
    }
}

/// Frames as a server sends them: whole and unmasked.
enum SocketEncoder {
    static func text(_ payload: [UInt8]) -> Data { frame(0x1, payload) }
    static func ping() -> Data { frame(0x9, []) }
    static func pong(_ payload: [UInt8]) -> Data { frame(0xA, payload) }
    static func close(_ why: SocketViolation?) -> Data {
        let code = why?.rawValue ?? 1000
        return frame(0x8, [UInt8(code >> 8), UInt8(code & 0xFF)])
    }

    private static func frame(_ opcode: UInt8, _ payload: [UInt8]) -> Data {
        var bytes: [UInt8] = [0x80 | opcode]
        switch payload.count {
        case ...125: bytes.append(UInt8(payload.count))
        case ...0xFFFF: bytes += [126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default: bytes += [127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        return Data(bytes + payload)
    }
}
