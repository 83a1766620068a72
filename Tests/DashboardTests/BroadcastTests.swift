import Testing

@testable import Dashboard

@Suite("Broadcast", .serialized)
struct BroadcastTests {
    /// Twenty screens, one of which never reads: it is dropped, the others get their frames, the station never waits.
    @Test func aScreenThatDoesNotReadCostsOnlyItself() async throws {
        var settings = DashboardSettings()
        settings.limits.sendTime = .seconds(2)
        try await Site.run(settings) { site in
            // Half a megabyte a second, so that what the system keeps for the dead one is soon full.
            site.station.notes.withLock { $0.filler = String(repeating: "x", count: 8000) }
            let (dead, _) = try await site.screen()
            let deadClient = try #require(site.server.desk.clients.first)
            let shares = try await withThrowingTaskGroup(of: Double.self) { group in
                for _ in 0..<19 {
                    group.addTask {
                        var (wire, _) = try await site.screen()
                        defer { wire.close() }
                        let first = try await wire.text("frame").number
                        var (last, got) = (first, 1)
                        let clock = ContinuousClock()
                        let start = clock.now
                        while clock.now - start < .seconds(4) {
                            last = try await wire.text("frame").number
                            got += 1
                            // As a page answers.
                            try await wire.send("{\"t\":\"drawn\",\"n\":\(last)}")
                        }
                        return Double(got) / Double(last - first + 1)
                    }
                }
                var all: [Double] = []
                for try await share in group { all.append(share) }
                return all
            }
            #expect(shares.count == 19)
            #expect(shares.allSatisfy { $0 >= 0.9 }, "\(shares)")
            // Frames come every 17 ms. Had one turn waited for the dead screen, it would have been for two seconds.
            let pause = site.station.notes.withLock { Double($0.longestPause) / 1e6 }
            #expect(pause < 1000, "\(pause) ms")
            #expect(deadClient.outbox.framesDropped > 10)
            #expect(
                site.notes.log.withLock { $0 } == ["Refused 127.0.0.1: screen that stopped reading or answering."])
            for _ in 0..<100 where site.server.clients > 0 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(site.server.clients == 0)
            let latency = try #require(site.server.latency)
            #expect(latency.count > 1000 && latency.p99 >= latency.median && latency.median > 0)
            dead.close()
        }
    }

    /// One that is read but never answers, as when its cable was pulled: asked for a sign of life, then given up.
    @Test func givesUpAScreenThatIsSilent() async throws {
        var settings = DashboardSettings()
        settings.limits.silence = .milliseconds(900)
        try await Site.run(settings) { site in
            var (silent, _) = try await site.screen()
            var opcodes = Set<UInt8>()
            while let frame = try await silent.frame() { opcodes.insert(frame.opcode) }
            #expect(opcodes.contains(9))
            // A pong is a sign of life; that screen stays.
            var (alive, _) = try await site.screen()
            let clock = ContinuousClock()
            let start = clock.now
            while clock.now - start < .milliseconds(1500) {
                if let frame = try await alive.frame(), frame.opcode == 9 { try await alive.send("", opcode: 10) }
            }
            #expect(try await alive.frame() != nil && site.server.clients == 1)
            silent.close()
            alive.close()
        }
    }

    @Test func aSlowScreenLosesFramesButNeitherStateNorAnnouncements() async throws {
        let outbox = Outbox()
        for number in 0..<100 {
            outbox.put(frame: SocketEncoder.text(Array("frame \(number);".utf8)))
            outbox.put(state: SocketEncoder.text(Array("state \(number);".utf8)))
            if number < 5 { outbox.put(announcement: SocketEncoder.text(Array("say \(number);".utf8))) }
        }
        outbox.finish()
        let piece = try #require(await outbox.next())
        let texts = String(decoding: piece.filter { $0 < 0x80 && $0 >= 0x20 }, as: UTF8.self)
        #expect(
            texts == "state 99;say 0;say 1;say 2;say 3;say 4;frame 96;frame 97;frame 98;frame 99;")
        #expect(outbox.framesDropped == 96)
        #expect(await outbox.next() == nil)
    }

    @Test func sendsStateOnChangeAndAnnouncementsOnce() async throws {
        try await Site.run { site in
            site.station.notes.withLock { $0.makesFrames = false }
            site.station.announce("before anybody came")
            try await Task.sleep(for: .milliseconds(50))
            var (wire, _) = try await site.screen()
            #expect(
                try await wire.text("state")
                    == "{\"t\":\"state\",\"schema\":\"bilanx.live/1\",\"phase\":\"ready\",\"clients\":1}")
            site.station.change(state: "{\"phase\":\"armed\"}")
            #expect(try await wire.text("state") == "{\"t\":\"state\",\"phase\":\"armed\",\"clients\":1}")
            site.station.announce("Go")
            site.station.announce("Stop")
            #expect(try await wire.text("say").contains("\"id\":2,\"text\":\"Go\""))
            #expect(try await wire.text("say").contains("\"id\":3,\"text\":\"Stop\""))
            // Another screen changes the number of screens, and so the state; then there is nothing new.
            let (other, _) = try await site.screen()
            #expect(try await wire.text("state").contains("\"clients\":2"))
            other.close()
            #expect(try await wire.text("state").contains("\"clients\":1"))
            #expect(try await site.ask("/api/state").body == "{\"phase\":\"armed\",\"clients\":1}")
            wire.close()
        }
    }
}

extension String {
    /// The frame's number.
    fileprivate var number: Int {
        firstRange(of: "\"n\":").flatMap { Int(self[$0.upperBound...].prefix { $0.isNumber }) } ?? 0
    }
}
