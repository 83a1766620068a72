/// Waits until a sensor under a new load has come to rest, and says what it waits for.
///
/// It is told every sample and judges ten times a second; it needs no clock of its own.
public struct StableReading: Sendable {
    /// What counts as rest.
    public struct Settings: Sendable, Hashable, Codable {
        /// Seconds over which noise, drift and mean are taken.
        public var window: Double
        /// Seconds that the load must have stayed on before the window may end.
        public var dwell: Double
        /// Largest standard deviation of single samples, in the unit of the samples.
        public var noise: Double
        /// Largest change of the reading a second, in that unit.
        public var drift: Double
        /// Smallest distance from ``reference`` that counts as a new load; 0 to accept the load as it is.
        public var step: Double
        /// The reading before the load was changed; nil at the first step.
        public var reference: Double?
        /// Readings outside are at the sensor's limit; nil where none is known.
        public var range: ClosedRange<Double>?

        /// Makes settings.
        public init(
            window: Double = 2, dwell: Double = 30, noise: Double, drift: Double, step: Double = 0,
            reference: Double? = nil, range: ClosedRange<Double>? = nil
        ) {
            self.window = window
            self.dwell = dwell
            self.noise = noise
            self.drift = drift
            self.step = step
            self.reference = reference
            self.range = range
        }
    }

    /// Why there is no reading yet.
    public enum Reason: Sendable, Hashable, CustomStringConvertible {
        /// No sample has come.
        case noSamples
        /// The reading is still the one before.
        case noChange(distance: Double, need: Double)
        /// Samples are missing.
        case gap
        /// The sensor is at its limit.
        case atLimit
        /// The window is not full.
        case filling(seconds: Double)
        /// The samples scatter too much: somebody touches it, or it swings.
        case noisy(deviation: Double, limit: Double)
        /// The reading still moves.
        case drifting(perSecond: Double, limit: Double)
        /// It rests; the time that every load stays on is not over.
        case dwelling(seconds: Double)

        /// The reason in words.
        public var description: String {
            switch self {
            case .noSamples: "no reading has come yet"
            case .noChange(let distance, let need):
                "waiting for the load to change (changed by \(Self.short(distance)), needed \(Self.short(need)))"
            case .gap: "samples are missing: starting again"
            case .atLimit: "the sensor is at its limit: take weight off"
            case .filling(let seconds): "settling, \(Self.short(seconds)) s to go"
            case .noisy(let deviation, let limit):
                "moving: scatter \(Self.short(deviation)), allowed \(Self.short(limit))"
            case .drifting(let speed, let limit):
                "drifting: \(Self.short(speed)) a second, allowed \(Self.short(limit))"
            case .dwelling(let seconds): "at rest, holding the load for \(Self.short(seconds)) s more"
            }
        }

        /// Three significant digits, without an exponent for the usual sizes.
        private static func short(_ value: Double) -> String {
            guard value.isFinite, value != 0 else { return "\(value)" }
            var unit = 1.0
            while abs(value) / unit >= 1000 { unit *= 10 }
            while abs(value) / unit < 100 { unit /= 10 }
            let rounded = (value / unit).rounded() * unit
            // A multiplication may leave a tail of nines behind; a second rounding on a decimal grid removes it.
            let decimal = unit < 1 ? (1 / unit).rounded() : 1
            return "\((rounded * decimal).rounded() / decimal)"
        }
    }

    /// A reading at rest.
    public struct Reading: Sendable, Hashable {
        /// Mean over the window.
        public let mean: Double
        /// Standard deviation of single samples.
        public let deviation: Double
        /// Change a second by the straight line through the window.
        public let drift: Double
        /// Seconds at which the window begins.
        public let start: Double
        /// Seconds at which it ends.
        public let end: Double
        /// Samples in it.
        public let count: Int
    }

    /// What is known after a sample.
    public enum State: Sendable, Hashable {
        /// Not yet.
        case waiting(Reason)
        /// At rest.
        case stable(Reading)
    }

    private struct Block: Sendable {
        var start = 0.0
        var end = 0.0
        var count = 0
        // About the first sample of the load, so that large readings keep their digits.
        var sum = 0.0
        var squares = 0.0
    }

    /// Seconds of a block: the smallest thing that is judged.
    static let blockTime = 0.1

    /// What counts as rest.
    public let settings: Settings
    /// What is known now.
    public private(set) var state = State.waiting(.noSamples)
    private var blocks: [Block] = []
    private var block = Block()
    private var origin: Double?
    private var loadedSince: Double?

    /// A detector that has seen nothing.
    public init(_ settings: Settings) {
        self.settings = settings
        blocks.reserveCapacity(Int(settings.window / Self.blockTime) + 4)
    }

    /// Takes a sample.
    ///
    /// - Parameters:
    ///   - value: the reading; nil or not a number where it is missing.
    ///   - time: seconds on any clock that rises.
    /// - Returns: ``state``.
    @discardableResult
    public mutating func take(_ value: Double?, at time: Double) -> State {
        guard let value, value.isFinite, time.isFinite else { return restart(.gap) }
        guard settings.range?.contains(value) ?? true else { return restart(.atLimit) }
        if let reference = settings.reference, abs(value - reference) < settings.step {
            return restart(.noChange(distance: abs(value - reference), need: settings.step))
        }
        let start = loadedSince ?? time
        loadedSince = start
        let zero = origin ?? value
        origin = zero
        // A stream that stops and comes back, or a clock that falls, breaks the window.
        if let last = block.count > 0 ? block.end : blocks.last?.end, time < last || time - last > 5 * Self.blockTime {
            dropWindow()
        }
        if block.count == 0 { block.start = time }
        block.end = time
        block.count += 1
        block.sum += value - zero
        block.squares += (value - zero) * (value - zero)
        guard block.end - block.start >= Self.blockTime else {
            if case .waiting(let reason) = state {
                switch reason {
                case .noSamples, .noChange, .gap, .atLimit: state = .waiting(.filling(seconds: settings.window))
                default: break
                }
            }
            return state
        }
        blocks.append(block)
        block = Block()
        while blocks.count > 1, time - blocks[1].start >= settings.window { blocks.removeFirst() }
        state = judge(time, start, zero)
        return state
    }

    /// Forgets everything, for the next load.
    @discardableResult
    private mutating func restart(_ reason: Reason) -> State {
        dropWindow()
        origin = nil
        loadedSince = nil
        state = .waiting(reason)
        return state
    }

    private mutating func dropWindow() {
        blocks.removeAll(keepingCapacity: true)
        block = Block()
    }

    private func judge(_ time: Double, _ start: Double, _ zero: Double) -> State {
        guard let first = blocks.first, time - first.start >= settings.window - Self.blockTime else {
            return .waiting(.filling(seconds: settings.window - (time - (blocks.first?.start ?? time))))
        }
        var count = 0
        var sum = 0.0
        var squares = 0.0
        for block in blocks {
            count += block.count
            sum += block.sum
            squares += block.squares
        }
        let n = Double(count)
        let mean = sum / n
        let drift = slope(mean)
        // The line's own part of the spread is drift and not noise.
        let length = time - first.start
        let trend = drift * drift * length * length / 12
        let variance = count > 1 ? max(squares - n * mean * mean, 0) / (n - 1) : 0
        let deviation = max(variance - trend, 0).squareRoot()
        if deviation > settings.noise { return .waiting(.noisy(deviation: deviation, limit: settings.noise)) }
        if abs(drift) > settings.drift { return .waiting(.drifting(perSecond: drift, limit: settings.drift)) }
        let left = settings.dwell - (time - start)
        if left > 0 { return .waiting(.dwelling(seconds: left)) }
        return .stable(
            Reading(
                mean: zero + mean, deviation: deviation, drift: drift, start: first.start, end: time, count: count))
    }

    /// The straight line through the blocks' means, weighted by their samples.
    private func slope(_ mean: Double) -> Double {
        var weight = 0.0
        var time = 0.0
        for block in blocks {
            weight += Double(block.count)
            time += Double(block.count) * (block.start + block.end) / 2
        }
        time /= weight
        var xx = 0.0
        var xy = 0.0
        for block in blocks {
            let x = (block.start + block.end) / 2 - time
            xx += Double(block.count) * x * x
            xy += x * (block.sum - Double(block.count) * mean)
        }
        return xx > 0 ? xy / xx : 0
    }
}
