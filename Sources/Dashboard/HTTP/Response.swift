import Assessments

/// What goes back to a request.
struct Response: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// The connection belongs to this client from now on.
    var client: Client?

    /// JSON that nobody keeps.
    static func json(_ body: [UInt8], status: Int = 200) -> Response {
        Response(
            status: status,
            headers: [("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store")], body: body)
    }

    /// A refusal in plain words; `code` is for programs.
    static func refusal(_ status: Int, _ why: String, code: String? = nil) -> Response {
        let code = code.map { ",\"code\":" + JSONString.quoted($0) } ?? ""
        return .json(Array("{\"ok\":false,\"why\":\(JSONString.quoted(why))\(code)}".utf8), status: status)
    }

    /// Head and body as sent; a HEAD request gets no body.
    func encoded(keepsOpen: Bool, withBody: Bool = true) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(Self.phrases[status] ?? "Status")\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        if status != 101 {
            if status != 204, status != 304 { text += "Content-Length: \(body.count)\r\n" }
            text += keepsOpen ? "Connection: keep-alive\r\n" : "Connection: close\r\n"
        }
        text += "\r\n"
        return Array(text.utf8) + (withBody ? body : [])
    }

    private static let phrases = [
        101: "Switching Protocols", 200: "OK", 204: "No Content", 304: "Not Modified", 400: "Bad Request",
        401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout",
        409: "Conflict", 411: "Length Required", 413: "Content Too Large", 414: "URI Too Long",
        426: "Upgrade Required", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
        503: "Service Unavailable",
    ]
}
