import ForceDevices
import LibUSBTransport
import MockUSB
import SignalCore
import Testing
import Transport

/// A load that grows on the left and shrinks on the right, so that each reading tells its time.
private struct Ramps: ForceSource {
    let duration = Double.infinity
    func force(_ side: Side, at seconds: Double) -> Double { side == .left ? 1000 * seconds : 5000 - 1000 * seconds }
}

extension UnderUmockdev {
    @Suite("Serial bridges behind libusb")
    struct SerialBridges {
        private static let bridges = ["ftdi", "cdc", "ch340", "cp210x"]

        @Test("Lines come through, every one in its place, and an unplugging is told", arguments: bridges)
        func lines(id: String) throws {
            let plain = try #require(DeviceCatalogue.family(id))
            let family = try plain.configured(["profile": "arduino-ms-pair", "unit": "N"])
            var options = VirtualOptions()
            options.noise = 0
            let bench = try Bench()
            try bench.plug(family.makeVirtual(Ramps(), options).model)
            let listing = try #require(try bench.bus.devices().first { $0.identity.portPath == "1-1" })
            #expect(family.usb.contains { $0.vendor == listing.identity.vendorID })
            let link = try bench.bus.openLink(listing.identity, interface: family.interface)
            defer { link.close() }
            let driver = family.makeDriver()
            let info = try driver.open(link)
            // A CH340 has no serial number.
            #expect(info.name == (id == "ch340" ? "ch340@1-1" : "\(id):A50285BI"))
            let stream = try driver.start(link, StreamRequest(rate: 80, left: "left", right: "right"))
            #expect(abs(stream.rate / 80 - 1) < 0.001)
            var block = ScanBlock(channels: 2, capacity: 4096)
            let limit = link.now + 20 * Bench.second
            var state = StreamState.running
            while block.count < 120, link.now < limit, state == .running {
                state = link.receive(until: link.now + 20_000_000) { header, bytes in
                    driver.decode(header, bytes, into: &block)
                }
            }
            #expect(state == .running)
            #expect(block.count >= 120)
            // The chips hold a tenth of a second; on a busy machine the mock bus may be later than that. Then rows are
            // empty, and those that are there are still what was measured.
            let present = (0..<block.count).filter { !block.flags[$0].contains(.missing) }
            #expect(driver.loss.empty == block.count - present.count)
            #expect(present.count > 60)
            #expect(present.allSatisfy { abs(block.values[2 * $0] + block.values[2 * $0 + 1] - 5000) <= 1 })
            // 12.5 N a row, from the first after the load began to grow.
            let loaded = present.filter { block.values[2 * $0] > 20 }
            let first = try #require(loaded.first)
            #expect(
                loaded.allSatisfy {
                    abs(block.values[2 * $0] - block.values[2 * first] - 12.5 * Double($0 - first)) <= 2
                })
            bench.unplug()
            while state == .running, link.now < limit {
                state = link.receive(until: link.now + 20_000_000) { header, bytes in
                    driver.decode(header, bytes, into: &block)
                }
            }
            #expect(state.failure == .disconnected)
            driver.stop(link, into: &block)
        }
    }
}
