import Testing

@testable import Dashboard

@Suite("Pairing")
struct PairingTests {
    @Test func letsNobodyInWithoutTheCode() async throws {
        try await Site.run(DashboardSettings(pairing: true)) { site in
            #expect(try await site.ask("/").status == 200)
            #expect(try await site.ask("/app.js").status == 200)
            for (path, method) in [
                ("/api/state", "GET"), ("/api/results", "GET"), ("/api/trials/1/curve", "GET"), ("/api/tests", "GET"),
                ("/api/command", "POST"), ("/api/unknown", "GET"),
            ] {
                let answer = try await site.ask(path, method, headers: ["Cookie: bilanx-\(site.port)=0"])
                #expect(answer.status == 401 && answer.body.contains("\"code\":\"pair\""), "\(path)")
            }
            #expect(try await site.knock().answer.status == 401)

            let code = try #require(site.server.code)
            #expect(code.utf8.count == 6 && site.notes.codes.withLock { $0 } == [code])
            let paired = try await site.ask("/api/pair", "POST", body: "{\"code\":\"\(code)\"}")
            #expect(paired.status == 200)
            let cookie = try #require(paired.headers["set-cookie"])
            let token = String(cookie.prefix { $0 != ";" })
            #expect(
                token.hasPrefix("bilanx-\(site.port)=") && token.utf8.count == "bilanx-\(site.port)=".utf8.count + 64)
            #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict"))
            let cookies = ["Cookie: other=1; \(token)"]
            #expect(try await site.ask("/api/state", headers: cookies).status == 200)
            #expect(try await site.knock(headers: cookies).answer.status == 101)
            let wrong = token.dropLast() + (token.hasSuffix("0") ? "1" : "0")
            #expect(try await site.ask("/api/state", headers: ["Cookie: \(wrong)"]).status == 401)

            // Every screen has a token of its own.
            let second = try await site.ask("/api/pair", "POST", body: "{\"code\":\"\(code)\"}")
            #expect(second.status == 200 && second.headers["set-cookie"] != cookie)
            #expect(!site.notes.log.withLock { $0.joined() }.contains(code))
        }
    }

    @Test func marksTheCookieOfASecureOrigin() async throws {
        let settings = DashboardSettings(pairing: true, origins: ["https://plates.example.org"])
        try await Site.run(settings) { site in
            let code = try #require(site.server.code)
            let answer = try await site.ask(
                "/api/pair", "POST", host: "plates.example.org", headers: ["Origin: https://plates.example.org"],
                body: "{\"code\":\"\(code)\"}")
            #expect(answer.status == 200 && answer.headers["set-cookie"]?.hasSuffix("; Secure") == true)
        }
    }

    @Test func slowsGuessing() async throws {
        try await Site.run(DashboardSettings(pairing: true)) { site in
            let code = try #require(site.server.code)
            let wrong = code == "123456" ? "654321" : "123456"
            var statuses: [Int] = []
            for body in ["{\"code\":\"\(wrong)\"}", "{}", "", "{\"code\":123456}", "{\"code\":\"\"}"] {
                statuses.append(try await site.ask("/api/pair", "POST", body: body).status)
            }
            #expect(statuses == [403, 403, 403, 403, 403])
            // Now even the right one has to wait, and is not looked at.
            for _ in 0..<50 {
                let answer = try await site.ask("/api/pair", "POST", body: "{\"code\":\"\(code)\"}")
                #expect(answer.status == 429 && answer.headers["retry-after"] == "1")
            }
            site.notes.now.withLock { $0 += 1 }
            #expect(try await site.ask("/api/pair", "POST", body: "{\"code\":\"\(code)\"}").status == 200)
            #expect(
                site.notes.log.withLock { $0 } == [
                    "Refused 127.0.0.1: wrong code.", "Refused 127.0.0.1: too many wrong codes.",
                ])
        }
    }

    @Test func waitsLongerAndLonger() {
        var desk = PairingDesk()
        var now = 0.0
        var waits: [Int] = []
        for _ in 0..<17 {
            while case .wait(let seconds) = desk.pair("x", from: "10.0.0.1", now: now) {
                waits.append(seconds)
                now += Double(seconds)
            }
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
    }

    @Test func changesTheCodeAndSlowsEverybodyWhoGuesses() {
        var desk = PairingDesk()
        var codes = Set([desk.code])
        // Thirty wrong ones, each from another address, none of which waits yet.
        for number in 0..<30 {
            let answer = desk.pair("x", from: "10.0.0.\(number)", now: 0)
            #expect(answer == .wrong)
            codes.insert(desk.code)
        }
        #expect(codes.count >= 3)
        let early = desk.pair(desk.code, from: "10.0.1.1", now: 0.5)
        #expect(early == .wait(1))
        guard case .token(let token) = desk.pair(desk.code, from: "10.0.1.1", now: 1) else {
            Issue.record("the right code was refused")
            return
        }
        #expect(desk.knows(token) && !desk.knows(token + "0") && !desk.knows("") && !desk.knows(nil))
        // A day of guessing from ever new addresses is slow.
        var tries = 0
        var now = 2.0
        while now < 86402 {
            if case .wait(let seconds) = desk.pair("x", from: "10.9.\(tries)", now: now) {
                now += Double(seconds)
            } else {
                tries += 1
            }
        }
        #expect(tries < 2000)
    }

    @Test func codesAndTokensAreNotGuessedFromOthers() {
        let codes = (0..<2000).map { _ in PairingDesk().code }
        #expect(codes.allSatisfy { $0.utf8.count == 6 && $0.allSatisfy(\.isNumber) })
        #expect(Set(codes).count > 1950)
        // Each digit at each place, about as often: expected 200 of 2000, standard deviation 13.
        for place in 0..<6 {
            for digit in "0123456789" {
                let count = codes.count { Array($0)[place] == digit }
                #expect((120...280).contains(count))
            }
        }
    }

    @Test func comparesWholeTexts() {
        #expect(PairingDesk.areEqual([1, 2, 3], [1, 2, 3]) && PairingDesk.areEqual([], []))
        #expect(!PairingDesk.areEqual([1, 2, 3], [1, 2, 4]) && !PairingDesk.areEqual([9, 2, 3], [1, 2, 3]))
        #expect(!PairingDesk.areEqual([1, 2], [1, 2, 3]))
    }
}
