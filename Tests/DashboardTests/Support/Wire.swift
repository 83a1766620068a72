import FlyingSocks
import Foundation

/// A connection of raw bytes, as an attacker would make it.
struct Wire {
    let socket: AsyncSocket
    private var bytes: [UInt8] = []

    init(_ port: UInt16) async throws {
        socket = try await AsyncSocket.connected(to: sockaddr_in.inet(ip4: "127.0.0.1", port: port))
    }

    func write(_ text: String) async throws { try await socket.write(Data(text.utf8)) }
    func write(_ bytes: [UInt8]) async throws { try await socket.write(Data(bytes)) }
    func close() { try? socket.close() }

    /// Waits for more bytes; false at the end.
    mutating func more() async throws -> Bool {
        do {
            bytes += try await socket.read(atMost: 65536)
            return true
        } catch SocketError.disconnected {
            return false
        }
    }

    /// Whether the other end closes the connection before anything else comes.
    mutating func isClosed() async throws -> Bool { try await more() == false }

    /// The next answer.
    mutating func answer(hasBody: Bool = true) async throws -> Answer {
        let gap = Array("\r\n\r\n".utf8)
        while bytes.firstRange(of: gap) == nil {
            guard try await more() else { throw WireError.closed }
        }
        guard let end = bytes.firstRange(of: gap) else { throw WireError.closed }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        bytes.removeFirst(end.upperBound)
        guard let first = lines.first, let status = Int(first.split(separator: " ")[1]) else { throw WireError.closed }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1]) : ""
        }
        let length = hasBody ? Int(headers["content-length"] ?? "0") ?? 0 : 0
        while bytes.count < length {
            guard try await more() else { throw WireError.closed }
        }
        let body = String(decoding: bytes.prefix(length), as: UTF8.self)
        bytes.removeFirst(length)
        return Answer(status: status, headers: headers, body: body)
    }

    /// The next frame of a WebSocket: its opcode and what is in it; nil at the end.
    mutating func frame() async throws -> (opcode: UInt8, payload: [UInt8])? {
        while true {
            if bytes.count >= 2 {
                var (length, at) = (Int(bytes[1]), 2)
                if length == 126, bytes.count >= 4 { (length, at) = (Int(bytes[2]) << 8 | Int(bytes[3]), 4) }
                if length == 126 && at == 2 { length = .max / 2 }
                if bytes.count >= at + length {
                    let frame = (bytes[0] & 0x0F, Array(bytes[at..<(at + length)]))
                    bytes.removeFirst(at + length)
                    return frame
                }
            }
            guard try await more() else { return nil }
        }
    }

    /// The next text of a WebSocket whose `t` is `kind`.
    mutating func text(_ kind: String) async throws -> String {
        while let frame = try await frame() {
            let text = String(decoding: frame.payload, as: UTF8.self)
            if frame.opcode == 1, text.hasPrefix("{\"t\":\"\(kind)\"") { return text }
        }
        throw WireError.closed
    }

    /// Sends a frame, masked as a browser's are.
    func send(_ text: String, opcode: UInt8 = 1, first: UInt8 = 0x80) async throws {
        let payload = Array(text.utf8)
        let mask: [UInt8] = [7, 77, 177, 255]
        var bytes: [UInt8] = [first | opcode]
        switch payload.count {
        case ...125: bytes.append(0x80 | UInt8(payload.count))
        default: bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        }
        bytes += mask
        for (index, byte) in payload.enumerated() { bytes.append(byte ^ mask[index % 4]) }
        try await write(bytes)
    }
}

struct Answer {
    var status: Int
    var headers: [String: String]
    var body: String
}

enum WireError: Error { case closed }
