import ForceDevices
import LibUSBTransport
import MockUSB
import SignalCore
import Testing
import Transport

/// A load that grows by 200 N a second, so that each scan tells its own time: a third of a scan's step is more than
/// the converter's resolution.
private struct Ramp: ForceSource {
    let duration = Double.infinity
    func force(_ side: Side, at seconds: Double) -> Double { 200 * seconds }
}

extension UnderUmockdev {
    @Suite("LabJack U6 behind libusb")
    struct LabJackU6 {
        private static let stream: UInt8 = 0x83

        private struct Session {
            var link: USBLink
            var driver = U6Driver()
            var block = ScanBlock(channels: 2, capacity: 20_000)

            init(_ bench: Bench) throws {
                link = try bench.open()
                let info = try driver.open(link)
                #expect(info.name == "u6:360012345")
                let stream = try driver.start(link, StreamRequest(rate: 1000, left: "AIN0", right: "AIN2"))
                #expect(stream.rate == 1000)
                block.restart(at: 0)
            }

            /// Receives until there are so many more scans, lost ones included.
            mutating func receive(scans: Int) -> StreamState {
                let target = block.count + scans
                let limit = link.now + 20 * Bench.second
                var state = StreamState.running
                while block.count < target, link.now < limit, state == .running {
                    state = link.receive(until: link.now + 20_000_000) { header, bytes in
                        driver.decode(header, bytes, into: &block)
                    }
                }
                return state
            }

            /// Scans that are not where their own load says they belong.
            var misplaced: Int {
                (0..<block.count).count { scan in
                    guard !block.flags[scan].contains(.missing) else { return false }
                    let newtons = (block.values[2 * scan] - 0.00012) / 0.010 * 2000
                    return abs(newtons - 0.2 * Double(scan)) > 0.1
                }
            }
        }

        private func device() -> VirtualU6 {
            var wiring = VirtualU6.Wiring()
            wiring.noise = 0
            return VirtualU6(source: Ramp(), wiring: wiring)
        }

        @Test("3 s at 1 kHz: nothing lost, every scan in its place")
        func sound() throws {
            let bench = try Bench()
            try bench.plug(device())
            var session = try Session(bench)
            #expect(session.receive(scans: 3000) == .running)
            session.driver.stop(session.link, into: &session.block)
            #expect(session.block.count >= 3000)
            #expect(session.driver.loss == LossCounts())
            #expect(session.misplaced == 0)
            session.link.close()
        }

        @Test("Lost packets leave exactly their gaps")
        func lostPackets() throws {
            let bench = try Bench()
            let mock = try bench.plug(device())
            var session = try Session(bench)
            #expect(session.receive(scans: 300) == .running)
            mock.inject(.overlong, .overlong, on: Self.stream)
            #expect(session.receive(scans: 600) == .running)
            mock.inject(.overlong, on: Self.stream)
            #expect(session.receive(scans: 600) == .running)
            // A packet holds 12 scans.
            #expect(session.driver.loss.missing == 36)
            #expect(session.driver.loss.exact && session.driver.loss.overruns == 0)
            #expect(session.block.flags.count { $0.contains(.missing) } == 36)
            #expect(session.misplaced == 0)
            session.link.close()
        }

        @Test("An overrun of the device's buffer is filled by its own report")
        func overrun() throws {
            let bench = try Bench()
            let mock = try bench.plug(device())
            var session = try Session(bench)
            #expect(session.receive(scans: 300) == .running)
            // The device holds 41 packets of 12 ms.
            mock.inject(.silence(800_000_000), on: Self.stream)
            #expect(session.receive(scans: 2000) == .running)
            #expect(session.driver.loss.overruns == 1)
            #expect(session.driver.loss.exact)
            #expect(session.driver.loss.missing >= 200)
            #expect(session.driver.loss.missing == session.block.flags.count { $0.contains(.missing) })
            #expect(session.misplaced == 0)
            session.link.close()
        }

        @Test("Unplugged in mid-stream, plugged in again: a second stream on the new address")
        func replug() throws {
            let bench = try Bench()
            try bench.plug(device())
            var first = try Session(bench)
            #expect(first.receive(scans: 500) == .running)
            bench.unplug()
            #expect(first.receive(scans: 5000).failure == .disconnected)
            first.driver.stop(first.link, into: &first.block)
            first.link.close()
            #expect(first.driver.loss == LossCounts())
            #expect(first.misplaced == 0)
            try bench.plug(device())
            var second = try Session(bench)
            #expect(second.link.identity.address != first.link.identity.address)
            #expect(second.receive(scans: 500) == .running)
            second.driver.stop(second.link, into: &second.block)
            #expect(second.driver.loss == LossCounts())
            #expect(second.misplaced == 0)
            second.link.close()
        }
    }
}
