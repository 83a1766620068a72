/// A request whose size was held to its bounds while it came in.
struct Request: Sendable {
    var method: String
    /// The path as sent, without the query; never decoded, since every name that we serve is plain.
    var path: String
    var query: String
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8] = []
    /// The other end's address without its port.
    var peer: String

    /// The value of `name` in the query; percent signs are not decoded.
    func parameter(_ name: String) -> String? {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == name { return String(parts[1]) }
        }
        return nil
    }

    /// The value of a cookie.
    func cookie(_ name: String) -> String? {
        for pair in (headers["cookie"] ?? "").split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1).map { $0.trimmed() }
            if parts.count == 2, parts[0] == name { return parts[1] }
        }
        return nil
    }
}

extension StringProtocol {
    /// Without spaces and tabs at either end.
    func trimmed() -> String {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = firstIndex(where: { !blank($0) }), let last = lastIndex(where: { !blank($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
