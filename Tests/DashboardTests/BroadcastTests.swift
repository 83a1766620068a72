import Synchronization
import Testing

@testable import Dashboard

@Suite("Broadcast", .serialized)
struct BroadcastTests {
    /// Twenty screens, one of which never reads: it is dropped, the others get their frames, the station never waits.
    @Test func aScreenThatDoesNotReadCostsOnlyItself() async throws {
        var settings = DashboardSettings()
        settings.limits.silence = .milliseconds(1500)
        try await Site.run(settings) { site in
            let (dead, _) = try await site.screen()
            let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<19 {
                    group.addTask {
                        var (wire, _) = try await site.screen()
                        defer { wire.close() }
                        var frames = 0
                        let clock = ContinuousClock()
                        let start = clock.now
                        while clock.now - start < .seconds(3) {
                            let frame = try await wire.text("frame")
                            frames += 1
                            // As a page answers; that also keeps it known as alive.
                            try await wire.send("{\"t\":\"drawn\",\"n\":\(frame.number)}")
                        }
                        return frames
                    }
                }
                var all: [Int] = []
                for try await number in group { all.append(number) }
                return all
            }
            // 60 Hz for 3 s are 180.
            #expect(numbers.count == 19)
            #expect(numbers.allSatisfy { $0 >= 162 }, "\(numbers)")
            // The turns come every 17 ms; one that waited for the dead screen would take far longer.
            let pause = site.station.notes.withLock { Double($0.longestPause) / 1e6 }
            #expect(pause < 200, "\(pause) ms")
            #expect(site.notes.log.withLock { $0 }.contains { $0.contains("stopped reading or answering") })
            for _ in 0..<100 where site.server.clients > 0 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(site.server.clients == 0)
            let latency = try #require(site.server.latency)
            #expect(latency.count > 19 * 160 && latency.p99 >= latency.median && latency.median > 0)
            dead.close()
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
