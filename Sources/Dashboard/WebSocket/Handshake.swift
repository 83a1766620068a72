/// The opening of a WebSocket (RFC 6455, 4.2).
enum Handshake {
    /// The answer to a request that asks for a WebSocket properly; nil for any other.
    static func accept(_ request: Request) -> Response? {
        let connection = (request.headers["connection"] ?? "").lowercased().split(separator: ",").map { $0.trimmed() }
        guard request.method == "GET", request.headers["upgrade"]?.lowercased() == "websocket",
            connection.contains("upgrade"), request.headers["sec-websocket-version"] == "13",
            let key = request.headers["sec-websocket-key"], key.utf8.count == 24, key.hasSuffix("==")
        else { return nil }
        return Response(
            status: 101,
            headers: [
                ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", answer(to: key)),
            ])
    }

    /// What proves that we speak the protocol: a digest of the key, in base 64.
    static func answer(to key: String) -> String {
        base64(SHA1.digest(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let letter = letters[Int(word >> UInt32(18 - 6 * place) & 63)]
                text.append(place <= group.count ? letter : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
