import SignalCore
import Statistics
import TestSupport
import Testing
import Transport

@testable import ForceDevices

/// A slow ramp on the left, another on the right: every sample tells its place.
private struct Ramps: ForceSource {
    var duration: Double { .infinity }
    func force(_ side: Side, at seconds: Double) -> Double { side == .left ? 10 * seconds : 500 - 10 * seconds }
}

/// Streams a virtual U6 through the in-process link and collects everything.
private struct Capture {
    var block = ScanBlock(channels: 2)
    var loss = LossCounts()
    var info: StreamInfo?
    var state = StreamState.running
    var events: [TransferEvent] = []
    var virtual: VirtualU6

    init(
        seconds: Double, rate: Double = 1000, source: any ForceSource = Ramps(), faults: [InProcessLink.Fault] = [],
        noise: Double = 0, step: UInt64 = 10_000_000
    ) throws {
        var wiring = VirtualU6.Wiring()
        wiring.noise = noise
        virtual = VirtualU6(source: source, wiring: wiring)
        let link = InProcessLink(virtual, serial: "360012345", pace: .asFastAsPossible, faults: faults)
        let driver = U6Driver()
        _ = try driver.open(link)
        var captured: [TransferEvent] = []
        link.observer = { header, bytes in
            captured.append(TransferEvent(header, bytes: bytes.withUnsafeBufferPointer(Array.init)))
        }
        info = try driver.start(link, StreamRequest(rate: rate, left: "AIN0", right: "AIN2"))
        let end = link.now + UInt64(seconds * 1e9)
        while link.now < end, state == .running {
            state = link.receive(until: min(link.now + step, end)) { header, bytes in
                driver.decode(header, bytes, into: &block)
            }
        }
        driver.stop(link, into: &block)
        loss = driver.loss
        events = captured
    }

    /// Newtons of channel 0 or 1 at scan `i`, offset of the wiring taken off.
    func newtons(_ channel: Int, _ i: Int) -> Double {
        let offset = channel == 0 ? 0.00012 : -0.00005
        return (block.values[2 * i + channel] - offset) / 0.010 * 2000
    }
}

@Suite struct U6StreamTests {
    @Test func identityAndCalibrationComeFromTheDevice() throws {
        let virtual = VirtualU6(serial: 320_054_321, source: NoLoad())
        let link = InProcessLink(virtual, serial: "x", pace: .asFastAsPossible)
        let driver = U6Driver()
        let info = try driver.open(link)
        #expect(info.serial == "320054321")
        #expect(info.product == "LabJack U6, firmware 1.45")
        #expect(info.name == "u6:320054321")
        #expect(info.calibration.count == 10)
    }

    @Test func everySampleIsAtItsPlaceWithTheKnownDelayBetweenChannels() throws {
        let capture = try Capture(seconds: 5)
        let info = try #require(capture.info)
        #expect(info.rate == 1000)
        #expect(capture.loss == LossCounts())
        #expect(capture.block.count >= 4980)
        // Settling of 470 µs and 20 µs of conversion: what fits twice into a millisecond.
        #expect(abs(info.channelDelay - 490e-6) < 1e-12)
        for i in stride(from: 0, to: capture.block.count, by: 97) {
            let t = Double(i) / 1000
            // One count is 0.063 N.
            #expect(abs(capture.newtons(0, i) - 10 * t) < 0.05)
            #expect(abs(capture.newtons(1, i) - (500 - 10 * (t + info.channelDelay))) < 0.05)
        }
    }

    @Test func aHostThatSleepsGetsAnExactGapFromTheDevicesReport() throws {
        // The buffer holds 41 packets of 12 scans; two seconds without reading overflow it.
        let capture = try Capture(
            seconds: 8, faults: [.pause(at: 3_000_000_000, length: 2_000_000_000)])
        #expect(capture.loss.overruns == 1)
        #expect(capture.loss.exact)
        #expect((1400...1520).contains(capture.loss.missing))
        let missing = capture.block.flags.indices.filter { capture.block.flags[$0].contains(.missing) }
        #expect(missing.count == capture.loss.missing)
        #expect(missing == Array(missing[0]...missing[missing.count - 1]))
        #expect(capture.block.flags[missing[0]].contains(.deviceOverrun))
        // After the gap every sample is again at its own time.
        for i in stride(from: missing[missing.count - 1] + 1, to: capture.block.count, by: 53) {
            #expect(abs(capture.newtons(0, i) - Double(i) / 100) < 0.05)
        }
    }

    @Test(arguments: [1, 2, 7, 40]) func packetsLostOnTheWayLeaveGapsOfTheirSize(packets: Int) throws {
        let capture = try Capture(seconds: 3, faults: [.lose(at: 1_500_000_000, transfers: packets)])
        #expect(capture.loss.missing == packets * 12)
        #expect(capture.loss.empty == packets * 12)
        #expect(capture.block.flags.count { $0.contains(.missing) } == packets * 12)
        #expect(abs(capture.newtons(0, 2900) - 29) < 0.05)
    }

    @Test func unpluggingEndsTheStreamWithTheReason() throws {
        let capture = try Capture(seconds: 5, faults: [.unplug(at: 2_000_000_000)])
        guard case .failed(let error) = capture.state else {
            Issue.record("state \(capture.state)")
            return
        }
        #expect(error.kind == .disconnected)
        #expect((1900...2000).contains(capture.block.count))
    }

    @Test func theSameBytesInAnyChunksGiveTheSameScans() throws {
        let capture = try Capture(seconds: 2, noise: 1)
        let stream = capture.events.filter {
            $0.header.phase == .complete && $0.header.endpoint == U6Protocol.streamIn && !$0.bytes.isEmpty
        }
        let all = stream.flatMap(\.bytes)
        let whole = decode(stream.map(\.bytes))
        #expect(whole.block.count > 1900)
        var random = SplitMix64(seed: 11)
        for _ in 0..<20 {
            var chunks: [[UInt8]] = []
            var at = 0
            while at < all.count {
                let length = min(1 + random.index(200), all.count - at)
                chunks.append(Array(all[at..<at + length]))
                at += length
            }
            let part = decode(chunks)
            #expect(part.block.raw == whole.block.raw)
            #expect(part.loss == whole.loss)
        }
    }

    @Test func damageIsCountedAndNeverBecomesASample() throws {
        let capture = try Capture(seconds: 3, noise: 1)
        let stream = capture.events.filter {
            $0.header.phase == .complete && $0.header.endpoint == U6Protocol.streamIn && !$0.bytes.isEmpty
        }.map(\.bytes)
        let whole = decode(stream)
        var random = SplitMix64(seed: 12)
        for _ in 0..<200 {
            var damaged = stream
            let hit = 1 + random.index(damaged.count - 2)
            let byte = random.index(damaged[hit].count)
            damaged[hit][byte] ^= UInt8(1 << random.index(8))
            let result = decode(damaged)
            #expect(result.loss.corrupt == 12)
            #expect(result.loss.missing == 0)
            #expect(result.block.count == whole.block.count)
            for i in 0..<result.block.count where !result.block.flags[i].contains(.missing) {
                #expect(result.block.raw[2 * i] == whole.block.raw[2 * i])
            }
        }
    }

    @Test func shortTransfersDuplicatesAndLatecomersAreTold() throws {
        let stream = try Capture(seconds: 2).events.filter {
            $0.header.phase == .complete && $0.header.endpoint == U6Protocol.streamIn && !$0.bytes.isEmpty
        }.map(\.bytes)
        var short = stream
        short[20] = Array(short[20].prefix(31))
        #expect(decode(short).loss.corrupt == 12)
        var twice = stream
        twice.insert(twice[30], at: 31)
        #expect(decode(twice).loss.duplicate == 12)
        #expect(decode(twice).loss.empty == 0)
        var swapped = stream
        swapped.swapAt(40, 42)
        let loss = decode(swapped).loss
        #expect(loss.reordered == 24)
        #expect(loss.missing == 24)
    }

    @Test func randomBytesNeverCrashAndGiveNoSamples() {
        var random = SplitMix64(seed: 13)
        for _ in 0..<2_000 {
            let chunks = (0..<10).map { _ in
                (0..<random.index(130)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            }
            #expect(decode(chunks).block.count == 0)
        }
    }

    @Test func aFullTurnOfTheCounterDoesNotHideBehindDroppedTransfers() throws {
        let stream = try Capture(seconds: 8).events.filter {
            $0.header.phase == .complete && $0.header.endpoint == U6Protocol.streamIn && !$0.bytes.isEmpty
        }.map(\.bytes)
        var reader = makeReader()
        var block = ScanBlock(channels: 2)
        for (i, bytes) in stream.enumerated() where i < 100 || i >= 356 {
            reader.read(bytes.span, arrival: UInt64(i) * 12_000_000, dropped: i == 356 ? 256 : 0, into: &block)
        }
        #expect(reader.loss.missing == 256 * 12)
        #expect(block.count == stream.count * 12)
    }

    @Test func aRangeThatCannotSettleIsRefusedWithTheRemedy() throws {
        let link = InProcessLink(VirtualU6(source: NoLoad()), serial: "x", pace: .asFastAsPossible)
        let driver = U6Driver(settlingFactor: 200)
        _ = try driver.open(link)
        #expect(throws: DeviceError.self) {
            try driver.start(link, StreamRequest(rate: 1000, left: "AIN0", right: "AIN2"))
        }
        do throws(DeviceError) {
            _ = try driver.start(link, StreamRequest(rate: 1000, left: "AIN0", right: "AIN2"))
        } catch { #expect(error.remedy.contains("178")) }
    }

    @Test func decodingAllocatesNothing() throws {
        let stream = try Capture(seconds: 2).events.filter {
            $0.header.phase == .complete && $0.header.endpoint == U6Protocol.streamIn && !$0.bytes.isEmpty
        }.map(\.bytes)
        var reader = makeReader()
        var block = ScanBlock(channels: 2, capacity: 4096)
        let first = stream[0]
        reader.read(first.span, arrival: 0, dropped: 0, into: &block)
        let count = allocations {
            for i in 1..<100 {
                let bytes = stream[i]
                reader.read(bytes.span, arrival: UInt64(i), dropped: 0, into: &block)
            }
        }
        if let count { #expect(count == 0) }
        #expect(block.count == 1200)
    }

    private func makeReader() -> U6PacketReader {
        let configuration = U6Protocol.StreamConfiguration(
            channels: [0, 2], gain: .x1000, samplesPerPacket: 24, settlingFactor: 47, interval: 4000)
        return U6PacketReader(
            configuration: configuration,
            line: .init(slope: 3.158e-7, negativeSlope: -3.158e-7, center: 33_523))
    }

    private func decode(_ chunks: [[UInt8]]) -> (block: ScanBlock, loss: LossCounts) {
        var reader = makeReader()
        var block = ScanBlock(channels: 2)
        for (i, chunk) in chunks.enumerated() {
            reader.read(chunk.span, arrival: UInt64(i) * 12_000_000, dropped: 0, into: &block)
        }
        return (block, reader.loss)
    }
}
