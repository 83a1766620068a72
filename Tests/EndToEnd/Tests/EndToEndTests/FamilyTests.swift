import ForceDevices
import LibUSBTransport
import MockUSB
import SignalCore
import Testing
import Transport

/// Loads that grow and shrink by 200 N a second, so that each scan tells its own time.
private struct Ramps: ForceSource {
    let duration = Double.infinity
    func force(_ side: Side, at seconds: Double) -> Double {
        side == .left ? 200 * seconds : 1800 - 200 * seconds
    }
}

extension UnderUmockdev {
    @Suite("Every family with two channels behind libusb")
    struct Families {
        static var ids: [String] {
            // Serial bridges have a suite of their own.
            DeviceCatalogue.families.filter { $0.channels == 2 && !$0.usb.isEmpty && !$0.isGeneric }.map(\.id)
        }

        private struct Session {
            let family: DeviceFamily
            let device: VirtualDevice
            let link: USBLink
            let mock: MockDevice
            let driver: any ForceDriver
            let stream: StreamInfo
            var block = ScanBlock(channels: 2, capacity: 20_000)
            var resumes = 0

            init(_ id: String, _ bench: Bench) throws {
                family = try #require(DeviceCatalogue.family(id))
                var options = VirtualOptions()
                options.noise = 0
                device = family.makeVirtual(Ramps(), options)
                mock = try bench.plug(device.model)
                link = try bench.open()
                driver = family.makeDriver()
                let info = try driver.open(link)
                #expect(info.name == "\(id):\(device.serial)")
                stream = try driver.start(
                    link,
                    StreamRequest(
                        rate: family.defaultRate, left: family.defaultChannels.left,
                        right: family.defaultChannels.right))
            }

            /// Receives for so many seconds of scans, and starts a halted stream again.
            mutating func receive(seconds: Double) throws {
                let target = block.count + Int(seconds * stream.rate)
                let limit = link.now + 20 * Bench.second
                while block.count < target, link.now < limit {
                    let state = link.receive(until: link.now + 20_000_000) { header, bytes in
                        driver.decode(header, bytes, into: &block)
                    }
                    if state == .halted {
                        resumes += 1
                        try driver.resume(link, into: &block)
                    } else {
                        #expect(state == .running)
                    }
                }
            }

            /// Largest distance in seconds of a scan from its place; the unloaded value is that of the first scan.
            var worst: Double {
                let first = device.leftScale.gross(block.values[0])
                return (0..<block.count).reduce(0) { worst, scan in
                    guard !block.flags[scan].contains(.missing) else { return worst }
                    let newtons = device.leftScale.gross(block.values[2 * scan]) - first
                    return max(worst, abs(newtons / 200 - Double(scan) / stream.rate))
                }
            }
        }

        @Test("Two seconds: every scan in its place", arguments: ids)
        func sound(id: String) throws {
            let bench = try Bench()
            var session = try Session(id, bench)
            try session.receive(seconds: 2)
            session.driver.stop(session.link, into: &session.block)
            #expect(session.driver.failure == nil)
            #expect(session.block.count >= Int(2 * session.stream.rate))
            #expect(session.block.count == session.driver.nextIndex)
            // A busy machine may let a device with a small buffer overwrite values; they must be told then.
            #expect(session.driver.loss.empty == session.block.flags.count { $0.contains(.missing) })
            #expect(session.driver.loss.missing < Int(0.1 * session.stream.rate))
            #expect(session.worst < 0.021, "\(session.driver.loss)")
            session.link.close()
        }

        @Test("A halt is cleared and the gap told", arguments: ids)
        func halt(id: String) throws {
            let bench = try Bench()
            var session = try Session(id, bench)
            try session.receive(seconds: 1)
            let streams = session.device.model.descriptors.endpoints.filter { $0.address.isIn }.map(\.address.rawValue)
            session.mock.inject(.stall, on: try #require(streams.last))
            try session.receive(seconds: 1)
            session.driver.stop(session.link, into: &session.block)
            #expect(session.resumes == 1)
            #expect(session.mock.counts.haltsCleared >= 1)
            #expect(!session.driver.loss.exact)
            #expect(session.block.flags.count { $0.contains(.segmentStart) } == 2)
            #expect(session.block.count == session.driver.nextIndex)
            // Late by as much as a busy machine lets the commands of the restart take.
            #expect(session.worst < 0.1)
            session.link.close()
        }
    }
}
