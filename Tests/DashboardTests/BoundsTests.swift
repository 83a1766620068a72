import Testing

@testable import Dashboard

@Suite("Bounds")
struct BoundsTests {
    private func head(_ site: Site) -> String { "Host: 127.0.0.1:\(site.port)\r\n" }

    @Test func refusesWhatIsTooLong() async throws {
        try await Site.run { site in
            let line = try await site.ask("/" + String(repeating: "a", count: 3000))
            #expect(line.status == 414)
            let header = try await site.ask("/", headers: ["X-Long: " + String(repeating: "b", count: 20000)])
            #expect(header.status == 431)
            let headers = try await site.ask("/", headers: (0..<100).map { "X-\($0): 1" })
            #expect(headers.status == 431)
            let body = try await site.ask("/api/command", "POST", body: String(repeating: " ", count: 70000))
            #expect(body.status == 413)
            let fits = "{\"do\":\"note\",\"text\":\"" + String(repeating: "n", count: 60000) + "\"}"
            let taken = try await site.ask("/api/command", "POST", body: fits)
            #expect(taken.status == 200)
        }
    }

    /// Headers without end, as fast as they go: what FlyingFox's own connections would keep in memory.
    @Test func endsAnEndlessHead() async throws {
        try await Site.run { site in
            let wire = try await Wire(site.port)
            defer { wire.close() }
            try await wire.write("GET / HTTP/1.1\r\n" + head(site) + "X-Endless: ")
            let piece = [UInt8](repeating: 0x61, count: 65536)
            var sent = 0
            do {
                while sent < 16 << 20 {
                    try await wire.write(piece)
                    sent += piece.count
                }
                Issue.record("16 MiB of headers were taken")
            } catch {
                #expect(sent < 8 << 20)
            }
            #expect(try await site.ask("/").status == 200)
        }
    }

    @Test func refusesWhatCanBeReadInTwoWays() async throws {
        try await Site.run { site in
            for request in [
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\n" + head(site) + head(site) + "\r\n",
                "GET / HTTP/2.0\r\n" + head(site) + "\r\n",
                "GET http://evil.example/ HTTP/1.1\r\n" + head(site) + "\r\n",
                "GET  / HTTP/1.1\r\n" + head(site) + "\r\n",
                "GET / HTTP/1.1\r\n" + head(site) + "X: 1\n\r\n\r\n",
                "GET / HTTP/1.1\r\n" + head(site) + " folded\r\n\r\n",
                "GET / HTTP/1.1\r\n" + head(site) + "X : 1\r\n\r\n",
                "GET /\u{0} HTTP/1.1\r\n" + head(site) + "\r\n",
                "POST /api/command HTTP/1.1\r\n" + head(site) + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "POST /api/command HTTP/1.1\r\n" + head(site) + "Content-Length: -2\r\n\r\n{}",
                "POST /api/command HTTP/1.1\r\n" + head(site) + "Content-Length: 99999999999999999999\r\n\r\n{}",
            ] {
                var wire = try await Wire(site.port)
                try await wire.write(request)
                let answer = try await wire.answer()
                #expect(answer.status == 400, "\(request.debugDescription)")
                #expect(try await wire.isClosed())
                wire.close()
            }
            var wire = try await Wire(site.port)
            try await wire.write(
                "POST /api/command HTTP/1.1\r\n" + head(site) + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
            )
            #expect(try await wire.answer().status == 411)
            wire.close()
            #expect(site.station.commands.isEmpty)
        }
    }

    @Test func endsSlowRequests() async throws {
        var settings = DashboardSettings()
        settings.limits.requestTime = .milliseconds(600)
        settings.limits.idleTime = .milliseconds(300)
        try await Site.run(settings) { site in
            let clock = ContinuousClock()
            // One byte after the other, always soon enough to look alive.
            var slow = try await Wire(site.port)
            let start = clock.now
            try await slow.write("GET / HTTP/1.1\r\n" + head(site) + "X: ")
            for _ in 0..<100 {
                do { try await slow.write("a") } catch { break }
                try await Task.sleep(for: .milliseconds(30))
                if clock.now - start > .milliseconds(900) { break }
            }
            #expect(try await slow.answer().status == 408)
            #expect(clock.now - start < .seconds(3))
            slow.close()

            // A body that does not come.
            var bodiless = try await Wire(site.port)
            try await bodiless.write("POST /api/command HTTP/1.1\r\n" + head(site) + "Content-Length: 10\r\n\r\n{")
            #expect(try await bodiless.answer().status == 408)
            bodiless.close()

            // Nothing at all.
            var idle = try await Wire(site.port)
            #expect(try await idle.isClosed())
            idle.close()
            #expect(try await site.ask("/").status == 200)
        }
    }

    @Test func holdsOnlySoManyConnections() async throws {
        var settings = DashboardSettings()
        settings.limits.connections = 8
        try await Site.run(settings) { site in
            var idle: [Wire] = []
            for _ in 0..<8 { idle.append(try await Wire(site.port)) }
            try await Task.sleep(for: .milliseconds(100))
            #expect(try await site.ask("/").status == 503)
            for wire in idle { wire.close() }
            try await Task.sleep(for: .milliseconds(200))
            #expect(try await site.ask("/").status == 200)
        }
    }

    @Test func slowsAFlood() async throws {
        var settings = DashboardSettings()
        settings.limits.commands = (perSecond: 1, atOnce: 3)
        settings.limits.requests = (perSecond: 1, atOnce: 10)
        try await Site.run(settings) { site in
            var statuses: [Int] = []
            for _ in 0..<12 {
                statuses.append(try await site.ask("/api/command", "POST", body: "{\"do\":\"mark\"}").status)
            }
            #expect(statuses.prefix(3) == [200, 200, 200])
            #expect(statuses.dropFirst(3).allSatisfy { $0 == 429 })
            #expect(site.station.commands.count == 3)
            #expect(try await site.ask("/api/state").status == 429)
            site.notes.now.withLock { $0 += 1 }
            #expect(try await site.ask("/api/command", "POST", body: "{\"do\":\"mark\"}").status == 200)
            #expect(try await site.ask("/api/state").status == 429)
        }
    }

    @Test func endsAWebSocketThatBreaksItsRules() async throws {
        try await Site.run { site in
            func code(_ send: (Wire) async throws -> Void) async throws -> Int {
                var (wire, _) = try await site.screen()
                defer { wire.close() }
                try await send(wire)
                while let frame = try await wire.frame() {
                    if frame.opcode == 8 { return Int(frame.payload[0]) << 8 | Int(frame.payload[1]) }
                }
                return 0
            }
            let long = String(repeating: "a", count: 3000)
            #expect(try await code { try await $0.send(String(repeating: "a", count: 5000)) } == 1009)
            // In two pieces.
            #expect(
                try await code {
                    try await $0.send(long, first: 0)
                    try await $0.send(long, opcode: 0)
                } == 1009)
            // A length of 2^62: what FlyingFox's own decoder would wait for and keep.
            #expect(try await code { try await $0.write([0x81, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]) } == 1009)
            #expect(try await code { try await $0.write([0x81, 0x01, 0x61]) } == 1002)
            #expect(try await code { try await $0.send("a", first: 0xC0) } == 1002)
            #expect(try await code { try await $0.send("a", opcode: 0) } == 1002)
            #expect(try await code { try await $0.send("a", opcode: 3) } == 1002)
            #expect(try await code { try await $0.send("a", opcode: 9, first: 0) } == 1002)
            #expect(try await code { try await $0.send("a", opcode: 2) } == 1003)
            #expect(try await code { try await $0.write([0x81, 0x81, 0, 0, 0, 0, 0xFF]) } == 1007)
            #expect(
                try await code { wire in
                    for _ in 0..<1000 { try await wire.send("{\"t\":\"drawn\",\"n\":1}") }
                } == 1008)
            #expect(try await code { try await $0.send("", opcode: 8) } == 1000)
            // What it does not know or cannot read it leaves alone.
            var (wire, _) = try await site.screen()
            for text in ["", "[]", "{", "{\"t\":\"new\"}", "{\"t\":\"drawn\"}", "{\"t\":\"drawn\",\"n\":-1}"] {
                try await wire.send(text)
            }
            try await wire.send("are you there", opcode: 9)
            while let frame = try await wire.frame(), frame.opcode != 10 {}
            #expect(site.server.clients >= 1)
            wire.close()
        }
    }
}
