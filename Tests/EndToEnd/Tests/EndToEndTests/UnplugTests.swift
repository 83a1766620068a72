import LibUSBTransport
import MockUSB
import Testing
import Transport

extension UnderUmockdev {
    @Suite("Unplug")
    struct Unplug {
        @Test("Unplugged in mid-stream: each transfer says so once, and a second stream runs on the new address")
        func midStream() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.open()
            let ledger = TransferLedger(link)
            try bench.start(link)
            let log = StreamLog()
            #expect(link.receive(log) { log.packets > 100 } == .running)
            bench.unplug()
            let state = link.receive(seconds: 5, log)
            #expect(state.failure == .disconnected)
            // One that came back with data at the last moment is not handed over again and cannot say it.
            let gone = try #require(log.statuses[.noDevice])
            #expect((1...8).contains(gone))
            #expect(log.statuses == [.completed: log.packets, .noDevice: gone])
            #expect(log.missing == 0 && log.packets > 100)
            #expect(ledger.isBalanced)
            #expect(try bench.waitForChange { !$0.arrived && $0.identity.address == device.address })
            link.stopStream { log.take($0, $1) }
            #expect(log.statuses[.noDevice] == gone)
            #expect(
                failure { try link.write(CounterDevice.commandOut, [1], timeout: Bench.second) }?.kind == .disconnected)
            link.close()
            #expect(device.counts.submitted == device.counts.reaped)

            let replugged = try bench.plug()
            #expect(replugged.address != device.address)
            let again = try bench.openStreaming()
            #expect(again.identity.address == replugged.address)
            #expect(again.identity.portPath == link.identity.portPath)
            let second = StreamLog()
            #expect(again.receive(second) { second.packets > 100 } == .running)
            #expect(second.missing == 0)
            again.close()
        }

        @Test("An idle stream learns of the unplug as well, eight times for eight transfers")
        func idle() throws {
            let bench = try Bench()
            try bench.plug()
            let link = try bench.open()
            try link.startStream(CounterDevice.streamIn, length: 64, transfers: 8)
            bench.unplug()
            let log = StreamLog()
            let start = MonotonicClock.now
            #expect(link.receive(seconds: 5, log).failure == .disconnected)
            #expect(MonotonicClock.now - start < 2 * Bench.second)
            #expect(log.statuses == [.noDevice: 8])
            link.close()
        }

        @Test("Closing after an unplug does not wait")
        func closeGone() throws {
            let bench = try Bench()
            try bench.plug()
            let link = try bench.openStreaming()
            bench.unplug()
            let start = MonotonicClock.now
            link.close()
            #expect(MonotonicClock.now - start < Bench.second)
            #expect(link.abandonedTransfers == 0)
        }

        @Test("One of two devices is unplugged; the other goes on without a gap")
        func twoDevices() throws {
            let bench = try Bench()
            try bench.plug(CounterDevice(rate: 500, serial: "L"), port: "1-1")
            try bench.plug(CounterDevice(rate: 500, serial: "R"), port: "1-2")
            let left = try bench.openStreaming("1-1")
            let right = try bench.openStreaming("1-2")
            #expect(left.identity.serial == "L" && right.identity.serial == "R")
            let (leftLog, rightLog) = (StreamLog(), StreamLog())
            let limit = left.now + 30 * Bench.second
            while min(leftLog.packets, rightLog.packets) <= 100, left.now < limit {
                #expect(left.receive(seconds: 0.02, leftLog) == .running)
                #expect(right.receive(seconds: 0.02, rightLog) == .running)
            }
            bench.unplug("1-2")
            var state = StreamState.running
            while state == .running || leftLog.packets <= 300, left.now < limit {
                #expect(left.receive(seconds: 0.02, leftLog) == .running)
                if state == .running { state = right.receive(seconds: 0.02, rightLog) }
            }
            #expect(state.failure == .disconnected)
            if case .failed(let error) = state { #expect(error.device.contains("1-2")) }
            left.stopStream { leftLog.take($0, $1) }
            #expect(leftLog.missing == 0 && leftLog.repeated == 0 && leftLog.packets > 200)
            #expect(rightLog.missing == 0 && rightLog.packets > 100)
            #expect((1...8).contains(rightLog.statuses[.noDevice, default: 0]))
            left.close()
            right.close()
        }
    }
}
