import FlyingSocks

@testable import Dashboard

/// A server over a stub, on a port of its own.
struct Site {
    let station = StubStation()
    let server: DashboardServer
    let port: UInt16
    let notes = Notes()

    final class Notes: Sendable {
        let log = Locked<[String]>([])
        let codes = Locked<[String]>([])
        /// The seconds that rates and pauses see; a machine under load must not change what a test finds.
        let now = Locked(0.0)
    }

    static let page = PageFiles([
        "index.html": Array("<!doctype html><title>page</title>".utf8), "app.js": Array("\"use strict\"".utf8),
        "style.css": Array("body{}".utf8), "icon.svg": Array("<svg/>".utf8),
    ])

    init(_ settings: DashboardSettings = DashboardSettings()) throws {
        var settings = settings
        settings.port = 0
        let notes = notes
        server = DashboardServer(
            station: station, settings: settings, page: Self.page, now: { notes.now.withLock { $0 } },
            log: { line in notes.log.withLock { $0.append(line) } },
            showCode: { code in notes.codes.withLock { $0.append(code) } })
        port = try server.start()
    }

    /// Runs `body` against a server that is stopped afterwards.
    static func run(
        _ settings: DashboardSettings = DashboardSettings(), _ body: (Site) async throws -> Void
    ) async throws {
        let site = try Site(settings)
        do {
            try await body(site)
            await site.server.stop()
        } catch {
            await site.server.stop()
            throw error
        }
    }

    /// One request with its answer.
    func ask(
        _ target: String, _ method: String = "GET", host: String? = nil, headers: [String] = [], body: String = ""
    ) async throws -> Answer {
        var wire = try await Wire(port)
        defer { wire.close() }
        let lines = ["\(method) \(target) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")"] + headers
        let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
        try await wire.write((lines + length).joined(separator: "\r\n") + "\r\n\r\n" + body)
        return try await wire.answer(hasBody: method != "HEAD")
    }

    /// The answer to a request for a WebSocket, with the connection.
    func knock(origin: String? = nil, headers: [String] = []) async throws -> (wire: Wire, answer: Answer) {
        var wire = try await Wire(port)
        let origin = origin ?? "http://127.0.0.1:\(port)"
        let lines = [
            "GET /ws HTTP/1.1", "Host: 127.0.0.1:\(port)", "Upgrade: websocket", "Connection: keep-alive, Upgrade",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        let from = origin.isEmpty ? [] : ["Origin: \(origin)"]
        try await wire.write((lines + from + headers).joined(separator: "\r\n") + "\r\n\r\n")
        let answer = try await wire.answer()
        return (wire, answer)
    }

    /// A screen that has been greeted: its connection and its key.
    func screen() async throws -> (wire: Wire, key: String) {
        var (wire, answer) = try await knock()
        guard answer.status == 101 else { throw WireError.closed }
        let hello = try await wire.text("hello")
        let key = hello.components(after: "\"client\":\"")
        return (wire, key)
    }
}

extension String {
    /// What stands between `start` and the next quotation mark.
    func components(after start: String) -> String {
        guard let range = firstRange(of: start) else { return "" }
        return String(self[range.upperBound...].prefix { $0 != "\"" })
    }
}
