import LibUSBTransport
import MockUSB
import Testing
import Transport

extension UnderUmockdev {
    @Suite("Requests")
    struct RequestTests {
        private func vendor(_ request: UInt8, isIn: Bool, length: Int) -> ControlSetup {
            ControlSetup(
                requestType: isIn ? 0xC0 : 0x40, request: request, value: 0x1234, index: 0xABCD, length: UInt16(length))
        }

        @Test("Control requests go both ways")
        func control() throws {
            let bench = try Bench()
            try bench.plug()
            let link = try bench.open()
            let echo = try link.control(vendor(1, isIn: true, length: 4), data: [], timeout: Bench.second)
            #expect(echo == [0x34, 0x12, 0xCD, 0xAB])
            let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 * 7) }
            #expect(try link.control(vendor(2, isIn: false, length: 200), data: bytes, timeout: Bench.second) == [])
            #expect(try link.control(vendor(3, isIn: true, length: 255), data: [], timeout: Bench.second) == bytes)
            #expect(try link.control(vendor(3, isIn: true, length: 10), data: [], timeout: Bench.second).count == 10)
            #expect(
                failure { _ = try link.control(vendor(2, isIn: false, length: 3), data: [1], timeout: 1) }?.kind
                    == .misuse)
            link.close()
        }

        @Test("A refused request is a stall, a silent one a time-out, and both leave the link in order")
        func refusals() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let link = try bench.open()
            let refused = failure {
                _ = try link.control(vendor(4, isIn: true, length: 4), data: [], timeout: Bench.second)
            }
            #expect(refused?.kind == .stalled)
            let start = MonotonicClock.now
            let silent = failure {
                _ = try link.control(vendor(5, isIn: true, length: 4), data: [], timeout: 50_000_000)
            }
            #expect(silent?.kind == .timedOut)
            #expect(MonotonicClock.now - start < Bench.second)
            let unanswered = failure { _ = try link.read(CounterDevice.answerIn, length: 64, timeout: 50_000_000) }
            #expect(unanswered?.kind == .timedOut)
            #expect(device.counts.discarded == 2)
            let echo = try link.control(vendor(1, isIn: true, length: 2), data: [], timeout: Bench.second)
            #expect(echo == [0x34, 0x12])
            link.close()
            #expect(device.counts.submitted == device.counts.reaped)
        }

        @Test("Commands are answered, and the observer sees every submission with its completion")
        func commands() throws {
            let bench = try Bench()
            try bench.plug()
            let link = try bench.open()
            var seen: [TransferEvent] = []
            link.observer = { header, bytes in
                seen.append(TransferEvent(header, bytes: (0..<bytes.count).map { bytes[$0] }))
            }
            for round in 2..<52 {
                let command = [UInt8](repeating: UInt8(round), count: round)
                try link.write(CounterDevice.commandOut, command, timeout: Bench.second)
                let answer = try link.read(CounterDevice.answerIn, length: 64, timeout: Bench.second)
                #expect(answer == command)
            }
            #expect(seen.count == 200)
            #expect(seen.filter { $0.header.phase == .submit }.allSatisfy { $0.header.status == .pending })
            #expect(Set(seen.map(\.header.id)).count == 100)
            for pair in stride(from: 0, to: seen.count, by: 2) {
                #expect(seen[pair].header.id == seen[pair + 1].header.id)
                #expect(seen[pair].header.stamp <= seen[pair + 1].header.stamp)
            }
            #expect(seen[0].bytes == [2, 2] && seen[0].header.endpoint == CounterDevice.commandOut)
            #expect(seen[3].bytes == [2, 2] && seen[3].header.length == 2)
            link.close()
        }

        @Test("A request on a device that is gone fails as disconnected")
        func gone() throws {
            let bench = try Bench()
            try bench.plug()
            let link = try bench.open()
            bench.unplug()
            #expect(
                failure { try link.write(CounterDevice.commandOut, [9], timeout: Bench.second) }?.kind == .disconnected)
            link.close()
        }

        @Test("Requests are answered while the stream runs, and the stream loses nothing")
        func besideStream() throws {
            let bench = try Bench()
            try bench.plug()
            let link = try bench.openStreaming()
            let log = StreamLog()
            for round in 0..<200 {
                let answer = try link.control(vendor(1, isIn: true, length: 4), data: [], timeout: Bench.second)
                #expect(answer.count == 4, "round \(round)")
                #expect(link.receive(seconds: 0, log) == .running)
            }
            #expect(link.receive(log) { log.packets > 150 } == .running)
            link.stopStream { log.take($0, $1) }
            #expect(log.missing == 0 && log.repeated == 0 && log.damaged == 0)
            link.close()
        }
    }
}
