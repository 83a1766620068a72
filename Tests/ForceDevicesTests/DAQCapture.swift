import SignalCore
import Statistics
import Testing
import Transport

@testable import ForceDevices

/// A ramp up on the left, another down on the right: every sample tells its place.
struct SteepRamps: ForceSource {
    /// Newtons a second.
    static let slope = 200.0
    /// Newtons of the right side at the beginning.
    static let rightStart = 3000.0
    var duration: Double { .infinity }
    func force(_ side: Side, at seconds: Double) -> Double {
        side == .left ? Self.slope * seconds : Self.rightStart - Self.slope * seconds
    }
}

/// Streams an emulated device through the in-process link as the live loop does, and collects everything.
struct DAQCapture {
    var block: ScanBlock
    var loss = LossCounts()
    var nextIndex = 0
    var info: StreamInfo
    var identity: DeviceInfo
    var state = StreamState.running
    var failure: DeviceError?
    var resumes = 0
    var events: [TransferEvent] = []

    init(
        _ driver: any ForceDriver, _ model: any DeviceModel, _ request: StreamRequest, seconds: Double,
        faults: [InProcessLink.Fault] = [], step: UInt64 = 10_000_000, serial: String = "x", keepsEvents: Bool = true
    ) throws {
        let link = InProcessLink(model, serial: serial, pace: .asFastAsPossible, faults: faults)
        block = ScanBlock(channels: request.channels.count)
        identity = try driver.open(link)
        var captured: [TransferEvent] = []
        if keepsEvents {
            link.observer = { header, bytes in
                captured.append(TransferEvent(header, bytes: bytes.withUnsafeBufferPointer(Array.init)))
            }
        }
        info = try driver.start(link, request)
        let end = link.now + UInt64(seconds * 1e9)
        run: while link.now < end {
            state = link.receive(until: min(link.now + step, end)) { header, bytes in
                driver.decode(header, bytes, into: &block)
            }
            switch state {
            case .running: break
            case .halted:
                resumes += 1
                try driver.resume(link, into: &block)
            case .finished, .failed: break run
            }
        }
        driver.stop(link, into: &block)
        loss = driver.loss
        nextIndex = driver.nextIndex
        failure = driver.failure
        events = captured
    }

    /// The transfers of the stream that brought bytes.
    func stream(_ endpoint: EndpointAddress) -> [TransferEvent] {
        events.filter { $0.header.phase == .complete && $0.header.endpoint == endpoint && !$0.bytes.isEmpty }
    }

    /// Rows that are told as missing.
    var missingRows: Int { block.flags.count { $0.contains(.missing) } }

    /// Largest distance in seconds between a scan's place by its number and its place by the left ramp.
    func worstDisplacement(newtons: (Double) -> Double) -> Double {
        var worst = 0.0
        for i in 0..<block.count where !block.flags[i].contains(.missing) {
            let place = newtons(block.values[2 * i]) / SteepRamps.slope
            worst = max(worst, abs(place - Double(i) / info.rate))
        }
        return worst
    }

    /// What must hold of every run: rows, numbers and counts agree.
    func expectConsistentBooks(_ comment: Comment? = nil) {
        #expect(block.count == nextIndex, comment)
        #expect(missingRows == loss.empty, comment)
        for i in 0..<block.count {
            let isEmpty = (0..<block.channels).contains { block.values[block.channels * i + $0].isNaN }
            if isEmpty != block.flags[i].contains(.missing) {
                Issue.record("row \(i) has flags \(block.flags[i]) and values \(block.values[block.channels * i])")
                return
            }
        }
    }
}

/// Faults at random moments of a run, over and read up half a second before its end.
func randomFaults(
    _ random: inout SplitMix64, seconds: Double, stalls: Bool, longestPause: Double = 0.4
) -> [InProcessLink.Fault] {
    (0..<1 + random.index(3)).map { _ in
        let at = 0.5 + random.unit() * (seconds - 1.2)
        let moment = UInt64(at * 1e9)
        switch random.index(stalls ? 3 : 2) {
        case 0: return InProcessLink.Fault.lose(at: moment, transfers: 1 + random.index(6))
        case 1:
            let length = min(random.unit() * longestPause, seconds - 0.5 - at)
            return InProcessLink.Fault.pause(at: moment, length: UInt64(length * 1e9))
        default: return InProcessLink.Fault.stall(at: moment)
        }
    }.sorted { $0.moment < $1.moment }
}

/// Transfers lost while the device's buffer was full of older data.
func transfersLostInBacklogs(_ faults: [InProcessLink.Fault]) -> Int {
    var lost = 0
    for fault in faults {
        guard case .lose(let at, let transfers) = fault else { continue }
        let isInBacklog = faults.contains { other in
            if case .pause(let from, let length) = other {
                return at >= from && at <= from + length + 100_000_000
            }
            return false
        }
        if isInBacklog { lost += transfers }
    }
    return lost
}

/// Random bytes to cut chunks from: making each chunk anew would take longer than reading it.
struct NoisePool {
    private let bytes: [UInt8]

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        bytes = (0..<131_072).flatMap { _ in
            let word = random.next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
        }
    }

    /// `count` bytes from a random place.
    func chunk(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        let start = random.index(bytes.count - count)
        return Array(bytes[start..<start + count])
    }
}
