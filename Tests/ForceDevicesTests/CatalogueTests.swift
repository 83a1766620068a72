import SignalCore
import Testing
import Transport

@testable import ForceDevices

/// Every family of two channels on USB: its emulated device is what its line in the catalogue says.
@Suite struct CatalogueTests {
    /// Lines over a common bridge have laws of their own: their rate is measured, and their ids are shared.
    private static var ids: [String] {
        DeviceCatalogue.families.filter { $0.channels == 2 && !$0.usb.isEmpty && !$0.isGeneric }.map(\.id)
    }

    private struct Load: ForceSource {
        var duration: Double { .infinity }
        /// Unloaded for a second, then 400 N and 700 N.
        func force(_ side: Side, at seconds: Double) -> Double {
            seconds < 1 ? 0 : side == .left ? 400 : 700
        }
    }

    @Test func namesAndUSBNumbersAreDistinct() {
        let families = DeviceCatalogue.families
        #expect(Set(families.map(\.id)).count == families.count)
        let usb = families.filter { !$0.isGeneric }.flatMap {
            $0.usb.map { UInt32($0.vendor) << 16 | UInt32($0.product) }
        }
        #expect(Set(usb).count == usb.count)
    }

    @Test(arguments: ids) func theEmulatedDeviceGivesItsForceThroughTheDriver(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        let device = family.makeVirtual(Load(), VirtualOptions())
        let ids = device.model.descriptors
        #expect(family.usb.contains { $0.vendor == ids.vendorID && $0.product == ids.productID })
        #expect(ids.endpoints.contains { $0.address.isIn && $0.interface == family.interface })
        let capture = try DAQCapture(
            family.makeDriver(), device.model,
            StreamRequest(
                rate: family.defaultRate, left: family.defaultChannels.left, right: family.defaultChannels.right),
            seconds: 3, serial: device.serial)
        #expect(capture.identity.family == id)
        #expect(capture.identity.serial == device.serial)
        #expect(capture.info.quantity == family.quantity)
        #expect(capture.failure == nil)
        #expect(capture.loss == LossCounts())
        capture.expectConsistentBooks()
        func mean(_ channel: Int, _ from: Double, _ to: Double) -> Double {
            let rows = Int(from * capture.info.rate)..<Int(to * capture.info.rate)
            let scale = channel == 0 ? device.leftScale : device.rightScale
            return rows.reduce(0) { $0 + scale.gross(capture.block.values[2 * $1 + channel]) } / Double(rows.count)
        }
        #expect(abs(mean(0, 1.5, 2.9) - mean(0, 0, 0.9) - 400) < 1)
        #expect(abs(mean(1, 1.5, 2.9) - mean(1, 0, 0.9) - 700) < 1)
        // A quiet device passes its own limit for the first zero (formulas C.8).
        let zero = Int(0.9 * capture.info.rate)
        for channel in 0..<2 {
            let scale = channel == 0 ? device.leftScale : device.rightScale
            let level = mean(channel, 0, 0.9)
            let sum = (0..<zero).reduce(0) { sum, i in
                let deviation = scale.gross(capture.block.values[2 * i + channel]) - level
                return sum + deviation * deviation
            }
            #expect((sum / Double(zero - 1)).squareRoot() < family.noiseLimit)
        }
    }

    @Test(arguments: ids) func theSameSeedGivesTheSameValuesAndAnotherOthers(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        func values(_ seed: UInt64) throws -> [Double] {
            var options = VirtualOptions()
            options.seed = seed
            options.noise = 20
            let device = family.makeVirtual(Load(), options)
            let capture = try DAQCapture(
                family.makeDriver(), device.model,
                StreamRequest(
                    rate: family.defaultRate, left: family.defaultChannels.left, right: family.defaultChannels.right),
                seconds: 1, serial: device.serial)
            return capture.block.values
        }
        #expect(try values(7) == values(7))
        #expect(try values(7) != values(8))
    }

    @Test(arguments: ids) func aClockThatIsOffShowsInTheNumberOfScans(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        var options = VirtualOptions()
        options.clockError = 10_000
        let device = family.makeVirtual(Load(), options)
        let capture = try DAQCapture(
            family.makeDriver(), device.model,
            StreamRequest(
                rate: family.defaultRate, left: family.defaultChannels.left, right: family.defaultChannels.right),
            seconds: 10, serial: device.serial, keepsEvents: false)
        let ratio = Double(capture.block.count) / (10 * capture.info.rate)
        #expect(abs(ratio - 1.01) < 0.004)
        #expect(capture.loss == LossCounts())
    }
}
