import Testing

@testable import Dashboard

@Suite("Who may ask")
struct AccessTests {
    @Test func refusesForeignNames() async throws {
        try await Site.run { site in
            let port = site.port
            for host in ["localhost:\(port)", "127.0.0.1:\(port)", "[::1]:\(port)", "LOCALHOST:\(port)"] {
                #expect(try await site.ask("/api/state", host: host).status == 200, "\(host)")
            }
            for host in [
                "evil.example", "evil.example:\(port)", "localhost", "127.0.0.1", "localhost:1", "192.168.1.5:\(port)",
                "localhost:\(port).evil.example", "localhost:\(port)@evil.example", "127.0.0.1.evil.example:\(port)",
                "",
            ] {
                for path in ["/", "/api/state", "/ws"] {
                    let answer = try await site.ask(path, host: host)
                    #expect(answer.status == 403 && !answer.body.contains("live/1"), "\(host) \(path)")
                }
            }
        }
    }

    @Test func refusesForeignPages() async throws {
        try await Site.run { site in
            let port = site.port
            let command = "{\"do\":\"start\"}"
            let own = try await site.ask(
                "/api/command", "POST", headers: ["Origin: http://127.0.0.1:\(port)"], body: command)
            #expect(own.status == 200)
            for origin in [
                "http://evil.example", "null", "http://localhost:\(port)", "https://127.0.0.1:\(port)",
                "http://127.0.0.1", "http://127.0.0.1:1", "http://127.0.0.1:\(port).evil.example", "",
            ] {
                let answer = try await site.ask("/api/command", "POST", headers: ["Origin: \(origin)"], body: command)
                #expect(answer.status == 403, "\(origin)")
                if !origin.isEmpty {
                    let (wire, knock) = try await site.knock(origin: origin)
                    wire.close()
                    #expect(knock.status == 403, "\(origin)")
                }
            }
            // A browser says where a request comes from, also where it sends no Origin.
            for site_ in ["cross-site", "same-site"] {
                #expect(try await site.ask("/api/state", headers: ["Sec-Fetch-Site: \(site_)"]).status == 403)
                #expect(try await site.ask("/", headers: ["Sec-Fetch-Site: \(site_)"]).status == 200)
            }
            #expect(try await site.ask("/api/state", headers: ["Sec-Fetch-Site: same-origin"]).status == 200)
            let (wire, knock) = try await site.knock(origin: "")
            wire.close()
            #expect(knock.status == 403)
            #expect(site.station.commands.count == 1)
        }
    }

    @Test func takesAddressesAndNamesOfThisComputerOnANetwork() {
        let rule = OriginRule(.lan(names: ["plates.local"]), port: 8642)
        for host in ["192.168.1.5:8642", "plates.local:8642", "[fe80::1]:8642", "localhost:8642"] {
            #expect(rule.takes(host: host), "\(host)")
            #expect(rule.takes(origin: "http://" + host, host: host))
            #expect(!rule.takes(origin: "http://evil.example", host: host))
        }
        for host in [
            "evil.example:8642", "192.168.1.5", "192.168.1.5:80", "1.2.3.4.5:8642", "1.2.3:8642", "1.2.3.+4:8642",
            "256.1.1.1:8642", "[]:8642", "[evil]:8642", "plates.local.evil.example:8642", ":8642",
        ] {
            #expect(!rule.takes(host: host), "\(host)")
        }
        #expect(!rule.takes(host: nil))
    }

    @Test func takesTheOriginOfAProxyAndOnlyThat() {
        let rule = OriginRule(DashboardSettings(origins: ["https://plates.example.org"]), port: 8642)
        #expect(rule.takes(host: "plates.example.org"))
        #expect(rule.takes(origin: "https://plates.example.org", host: "plates.example.org"))
        #expect(!rule.takes(origin: "http://plates.example.org", host: "plates.example.org"))
        #expect(rule.takes(host: "127.0.0.1:8642") && !rule.takes(host: "192.168.1.5:8642"))
    }

    @Test func leadsNowhereElse() async throws {
        try await Site.run { site in
            for path in [
                "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd",
                "/app.js/../../etc/passwd", "/./app.js", "/app.js%00.html", "/APP.JS", "/app.js/", "/%61pp.js",
                "/api/../api/state", "/..\\..\\etc\\passwd", "/api/trials/../1/curve", "/.gitignore",
            ] {
                let answer = try await site.ask(path)
                #expect(answer.status == 404 && !answer.body.contains("root:"), "\(path)")
            }
        }
    }

    @Test func tellsOfARefusalOnceAndNotWhatWasAsked() async throws {
        try await Site.run { site in
            for number in 0..<20 {
                _ = try await site.ask("/api/state?athlete=A\(number)", host: "evil.example", body: "secret")
            }
            #expect(site.notes.log.withLock { $0 } == ["Refused 127.0.0.1: foreign Host."])
        }
        let lines = Locked<[String]>([])
        let log = RefusalLog { line in lines.withLock { $0.append(line) } }
        for number in 0..<10_000 { log.tell("wrong code", "10.0.\(number / 256).\(number % 256)") }
        let told = lines.withLock { $0 }
        #expect(told.count == 128)
        #expect(told.last?.hasSuffix("no further refusals are told.") == true)
    }
}
