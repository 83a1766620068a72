/// The first line and the headers of a request, read strictly.
///
/// Whatever two programs could read in two ways is refused: a second Host or Content-Length, folded lines, bare line
/// feeds, a body of chunks.
struct RequestHead: Sendable, Equatable {
    var method: String
    var path: String
    var query: String
    /// Names in lower case; of a name that may repeat, the values joined by commas.
    var headers: [String: String]
    var length: Int
    var keepsOpen: Bool

    /// Names that must not come twice.
    private static let single: Set<String> = [
        "host", "content-length", "origin", "cookie", "content-type", "x-bilanx-client", "upgrade",
        "sec-websocket-key", "sec-websocket-version", "sec-fetch-site",
    ]

    /// Reads a head, which ends before its empty line.
    init(_ bytes: some Collection<UInt8>, limits: DashboardLimits) throws(RequestRefusal) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x0D || $0 == 0x0A || $0 == 0x09 }) else {
            throw .malformed
        }
        // Unicode makes one character of a carriage return and a line feed, so that a bare one of either is another.
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let first = lines.first, !text.contains("\r"), !text.contains("\n") else { throw .malformed }
        guard first.utf8.count <= limits.lineBytes else { throw .lineTooLong }
        let words = first.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { throw .malformed }
        guard (1...16).contains(words[0].utf8.count), words[0].utf8.allSatisfy({ (0x41...0x5A).contains($0) }),
            words[1].hasPrefix("/"), words[1].utf8.allSatisfy({ $0 < 0x7F && $0 != 0x09 })
        else { throw .malformed }
        let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        method = String(words[0])
        path = String(target[0])
        query = target.count > 1 ? String(target[1]) : ""

        guard lines.count - 1 <= limits.headers else { throw .headTooLong }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw .malformed }
            let name = line[..<colon].lowercased()
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { throw .malformed }
            let value = line[line.index(after: colon)...].trimmed()
            if let earlier = headers[name] {
                guard !Self.single.contains(name) else { throw .malformed }
                headers[name] = earlier + ", " + value
            } else {
                headers[name] = value
            }
        }
        guard headers["transfer-encoding"] == nil else { throw .lengthMissing }
        if let text = headers["content-length"] {
            guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let length = Int(text)
            else { throw .malformed }
            guard length <= limits.bodyBytes else { throw .bodyTooLong }
            self.length = length
        } else {
            length = 0
        }
        let connection = (headers["connection"] ?? "").lowercased()
        keepsOpen = words[2] == "HTTP/1.1" && !connection.contains("close")
        self.headers = headers
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
    }
}

/// Why a request is not even looked at.
enum RequestRefusal: Error, Equatable {
    case malformed, lineTooLong, headTooLong, bodyTooLong, lengthMissing, tooSlow

    var response: Response {
        switch self {
        case .malformed: .refusal(400, "This is no request that a browser sends.", code: "malformed")
        case .lineTooLong: .refusal(414, "The address is too long.", code: "tooLong")
        case .headTooLong: .refusal(431, "The headers are too long.", code: "tooLong")
        case .bodyTooLong: .refusal(413, "The body is too long.", code: "tooLong")
        case .lengthMissing: .refusal(411, "A body needs its length; chunks are not taken.", code: "malformed")
        case .tooSlow: .refusal(408, "The request took too long.", code: "tooSlow")
        }
    }
}
