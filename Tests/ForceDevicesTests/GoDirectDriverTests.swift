import SignalCore
import Testing
import Transport

@testable import ForceDevices

private func started(
    _ wiring: VirtualGoDirect.Wiring = .init(), rate: Double = 100, channel: String = "force",
    faults: [InProcessLink.Fault] = []
) throws -> (GoDirectDriver, InProcessLink, StreamInfo) {
    let link = InProcessLink(
        VirtualGoDirect(source: RampSource(slope: 2), wiring: wiring), serial: "x", pace: .asFastAsPossible,
        faults: faults)
    let driver = GoDirectDriver()
    _ = try driver.open(link)
    let info = try driver.start(link, StreamRequest(rate: rate, left: channel, right: channel))
    return (driver, link, info)
}

private func run(_ driver: GoDirectDriver, _ link: InProcessLink, seconds: Double) -> ScanBlock {
    var block = ScanBlock(channels: 1)
    let end = link.now + UInt64(seconds * 1e9)
    while link.now < end {
        _ = link.receive(until: link.now + 10_000_000) { driver.decode($0, $1, into: &block) }
    }
    driver.stop(link, into: &block)
    return block
}

@Suite struct GoDirectDriverTests {
    @Test func theRangeAndRateAreTheSensorsOwn() throws {
        let (_, _, plate) = try started()
        #expect(plate.rate == 100)
        #expect(plate.range == -850...4500)
        #expect(plate.notes.isEmpty)
        var wiring = VirtualGoDirect.Wiring()
        wiring.kind = .forceAndAcceleration
        let (driver, link, info) = try started(wiring, rate: 1000)
        #expect(info.rate == 1000)
        let block = run(driver, link, seconds: 1)
        #expect(block.count >= 980)
        #expect(driver.loss == LossCounts())
    }

    @Test func aRateBeyondTheSensorIsRefusedWithItsLimit() throws {
        do throws(DeviceError) {
            let link = InProcessLink(VirtualGoDirect(source: NoLoad()), serial: "x", pace: .asFastAsPossible)
            let driver = GoDirectDriver()
            _ = try driver.open(link)
            _ = try driver.start(link, StreamRequest(rate: 1000, left: "force", right: "force"))
            Issue.record("1000 Hz were taken")
        } catch {
            #expect(error.isUsage)
            #expect(error.device == "GDX-FP 90100001")
            #expect(error.remedy.contains("100.0"))
        }
    }

    @Test(arguments: ["force", "Force", "1", ""]) func theForceChannelHasThreeNames(name: String) throws {
        let (driver, link, _) = try started(channel: name)
        #expect(run(driver, link, seconds: 1).count > 90)
    }

    @Test(arguments: ["2", "X-axis acceleration", "7", "torque"]) func otherChannelsAreRefusedWithTheList(
        name: String
    ) throws {
        var wiring = VirtualGoDirect.Wiring()
        wiring.kind = .forceAndAcceleration
        #expect(throws: DeviceError.self) { try started(wiring, channel: name) }
        do { _ = try started(wiring, channel: name) } catch let error as DeviceError {
            #expect(error.remedy.contains("1 Force (N)"))
            #expect(error.isUsage)
        }
    }

    @Test(arguments: [true, false]) func anOverflowIsReportedWithTheGapAtItsPlace(sendsFrames: Bool) throws {
        var wiring = VirtualGoDirect.Wiring()
        wiring.noise = 0
        wiring.sendsDroppedFrames = sendsFrames
        // 40 frames of 2 scans last 0.8 s; two seconds without reading overflow them.
        let (driver, link, _) = try started(wiring, faults: [.pause(at: 3_000_000_000, length: 2_000_000_000)])
        let block = run(driver, link, seconds: 8)
        #expect(driver.loss.overruns == 1)
        #expect(!driver.loss.exact)
        #expect((110...125).contains(driver.loss.missing))
        let missing = block.flags.indices.filter { block.flags[$0].contains(.missing) }
        #expect(missing.count == driver.loss.missing)
        #expect(block.flags[missing[0]].contains(.deviceOverrun) == sendsFrames)
        for i in 0..<block.count where !block.flags[i].contains(.missing) {
            #expect(abs(block.values[i] - 21.5 - 0.02 * Double(i)) < (sendsFrames ? 1e-4 : 0.05))
        }
    }

    @Test func aHostThatIsOnlyLateLosesNothing() throws {
        var wiring = VirtualGoDirect.Wiring()
        wiring.noise = 0
        let pauses = (1...6).map { InProcessLink.Fault.pause(at: UInt64($0) * 1_000_000_000, length: 700_000_000) }
        let (driver, link, _) = try started(wiring, faults: pauses)
        let block = run(driver, link, seconds: 9)
        #expect(driver.loss == LossCounts())
        for i in 0..<block.count { #expect(abs(block.values[i] - 21.5 - 0.02 * Double(i)) < 1e-4) }
    }

    @Test(arguments: [1, 2, 9, 60]) func framesLostOnTheWayLeaveGapsOfTheirSize(frames: Int) throws {
        let (driver, link, _) = try started(faults: [.lose(at: 2_500_000_000, transfers: frames)])
        let block = run(driver, link, seconds: 6)
        #expect(driver.loss.missing == 2 * frames)
        #expect(driver.loss.overruns == 0)
        #expect(block.flags.count { $0.contains(.missing) } == 2 * frames)
    }

    @Test func damageCostsItsFrameAndNeverBecomesASample() throws {
        try OneChannelLaw.damageIsCounted(.goDirect, flips: 400, seed: 33)
    }

    @Test func whatTheSensorSaysOfItselfBecomesNotes() throws {
        var wiring = VirtualGoDirect.Wiring()
        wiring.status = [.converterUncalibrated, .identificationUncalibrated, .internalError1]
        let (driver, link, info) = try started(wiring)
        #expect(info.notes.count == 3)
        // Known before the start: no reason to end the stream.
        _ = run(driver, link, seconds: 1)
        #expect(driver.failure == nil)
    }

    @Test func aStreamThatWasLeftRunningIsStoppedAtTheOpening() throws {
        let virtual = VirtualGoDirect(source: RampSource(slope: 2))
        let link = InProcessLink(virtual, serial: "x", pace: .asFastAsPossible)
        let first = GoDirectDriver()
        _ = try first.open(link)
        _ = try first.start(link, StreamRequest(rate: 100, left: "force", right: "force"))
        var block = ScanBlock(channels: 1)
        _ = link.receive(until: link.now + 500_000_000) { first.decode($0, $1, into: &block) }
        // The program dies: its transfers go, the sensor sends on.
        link.stopStream { _, _ in }
        let second = GoDirectDriver()
        #expect(try second.open(link).serial == "90100001")
        _ = try second.start(link, StreamRequest(rate: 100, left: "force", right: "force"))
        #expect(run(second, link, seconds: 2).count >= 196)
        #expect(second.loss == LossCounts())
    }

    @Test func aJournalPlaysBackToTheSameScans() throws {
        let virtual = VirtualGoDirect(source: RampSource(slope: 2))
        let link = InProcessLink(
            virtual, serial: "x", pace: .asFastAsPossible,
            faults: [.lose(at: 1_000_000_000, transfers: 4), .pause(at: 2_000_000_000, length: 1_500_000_000)])
        var events: [TransferEvent] = []
        link.observer = { events.append(TransferEvent($0, bytes: $1.withUnsafeBufferPointer(Array.init))) }
        func play(_ link: any DeviceLink) throws -> (ScanBlock, LossCounts) {
            let driver = GoDirectDriver()
            _ = try driver.open(link)
            _ = try driver.start(link, StreamRequest(rate: 100, left: "force", right: "force"))
            var block = ScanBlock(channels: 1)
            let end = link.now + 5_000_000_000
            while link.now < end {
                let state = link.receive(until: link.now + 10_000_000) { driver.decode($0, $1, into: &block) }
                if state != .running { break }
            }
            driver.stop(link, into: &block)
            return (block, driver.loss)
        }
        let (live, liveLoss) = try play(link)
        let script = ScriptedLink(identity: link.identity, descriptors: link.descriptors, events: events)
        let (replayed, replayedLoss) = try play(script)
        #expect(liveLoss.missing > 0)
        #expect(replayed.raw == live.raw)
        #expect(replayed.flags == live.flags)
        #expect(replayedLoss == liveLoss)
    }

    @Test func thePresumedCounterIsOnlyNoted() throws {
        let (driver, link, _) = try started(faults: [.lose(at: 1_000_000_000, transfers: 3)])
        _ = run(driver, link, seconds: 3)
        #expect(driver.counterLog.frames > 100)
        #expect(driver.counterLog.rises == driver.counterLog.frames - 1)
    }
}
