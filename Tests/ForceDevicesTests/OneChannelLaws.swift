import SignalCore
import Statistics
import Testing
import Transport

@testable import ForceDevices

/// A slow ramp from 20 N on: every sample without noise tells its own time.
struct RampSource: ForceSource {
    /// Newtons a second.
    var slope: Double
    var duration: Double { .infinity }
    func force(_ side: Side, at seconds: Double) -> Double { 20 + slope * seconds }
}

/// What the laws need to know of a device with one channel.
struct OneChannelDevice: Sendable, CustomTestStringConvertible {
    var name: String
    var rate: Double
    /// Newtons a second of the ramp, such that ten seconds stay inside the range.
    var slope = 20.0
    /// Newtons that a reading may be off.
    var resolution: Double
    /// Scans that an account of loss may be off for each time something was lost; 0 where the device counts.
    var bound: Int
    /// Scans of one transfer.
    var scansPerTransfer: Int
    /// Newtons that the unloaded device shows.
    var offset: Double
    var input = EndpointAddress(0x81)
    /// Bytes that a transfer brings or does not, never a part of them: a HID device's report; 1 where bytes flow.
    var reportSize = 1
    var makeModel: @Sendable (_ source: any ForceSource, _ noise: Double, _ clockError: Double) -> any DeviceModel
    var makeDriver: @Sendable () -> any ForceDriver

    var testDescription: String { name }

    /// The scan at which the ramp shows `value`, by the true clock of the device.
    func trueIndex(_ value: Double, clockError: Double) -> Double {
        (value - offset - 20) / slope * rate * (1 + clockError * 1e-6)
    }
}

/// Streams a device with one channel through the in-process link and collects everything.
struct OneChannelRun {
    var block = ScanBlock(channels: 1)
    var loss = LossCounts()
    var info: StreamInfo
    var state = StreamState.running
    /// Completions of the stream with data, in order.
    var transfers: [(stamp: UInt64, bytes: [UInt8])] = []
    var resumed = 0
    var failure: DeviceError?
    let driver: any ForceDriver

    init(
        _ device: OneChannelDevice, seconds: Double, noise: Double = 0, clockError: Double = 0,
        faults: [InProcessLink.Fault] = [], capacity: Int = 4096
    ) throws {
        let model = device.makeModel(RampSource(slope: device.slope), noise, clockError)
        let link = InProcessLink(model, serial: "x", pace: .asFastAsPossible, faults: faults)
        driver = device.makeDriver()
        _ = try driver.open(link)
        let began = link.now
        info = try driver.start(link, StreamRequest(rate: device.rate, left: "force", right: "force"))
        try collect(link, device, until: began + UInt64(seconds * 1e9))
    }

    /// Goes on until `end` and stops.
    mutating func collect(_ link: InProcessLink, _ device: OneChannelDevice, until end: UInt64) throws {
        var captured: [(UInt64, [UInt8])] = []
        link.observer = { header, bytes in
            if header.phase == .complete, header.endpoint == device.input, bytes.count > 0 {
                captured.append((header.stamp, bytes.withUnsafeBufferPointer(Array.init)))
            }
        }
        while link.now < end, state == .running {
            state = link.receive(until: min(link.now + 10_000_000, end)) { header, bytes in
                driver.decode(header, bytes, into: &block)
            }
            if state == .halted {
                resumed += 1
                do throws(DeviceError) {
                    try driver.resume(link, into: &block)
                    state = .running
                } catch {
                    // A restart that fails is told, and ends the run.
                    failure = error
                    break
                }
            }
        }
        driver.stop(link, into: &block)
        link.observer = nil
        loss = driver.loss
        transfers = captured
    }

    /// Rows without a value.
    var missingRows: Int { block.flags.count { $0.contains(.missing) } }
}

/// Laws that hold for every device with one channel, whatever its bytes.
enum OneChannelLaw {
    /// Without faults every sample is at its time and nothing is counted as lost.
    static func everySampleIsAtItsPlace(_ device: OneChannelDevice, clockError: Double) throws {
        let run = try OneChannelRun(device, seconds: 8, clockError: clockError)
        #expect(run.info.quantity == "N")
        #expect(abs(run.info.rate - device.rate) < 1e-9)
        #expect(run.loss == LossCounts())
        #expect(run.missingRows == 0)
        let late = Double(device.scansPerTransfer + 2)
        #expect(Double(run.block.count) >= 8 * device.rate * (1 - 1e-3) - late)
        #expect(run.block.flags.first?.contains(.segmentStart) == true)
        #expect(run.block.flags.count { $0.contains(.segmentStart) } == 1)
        for (i, value) in run.block.values.enumerated() {
            let seconds = Double(i) / (device.rate * (1 + clockError * 1e-6))
            #expect(abs(value - device.offset - 20 - device.slope * seconds) <= device.resolution)
        }
    }

    /// A second start counts from 0 and knows of no loss.
    static func startsAnew(_ device: OneChannelDevice) throws {
        let model = device.makeModel(RampSource(slope: device.slope), 0, 0)
        let link = InProcessLink(
            model, serial: "x", pace: .asFastAsPossible, faults: [.lose(at: 700_000_000, transfers: 3)])
        let driver = device.makeDriver()
        _ = try driver.open(link)
        for pass in 0..<3 {
            _ = try driver.start(link, StreamRequest(rate: device.rate, left: "force", right: "force"))
            #expect(driver.nextIndex == 0)
            var block = ScanBlock(channels: 1)
            let end = link.now + 2_000_000_000
            while link.now < end {
                _ = link.receive(until: link.now + 10_000_000) { driver.decode($0, $1, into: &block) }
            }
            driver.stop(link, into: &block)
            #expect(driver.loss.empty == (pass == 0 ? 3 * device.scansPerTransfer : 0))
            #expect(driver.nextIndex == block.count)
            #expect(Double(block.count) >= 2 * device.rate - Double(device.scansPerTransfer + 2))
        }
    }

    /// The same bytes in any chunks give the same scans, where no chunk ends inside of a report.
    static func chunksDoNotMatter(_ device: OneChannelDevice) throws {
        let run = try OneChannelRun(device, seconds: 4, noise: 1)
        let whole = try decode(device, run.transfers)
        #expect(Double(whole.block.count) > 3.9 * device.rate)
        // A chunk arrives with the last transfer that it completes.
        var all: [(stamp: UInt64, byte: UInt8)] = []
        var stamp: UInt64 = 0
        for transfer in run.transfers {
            for (i, byte) in transfer.bytes.enumerated() {
                if i == transfer.bytes.count - 1 { stamp = transfer.stamp }
                all.append((stamp, byte))
            }
        }
        var random = SplitMix64(seed: 21)
        // Of a HID device a part of a report is a report that was cut short, and must not be joined with the next one.
        let size = device.reportSize
        // Not more than a busy host hands over at once: what is later than that is judged by its time.
        let most = max(150 / size, 1)
        for _ in 0..<30 {
            var chunks: [(stamp: UInt64, bytes: [UInt8])] = []
            var at = 0
            while at < all.count {
                let part = all[at..<min(at + (1 + random.index(most)) * size, all.count)]
                chunks.append((part.last?.stamp ?? 0, part.map(\.byte)))
                at += part.count
            }
            let result = try decode(device, chunks)
            #expect(result.block.raw == whole.block.raw)
            #expect(result.block.flags == whole.block.flags)
            #expect(result.loss == whole.loss)
        }
    }

    /// A turned bit costs what it touches, is counted, and never becomes a sample.
    static func damageIsCounted(_ device: OneChannelDevice, flips: Int, seed: UInt64) throws {
        let run = try OneChannelRun(device, seconds: 3, noise: 0)
        let whole = try decode(device, run.transfers)
        var random = SplitMix64(seed: seed)
        for _ in 0..<flips {
            var damaged = run.transfers
            let hit = 20 + random.index(damaged.count - 40)
            damaged[hit].bytes[1 + random.index(20)] ^= UInt8(1 << random.index(8))
            let result = try decode(device, damaged)
            let lost = result.block.count - result.block.flags.count { !$0.contains(.missing) }
            #expect(result.loss.empty == lost)
            #expect(result.loss.corrupt == lost)
            #expect(lost == 0 || lost == device.scansPerTransfer)
            #expect(result.block.count == whole.block.count)
            for i in 0..<min(result.block.count, whole.block.count)
            where !result.block.flags[i].contains(.missing) {
                #expect(result.block.raw[i] == whole.block.raw[i])
            }
        }
    }

    /// Whatever goes wrong on the way, what is missing is told: exactly where the device counts, within the bound else.
    static func faultsAreTold(_ device: OneChannelDevice, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let clockError = 2000 * (random.unit() - 0.5)
        var faults: [InProcessLink.Fault] = []
        var stalls = 0
        for _ in 0..<1 + random.index(3) {
            let at = UInt64((0.5 + 4 * random.unit()) * 1e9)
            switch random.index(4) {
            case 0, 1: faults.append(.lose(at: at, transfers: 1 + random.index(30)))
            case 2: faults.append(.pause(at: at, length: UInt64(3e9 * random.unit() * random.unit())))
            default:
                guard stalls == 0 else { continue }
                stalls += 1
                faults.append(.stall(at: at))
            }
        }
        faults.sort { $0.moment < $1.moment }
        let run = try OneChannelRun(device, seconds: 9, clockError: clockError, faults: faults)
        let comment: Comment = "seed \(seed), clock \(clockError) ppm, \(faults)"
        #expect(run.missingRows == run.loss.empty, comment)
        #expect(run.block.count == run.driver.nextIndex, comment)
        // A restart is placed by time alone.
        let bound = Double(device.bound * faults.count + (run.resumed > 0 ? 2 * device.scansPerTransfer + 2 : 0)) + 0.6
        let slack = bound + device.resolution / device.slope * device.rate
        // Time cannot tell where in a burst the gap lies, only that it does.
        let pauses: [ClosedRange<Double>] = faults.compactMap {
            guard device.bound > 0, case .pause(let at, let length) = $0 else { return nil }
            return Double(at) * 1e-9 - 0.2...Double(at + length) * 1e-9 + 0.2
        }
        var last = 0
        var isOff = false
        for i in 0..<run.block.count where !run.block.flags[i].contains(.missing) {
            let place = device.trueIndex(run.block.values[i], clockError: clockError)
            let seconds = place / device.rate
            if abs(place - Double(i)) > slack, !pauses.contains(where: { $0.contains(seconds) }) { isOff = true }
            last = i
        }
        #expect(!isOff, comment)
        // Nothing lost means nothing counted, and the other way round.
        let present = run.block.count - run.missingRows
        let lost = device.trueIndex(run.block.values[last], clockError: clockError) + 1 - Double(present)
        #expect(abs(lost - Double(run.loss.empty)) <= slack, comment)
        if lost > slack { #expect(run.loss.empty > 0, comment) }
    }

    /// Decodes transfers with a freshly started driver.
    static func decode(
        _ device: OneChannelDevice, _ transfers: [(stamp: UInt64, bytes: [UInt8])], capacity: Int = 4096
    ) throws -> (block: ScanBlock, loss: LossCounts) {
        let driver = try started(device)
        var block = ScanBlock(channels: 1, capacity: capacity)
        for (i, transfer) in transfers.enumerated() {
            driver.decode(header(device, i, transfer.stamp, transfer.bytes.count), transfer.bytes.span, into: &block)
        }
        return (block, driver.loss)
    }

    /// A driver that waits for its first scan.
    static func started(_ device: OneChannelDevice) throws -> any ForceDriver {
        let link = InProcessLink(device.makeModel(NoLoad(), 0, 0), serial: "x", pace: .asFastAsPossible)
        let driver = device.makeDriver()
        _ = try driver.open(link)
        _ = try driver.start(link, StreamRequest(rate: device.rate, left: "force", right: "force"))
        return driver
    }

    /// The header of a completed transfer of the stream.
    static func header(_ device: OneChannelDevice, _ id: Int, _ stamp: UInt64, _ length: Int) -> TransferHeader {
        TransferHeader(
            phase: .complete, kind: .interrupt, endpoint: device.input, status: .completed, id: UInt64(id),
            stamp: stamp,
            length: UInt32(length))
    }
}
