import LibUSBTransport
import MockUSB
import Testing
import Transport

extension UnderUmockdev {
    @Suite("Streaming")
    struct Streaming {
        @Test("1 kHz for 3 s comes whole, in order and at its pace")
        func oneKilohertz() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.open()
            let ledger = TransferLedger(link)
            try bench.start(link)
            let log = StreamLog()
            let begin = link.now
            // By number and not by time: on a busy machine the packets come late, but they come.
            while log.packets < 3000, link.now - begin < 30 * Bench.second {
                #expect(link.receive(seconds: 0.02, log) == .running)
            }
            let seconds = Double(link.now - begin) * 1e-9
            // Once the device is quiet, all eight wait and are cancelled.
            try link.write(CounterDevice.commandOut, [0], timeout: Bench.second)
            while device.inFlight(Bench.stream) < 8, link.now - begin < 30 * Bench.second {
                #expect(link.receive(seconds: 0.02, log) == .running)
            }
            link.stopStream { log.take($0, $1) }
            #expect(log.packets >= 3000)
            #expect(seconds >= 2.95, "3000 packets in \(seconds) s")
            #expect(log.missing == 0 && log.repeated == 0 && log.damaged == 0)
            #expect(log.dropped == 0 && link.droppedTransfers == 0)
            #expect(log.stampsInOrder)
            #expect(ledger.isBalanced)
            #expect(log.statuses == [.completed: log.packets, .cancelled: 8])
            #expect(device.counts.mostInFlight == 8)
            #expect(link.abandonedTransfers == 0)
            link.close()
            #expect(device.counts.submitted == device.counts.reaped)
        }

        @Test("As many transfers as asked for are in flight, never fewer than eight, in whole packets")
        func inFlight() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.open()
            for (asked, expected) in [(1, 8), (8, 8), (20, 20)] {
                var lengths: Set<UInt32> = []
                link.observer = { header, _ in if header.phase == .submit { lengths.insert(header.length) } }
                try link.startStream(CounterDevice.streamIn, length: 100, transfers: asked)
                #expect(device.inFlight(Bench.stream) == expected)
                var cancelled = 0
                link.stopStream { header, _ in cancelled += header.status == .cancelled ? 1 : 0 }
                #expect(cancelled == expected)
                #expect(device.inFlight(Bench.stream) == 0)
                #expect(lengths == [128])
            }
            link.close()
        }

        @Test("Nothing is handed to the device before its submissions are known to the ring")
        func submissionsFirst() throws {
            let bench = try Bench()
            try bench.plug()
            let link = try bench.open()
            try bench.start(link)
            MonotonicClock.sleep(until: MonotonicClock.now + 100_000_000)
            var phases: [TransferHeader.Phase] = []
            link.observer = { header, _ in phases.append(header.phase) }
            _ = link.receive(until: 0) { _, _ in }
            #expect(phases.prefix(8).allSatisfy { $0 == .submit })
            #expect(phases.count > 8 && phases[8] == .complete)
            link.close()
        }

        @Test("A second stream is refused while one is open, and a read of its endpoint too")
        func oneStream() throws {
            let bench = try Bench()
            try bench.plug()
            let link = try bench.openStreaming()
            let error = failure { try link.startStream(CounterDevice.streamIn, length: 64, transfers: 8) }
            #expect(error?.kind == .misuse)
            #expect(failure { _ = try link.read(CounterDevice.streamIn, length: 64, timeout: 1) }?.kind == .misuse)
            #expect(failure { try link.clearHalt(CounterDevice.streamIn) }?.kind == .misuse)
            link.stopStream { _, _ in }
            #expect(link.receive(until: 0) { _, _ in }.failure == .misuse)
            link.close()
        }

        @Test("What a sleeping reader misses is counted exactly")
        func ringOverflow() throws {
            let bench = try Bench(ringCapacity: 4096)
            try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            // The reader sleeps until the ring has run over; on a busy machine that takes its time.
            let limit = MonotonicClock.now + 20 * Bench.second
            while link.droppedTransfers <= 100, MonotonicClock.now < limit {
                MonotonicClock.sleep(until: MonotonicClock.now + Bench.second / 50)
            }
            #expect(link.receive(seconds: 0.3, log) == .running)
            link.stopStream { log.take($0, $1) }
            #expect(log.dropped > 100)
            #expect(log.dropped == log.missing)
            #expect(log.dropped == link.droppedTransfers)
            #expect(log.repeated == 0 && log.damaged == 0)
            link.close()
        }

        @Test("Closing while streaming gives everything back")
        func closeWhileStreaming() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            _ = link.receive(seconds: 0.1, log)
            link.close()
            #expect(device.counts.submitted == device.counts.reaped)
            #expect(device.counts.releases == 1)
            #expect(link.receive(until: 0) { _, _ in }.failure == .disconnected)
            link.close()
            let again = try bench.openStreaming()
            let second = StreamLog()
            #expect(again.receive(second) { second.packets > 100 } == .running)
            #expect(second.missing == 0)
            again.close()
        }

        @Test("Thirty times open, stream and close leaves nothing behind")
        func cycles() throws {
            let bench = try Bench()
            let device = try bench.plug(CounterDevice(rate: 2000))
            let before = try openFiles()
            weak var last: StreamTransfersProbe?
            for round in 0..<30 {
                let link = try bench.openStreaming()
                last = link.probe
                #expect(last != nil)
                let log = StreamLog()
                #expect(link.receive(log) { log.packets > 20 } == .running, "round \(round)")
                #expect(log.missing == 0, "round \(round)")
                if round % 2 == 0 { link.stopStream { _, _ in } }
                link.close()
                #expect(link.abandonedTransfers == 0)
            }
            #expect(last == nil, "the transfers of a closed link are still held")
            #expect(device.counts.submitted == device.counts.reaped)
            #expect(device.counts.claims == 30 && device.counts.releases == 30)
            // umockdev closes its ends on its own thread.
            let limit = MonotonicClock.now + 2 * Bench.second
            while try openFiles() > before, MonotonicClock.now < limit {
                MonotonicClock.sleep(until: MonotonicClock.now + 10_000_000)
            }
            #expect(try openFiles() <= before)
        }
    }
}
