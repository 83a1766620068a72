import ForceDevices
import LibUSBTransport
import MockUSB
import SignalCore
import Testing
import Transport

/// A load that grows by 50 N a second on the left.
private struct Slow: ForceSource {
    static let slope = 50.0
    let duration = Double.infinity
    func force(_ side: Side, at seconds: Double) -> Double { Self.slope * seconds }
}

extension UnderUmockdev {
    @Suite("Packet counters of one byte")
    struct CounterTurns {
        /// Nobody calls for so long that the link throws more than 256 packets away: by its number alone the next one
        /// could be any of several.
        ///
        /// A Go!Link's packets are so small that the ring holds a turn of them.
        @Test("More than a turn thrown away by this program is told in full")
        func turn() throws {
            // A machine that lets data wait for longer than the device's buffer holds makes it overrun: done again then.
            for attempt in 1...3 where try isServedInTime(isLast: attempt == 3) { return }
        }

        /// One try; false where nothing was judged since the machine was late.
        private func isServedInTime(isLast: Bool) throws -> Bool {
            // Room for less than a turn.
            let bench = try Bench(ringCapacity: 4096)
            var streams: [(link: USBLink, driver: any ForceDriver, info: StreamInfo, device: VirtualDevice)] = []
            var inputs: [(mock: MockDevice, endpoint: UInt8)] = []
            var blocks: [ScanBlock] = []
            for (number, id) in ["u6", "u3"].enumerated() {
                let family = try #require(DeviceCatalogue.family(id))
                var options = VirtualOptions()
                options.noise = 0
                let device = family.makeVirtual(Slow(), options)
                let port = "1-\(number + 1)"
                let plugged = try bench.plug(device.model, port: port)
                let listing = try #require(try bench.bus.devices().first { $0.identity.portPath == port })
                let link = try bench.bus.openLink(listing.identity, interface: family.interface)
                let driver = family.makeDriver()
                _ = try driver.open(link)
                let channels = family.defaultChannels
                let info = try driver.start(
                    link, StreamRequest(rate: family.defaultRate, left: channels.left, right: channels.right))
                let input = try #require(link.descriptors.endpoints.last { $0.address.isIn && $0.kind == .bulk })
                inputs.append((plugged, input.address.rawValue))
                _ = plugged.takeLongestDelay(input.address.rawValue)
                streams.append((link, driver, info, device))
                blocks.append(ScanBlock(channels: family.channels, capacity: 8192))
            }
            func receive(_ seconds: Double) {
                let end = streams[0].link.now + UInt64(seconds * 1e9)
                while streams[0].link.now < end {
                    for i in streams.indices {
                        let driver = streams[i].driver
                        let state = streams[i].link.receive(until: streams[i].link.now + 5_000_000) { header, bytes in
                            driver.decode(header, bytes, into: &blocks[i])
                        }
                        #expect(state == .running)
                    }
                }
            }
            receive(0.5)
            MonotonicClock.sleep(until: MonotonicClock.now + 5 * Bench.second)
            receive(0.8)
            let late = inputs.map { $0.mock.takeLongestDelay($0.endpoint) }.max() ?? 0
            guard late < Bench.second / 5 || isLast else {
                for stream in streams { stream.link.close() }
                return false
            }
            for (i, stream) in streams.enumerated() {
                let dropped = stream.link.droppedTransfers
                stream.driver.stop(stream.link, into: &blocks[i])
                stream.link.close()
                let block = blocks[i]
                #expect(dropped > 256)
                let loss = stream.driver.loss
                #expect(loss.empty == 12 * dropped, "\(stream.link.identity): \(loss), \(dropped) dropped")
                #expect(loss.empty == block.flags.count { $0.contains(.missing) })
                let unloaded = stream.device.leftScale.gross(block.values[0])
                // The U3 tells 2 N apart, which is 40 ms of this load; a turn is three seconds and more.
                let worst = (0..<block.count).filter { !block.flags[$0].contains(.missing) }.map { scan in
                    let force = stream.device.leftScale.gross(block.values[block.channels * scan]) - unloaded
                    return abs(force / Slow.slope - Double(scan) / stream.info.rate)
                }.max()
                #expect(try #require(worst) < 0.05, "\(stream.link.identity)")
            }
            return true
        }
    }
}
