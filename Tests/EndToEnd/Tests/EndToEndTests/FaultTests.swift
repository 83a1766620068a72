import LibUSBTransport
import MockUSB
import Testing
import Transport

extension UnderUmockdev {
    @Suite("Faults")
    struct Faults {
        @Test("A stall halts the stream after all transfers are back; cleared, it starts again")
        func stall() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            #expect(link.receive(seconds: 0.2, log) == .running)
            device.inject(.stall, on: Bench.stream)
            #expect(link.receive(seconds: 5, log) == .halted)
            #expect(log.statuses[.stall] == 1)
            #expect(log.statuses[.cancelled] == 7)
            #expect(device.inFlight(Bench.stream) == 0)
            #expect(link.receive(until: 0) { _, _ in } == .halted)
            link.stopStream { log.take($0, $1) }
            #expect(log.missing == 0)
            try link.clearHalt(CounterDevice.streamIn)
            #expect(device.counts.haltsCleared == 1)
            let second = StreamLog()
            try bench.start(link)
            #expect(link.receive(second) { second.packets > 100 } == .running)
            #expect(second.missing == 0)
            link.close()
        }

        @Test("A halt that is not cleared halts the next stream at once")
        func stallAgain() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            device.inject(.stall, .stall, on: Bench.stream)
            #expect(link.receive(seconds: 5, log) == .halted)
            link.stopStream { _, _ in }
            try link.clearHalt(CounterDevice.streamIn)
            try bench.start(link)
            #expect(link.receive(seconds: 5, log) == .halted)
            link.close()
        }

        @Test("Short packets are given as they are, overlong ones as lost, and nothing else is missing")
        func shortAndOverlong() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            #expect(link.receive(seconds: 0.2, log) == .running)
            device.inject(.short(10), .overlong, .short(63), .overlong, .overlong, on: Bench.stream)
            let before = log.packets
            #expect(link.receive(log) { log.packets > before + 100 } == .running)
            link.stopStream { log.take($0, $1) }
            #expect(log.shortTransfers == 2)
            #expect(log.statuses[.overflow] == 3)
            // Two cut short and three thrown away, exactly.
            #expect(log.missing == 5)
            #expect(log.dropped == 0 && log.repeated == 0 && log.damaged == 0)
            link.close()
        }

        @Test("A burst of bus errors that ends is survived")
        func burst() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            #expect(link.receive(seconds: 0.2, log) == .running)
            device.inject(.protocolErrors(7), on: Bench.stream)
            let first = log.packets
            #expect(link.receive(log) { log.packets > first + 100 } == .running)
            #expect(log.statuses[.error] == 7)
            // Seven more do not add up to the first seven: only errors in a row count.
            device.inject(.protocolErrors(7), on: Bench.stream)
            let second = log.packets
            #expect(link.receive(log) { log.packets > second + 100 } == .running)
            link.stopStream { log.take($0, $1) }
            #expect(log.statuses[.error] == 14)
            #expect(log.missing == 0 && log.repeated == 0)
            link.close()
        }

        @Test("Bus errors without end are a bus fault, called so only after the time an unplug may take to show")
        func endless() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            #expect(link.receive(seconds: 0.1, log) == .running)
            device.inject(.protocolErrors(1_000_000), on: Bench.stream)
            let start = MonotonicClock.now
            let state = link.receive(seconds: 5, log)
            let taken = MonotonicClock.now - start
            #expect(state.failure == .busFault)
            #expect(taken >= 200_000_000 && taken < 4 * Bench.second)
            if case .failed(let error) = state { #expect(error.remedy.contains("cable")) }
            // What is in flight when the eighth in a row came back may fail as well, but nothing is tried anew.
            let errors = try #require(log.statuses[.error])
            #expect((8...15).contains(errors))
            #expect(errors + log.statuses[.cancelled, default: 0] == 15)
            link.close()
        }

        @Test("Bus errors that announce an unplug are told as the unplug")
        func burstThenUnplug() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            #expect(link.receive(seconds: 0.1, log) == .running)
            device.inject(.protocolErrors(1_000_000), on: Bench.stream)
            #expect(link.receive(log) { log.statuses[.error, default: 0] >= 8 } == .running)
            bench.unplug()
            #expect(link.receive(seconds: 5, log).failure == .disconnected)
            link.close()
        }

        @Test("Transfers taken back unasked mean that the device is lost")
        func unaskedCancel() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            #expect(link.receive(seconds: 0.1, log) == .running)
            // All eight wait, so that the number is exact.
            device.inject(.silence(10 * Bench.second), on: Bench.stream)
            #expect(link.receive(log) { device.inFlight(Bench.stream) == 8 } == .running)
            link.cancelUnasked()
            #expect(link.receive(seconds: 5, log).failure == .disconnected)
            #expect(log.statuses[.cancelled] == 8)
            link.close()
        }

        @Test("Silence is no failure, and what the device kept comes afterwards")
        func silence() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            #expect(link.receive(seconds: 0.2, log) == .running)
            device.inject(.silence(Bench.second), on: Bench.stream)
            #expect(link.receive(log) { device.inFlight(Bench.stream) == 8 } == .running)
            _ = link.receive(seconds: 0.05, log)
            let before = log.packets
            #expect(link.receive(seconds: 0.3, log) == .running)
            #expect(log.packets == before)
            #expect(link.receive(log) { log.packets > before + 1000 } == .running)
            #expect(log.missing == 0 && log.repeated == 0)
            link.close()
        }

        @Test("Transfers that never come back are given up after the guard time and counted")
        func guardTime() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.open()
            try link.startStream(CounterDevice.streamIn, length: 64, transfers: 8)
            device.ignoreDiscards()
            let start = MonotonicClock.now
            link.stopStream { _, _ in }
            let taken = MonotonicClock.now - start
            #expect(taken >= 2 * Bench.second && taken < 3 * Bench.second)
            #expect(link.abandonedTransfers == 8)
            link.close()
        }
    }
}
