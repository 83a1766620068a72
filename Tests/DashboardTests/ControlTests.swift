import Testing

@testable import Dashboard

@Suite("Control")
struct ControlTests {
    /// `desk` after a change, and whether there was one.
    private func did(_ change: Bool, _ desk: ControlDesk) -> String {
        "\(change) \(desk.holder ?? "-") \(desk.asking ?? "-")"
    }

    @Test func handsControlOn() {
        var desk = ControlDesk()
        func change(_ body: (inout ControlDesk) -> Bool) -> String { did(body(&desk), desk) }
        #expect(change { $0.join("a") } == "true a -")
        #expect(change { $0.join("b") } == "false a -")
        #expect(change { $0.join("c") } == "false a -")
        #expect(change { $0.ask("b", now: 0) } == "true a b")
        // Who asked first is answered first; who steers or is not there does not ask.
        for other in ["a", "b", "c", "nobody"] { #expect(change { $0.ask(other, now: 1) } == "false a b") }
        #expect(change { $0.grant(by: "c", to: "b") } == "false a b")
        #expect(change { $0.grant(by: "a", to: "c") } == "false a b")
        #expect(change { $0.deny(by: "b", to: "b") } == "false a b")
        #expect(change { $0.deny(by: "a", to: "b") } == "true a -")
        #expect(change { $0.ask("c", now: 2) } == "true a c")
        #expect(change { $0.grant(by: "a", to: "c") } == "true c -")
        #expect(change { $0.tick(now: 100) } == "false c -")
    }

    @Test func grantsAfterTenSecondsOfSilence() {
        var desk = ControlDesk()
        func change(_ body: (inout ControlDesk) -> Bool) -> String { did(body(&desk), desk) }
        _ = (change { $0.join("a") }, change { $0.join("b") })
        #expect(change { $0.ask("b", now: 5) } == "true a b")
        #expect(change { $0.tick(now: 14.9) } == "false a b")
        #expect(change { $0.tick(now: 15) } == "true b -")
        #expect(change { $0.tick(now: 16) } == "false b -")
    }

    @Test func passesOnWhenAScreenGoes() {
        var desk = ControlDesk()
        func change(_ body: (inout ControlDesk) -> Bool) -> String { did(body(&desk), desk) }
        _ = (change { $0.join("a") }, change { $0.join("b") }, change { $0.join("c") })
        #expect(change { $0.leave("a") } == "true - -")
        #expect(change { $0.ask("c", now: 0) } == "true c -")
        #expect(change { $0.ask("b", now: 0) } == "true c b")
        #expect(change { $0.leave("c") } == "true b -")
        #expect(change { $0.leave("b") } == "true - -")
        // The only screen, loaded anew.
        #expect(change { $0.join("d") } == "true d -")
        _ = (change { $0.join("e") }, change { $0.ask("e", now: 0) })
        #expect(change { $0.leave("e") } == "true d -")
        #expect(change { $0.tick(now: 20) } == "false d -")
        #expect(change { $0.leave("e") } == "false d -")
    }

    @Test func refusesCommandsOfScreensThatWatch() async throws {
        try await Site.run { site in
            func command(_ name: String, _ key: String?) async throws -> Answer {
                try await site.ask(
                    "/api/command", "POST", headers: key.map { ["X-Bilanx-Client: \($0)"] } ?? [],
                    body: "{\"do\":\"\(name)\"}")
            }
            // A script without any screen.
            #expect(try await command("athlete", nil).status == 200)
            var (first, firstKey) = try await site.screen()
            #expect(
                try await first.text("control") == "{\"t\":\"control\",\"have\":true,\"who\":\"c1\",\"asking\":null}")
            var (second, secondKey) = try await site.screen()
            #expect(
                try await second.text("control") == "{\"t\":\"control\",\"have\":false,\"who\":\"c1\",\"asking\":null}")
            #expect(firstKey.hasPrefix("c1-") && secondKey.hasPrefix("c2-"))

            #expect(try await command("start", firstKey).status == 200)
            for key in [secondKey, "c1", "c1-0", "", "c9"] {
                let refused = try await command("start", key)
                #expect(refused.status == 403, "\(key)")
                #expect(
                    refused.body == "{\"ok\":false,\"why\":\"Another screen is in control.\",\"code\":\"watching\"}")
            }
            // Scripts start, finish and mark whoever steers; the rest is for who does.
            #expect(try await command("mark", nil).status == 200)
            #expect(try await command("finish", nil).status == 200)
            #expect(try await command("athlete", nil).status == 403)

            try await second.send("{\"t\":\"ask\"}")
            #expect(try await first.text("control").contains("\"have\":true,\"who\":\"c1\",\"asking\":\"c2\""))
            try await first.send("{\"t\":\"grant\",\"to\":\"c2\"}")
            #expect(try await first.text("control").contains("\"have\":false,\"who\":\"c2\",\"asking\":null"))
            _ = try await second.text("control")
            #expect(try await second.text("control").contains("\"have\":true"))
            #expect(try await command("start", secondKey).status == 200)
            #expect(try await command("start", firstKey).status == 403)

            try await first.send("{\"t\":\"ask\"}")
            #expect(try await second.text("control").contains("\"asking\":\"c1\""))
            second.close()
            var message = ""
            while !message.contains("\"have\":true,\"who\":\"c1\"") { message = try await first.text("control") }
            #expect(try await command("start", firstKey).status == 200)
            first.close()
            #expect(
                site.station.commands.map { String($0.prefix { $0 != ":" }) } == [
                    "script", "c1", "script", "script", "c2", "c1",
                ])
        }
    }
}
