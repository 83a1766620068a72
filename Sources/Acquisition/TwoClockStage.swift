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
        let sensor: SideSensor
        let range: ClosedRange<Double>
        let saturated: RowFlags
        /// True where a moment comes with the force.
        let tellsPressure: Bool
        /// Seconds from the beginning of a scan to the middle of the sensor's channels.
        let middle: Double
        /// What the device itself marks of the sensor.
        private let marks: RowFlags

        init(_ sensor: SideSensor, _ stream: StreamInfo, _ saturated: RowFlags) {
            self.sensor = sensor
            range = stream.range
            self.saturated = saturated
            tellsPressure = sensor.tellsPressure
            middle = 0.5 * Double(sensor.channels - 1) * stream.channelDelay
            // Beside one channel the device may read another, which is nobody's.
            marks = sensor.channels == 1 ? .leftSaturated : [.leftSaturated, .rightSaturated]
        }

        /// Load and flags of scan `i`, whose first channels count.
        func take(_ scans: ScanBlock, _ i: Int) -> (load: SideLoad, flags: RowFlags) {
            // Both bits of a device's own saturation belong to the one sensor on it.
            var flags = scans.flags[i]
            let atLimit = !flags.isDisjoint(with: marks)
            flags.subtract([.leftSaturated, .rightSaturated])
            guard !flags.contains(.missing) else { return (SideLoad(force: .nan), flags) }
            precondition(scans.channels >= sensor.channels, "scans of fewer channels than the sensor has")
            let load = sensor.load(scans.values.span, from: i * scans.channels, range: range)
            if atLimit || load.isAtLimit { flags.insert(saturated) }
            return (load, flags)
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
    private var waiting: [(load: SideLoad, raw: Int32, flags: RowFlags)] = []
    private var head = 0
    /// Number of the next row, as the left device counts.
    private var next = 0
    private var newtons: [Double]
    /// Moments of the right side, as ``newtons``; empty where its sensor tells none.
    private var momentX: [Double] = []
    private var momentY: [Double] = []
    private var flags: [RowFlags]
    private let mask: Int
    /// Right samples by which the middle of the left side's channels lies behind that of the right side's in a scan.
    private let shift: Double
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
        self.init(
            left: .single(left), right: .single(right), leftStream: leftStream, rightStream: rightStream, clock: clock)
    }

    /// Makes a stage of sensors with one channel or several, the first of each device's scans.
    ///
    /// - Parameters:
    ///   - left: sensor of the left device; its zero is not taken off here.
    ///   - right: sensor of the right device.
    ///   - clock: the clocks, of which nothing is known yet but perhaps the tap.
    public init(
        left: SideSensor, right: SideSensor, leftStream: StreamInfo, rightStream: StreamInfo, clock: PairClock
    ) {
        self.left = Scale(left, leftStream, .leftSaturated)
        self.right = Scale(right, rightStream, .rightSaturated)
        self.clock = clock
        shift = (self.left.middle - self.right.middle) * rightStream.rate
        var size = 1024
        while Double(size) < Self.memory * rightStream.rate { size *= 2 }
        mask = size - 1
        newtons = [Double](repeating: .nan, count: size)
        flags = [RowFlags](repeating: .missing, count: size)
        if right.tellsPressure {
            momentX = newtons
            momentY = newtons
        }
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
            let raw = left.sensor.channels == 1 ? scans.raw[i * scans.channels] : 0
            waiting.append((sample.load, raw, sample.flags))
        }
        for i in 0..<others.count {
            let sample = right.take(others, i)
            newtons[rightNext & mask] = sample.load.force
            if right.tellsPressure {
                momentX[rightNext & mask] = sample.load.moment.x
                momentY[rightNext & mask] = sample.load.moment.y
            }
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
        while head < waiting.count, let scan = clock.rightSample(at: Double(next)) {
            let place = scan + shift
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
        _ sample: (load: SideLoad, raw: Int32, flags: RowFlags), _ place: Double, into pairs: inout PairBlock
    ) {
        var flags = sample.flags
        let other = interpolated(newtons, at: place)
        flags.formUnion(marks(at: place, other))
        if other.isNaN { flags.insert(.missing) }
        if case .aligned = clock.state {} else { flags.insert(.alignmentUnknown) }
        pairs.append(left: sample.load.force, right: other, raw: (sample.raw, 0), flags: flags)
        guard left.tellsPressure || right.tellsPressure else { return }
        pairs.appendMoments(
            left: left.tellsPressure ? sample.load.moment : nil,
            right: right.tellsPressure
                ? SIMD2(interpolated(momentX, at: place), interpolated(momentY, at: place)) : nil)
    }

    /// A sample that is the first of a segment or at its limit marks the rows that it makes.
    private func marks(at place: Double, _ newtons: Double) -> RowFlags {
        guard !newtons.isNaN else { return [] }
        let below = Int(place.rounded(.down))
        var marks = flags[below & mask]
        if place > Double(below) { marks.formUnion(flags[(below + 1) & mask]) }
        return marks.intersection([.rightSaturated, .deviceOverrun, .segmentStart, .trigger])
    }

    /// The right side at a place between its samples: a cubic where four samples are there, a straight line where two are.
    private func interpolated(_ ring: [Double], at place: Double) -> Double {
        let below = Int(place.rounded(.down))
        func at(_ i: Int) -> Double { i >= 0 && i < rightNext && i > rightNext - mask ? ring[i & mask] : .nan }
        let t = place - Double(below)
        let b = at(below)
        let c = at(below + 1)
        guard b.isFinite, c.isFinite || t == 0 else { return .nan }
        guard t > 0 else { return b }
        let a = at(below - 1)
        let d = at(below + 2)
        guard a.isFinite, d.isFinite else { return b + t * (c - b) }
        let cubic = 3 * (b - c) + d - a
        let square = 2 * a - 5 * b + 4 * c - d
        return b + 0.5 * t * (c - a + t * (square + t * cubic))
    }
}
