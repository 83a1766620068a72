import SignalCore
import Testing
import Transport

@testable import ForceDevices

/// 30 % more on the right.
private struct Uneven: ForceSource {
    var duration: Double { 3 }
    func force(_ side: Side, at seconds: Double) -> Double { side == .left ? 300 : 390 }
}

@Suite struct VernierFamilyTests {
    @Test(arguments: [("godirect", 0x0010), ("golink", 0x0003)]) func theCatalogueKnowsThemAsDevicesOfOneChannel(
        id: String, product: Int
    ) throws {
        let family = try #require(DeviceCatalogue.family(vendorID: 0x08F7, productID: UInt16(product)))
        #expect(family.id == id)
        #expect(family.channels == 1)
        #expect(family.quantity == "N")
        #expect(family.verified == .emulated)
        #expect(DeviceCatalogue.family("u6")?.channels == 2)
    }

    @Test(arguments: ["godirect", "golink"]) func eachSideHasADeviceOfItsOwn(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        var means: [Double] = []
        var names: [String] = []
        for side in [Side.left, .right] {
            var options = VirtualOptions()
            options.side = side
            let device = family.makeVirtual(Uneven(), options)
            let link = InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible)
            let driver = family.makeDriver()
            let info = try driver.open(link)
            #expect(info.serial == device.serial)
            names.append(info.name)
            let channel = family.defaultChannels.left
            let stream = try driver.start(
                link, StreamRequest(rate: family.defaultRate, left: channel, right: channel))
            #expect(stream.rate == family.defaultRate)
            #expect(stream.quantity == family.quantity)
            var block = ScanBlock(channels: family.channels)
            var state = StreamState.running
            while state == .running {
                state = link.receive(until: link.now + 10_000_000) { driver.decode($0, $1, into: &block) }
            }
            // The person is done: the script of the virtual device ends there.
            #expect(state == .finished)
            driver.stop(link, into: &block)
            #expect(driver.failure == nil)
            #expect(driver.loss == LossCounts())
            #expect(Double(block.count) > 2.9 * family.defaultRate)
            let scale = side == .left ? device.leftScale : device.rightScale
            #expect(scale.quantity == stream.quantity)
            means.append(block.values.map { scale.newtons($0) }.reduce(0, +) / Double(block.count))
        }
        #expect(names[0] != names[1])
        #expect(abs(means[1] - means[0] - 90) < 0.3)
    }

    @Test(arguments: ["godirect", "golink"]) func theKernelsHIDDriverWouldFindAllThatItAsksFor(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        let model = family.makeVirtual(NoLoad(), VirtualOptions()).model
        let configuration = model.descriptors.configuration
        #expect(configuration.count == Int(configuration[2]))
        // Interface descriptor, then the HID one with the length of the report descriptor.
        #expect(configuration[14] == 3)
        let hid = 18
        #expect(configuration[hid + 1] == 0x21)
        let length = UInt16(configuration[hid + 7])
        let report = model.standardControl(
            ControlSetup(requestType: 0x81, request: 6, value: 0x2200, index: 0, length: length), data: [], at: 0)
        guard case .done(let bytes) = report else {
            Issue.record("no report descriptor")
            return
        }
        #expect(bytes.count == Int(length))
        #expect(bytes.first == 0x06)
        #expect(bytes.last == 0xC0)
        let idle = ControlSetup(requestType: 0x21, request: 0x0A, value: 0, index: 0, length: 0)
        #expect(model.standardControl(idle, data: [], at: 0) == .done([]))
        let input = try #require(HIDOutput.input(model.descriptors, interface: 0))
        #expect(input.rawValue == 0x81)
        #expect(model.descriptors.endpoints.allSatisfy { $0.kind == .interrupt })
        #expect(
            HIDOutput(model.descriptors, interface: 0, reportValue: 0x0200).endpoint
                == (id == "golink" ? nil : .init(0x01)))
    }
}
