import Testing

@testable import Dashboard

@Suite("Routes")
struct RouteTests {
    @Test func servesThePage() async throws {
        try await Site.run { site in
            for (path, type) in [
                ("/", "text/html; charset=utf-8"), ("/index.html", "text/html; charset=utf-8"),
                ("/app.js", "text/javascript; charset=utf-8"), ("/style.css", "text/css; charset=utf-8"),
                ("/icon.svg", "image/svg+xml; charset=utf-8"),
            ] {
                let answer = try await site.ask(path)
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == type)
                #expect(answer.headers["x-content-type-options"] == "nosniff")
                #expect(answer.headers["referrer-policy"] == "no-referrer")
                #expect(answer.headers["cross-origin-opener-policy"] == "same-origin")
                let policy = try #require(answer.headers["content-security-policy"])
                #expect(policy.hasPrefix("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"))
            }
            #expect(try await site.ask("/").body == "<!doctype html><title>page</title>")
            #expect(try await site.ask("/favicon.ico").status == 204)
        }
    }

    @Test func answersWithoutBodyWhereTheBrowserHasIt() async throws {
        try await Site.run { site in
            let first = try await site.ask("/app.js")
            let tag = try #require(first.headers["etag"])
            let again = try await site.ask("/app.js", headers: ["If-None-Match: \(tag)"])
            #expect(again.status == 304 && again.body.isEmpty)
            let other = try await site.ask("/style.css", headers: ["If-None-Match: \(tag)"])
            #expect(other.status == 200)
            let head = try await site.ask("/app.js", "HEAD")
            #expect(head.status == 200 && head.headers["content-length"] == "\(first.body.utf8.count)")
        }
    }

    @Test func servesDocuments() async throws {
        try await Site.run { site in
            let state = try await site.ask("/api/state")
            #expect(state.status == 200)
            #expect(state.body == "{\"schema\":\"bilanx.live/1\",\"phase\":\"ready\",\"clients\":0}")
            #expect(state.headers["cache-control"] == "no-store")
            #expect(state.headers["content-type"] == "application/json; charset=utf-8")
            for (path, body) in [
                ("/api/trials/1/curve", "{\"trial\":1,\"points\":800}"),
                ("/api/trials/1/curve?points=50", "{\"trial\":1,\"points\":50}"),
                ("/api/trials/1/curve?points=999999999", "{\"trial\":1,\"points\":20000}"),
                ("/api/trials/1/curve?points=x", "{\"trial\":1,\"points\":800}"),
                ("/api/trials/1/spread", "{\"trial\":1,\"rows\":[]}"), ("/api/tests", "{\"tests\":[]}"),
                ("/api/results", "{\"schema\":\"bilanx.results/1\"}"),
            ] {
                let answer = try await site.ask(path)
                #expect(answer.status == 200 && answer.body == body)
            }
            for path in [
                "/api/trials/2/curve", "/api/trials/0/curve", "/api/trials/01/curve", "/api/trials/1/x", "/api",
            ] {
                #expect(try await site.ask(path).status == 404)
            }
        }
    }

    @Test func takesAndRefusesCommands() async throws {
        try await Site.run { site in
            let taken = try await site.ask("/api/command", "POST", body: "{\"do\":\"start\"}")
            #expect(taken.status == 200 && taken.body == "{\"ok\":true}")
            #expect(site.station.commands == ["script: {\"do\":\"start\"}"])
            site.station.notes.withLock { $0.refusal = "Zero \"both\" sides first." }
            let refused = try await site.ask("/api/command", "POST", body: "{\"do\":\"start\"}")
            #expect(refused.status == 409)
            #expect(refused.body == "{\"ok\":false,\"why\":\"Zero \\\"both\\\" sides first.\"}")
            for body in ["", "[]", "{", "{\"do\":7}", "{\"to\":\"start\"}"] {
                #expect(try await site.ask("/api/command", "POST", body: body).status == 400)
            }
            #expect(site.station.commands.count == 2)
        }
    }

    @Test func refusesOtherMethods() async throws {
        try await Site.run { site in
            for (method, path, allowed) in [
                ("POST", "/", "GET, HEAD"), ("DELETE", "/api/state", "GET, HEAD"), ("GET", "/api/command", "POST"),
                ("PUT", "/app.js", "GET, HEAD"), ("GET", "/api/pair", "POST"), ("POST", "/api/tests", "GET, HEAD"),
            ] {
                let answer = try await site.ask(path, method)
                #expect(answer.status == 405 && answer.headers["allow"] == allowed)
            }
            let plain = try await site.ask("/ws", headers: ["Origin: http://127.0.0.1:\(site.port)"])
            #expect(plain.status == 426 && plain.headers["upgrade"] == "websocket")
        }
    }

    @Test func keepsAConnectionOpen() async throws {
        try await Site.run { site in
            var wire = try await Wire(site.port)
            defer { wire.close() }
            let request = "GET /api/tests HTTP/1.1\r\nHost: 127.0.0.1:\(site.port)\r\n\r\n"
            // Two at once, then a third, then one that ends it.
            try await wire.write(request + request)
            #expect(try await wire.answer().status == 200)
            #expect(try await wire.answer().status == 200)
            try await wire.write(request)
            #expect(try await wire.answer().status == 200)
            try await wire.write("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(site.port)\r\nConnection: close\r\n\r\n")
            #expect(try await wire.answer().headers["connection"] == "close")
            #expect(try await wire.isClosed())
        }
    }

    @Test func asksForTheBodyThatACarefulClientHoldsBack() async throws {
        try await Site.run { site in
            var wire = try await Wire(site.port)
            defer { wire.close() }
            let body = "{\"do\":\"mark\",\"text\":\"\(String(repeating: "m", count: 3000))\"}"
            try await wire.write(
                "POST /api/command HTTP/1.1\r\nHost: 127.0.0.1:\(site.port)\r\nExpect: 100-continue\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n")
            #expect(try await wire.answer().status == 100)
            try await wire.write(body)
            #expect(try await wire.answer().status == 200)
        }
    }
}

@Suite("Start and stop")
struct StartTests {
    @Test func namesAPortInUse() async throws {
        try await Site.run { site in
            let second = DashboardServer(station: site.station, settings: DashboardSettings(port: site.port))
            #expect(throws: DashboardError.portInUse(site.port)) { try second.start() }
            #expect(DashboardError.portInUse(8642).description.contains("--port"))
        }
    }

    @Test func namesAnAddressThatIsNotOurs() {
        for address in ["192.0.2.1", "plates", "1.2.3"] {
            let server = DashboardServer(station: StubStation(), settings: DashboardSettings(port: 0, address: address))
            #expect(throws: DashboardError.addressUnknown(address)) { try server.start() }
        }
    }

    @Test func stopsWithAGoodbyeAndStartsAgain() async throws {
        let site = try Site()
        var screen = try await site.screen()
        #expect(throws: DashboardError.running) { try site.server.start() }
        await site.server.stop()
        var last: UInt8 = 0
        while let frame = try await screen.wire.frame() { last = frame.opcode }
        #expect(last == 8)
        screen.wire.close()
        #expect(site.server.port == nil && site.server.clients == 0)
        let port = try site.server.start()
        var wire = try await Wire(port)
        try await wire.write("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
        #expect(try await wire.answer().status == 200)
        wire.close()
        await site.server.stop()
    }
}
