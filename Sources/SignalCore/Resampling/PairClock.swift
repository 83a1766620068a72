/// The right device's clock against the left one's, followed by the arrivals of both devices' packets.
///
/// An arrival is the moment of a packet's last sample plus a delay that is never negative (devices-and-usb B4). Of each
/// second and device the earliest arrival is kept, relative to the clock known so far. What delays both devices alike,
/// such as a busy host, cancels in the difference of the two; a line through the differences of one window is skew and
/// offset. What cannot be seen from arrivals is the difference of the two shortest delays: it stays in
/// ``Alignment/uncertainty`` until a tap across both plates tells it.
public struct PairClock: Sendable {
    /// What a device's clock is said to be.
    public struct Device: Sendable, Hashable {
        /// Nominal samples a second, > 0.
        public var rate: Double
        /// Shortest and longest believable time in seconds from a packet's last sample to its earliest arrival.
        public var delay: ClosedRange<Double>
        /// Largest believable departure of the clock as a fraction: 0.001 for a crystal, 0.01 for a resonator.
        public var tolerance: Double

        /// Makes a description; a device that says nothing is delayed by up to 5 ms and runs on a crystal.
        public init(rate: Double, delay: ClosedRange<Double> = 0...0.005, tolerance: Double = 0.001) {
            self.rate = rate
            self.delay = delay
            self.tolerance = tolerance
        }
    }

    /// How right samples lie between left ones, and how sure that is.
    public struct Alignment: Sendable, Hashable {
        /// Parts per million by which the right device's samples last longer than the left one's say they should; positive for
        /// a right clock that runs slow.
        public var skew: Double
        /// Seconds by which the fit misses the seconds it was made of: root of their mean square.
        public var residual: Double
        /// Standard uncertainty in seconds of a right sample's place among the left ones.
        public var uncertainty: Double
        /// True where a tap has told the difference of the delays.
        public var isTapped: Bool
    }

    /// What is known now.
    public enum State: Sendable, Hashable {
        /// Too few packets so far; seconds of packets that are still wanted.
        case unknown(wanted: Double)
        /// More than one packet in twenty is over 5 ms late (formulas C.6): seconds of the latest of the last window's best 95 %.
        case jittery
        /// The clocks differ by more parts per million than their kind can.
        case refused(skew: Double)
        /// Known.
        case aligned(Alignment)
    }

    /// Seconds of arrivals that a fit looks back on (formulas C.6).
    public static let window = 60.0
    /// Seconds of packets without which nothing is known (formulas C.6).
    public static let shortest = 10.0
    /// Parts per million from which on a user should know (formulas C.8).
    public static let warning = 200.0
    /// Seconds of lateness that at most one packet in twenty may have.
    private static let lateLimit = 0.005

    /// The earliest arrival of one second.
    private struct Bucket {
        var number: Int
        var sample: Double
        var time: Double
        var packets = 0
        var late = 0
    }

    /// One device's arrivals.
    private struct Track {
        let nominal: Double
        /// Host seconds from sample to sample as last fitted.
        var period: Double
        var buckets: [Bucket] = []
        var open: Bucket?

        init(_ rate: Double) {
            nominal = 1 / rate
            period = nominal
            buckets.reserveCapacity(Int(PairClock.window) + 2)
        }

        mutating func reset() {
            buckets.removeAll(keepingCapacity: true)
            open = nil
            period = nominal
        }

        /// Notes an arrival; true where it closed a second.
        mutating func add(_ sample: Double, _ time: Double) -> Bool {
            let number = Int(time.rounded(.down))
            guard var bucket = open, bucket.number == number else {
                let closed = open
                open = Bucket(number: number, sample: sample, time: time, packets: 1)
                guard let closed else { return false }
                buckets.append(closed)
                return true
            }
            let lateness = time - bucket.time - (sample - bucket.sample) * period
            bucket.packets += 1
            if lateness < 0 {
                // What was held to be the earliest is itself late by as much.
                if -lateness > PairClock.lateLimit { bucket.late += 1 }
                bucket.sample = sample
                bucket.time = time
            } else if lateness > PairClock.lateLimit {
                bucket.late += 1
            }
            open = bucket
            return false
        }

        mutating func forget(before number: Int) {
            while let first = buckets.first, first.number < number { buckets.removeFirst() }
        }

        /// Host seconds between the ends of the first and the last second.
        var span: Double {
            guard let first = buckets.first, let last = buckets.last else { return 0 }
            return Double(last.number - first.number + 1)
        }

        /// The slope through the earliest arrivals, within 2 % of nominal.
        mutating func fit() {
            guard buckets.count > 1, let first = buckets.first else { return }
            var mx = 0.0
            var my = 0.0
            for b in buckets {
                mx += b.sample - first.sample
                my += b.time - first.time
            }
            mx /= Double(buckets.count)
            my /= Double(buckets.count)
            var sxx = 0.0
            var sxy = 0.0
            for b in buckets {
                let dx = b.sample - first.sample - mx
                sxx += dx * dx
                sxy += dx * (b.time - first.time - my)
            }
            guard sxx > 0 else { return }
            period = min(max(sxy / sxx, 0.98 * nominal), 1.02 * nominal)
        }
    }

    /// Right samples a left sample, and the right sample at the left sample `at`.
    private struct Line {
        var at: Double
        var right: Double
        var slope: Double
    }

    private let left: Device
    private let right: Device
    private var tracks: (left: Track, right: Track)
    private var line: Line?
    /// Seconds by which the right device's arrivals are later than the left one's at the same moment, beside `prior`.
    private var tap: (offset: Double, uncertainty: Double)?
    /// What is known now.
    public private(set) var state: State

    /// Knows nothing yet.
    public init(left: Device, right: Device) {
        self.left = left
        self.right = right
        tracks = (Track(left.rate), Track(right.rate))
        state = .unknown(wanted: Self.shortest)
    }

    /// Difference of the middles of the believable delays: the best guess without a tap.
    private var prior: Double {
        (right.delay.lowerBound + right.delay.upperBound - left.delay.lowerBound - left.delay.upperBound) / 2
    }

    /// Standard uncertainty of that guess: two rectangles.
    private var priorUncertainty: Double {
        func square(_ range: ClosedRange<Double>) -> Double {
            let width = range.upperBound - range.lowerBound
            return width * width / 12
        }
        return (square(left.delay) + square(right.delay)).squareRoot()
    }

    /// Seconds by which right samples are taken to lie earlier than their arrivals alone say.
    public var offset: Double { tap?.offset ?? prior }

    /// Notes that the packet of `side` which ends with sample number `sample` came at `time` host seconds.
    ///
    /// Samples and times of a side must not go back.
    public mutating func add(_ side: Side, sample: Int, at time: Double) {
        let closed: Bool
        switch side {
        case .left: closed = tracks.left.add(Double(sample), time)
        case .right: closed = tracks.right.add(Double(sample), time)
        }
        if line == nil { line = firstLine() }
        guard closed else { return }
        let number = Int(time.rounded(.down)) - Int(Self.window)
        tracks.left.forget(before: number)
        tracks.right.forget(before: number)
        tracks.left.fit()
        tracks.right.fit()
        fit()
    }

    /// Forgets the arrivals of both devices, as after a gap of a device whose length is not known exactly.
    ///
    /// The line stays the best guess until there is a new one, unless `side` begins anew.
    public mutating func reset(newSegment: Bool) {
        tracks.left.reset()
        tracks.right.reset()
        if newSegment { line = nil }
        state = .unknown(wanted: Self.shortest)
    }

    /// Takes over what a tap across both plates has told: the seconds by which the right device's record of it, placed as
    /// ``rightSample(at:)`` said, was late, and their standard uncertainty.
    public mutating func align(late seconds: Double, uncertainty: Double) {
        tap = (offset + seconds, uncertainty)
        refit()
    }

    /// Takes over an offset known from an earlier tap.
    public mutating func setOffset(_ seconds: Double, uncertainty: Double) {
        tap = (seconds, uncertainty)
        refit()
    }

    private mutating func refit() {
        line = nil
        fit()
        if line == nil { line = firstLine() }
    }

    /// Number of the right device's sample, not whole in general, at the moment of the left device's sample `number`; nil
    /// before both have sent something.
    public func rightSample(at number: Double) -> Double? {
        guard let line else { return nil }
        return line.right + (number - line.at) * line.slope
    }

    /// Number of the left device's sample at the moment of the right device's sample `number`; nil before both have sent.
    public func leftSample(at number: Double) -> Double? {
        guard let line, line.slope > 0 else { return nil }
        return line.at + (number - line.right) / line.slope
    }

    /// Before there are enough seconds: nominal rates through the earliest arrivals so far.
    private func firstLine() -> Line? {
        guard let l = tracks.left.open ?? tracks.left.buckets.last,
            let r = tracks.right.open ?? tracks.right.buckets.last
        else { return nil }
        return Line(
            at: l.sample, right: r.sample + (l.time - r.time + offset) * right.rate, slope: right.rate / left.rate)
    }

    private mutating func fit() {
        // Differences of the seconds in which both have sent.
        var count = 0.0
        var first: (x: Double, y: Double)?
        var mx = 0.0
        var my = 0.0
        func each(_ body: (_ x: Double, _ y: Double) -> Void) {
            var j = 0
            let rights = tracks.right.buckets
            for l in tracks.left.buckets {
                while j < rights.count, rights[j].number < l.number { j += 1 }
                guard j < rights.count, rights[j].number == l.number else { continue }
                let r = rights[j]
                body(l.sample, r.sample + (l.time - r.time) / tracks.right.period)
            }
        }
        each { x, y in
            if first == nil { first = (x, y) }
            count += 1
            mx += x - (first?.x ?? 0)
            my += y - (first?.y ?? 0)
        }
        guard count > 0, let first else { return }
        let have = min(tracks.left.span, tracks.right.span, count)
        let nominal = right.rate / left.rate
        guard have >= Self.shortest else {
            state = .unknown(wanted: Self.shortest - have)
            // Few seconds tell a place, but no slope yet.
            line = Line(
                at: first.x + mx / count, right: first.y + my / count + offset / tracks.right.period, slope: nominal)
            return
        }
        mx /= count
        my /= count
        var sxx = 0.0
        var sxy = 0.0
        each { x, y in
            let dx = x - first.x - mx
            sxx += dx * dx
            sxy += dx * (y - first.y - my)
        }
        let slope = sxx > 0 ? sxy / sxx : nominal
        let fitted = Line(at: first.x + mx, right: first.y + my + offset / tracks.right.period, slope: slope)
        var squares = 0.0
        each { x, y in
            let miss = (y - first.y - my - slope * (x - first.x - mx)) * tracks.right.period
            squares += miss * miss
        }
        line = fitted
        // Fewer right samples a left one: each lasts longer.
        let skew = (nominal / slope - 1) * 1e6
        let residual = (squares / max(count - 2, 1)).squareRoot()
        let known = tap?.uncertainty ?? priorUncertainty
        if isJittery(tracks.left) || isJittery(tracks.right) {
            state = .jittery
        } else if abs(skew) > (left.tolerance + right.tolerance) * 1e6 {
            state = .refused(skew: skew)
        } else {
            state = .aligned(
                Alignment(
                    skew: skew, residual: residual,
                    uncertainty: (known * known + residual * residual).squareRoot(), isTapped: tap != nil))
        }
    }

    private func isJittery(_ track: Track) -> Bool {
        let packets = track.buckets.reduce(0) { $0 + $1.packets }
        let late = track.buckets.reduce(0) { $0 + $1.late }
        return late * 20 > packets
    }
}
