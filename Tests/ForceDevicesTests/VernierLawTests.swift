import SignalCore
import Statistics
import TestSupport
import Testing
import Transport

@testable import ForceDevices

extension OneChannelDevice {
    /// A Go Direct force plate at its fastest.
    static let goDirect = OneChannelDevice(
        name: "Go Direct", rate: 100, resolution: 1e-3, bound: 2, scansPerTransfer: 2, offset: 1.5,
        reportSize: 64,
        makeModel: { source, noise, clockError in
            var wiring = VirtualGoDirect.Wiring()
            wiring.noise = noise
            wiring.clockError = clockError
            return VirtualGoDirect(source: source, wiring: wiring)
        }, makeDriver: { GoDirectDriver() })

    /// One that tells of an overflow only at the end, through endpoint 0, without sums.
    static let quietGoDirect = OneChannelDevice(
        name: "Go Direct that says little", rate: 200, resolution: 1e-3, bound: 4, scansPerTransfer: 4, offset: 1.5,
        reportSize: 64,
        makeModel: { source, noise, clockError in
            var wiring = VirtualGoDirect.Wiring()
            wiring.kind = .handDynamometer
            wiring.noise = noise
            wiring.clockError = clockError
            wiring.sendsDroppedFrames = false
            wiring.fillsSums = false
            wiring.hasOutEndpoint = false
            wiring.sendsSingleChannels = true
            return VirtualGoDirect(source: source, wiring: wiring)
        }, makeDriver: { GoDirectDriver() })

    /// A Go!Link with a force plate at its fastest.
    static let goLink = goLink("Go!Link", sensor: .forcePlate, rate: 200, slope: 200, resolution: 0.1, scans: 3)

    /// A Go!Link with a hand dynamometer and packets of one sample.
    static let slowGoLink = goLink(
        "Go!Link with packets of one", sensor: .handDynamometer, rate: 40, slope: 35, resolution: 0.02, scans: 1)

    private static func goLink(
        _ name: String, sensor: VirtualGoLink.Sensor, rate: Double, slope: Double, resolution: Double, scans: Int
    ) -> OneChannelDevice {
        OneChannelDevice(
            name: name, rate: rate, slope: slope, resolution: resolution, bound: 0, scansPerTransfer: scans, offset: 2,
            reportSize: 8,
            makeModel: { source, noise, clockError in
                var wiring = VirtualGoLink.Wiring()
                wiring.sensor = sensor
                wiring.noise = noise
                wiring.clockError = clockError
                return VirtualGoLink(source: source, wiring: wiring)
            }, makeDriver: { GoLinkDriver() })
    }
}

@Suite struct VernierLawTests {
    static let devices = [OneChannelDevice.goDirect, .quietGoDirect, .goLink, .slowGoLink]

    @Test(arguments: devices, [0, 1000, -1000, 9000]) func everySampleIsAtItsPlace(
        device: OneChannelDevice, clockError: Double
    ) throws {
        try OneChannelLaw.everySampleIsAtItsPlace(device, clockError: clockError)
    }

    @Test(arguments: devices) func aSecondStartCountsFromZero(device: OneChannelDevice) throws {
        try OneChannelLaw.startsAnew(device)
    }

    @Test(arguments: devices) func theSameBytesInAnyChunksGiveTheSameScans(device: OneChannelDevice) throws {
        try OneChannelLaw.chunksDoNotMatter(device)
    }

    @Test(arguments: devices) func faultsAreTold(device: OneChannelDevice) throws {
        for seed in 0..<1000 { try OneChannelLaw.faultsAreTold(device, seed: UInt64(seed)) }
    }

    @Test(arguments: devices) func unpluggingEndsTheStreamWithTheReason(device: OneChannelDevice) throws {
        let run = try OneChannelRun(device, seconds: 5, faults: [.unplug(at: 3_000_000_000)])
        guard case .failed(let error) = run.state else {
            Issue.record("state \(run.state)")
            return
        }
        #expect(error.kind == .disconnected)
        #expect(Double(run.block.count) > 2.5 * device.rate)
        #expect(run.loss.empty == 0)
    }

    @Test(arguments: devices) func decodingAllocatesNothing(device: OneChannelDevice) throws {
        let transfers = try OneChannelRun(device, seconds: 4, noise: 1).transfers
        let driver = try OneChannelLaw.started(device)
        var block = ScanBlock(channels: 1, capacity: 4096)
        let first = transfers[0]
        driver.decode(OneChannelLaw.header(device, 0, first.stamp, first.bytes.count), first.bytes.span, into: &block)
        let headers = transfers.map { OneChannelLaw.header(device, 1, $0.stamp, $0.bytes.count) }
        let chunks = transfers.map(\.bytes)
        let last = chunks.count - 5
        let count = allocations {
            for i in 1..<last {
                let bytes = chunks[i]
                driver.decode(headers[i], bytes.span, into: &block)
            }
        }
        if let count { #expect(count == 0) }
        #expect(Double(block.count) > 3 * device.rate)
    }
}
