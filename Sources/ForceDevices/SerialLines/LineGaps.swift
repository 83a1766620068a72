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
    private let resolution: Double
    /// Of the device's own measure: microseconds or counts.
    private var period = 1.0
    private var measuredPeriod = 1.0
    private var nanoseconds = 1e9

    private var lastMark: Double?
    private var turns = 0.0
    private var phase = 0.0
    private var lastArrival: UInt64 = 0
    private var candidate: Double?
    private var isAfterRestart = false

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
    }

    /// Lines by which a number that only arrival tells may be off.
    var bound: Int { jitter.bound(packet: 1, scanTime: nanoseconds) }

    /// The next line is the first of a segment.
    mutating func beginSegment() { isAfterRestart = lastArrival > 0 }

    // MARK: Counter and time

    /// A clock that is not much finer than the period: its steps look like scattered intervals, so the phase follows
    /// slowly, and a lost line shows in several that come after it.
    private var isCoarse: Bool { resolution > 0.4 * period }

    /// Periods beyond the next one from which a line is taken to be missing.
    private var timeThreshold: Double { 0.5 + max(0, resolution / period - 0.4) * 0.5 }

    mutating func place(_ mark: Double, _ arrival: UInt64) -> Place {
        let elapsed = arrival > lastArrival ? min(Double(arrival - lastArrival) / nanoseconds, 3600e9 / nanoseconds) : 0
        guard let last = lastMark else {
            take(mark, mark, arrival)
            return .next(missing: 0, isTimed: false)
        }
        if isAfterRestart {
            isAfterRestart = false
            restart(mark, arrival)
            return .next(missing: max(Int(elapsed.rounded()) - 1, 0), isTimed: true)
        }
        let (at, hasTurned) = unwrapped(mark, after: last, elapsed)
        if at == last, isCounter || resolution < 0.6 * period { return .duplicate }
        let ahead = (at - phase) / period
        // A second more than has passed on the host's clock, or any step back, is not believed at once.
        let isFar = ahead > elapsed + 64 + 1e9 / nanoseconds
        if at < last || isFar {
            if let candidate, abs((mark - candidate) / period - 1) < 0.75 {
                restart(mark, arrival)
                let isForward = at > last && ahead * nanoseconds <= 3600e9
                return isForward
                    ? .next(missing: Int(ahead.rounded()) - 1, isTimed: true)
                    : .restarted(missing: max(Int(elapsed.rounded()) - 1, 0))
            }
            candidate = mark
            return .implausible
        }
        candidate = nil
        // The phase follows the device's own times, so that scattered intervals do not add up to lost lines.
        let missing = ahead - 1 > timeThreshold ? Int(ahead.rounded()) - 1 : 0
        let steps = Double(missing + 1)
        let error = at - (phase + steps * period)
        take(mark, at, arrival)
        if !isCounter {
            phase = at - (isCoarse ? 0.95 : 0.7) * error
            period = min(max(period + 0.0002 * error / steps, 0.95 * measuredPeriod), 1.05 * measuredPeriod)
        }
        return .next(missing: missing, isTimed: hasTurned)
    }

    private mutating func take(_ mark: Double, _ at: Double, _ arrival: UInt64) {
        lastMark = at
        turns = at - mark
        phase = at
        lastArrival = arrival
    }

    private mutating func restart(_ mark: Double, _ arrival: UInt64) {
        candidate = nil
        take(mark, mark, arrival)
    }

    /// The mark without its wrapping; a short counter may have gone round more than once meanwhile.
    private func unwrapped(_ mark: Double, after last: Double, _ elapsed: Double) -> (at: Double, hasTurned: Bool) {
        guard modulus.isFinite else { return (mark, false) }
        var at = mark + turns
        if at < last - modulus / 2 { at += modulus }
        if isCounter, modulus <= 65_536 {
            let more = ((elapsed - (at - last)) / modulus).rounded()
            if more > 0 { return (at + more * modulus, true) }
        }
        return (at, false)
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

    /// How long late lines wait for what held them up to be over: long enough for a buffer to empty itself.
    var patience: Double { max(4 * nanoseconds, 30e6) }

    /// Lines missing where even the least late one was so late.
    func missing(_ lateness: Double) -> Int { lateness > threshold ? min(Int(lateness.rounded()), 3_600_000) : 0 }
}

/// Lines that came later than due and wait for the verdict: held up, or after a loss.
struct LateLines {
    private(set) var readings: [LineReading?] = []
    private(set) var leastLateness = Double.infinity
    private var lateness: [Double] = []
    private var first: UInt64 = 0

    init() {
        readings.reserveCapacity(64)
        lateness.reserveCapacity(64)
    }

    var count: Int { readings.count }
    var isEmpty: Bool { readings.isEmpty }
    var isFull: Bool { readings.count >= 64 }

    /// Where the lost lines would have been: lines that a buffer held back come in a burst, each less late than the one
    /// before, and are older than the loss.
    var gap: Int { lateness.firstIndex { $0 <= leastLateness + 0.5 } ?? 0 }

    mutating func add(_ reading: LineReading?, _ late: Double, _ arrival: UInt64) {
        if readings.isEmpty { first = arrival }
        readings.append(reading)
        lateness.append(late)
        leastLateness = min(leastLateness, late)
    }

    func hasWaited(_ patience: Double, until arrival: UInt64) -> Bool {
        arrival > first && Double(arrival - first) >= patience
    }

    mutating func removeAll() {
        readings.removeAll(keepingCapacity: true)
        lateness.removeAll(keepingCapacity: true)
        leastLateness = .infinity
    }
}
