/// A device's clock from the arrivals of its packets, over a sliding window (formulas C.6).
///
/// One `add` a packet. Memory grows with the packets of one window only.
public struct ClockTracker: Sendable {
    /// How sure the clock is.
    public enum Fit: Sendable, Hashable {
        /// Fewer than `minimumSpan` seconds of packets so far: the alignment is unknown.
        case tooShort
        /// Arrivals scatter too much: 95 % of them are later than the line by this many seconds or less.
        case jittery(Double)
        /// The line under the earliest arrivals, and the 95 % point of the delays above it in seconds.
        case line(ClockLine, jitter: Double)
    }

    /// Seconds of arrivals that are kept.
    public let window: Double
    /// Seconds of arrivals that a line needs.
    public let minimumSpan: Double
    /// Largest 95 % point of the delays in seconds.
    public let largestJitter: Double

    private var points: [SIMD2<Double>] = []
    private var first = 0

    /// Makes a tracker; the defaults are those of the specification: 60 s, 10 s, 5 ms.
    public init(window: Double = 60, minimumSpan: Double = 10, largestJitter: Double = 0.005) {
        self.window = window
        self.minimumSpan = minimumSpan
        self.largestJitter = largestJitter
    }

    /// Notes that the packet which ends with sample number `sample` came at `time` host seconds.
    ///
    /// Numbers and times must not go back; a point that does is left out and gives false.
    @discardableResult public mutating func add(sample: Int, at time: Double) -> Bool {
        let point = SIMD2(Double(sample), time)
        if let last = points.last, first < points.count, point.x <= last.x || point.y < last.y { return false }
        points.append(point)
        while points[first].y < time - window { first += 1 }
        // Moved up only when half is dead weight: constant cost a packet on average.
        if first > 64, first > points.count / 2 {
            points.removeFirst(first)
            first = 0
        }
        return true
    }

    /// Forgets everything, as after a gap of unknown length.
    public mutating func reset() {
        points.removeAll(keepingCapacity: true)
        first = 0
    }

    /// The clock of the present window.
    ///
    /// The cost is that of sorting the window's packets: once a second is often enough.
    public func fit() -> Fit {
        let live = Array(points[first...])
        guard let from = live.first, let to = live.last, to.y - from.y >= minimumSpan,
            let line = ClockLine.earliestArrivals(live)
        else { return .tooShort }
        let delays = live.map { $0.y - line.time(ofSample: $0.x) }.sorted()
        let place = 0.95 * Double(delays.count - 1)
        let low = Int(place)
        let high = min(low + 1, delays.count - 1)
        let jitter = delays[low] + (place - Double(low)) * (delays[high] - delays[low])
        return jitter > largestJitter ? .jittery(jitter) : .line(line, jitter: jitter)
    }
}
