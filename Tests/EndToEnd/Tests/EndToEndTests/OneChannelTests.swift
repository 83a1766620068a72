import ForceDevices
import LibUSBTransport
import MockUSB
import SignalCore
import Testing
import Transport

/// A load that grows by 100 N a second, so that each reading tells its own time.
private struct Ramp: ForceSource {
    static let slope = 100.0
    let duration = Double.infinity
    func force(_ side: Side, at seconds: Double) -> Double { 20 + Self.slope * seconds }
}

extension UnderUmockdev {
    @Suite("Families with one channel behind libusb")
    struct OneChannel {
        private static let ids = ["godirect", "golink", "chronojump"]

        private struct Session {
            let link: USBLink
            let driver: any ForceDriver
            let stream: StreamInfo
            var block = ScanBlock(channels: 1, capacity: 4096)

            init(_ family: DeviceFamily, _ bench: Bench, _ port: String, name: String) throws {
                let listing = try #require(try bench.bus.devices().first { $0.identity.portPath == port })
                link = try bench.bus.openLink(listing.identity, interface: family.interface)
                driver = family.makeDriver()
                #expect(try driver.open(link).name == name)
                let channels = family.defaultChannels
                stream = try driver.start(
                    link, StreamRequest(rate: family.defaultRate, left: channels.left, right: channels.right))
                #expect(stream.quantity == "N")
            }

            mutating func receive(seconds: Double) -> StreamState {
                let limit = link.now + UInt64(seconds * 1e9)
                var state = StreamState.running
                while state == .running, link.now < limit {
                    state = link.receive(until: link.now + 10_000_000) { header, bytes in
                        driver.decode(header, bytes, into: &block)
                    }
                }
                return state
            }

            /// Largest distance in seconds of a scan from its place, from the first one with load on.
            func worst() throws -> Double {
                let first = try #require(block.values.first)
                let start = try #require(block.values.firstIndex { $0 > first + 5 })
                return (start..<block.count).reduce(0) { worst, scan in
                    guard !block.flags[scan].contains(.missing) else { return worst }
                    let seconds = (block.values[scan] - block.values[start]) / Ramp.slope
                    return max(worst, abs(seconds - Double(scan - start) / stream.rate))
                }
            }

            /// What must hold of every stream that nothing was done to.
            func check(atLeast seconds: Double) throws {
                #expect(driver.failure == nil)
                #expect(block.count == driver.nextIndex)
                #expect(Double(block.count) >= seconds * stream.rate)
                #expect(driver.loss.empty == block.flags.count { $0.contains(.missing) })
                // A busy machine may let a device with a small buffer overwrite values; they must be told then.
                #expect(Double(driver.loss.empty) < 0.1 * stream.rate, "\(driver.loss)")
                #expect(try worst() < 1.5 / stream.rate, "\(driver.loss)")
            }
        }

        @Test("Two seconds with every scan in its place, unplugged, replugged, and stopped", arguments: ids)
        func streams(id: String) throws {
            let family = try #require(DeviceCatalogue.family(id))
            #expect(family.channels == 1)
            var options = VirtualOptions()
            options.noise = 0
            let bench = try Bench()
            let device = family.makeVirtual(Ramp(), options)
            let name = "\(id):\(device.serial)"
            try bench.plug(device.model)
            var session = try Session(family, bench, "1-1", name: name)
            #expect(session.receive(seconds: 2) == .running)
            bench.unplug()
            #expect(session.receive(seconds: 5).failure == .disconnected)
            session.driver.stop(session.link, into: &session.block)
            try session.check(atLeast: 1.8)
            session.link.close()

            // Chronojump's board takes five seconds to start; its bridge has been replugged in other tests.
            if family.isGeneric { return }
            try bench.plug(family.makeVirtual(Ramp(), options).model)
            var second = try Session(family, bench, "1-1", name: name)
            #expect(second.receive(seconds: 1) == .running)
            second.driver.stop(second.link, into: &second.block)
            try second.check(atLeast: 0.8)
            second.link.close()
        }

        @Test("Two at once: each side has its own device and its own force", arguments: ["godirect", "golink"])
        func two(id: String) throws {
            let family = try #require(DeviceCatalogue.family(id))
            let bench = try Bench()
            var sessions: [Session] = []
            for (side, port) in [(Side.left, "1-1"), (.right, "1-2")] {
                var options = VirtualOptions()
                options.noise = 0
                options.side = side
                let device = family.makeVirtual(Uneven(), options)
                try bench.plug(device.model, port: port)
                sessions.append(try Session(family, bench, port, name: "\(id):\(device.serial)"))
            }
            let limit = sessions[0].link.now + Bench.second
            while sessions[0].link.now < limit {
                for i in sessions.indices { #expect(sessions[i].receive(seconds: 0.02) == .running) }
            }
            var means: [Double] = []
            for i in sessions.indices {
                sessions[i].driver.stop(sessions[i].link, into: &sessions[i].block)
                let values = sessions[i].block.values.filter { !$0.isNaN }
                #expect(Double(values.count) > 0.8 * sessions[i].stream.rate)
                means.append(values.reduce(0, +) / Double(values.count))
                sessions[i].link.close()
            }
            // Sensors without noise differ by their load alone, unless their unloaded values do.
            #expect(abs(means[1] - means[0] - 90) < 0.3)
        }
    }
}

/// 90 N more on the right.
private struct Uneven: ForceSource {
    let duration = Double.infinity
    func force(_ side: Side, at seconds: Double) -> Double { side == .left ? 300 : 390 }
}
