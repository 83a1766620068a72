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
        makeModel: { source, noise, clockError in
            var wiring = VirtualGoDirect.Wiring()
            wiring.noise = noise
            wiring.clockError = clockError
            return VirtualGoDirect(source: source, wiring: wiring)
        }, makeDriver: { GoDirectDriver() })

    /// One that tells of an overflow only at the end, through endpoint 0, without sums.
    static let quietGoDirect = OneChannelDevice(
        name: "Go Direct that says little", rate: 200, resolution: 1e-3, bound: 4, scansPerTransfer: 4, offset: 1.5,
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
}

@Suite struct VernierLawTests {
    static let devices = [OneChannelDevice.goDirect, .quietGoDirect]

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
        driver.decode(OneChannelLaw.header(device, 0, 0, first.bytes.count), first.bytes.span, into: &block)
        let middle = transfers[1..<transfers.count - 5]
        let count = allocations {
            for transfer in middle {
                driver.decode(
                    OneChannelLaw.header(device, 1, transfer.stamp, transfer.bytes.count), transfer.bytes.span,
                    into: &block)
            }
        }
        if let count { #expect(count == 0) }
        #expect(Double(block.count) > 3 * device.rate)
    }
}
