/// Finds how often a device writes a line, from the first second or two of them.
///
/// Where lines carry the device's time the period is that of its clock; else it is the slope of the arrivals on the
/// number of the line, where only the last line of each transfer counts, since those before it have waited.
struct LineRate: Sendable {
    /// What was found.
    struct Result: Sendable, Hashable {
        /// Lines a second.
        var rate: Double
        /// Microseconds of the device's clock between two lines.
        var period: Double
        /// Nanoseconds at which the line after the last one is due, if none is late.
        var nextArrival: Double
        /// How far arrivals scatter about that, in lines.
        var jitter: Double
        /// How far the device's own times lie from an even row, in lines; 0 where it gives none.
        var unevenness = 0.0
    }

    private let evidence: LineProfile.Evidence
    private let length: Double
    private var marks: [Double] = []
    private var arrivals: [(line: Double, at: Double)] = []
    private var count = 0
    private var firstArrival: UInt64?

    init(_ profile: LineProfile) {
        evidence = profile.evidence
        length = Self.seconds(profile)
    }

    /// Seconds of listening: a clock in microseconds is known sooner than arrivals.
    static func seconds(_ profile: LineProfile) -> Double {
        if profile.evidence == .requests { return 0 }
        return profile.columns.contains(.microseconds) ? 1 : 2
    }

    /// Lines seen.
    var lines: Int { count }

    mutating func add(_ reading: LineReading, arrival: UInt64) {
        let start = firstArrival ?? arrival
        firstArrival = start
        if evidence == .deviceTime { marks.append(reading.mark) }
        // A counter knows of lines that never came.
        let line: Double
        if evidence == .counter {
            marks.append(reading.mark)
            line = reading.mark - marks[0]
        } else {
            line = Double(count)
        }
        let at = Double(arrival - min(start, arrival))
        if arrivals.last?.at == at { arrivals.removeLast() }
        arrivals.append((line, at))
        count += 1
    }

    /// True once there is enough: the time has passed and eight lines came, or three lines of a slow device.
    var isDone: Bool {
        guard let last = arrivals.last else { return false }
        var seconds = last.at * 1e-9
        // From a file everything comes at once; then the device's clock alone tells how much it is.
        if evidence == .deviceTime { seconds = max(seconds, heard * 1e-6) }
        return seconds >= length && count >= 8 || seconds >= 4 && count >= 3
    }

    /// Microseconds of the device's clock in which lines came; a long gap counts as eight of the shortest steps.
    ///
    /// The first line may have waited in the device since somebody last read it.
    private var heard: Double {
        let intervals = zip(marks.dropFirst(), marks).lazy.map { $0 - $1 }.filter { $0 > 0 }
        guard let shortest = intervals.min() else { return 0 }
        return intervals.reduce(0) { $0 + min($1, 8 * shortest) }
    }

    /// The rate; nil where the lines give none.
    ///
    /// - Parameter nominal: taken instead where the measurement does not tell it apart.
    func result(nominal: Double) -> Result? {
        guard count >= 3, let start = firstArrival else { return nil }
        guard let fit = fitArrivals() else { return nil }
        var rate = 1e9 / fit.slope
        var tolerance = 0.003
        var unevenness = 0.0
        if evidence == .deviceTime {
            guard let device = devicePeriod() else { return nil }
            rate = 1e6 / device.period
            unevenness = device.unevenness
            // Of a short stretch the clock's own steps leave more open.
            tolerance = max(0.001, 1000 / device.heard)
        }
        guard rate.isFinite, rate > 0.01, rate < 100_000 else { return nil }
        if abs(rate / nominal - 1) < tolerance { rate = nominal }
        return Result(
            rate: rate, period: 1e6 / rate, nextArrival: Double(start) + fit.next, jitter: fit.scatter,
            unevenness: unevenness)
    }

    /// The device's period: its time over the periods that lie between, losses included.
    ///
    /// A gap so long that nobody can say how many periods it holds is left out: the first line may be one that waited in
    /// the device since somebody last read it.
    private func devicePeriod() -> (period: Double, heard: Double, unevenness: Double)? {
        let intervals = zip(marks.dropFirst(), marks).map { $0 - $1 }.filter { $0 > 0 }
        guard intervals.count >= 2 else { return nil }
        let median = intervals.sorted()[intervals.count / 2]
        // Of a clock in whole milliseconds the median is off by up to half of one, which a long gap would multiply.
        let single = intervals.filter { $0 < 1.5 * median }
        let heard = single.reduce(0, +)
        let typical = heard / Double(single.count)
        // Two readings of a clock in milliseconds are off by less than one together.
        let countable = 0.25 * max(heard, typical) / 1000 * typical
        let known = intervals.map { $0 < 1.5 * median || $0 <= countable }
        let steps = intervals.map { max(1, ($0 / typical).rounded()) }
        var time = 0.0
        var periods = 0.0
        for i in intervals.indices where known[i] {
            time += intervals[i]
            periods += steps[i]
        }
        let period = time / periods
        var off = 0.0
        var low = 0.0
        var high = 0.0
        for i in intervals.indices {
            // Behind an unknown gap the row begins anew.
            off = known[i] ? off + intervals[i] / period - steps[i] : 0
            low = min(low, off)
            high = max(high, off)
        }
        return (period, time, high - low)
    }

    private func fitArrivals() -> (slope: Double, next: Double, scatter: Double)? {
        let n = Double(arrivals.count)
        // Everything at once, as from a file: there is no arrival to speak of.
        guard arrivals.count >= 2 else { return (1e9, 0, 0) }
        let meanLine = arrivals.reduce(0) { $0 + $1.line } / n
        let meanAt = arrivals.reduce(0) { $0 + $1.at } / n
        var cross = 0.0
        var square = 0.0
        for arrival in arrivals {
            cross += (arrival.line - meanLine) * (arrival.at - meanAt)
            square += (arrival.line - meanLine) * (arrival.line - meanLine)
        }
        guard square > 0, cross > 0 else { return nil }
        let slope = cross / square
        let residuals = arrivals.map { $0.at - meanAt - slope * ($0.line - meanLine) }
        let low = residuals.min() ?? 0
        let high = residuals.max() ?? 0
        let nextLine = (arrivals.last?.line ?? 0) + 1
        return (slope, meanAt + slope * (nextLine - meanLine) + low, (high - low) / slope)
    }
}
