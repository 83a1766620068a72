import ForceDevices
import SignalCore

/// Pairs the scans of two devices: a row is a sample of the left device, and the right side is interpolated to its moment.
///
/// The place of right samples between left ones is that of ``PairClock`` at the time a row is made, so that a replay gives
/// the same rows. A row waits for the right samples around its moment; where the right device is silent for ``hold`` it
/// goes on without them. Rows from before the clocks are known carry ``RowFlags/alignmentUnknown``.
public struct TwoClockStage: Sendable {
    /// What one side's samples are made of.
    private struct Scale: Sendable {
        let scale: ForceScale
        let limit: Double
        let range: ClosedRange<Double>
        let saturated: RowFlags

        init(_ scale: ForceScale, _ stream: StreamInfo, _ saturated: RowFlags) {
            self.scale = scale
            // 98 % of what the sensor is made for counts as its limit (formulas C.8).
            limit = 0.98 * (scale.capacity ?? .infinity)
            range = stream.range
            self.saturated = saturated
        }

        /// Newtons and flags of scan `i`, whose first channel counts.
        func take(_ scans: ScanBlock, _ i: Int) -> (newtons: Double, flags: RowFlags) {
            // Both bits of a device's own saturation belong to the one sensor on it.
            var flags = scans.flags[i]
            let atLimit = flags.contains(.leftSaturated)
            flags.subtract([.leftSaturated, .rightSaturated])
            guard !flags.contains(.missing) else { return (.nan, flags) }
            let value = scans.values[i * scans.channels]
            let newtons = scale.gross(value)
            if atLimit || abs(newtons) >= limit || !range.contains(value) { flags.insert(saturated) }
            return (newtons, flags)
        }
    }

    /// Nanoseconds without right samples after which rows go on without them.
    public static let hold: UInt64 = 1_000_000_000
    /// Seconds of right samples that are kept for rows that come late.
    private static let memory = 130.0

    private let left: Scale
    private let right: Scale
    /// The clocks against each other.
    public private(set) var clock: PairClock

    /// Left samples without a row yet, from ``head`` on.
    private var waiting: [(newtons: Double, raw: Int32, flags: RowFlags)] = []
    private var head = 0
    /// Number of the next row, as the left device counts.
    private var next = 0
    private var newtons: [Double]
    private var flags: [RowFlags]
    private let mask: Int
    /// Number of the next right sample.
    private var rightNext = 0
    private var leftArrival: UInt64 = 0
    private var rightArrival: UInt64 = 0

    /// Makes a stage.
    ///
    /// - Parameters:
    ///   - left: scale of the left device's first channel; its zero is not taken off here.
    ///   - right: scale of the right device's first channel.
    ///   - clock: the clocks, of which nothing is known yet but perhaps the tap.
    public init(
        left: ForceScale, right: ForceScale, leftStream: StreamInfo, rightStream: StreamInfo, clock: PairClock
    ) {
        self.left = Scale(left, leftStream, .leftSaturated)
        self.right = Scale(right, rightStream, .rightSaturated)
        self.clock = clock
        var size = 1024
        while Double(size) < Self.memory * rightStream.rate { size *= 2 }
        mask = size - 1
        newtons = [Double](repeating: .nan, count: size)
        flags = [RowFlags](repeating: .missing, count: size)
        waiting.reserveCapacity(Int(4 * leftStream.rate) + 4096)
    }

    /// Takes over what a tap across both plates has told.
    public mutating func align(late seconds: Double, uncertainty: Double) {
        clock.align(late: seconds, uncertainty: uncertainty)
    }

    /// Takes what came of both devices and replaces the contents of `pairs` by the rows that are complete.
    ///
    /// - Parameters:
    ///   - leftArrivals: last sample of each packet with its arrival in nanoseconds, since the call before.
    ///   - rightArrivals: the same of the right device.
    ///   - now: the rig's clock in nanoseconds.
    ///   - pairs: the row's raw integer of the right side is 0: it is no sample of the right device.
    public mutating func process(
        left scans: ScanBlock, _ leftArrivals: [(sample: Int, stamp: UInt64)], right others: ScanBlock,
        _ rightArrivals: [(sample: Int, stamp: UInt64)], now: UInt64, into pairs: inout PairBlock
    ) {
        pairs.removeAll()
        pairs.firstIndex = next
        for i in 0..<scans.count {
            let sample = left.take(scans, i)
            waiting.append((sample.newtons, scans.raw[i * scans.channels], sample.flags))
        }
        for i in 0..<others.count {
            let sample = right.take(others, i)
            newtons[rightNext & mask] = sample.newtons
            flags[rightNext & mask] = sample.flags
            rightNext += 1
        }
        resetClock(scans)
        resetClock(others)
        for (sample, stamp) in leftArrivals {
            clock.add(.left, sample: sample, at: Double(stamp) * 1e-9)
            leftArrival = stamp
        }
        for (sample, stamp) in rightArrivals {
            clock.add(.right, sample: sample, at: Double(stamp) * 1e-9)
            rightArrival = stamp
        }
        let isSilent = now > max(rightArrival, 1) + Self.hold
        while head < waiting.count, let place = clock.rightSample(at: Double(next)) {
            // A cubic needs one sample more than the two around the place.
            guard Int(place.rounded(.down)) + 2 < rightNext || isSilent else { break }
            emit(waiting[head], place, into: &pairs)
            head += 1
            next += 1
        }
        if head > 4096 || head == waiting.count {
            waiting.removeFirst(head)
            head = 0
        }
    }

    /// A gap of unknown length, or a stream that began anew, moves the samples against their arrivals.
    private mutating func resetClock(_ scans: ScanBlock) {
        for i in 0..<scans.count where scans.flags[i].contains(.segmentStart) && scans.firstIndex + i > 0 {
            clock.reset(newSegment: true)
            return
        }
        if scans.losses.contains(where: { $0.bound > 0 && ($0.kind == .missing || $0.kind == .corrupt) }) {
            clock.reset(newSegment: false)
        }
    }

    private func emit(
        _ sample: (newtons: Double, raw: Int32, flags: RowFlags), _ place: Double, into pairs: inout PairBlock
    ) {
        var flags = sample.flags
        let other = interpolated(at: place)
        flags.formUnion(other.flags)
        if other.newtons.isNaN { flags.insert(.missing) }
        if case .aligned = clock.state {} else { flags.insert(.alignmentUnknown) }
        pairs.append(left: sample.newtons, right: other.newtons, raw: (sample.raw, 0), flags: flags)
    }

    /// The right side at a place between its samples: a cubic where four samples are there, a straight line where two are.
    private func interpolated(at place: Double) -> (newtons: Double, flags: RowFlags) {
        let below = Int(place.rounded(.down))
        func at(_ i: Int) -> Double { i >= 0 && i < rightNext && i > rightNext - mask ? newtons[i & mask] : .nan }
        let t = place - Double(below)
        let b = at(below)
        let c = at(below + 1)
        guard b.isFinite, c.isFinite || t == 0 else { return (.nan, []) }
        // A sample that is the first of a segment or at its limit marks the rows that it makes.
        var marks = flags[below & mask]
        if t > 0 { marks.formUnion(flags[(below + 1) & mask]) }
        marks.formIntersection([.rightSaturated, .deviceOverrun, .segmentStart, .trigger])
        guard t > 0 else { return (b, marks) }
        let a = at(below - 1)
        let d = at(below + 2)
        guard a.isFinite, d.isFinite else { return (b + t * (c - b), marks) }
        let cubic = 3 * (b - c) + d - a
        let square = 2 * a - 5 * b + 4 * c - d
        return (b + 0.5 * t * (c - a + t * (square + t * cubic)), marks)
    }
}
