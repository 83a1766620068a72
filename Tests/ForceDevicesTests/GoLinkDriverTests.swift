import SignalCore
import Testing
import Transport

@testable import ForceDevices

private func link(_ wiring: VirtualGoLink.Wiring, faults: [InProcessLink.Fault] = []) -> InProcessLink {
    InProcessLink(
        VirtualGoLink(source: RampSource(slope: 20), wiring: wiring), serial: "x", pace: .asFastAsPossible,
        faults: faults)
}

private func run(_ link: any DeviceLink, rate: Double = 200, seconds: Double) throws -> (
    driver: GoLinkDriver, block: ScanBlock, info: StreamInfo
) {
    let driver = GoLinkDriver()
    _ = try driver.open(link)
    let info = try driver.start(link, StreamRequest(rate: rate, left: "force", right: "force"))
    var block = ScanBlock(channels: 1)
    let end = link.now + UInt64(seconds * 1e9)
    while link.now < end {
        let state = link.receive(until: link.now + 10_000_000) { driver.decode($0, $1, into: &block) }
        if state != .running { break }
    }
    driver.stop(link, into: &block)
    return (driver, block, info)
}

private func refusal(_ wiring: VirtualGoLink.Wiring) -> DeviceError? {
    do throws(DeviceError) {
        _ = try GoLinkDriver().open(link(wiring))
        return nil
    } catch { return error }
}

@Suite struct GoLinkDriverTests {
    @Test func identityAndRecordsComeFromTheDevice() throws {
        let driver = GoLinkDriver()
        let info = try driver.open(link(.init()))
        #expect(info.name == "golink:5000123")
        #expect(info.product == "Vernier Go!Link, firmware 1.61/1.02, with Force Plate 3500N")
        #expect(info.calibration.map(\.count) == [20, 128])
        #expect(driver.sensor?.newtonPage == .init(a: -1000, b: 1000, unit: "(N)"))
    }

    @Test(arguments: VirtualGoLink.Sensor.allCases, [false, true]) func everySensorGivesNewtons(
        sensor: VirtualGoLink.Sensor, isTenVolts: Bool
    ) throws {
        var wiring = VirtualGoLink.Wiring()
        wiring.sensor = sensor
        wiring.isTenVolts = isTenVolts
        wiring.noise = 0
        let (driver, block, info) = try run(link(wiring), seconds: 3)
        #expect(driver.loss == LossCounts())
        // One count, or the two that correcting and rounding may cost.
        let step = isTenVolts ? 400 * 10 / 32_768.0 : sensor.line.b * 2.5 / 32_768
        for (i, value) in block.values.enumerated() { #expect(abs(value - 22 - 0.1 * Double(i)) <= 1.1 * step) }
        #expect(info.range.contains(0))
        #expect(info.range.upperBound > (isTenVolts ? 3900 : 5 * sensor.line.b + sensor.line.a - 30))
    }

    @Test func aDeviceThatPowersUpIsWaitedFor() throws {
        var wiring = VirtualGoLink.Wiring()
        wiring.powerUpAnswers = 5
        let slow = link(wiring)
        let began = slow.now
        _ = try GoLinkDriver().open(slow)
        // Five times 400 ms.
        #expect((2_000_000_000...2_300_000_000).contains(slow.now - began))
        wiring.powerUpAnswers = 1000
        #expect(refusal(wiring)?.detail.contains("powering up") == true)
    }

    @Test func sensorsThatCannotBeTrustedAreRefusedWithTheReason() {
        var wiring = VirtualGoLink.Wiring()
        wiring.sensorID = 0
        #expect(refusal(wiring)?.detail.contains("no sensor is plugged") == true)
        wiring.sensorID = 14
        #expect(refusal(wiring)?.detail.contains("carries no calibration record") == true)
        wiring.sensorID = 41
        wiring.damagedByte = 72
        #expect(refusal(wiring)?.detail.contains("checksum") == true)
        wiring.damagedByte = nil
        wiring.activePage = 1
        #expect(refusal(wiring) == nil)
    }

    @Test func aRateBeyondTheDeviceIsRefusedWithItsLimit() throws {
        let driver = GoLinkDriver()
        let fast = link(.init())
        _ = try driver.open(fast)
        do throws(DeviceError) {
            _ = try driver.start(fast, StreamRequest(rate: 1000, left: "force", right: "force"))
            Issue.record("1000 Hz were taken")
        } catch {
            #expect(error.isUsage)
            #expect(error.remedy.contains("200.0"))
        }
        do throws(DeviceError) {
            _ = try driver.start(fast, StreamRequest(rate: 100, left: "AIN0", right: "AIN2"))
            Issue.record("AIN0 was taken")
        } catch { #expect(error.isUsage) }
        // Whole milliseconds only: 7 of them come nearest to 150 samples a second.
        let info = try driver.start(fast, StreamRequest(rate: 150, left: "force", right: "force"))
        #expect(abs(info.rate - 1000.0 / 7) < 1e-9)
    }

    @Test func anOverflowIsCountedExactlyAndReported() throws {
        var wiring = VirtualGoLink.Wiring()
        wiring.noise = 0
        // 25 packets of 3 scans last 0.375 s.
        let device = link(wiring, faults: [.pause(at: 2_000_000_000, length: 2_500_000_000)])
        let (driver, block, _) = try run(device, seconds: 8)
        #expect(driver.loss.overruns == 1)
        #expect(driver.loss.exact)
        #expect((400...450).contains(driver.loss.missing))
        #expect(block.flags.count { $0.contains(.missing) } == driver.loss.missing)
        for i in 0..<block.count where !block.flags[i].contains(.missing) {
            #expect(abs(block.values[i] - 22 - 0.1 * Double(i)) < 0.09)
        }
    }

    @Test func aStreamThatWasLeftRunningIsStoppedAtTheOpening() throws {
        let device = link(.init())
        let first = GoLinkDriver()
        _ = try first.open(device)
        _ = try first.start(device, StreamRequest(rate: 200, left: "force", right: "force"))
        var block = ScanBlock(channels: 1)
        _ = device.receive(until: device.now + 500_000_000) { first.decode($0, $1, into: &block) }
        // The program dies: its transfers go, the device sends on.
        device.stopStream { _, _ in }
        let (second, again, _) = try run(device, seconds: 2)
        #expect(second.loss == LossCounts())
        #expect(again.count >= 394)
    }

    @Test func aJournalPlaysBackToTheSameScans() throws {
        let device = link(
            .init(), faults: [.lose(at: 1_000_000_000, transfers: 4), .pause(at: 2_000_000_000, length: 1_500_000_000)])
        var events: [TransferEvent] = []
        device.observer = { events.append(TransferEvent($0, bytes: $1.withUnsafeBufferPointer(Array.init))) }
        let live = try run(device, seconds: 5)
        let script = ScriptedLink(identity: device.identity, descriptors: device.descriptors, events: events)
        let replayed = try run(script, seconds: 5)
        #expect(live.driver.loss.missing > 12)
        #expect(replayed.block.raw == live.block.raw)
        #expect(replayed.block.flags == live.block.flags)
        #expect(replayed.driver.loss == live.driver.loss)
    }
}
