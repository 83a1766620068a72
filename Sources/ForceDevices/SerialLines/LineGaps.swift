/// Says how many lines are missing before one, by its counter, its time or its arrival.
struct LineGaps {
    /// Where a line stands.
    enum Place: Equatable {
        /// After so many that never came; `isTimed` where arrival had to tell how often the counter or clock turned.
        case next(missing: Int, isTimed: Bool)
        /// A copy of the last one.
        case duplicate
        /// Nowhere near: damaged, unless the next one follows it.
        case implausible
        /// The device began anew; so many are missing by the host's clock.
        case restarted(missing: Int)
    }

    /// True where counter or time stands before every force of a line.
    let markLeads: Bool

    private let isCounter: Bool
    private let modulus: Double
    /// True for a counter that turns so soon that a loss may hide a whole turn.
    let isShort: Bool
    private let resolution: Double
    /// Of the device's own measure: microseconds or counts.
    private var period = 1.0
    private var measuredPeriod = 1.0
    /// From line to line by the host's clock.
    private(set) var nanoseconds = 1e9

    private var lastMark: Double?
    private var turns = 0.0
    private var phase = 0.0
    private var lastArrival: UInt64 = 0
    /// When the last line was due, which is before its arrival where a buffer held it back.
    private var lastDue = 0.0
    /// Nanoseconds of silence that rows could fill: a little more than a turn of a clock in microseconds.
    private static let longestSilence = 7200e9
    /// A mark that was not believed, and when it came.
    private var candidate: Double?
    private var candidateArrival: UInt64 = 0
    private var isAfterRestart = false
    private var restartedAt: UInt64 = 0

    /// When a count should arrive; for counters so short that a whole turn may be lost.
    private var clock: ArrivalLine?

    // Arrival.
    private var origin = 0.0
    private var base = 0.0
    private(set) var threshold = 1.5
    private var jitter = ArrivalJitter()

    init(_ profile: LineProfile) {
        let mark = profile.columns.firstIndex { $0 == .counter || $0.isTime }
        let force = profile.columns.firstIndex { $0.isForce }
        markLeads = profile.syntax == .separated && (mark ?? .max) < (force ?? 0)
        isCounter = profile.evidence == .counter
        let wraps = profile.columns.contains(.milliseconds) ? 4_294_967_296_000.0 : 4_294_967_296
        modulus = isCounter ? Double(profile.counterModulo) : profile.columns.contains(.seconds) ? .infinity : wraps
        isShort = isCounter && modulus <= 65_536
        resolution = isCounter || !profile.columns.contains(.milliseconds) ? 0 : 1000
    }

    /// Takes over what the measurement of the rate found.
    mutating func begin(_ result: LineRate.Result) {
        nanoseconds = 1e9 / result.rate
        measuredPeriod = isCounter ? 1 : result.period
        period = measuredPeriod
        origin = result.nextArrival
        threshold = 0.5 + min(max(result.jitter, 0.2), 64)
        jitter.add(result.jitter * nanoseconds)
        if isShort { clock = ArrivalLine(period: nanoseconds) }
    }

    /// Lines by which a number that only arrival tells may be off.
    var bound: Int { jitter.bound(packet: 1, scanTime: nanoseconds) }

    /// The next line is the first of a segment; the device was told to go on at `moment`.
    mutating func beginSegment(at moment: UInt64) {
        isAfterRestart = lastArrival > 0
        restartedAt = moment
    }

    /// Lines by which the number missing before a new segment may be off, whose first line came at `arrival`.
    ///
    /// The line itself may have come late: since the device was told to go on, or since anything came at all.
    func restartBound(_ arrival: UInt64, heard: UInt64) -> Int {
        let from = max(restartedAt, heard)
        return bound + (arrival > from ? Int(min(Double(arrival - from) / nanoseconds, 1e9).rounded(.up)) : 0)
    }

    // MARK: Counter and time

    /// A clock that is not much finer than the period: its steps look like scattered intervals, so the phase follows
    /// slowly, and a lost line shows in several that come after it.
    private var isCoarse: Bool { resolution > 0.4 * period }

    /// Periods beyond the next one from which a line is taken to be missing.
    private var timeThreshold: Double { 0.5 + max(0, resolution / period - 0.4) * 0.5 }

    /// Places a line.
    ///
    /// - Parameter turns: whole turns of a short counter that are known to be missing before it.
    mutating func place(_ mark: Double, _ arrival: UInt64, turns more: Int = 0) -> Place {
        let elapsed = min(max(Double(arrival) - lastDue, 0), Self.longestSilence) / nanoseconds
        guard let last = lastMark else {
            take(mark, mark, arrival)
            return .next(missing: 0, isTimed: false)
        }
        if isAfterRestart {
            isAfterRestart = false
            // A clock that went on meanwhile tells it better than arrival.
            let at = unwrapped(mark, after: last, arrival, 0).at
            let ahead = (at - last) / period
            if !isShort, ahead >= 0.5, ahead <= elapsed + 1.5 {
                take(mark, at, arrival, steps: Int(ahead.rounded()))
                return .next(missing: Int(ahead.rounded()) - 1, isTimed: true)
            }
            restart(mark, arrival)
            return .next(missing: max(Int(elapsed.rounded()) - 1, 0), isTimed: true)
        }
        let (at, hasTurned) = unwrapped(mark, after: last, arrival, more)
        if at == last, isCounter || resolution < 0.6 * period { return .duplicate }
        let ahead = (at - phase) / period
        // A second more than has passed on the host's clock, or any step back, is not believed at once.
        let isFar = ahead > elapsed + 64 + 1e9 / nanoseconds
        if at < last || isFar {
            // Lines of one packet that is out of its order follow one another too; a device that began anew goes on after.
            let isLater = arrival >= candidateArrival + UInt64(nanoseconds / 2)
            if let candidate, isLater, abs((mark - candidate) / period - 1) < 0.75 {
                restart(mark, arrival)
                let isForward = at > last && ahead * nanoseconds <= Self.longestSilence
                return isForward
                    ? .next(missing: Int(ahead.rounded()) - 1, isTimed: true)
                    : .restarted(missing: max(Int(elapsed.rounded()) - 1, 0))
            }
            candidate = mark
            candidateArrival = arrival
            return .implausible
        }
        candidate = nil
        if let late = clock?.lateness(of: Int(at), arrival: arrival), late < 4 * nanoseconds {
            jitter.add(late)
            clock?.learn(Int(at), arrival: arrival)
        }
        // The phase follows the device's own times, so that scattered intervals do not add up to lost lines.
        let missing = ahead - 1 > timeThreshold ? Int(ahead.rounded()) - 1 : 0
        let steps = Double(missing + 1)
        let error = at - (phase + steps * period)
        take(mark, at, arrival, steps: missing + 1)
        if !isCounter {
            phase = at - (isCoarse ? 0.95 : 0.7) * error
            period = min(max(period + 0.0002 * error / steps, 0.95 * measuredPeriod), 1.05 * measuredPeriod)
        }
        return .next(missing: missing, isTimed: hasTurned)
    }

    private mutating func take(_ mark: Double, _ at: Double, _ arrival: UInt64, steps: Int? = nil) {
        let expected = steps.map { lastDue + Double($0) * nanoseconds } ?? Double(arrival)
        let late = Double(arrival) - expected
        // A clock that is off is followed slowly; what a buffer held back is not.
        lastDue = late <= 0 ? Double(arrival) : late < 4 * nanoseconds ? expected + late / 32 : expected
        lastMark = at
        turns = at - mark
        phase = at
        lastArrival = arrival
    }

    private mutating func restart(_ mark: Double, _ arrival: UInt64) {
        candidate = nil
        if clock != nil { clock = ArrivalLine(period: nanoseconds) }
        take(mark, mark, arrival)
    }

    /// The mark without its wrapping, and whether time had to tell how often it turned.
    ///
    /// A clock takes an hour and more for a turn: no host sleeps that long over data that are only late, but for less it
    /// may, so that only a whole turn counts, less the 2 % that a clock may be off.
    private func unwrapped(
        _ mark: Double, after last: Double, _ arrival: UInt64, _ more: Int
    ) -> (at: Double, hasTurned: Bool) {
        guard modulus.isFinite else { return (mark, false) }
        if isShort { return (count(mark, after: last) + Double(more) * modulus, more > 0) }
        var at = mark + turns
        if at < last - modulus / 2 { at += modulus }
        let elapsed = max(Double(arrival) - lastDue, 0) / nanoseconds * period
        let turned = max(((elapsed * 1.02 - (at - last)) / modulus).rounded(.down), 0)
        return (at + turned * modulus, turned > 0)
    }

    // MARK: Turns of a short counter

    /// Lateness in turns of the counter beyond which one may be missing.
    static let suspicious = 0.4
    /// Lateness below which none is.
    static let close = 0.25

    /// The mark of a line that follows one at `last`, nil for the last one placed, if no whole turn is missing between.
    func count(_ mark: Double, after last: Double?) -> Double {
        guard let last = last ?? lastMark else { return mark }
        var step = (mark - last).truncatingRemainder(dividingBy: modulus)
        if step < 0 { step += modulus }
        // A little back is a line out of order, and no turn.
        return step > modulus * 0.75 ? last + step - modulus : last + step
    }

    /// How late a line of that count is, in turns of the counter.
    func turnsLate(_ count: Double, _ arrival: UInt64) -> Double {
        guard let clock, !isAfterRestart else { return 0 }
        return clock.lateness(of: Int(count), arrival: arrival) / nanoseconds / modulus
    }

    // MARK: Arrival

    /// How much later than due line `index` arrived, in lines.
    func lateness(_ arrival: UInt64, index: Int) -> Double {
        (Double(arrival) - origin) / nanoseconds - Double(index) - base
    }

    /// A line came in time: what is usual follows slowly, so that the rate need not be known exactly.
    mutating func onTime(_ lateness: Double) {
        jitter.add(lateness * nanoseconds)
        base += lateness < 0 ? lateness : min(lateness, 0.002)
    }

    /// Lines missing where even the least late one was so late.
    func missing(_ lateness: Double) -> Int { lateness > threshold ? min(Int(lateness.rounded()), 3_600_000) : 0 }
}

/// Lines with a short counter that come so late that a whole turn of it may be missing before them.
struct LinesInDoubt {
    private(set) var lines: [(reading: LineReading, arrival: UInt64)] = []
    /// Count of the last of them.
    private(set) var last: Double?
    /// Lateness in turns.
    private var batches = BatchLateness()

    var isEmpty: Bool { lines.isEmpty }

    /// True once it is known how many turns are missing.
    var isDecided: Bool { batches.steady.isProven || lines.count >= 4096 }

    /// Turns that are missing by what is known now.
    var turns: Int { batches.steady.count > 0 ? Int(min(max(batches.steady.least, 0), 1e6).rounded()) : 0 }

    mutating func add(_ reading: LineReading, _ arrival: UInt64, count: Double, late: Double, scanTime: Double) {
        batches.add(late, arrival, scanTime: scanTime)
        lines.append((reading, arrival))
        last = count
    }
}

/// Lines that came later than due and wait for the verdict: held up, or after a loss.
struct LateLines {
    private(set) var readings: [LineReading?] = []
    private(set) var leastLateness = Double.infinity
    private var lateness: [Double] = []
    private var batches = BatchLateness()

    init() {
        readings.reserveCapacity(64)
        lateness.reserveCapacity(64)
    }

    var count: Int { readings.count }
    var isEmpty: Bool { readings.isEmpty }

    /// True once they are known to stay late.
    var isProven: Bool { batches.steady.isProven }
    /// Lateness of those that kept their pace.
    var steadyLateness: Double { batches.steady.least }

    /// Where the lost lines would have been: lines that a buffer held back come in a burst, each less late than the one
    /// before, and are older than the loss.
    var gap: Int { lateness.firstIndex { $0 <= leastLateness + 0.5 } ?? 0 }

    mutating func add(_ reading: LineReading?, _ late: Double, _ arrival: UInt64, scanTime: Double) {
        readings.append(reading)
        lateness.append(late)
        leastLateness = min(leastLateness, late)
        batches.add(late, arrival, scanTime: scanTime)
    }

    mutating func removeAll() {
        readings.removeAll(keepingCapacity: true)
        lateness.removeAll(keepingCapacity: true)
        leastLateness = .infinity
        batches = BatchLateness()
    }
}
