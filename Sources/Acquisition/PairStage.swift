import ForceDevices
import SignalCore

/// Pairs of force in newtons without a zero, ready for the live test; keeps its memory between blocks.
public struct PairBlock: Sendable {
    /// Newtons of the left side; NaN where missing.
    public private(set) var left: [Double] = []
    /// Newtons of the right side at the left side's moment; NaN where missing.
    public private(set) var right: [Double] = []
    /// Newton millimetres of the left side, without a zero; empty where its sensor tells none.
    public private(set) var leftMoments: [SIMD2<Double>] = []
    /// Newton millimetres of the right side at the left side's moment; empty where its sensor tells none.
    public private(set) var rightMoments: [SIMD2<Double>] = []
    /// The converter's integers of the left channel; 0 where missing, and for several channels.
    public private(set) var leftRaw: [Int32] = []
    /// The converter's integers of the right channel, at that channel's own moment.
    public private(set) var rightRaw: [Int32] = []
    /// One a pair.
    public private(set) var flags: [RowFlags] = []
    /// Number of the first pair, as the left side's device counts.
    public internal(set) var firstIndex = 0

    /// An empty block that holds `capacity` pairs before it has to grow.
    public init(capacity: Int = 4096) {
        left.reserveCapacity(capacity)
        right.reserveCapacity(capacity)
        leftRaw.reserveCapacity(capacity)
        rightRaw.reserveCapacity(capacity)
        flags.reserveCapacity(capacity)
    }

    /// Number of pairs.
    public var count: Int { flags.count }

    mutating func removeAll() {
        left.removeAll(keepingCapacity: true)
        right.removeAll(keepingCapacity: true)
        leftMoments.removeAll(keepingCapacity: true)
        rightMoments.removeAll(keepingCapacity: true)
        leftRaw.removeAll(keepingCapacity: true)
        rightRaw.removeAll(keepingCapacity: true)
        flags.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    mutating func append(left l: Double, right r: Double, raw: (Int32, Int32), flags f: RowFlags) {
        left.append(l)
        right.append(r)
        leftRaw.append(raw.0)
        rightRaw.append(raw.1)
        flags.append(f)
    }

    /// Adds the moments of the pair appended last, where a sensor tells them.
    @inline(__always)
    mutating func appendMoments(left l: SIMD2<Double>?, right r: SIMD2<Double>?) {
        if let l { leftMoments.append(l) }
        if let r { rightMoments.append(r) }
    }
}

/// Turns the scans of one device into pairs: scales both sides and takes the right one back to the left one's moment.
///
/// A multiplexed converter reads the right channel a little after the left one. The right value at the left moment is
/// interpolated linearly between the right channel's last two readings; the first scan after a gap has no reading before
/// it and keeps its own. A side of several channels counts as read at the mean of their moments.
public struct PairStage: Sendable {
    private let left: ForceScale
    private let right: ForceScale
    private let fraction: Double
    private let leftLimit: Double
    private let rightLimit: Double
    private let range: ClosedRange<Double>
    private var lastRight = Double.nan
    /// What both sides hang on where one of them has several channels.
    private var plates: PlatePair?

    /// Makes a stage.
    ///
    /// - Parameters:
    ///   - left: scale of channel 0; its zero is not taken off here.
    ///   - right: scale of channel 1.
    ///   - stream: rate, range and delay of the stream.
    public init(left: ForceScale, right: ForceScale, stream: StreamInfo) {
        self.left = left
        self.right = right
        fraction = min(max(stream.channelDelay * stream.rate, 0), 1)
        // 98 % of what the sensor is made for counts as its limit (formulas C.8).
        leftLimit = 0.98 * (left.capacity ?? .infinity)
        rightLimit = 0.98 * (right.capacity ?? .infinity)
        range = stream.range
    }

    /// Makes a stage of sensors with one channel or several.
    ///
    /// - Parameters:
    ///   - left: sensor of the scan's first channels; its zero is not taken off here.
    ///   - right: sensor of the channels behind those.
    ///   - stream: rate, range and delay of the stream.
    public init(left: SideSensor, right: SideSensor, stream: StreamInfo) {
        self.init(left: left.scale, right: right.scale, stream: stream)
        if left.channels + right.channels > 2 { plates = PlatePair(left: left, right: right, stream: stream) }
    }

    /// Channels from the middle of the left side's to the middle of the right side's.
    static func distance(_ left: SideSensor, _ right: SideSensor) -> Double {
        Double(left.channels + right.channels) / 2
    }

    /// Replaces the contents of `pairs` by those of `scans`.
    public mutating func process(_ scans: ScanBlock, into pairs: inout PairBlock) {
        pairs.removeAll()
        pairs.firstIndex = scans.firstIndex
        guard plates == nil else {
            plates?.process(scans, into: &pairs)
            return
        }
        for i in 0..<scans.count {
            var flags = scans.flags[i]
            if flags.contains(.missing) {
                lastRight = .nan
                pairs.append(left: .nan, right: .nan, raw: (0, 0), flags: flags)
                continue
            }
            if flags.contains(.segmentStart) { lastRight = .nan }
            let leftValue = scans.values[2 * i]
            let rightValue = scans.values[2 * i + 1]
            let l = left.gross(leftValue)
            let r = right.gross(rightValue)
            if abs(l) >= leftLimit || !range.contains(leftValue) { flags.insert(.leftSaturated) }
            if abs(r) >= rightLimit || !range.contains(rightValue) { flags.insert(.rightSaturated) }
            let aligned = lastRight.isNaN ? r : r - fraction * (r - lastRight)
            lastRight = r
            pairs.append(
                left: l, right: aligned, raw: (scans.raw[2 * i], scans.raw[2 * i + 1]), flags: flags)
        }
    }
}
