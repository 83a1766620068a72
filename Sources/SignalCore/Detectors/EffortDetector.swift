/// One effort of a pull, squeeze or grip.
public struct Effort: Sendable, Hashable {
    /// First sample at or above the upper threshold.
    public var start: Int
    /// First sample below the lower threshold after it.
    public var end: Int
    /// First largest sample in between.
    public var peak: Int
    /// Force of that sample in newtons.
    public var peakForce: Double

    /// Makes an effort.
    public init(start: Int, end: Int, peak: Int, peakForce: Double) {
        self.start = start
        self.end = end
        self.peak = peak
        self.peakForce = peakForce
    }
}

/// Where an effort starts and ends: two thresholds, so that a tremor at one does not make many of it (formulas B.10).
public struct EffortThresholds: Sendable, Hashable, Codable {
    /// Newtons at or above which an effort starts.
    public var on: Double
    /// Newtons below which it ends, ≤ `on`.
    public var off: Double

    /// Given thresholds; an `off` above `on` is taken as `on`.
    public init(on: Double, off: Double) {
        self.on = on
        self.off = min(off, on)
    }

    /// 20 % and 10 % of a session's largest force, but not below `floor` newtons.
    public init(sessionMaximum: Double, floor: Double = 0) {
        self.init(on: max(0.2 * sessionMaximum, floor), off: max(0.1 * sessionMaximum, floor))
    }
}

/// Finds efforts in a stream of force, sample by sample (formulas B.10, C.9).
///
/// Efforts that are closer than the smallest gap are one; what is then shorter than the smallest duration is none. An
/// effort that has not ended is never reported. NaN samples change nothing. Nothing is allocated.
public struct EffortDetector: Sendable, Hashable {
    /// The thresholds in force.
    public let thresholds: EffortThresholds
    /// Smallest length of an effort in samples.
    public let minimumCount: Int
    /// Smallest number of samples from the end of an effort to the start of the next.
    public let minimumGap: Int
    /// Number of samples taken so far, which is the index of the next one.
    public private(set) var count = 0

    private var open: Effort?
    private var ended: Effort?

    /// Makes a detector for `rate` samples per second.
    public init(
        _ thresholds: EffortThresholds, rate: Double, minimumDuration: Double = 0.2, minimumGap: Double = 0.3
    ) {
        self.thresholds = thresholds
        minimumCount = Int((minimumDuration * rate).rounded())
        self.minimumGap = Int((minimumGap * rate).rounded())
    }

    /// True while force is up.
    public var isBusy: Bool { open != nil }

    /// Takes one sample of force in newtons.
    ///
    /// - Returns: an effort once it is certain that the next one is apart from it, `minimumGap` samples after its end.
    public mutating func process(_ force: Double) -> Effort? {
        let i = count
        count += 1
        if var effort = open {
            if force < thresholds.off {
                effort.end = i
                if let before = ended { effort = Self.joined(before, effort) }
                ended = effort
                open = nil
            } else if force > effort.peakForce {
                effort.peak = i
                effort.peakForce = force
                open = effort
            }
            return nil
        }
        var certain: Effort?
        if let effort = ended, i - effort.end >= minimumGap {
            certain = long(effort)
            ended = nil
        }
        if force >= thresholds.on { open = Effort(start: i, end: i, peak: i, peakForce: force) }
        return certain
    }

    /// Ends the stream: the last effort, if one has ended and was not yet reported; one still open is dropped.
    public mutating func finish() -> Effort? {
        defer {
            open = nil
            ended = nil
        }
        return ended.flatMap(long)
    }

    private func long(_ effort: Effort) -> Effort? { effort.end - effort.start >= minimumCount ? effort : nil }

    private static func joined(_ a: Effort, _ b: Effort) -> Effort {
        var effort = a
        effort.end = b.end
        if b.peakForce > a.peakForce {
            effort.peak = b.peak
            effort.peakForce = b.peakForce
        }
        return effort
    }

    /// All efforts of a recording: what the stream would report.
    public static func efforts(
        _ force: [Double], rate: Double, thresholds: EffortThresholds, minimumDuration: Double = 0.2,
        minimumGap: Double = 0.3
    ) -> [Effort] {
        var detector = EffortDetector(
            thresholds, rate: rate, minimumDuration: minimumDuration, minimumGap: minimumGap)
        var found: [Effort] = []
        for sample in force {
            if let effort = detector.process(sample) { found.append(effort) }
        }
        if let effort = detector.finish() { found.append(effort) }
        return found
    }
}
