import SignalCore
import Symmetry

/// Finds by knocks across both plates how much later one device's data come: the pure part of `rig align`.
///
/// Pairs come in as the clocks place them now. Of each knock the right side's lag is the shift at which both sides' records
/// agree best, found between samples; the mean of several is the correction (devices-and-usb B4, formulas C.6).
public struct TapTest: Sendable {
    /// What was found.
    public struct Result: Sendable, Hashable {
        /// Seconds by which the right side's record is late.
        public var late: Double
        /// Standard uncertainty of that in seconds.
        public var uncertainty: Double
        /// Lag of each knock in seconds.
        public var lags: [Double]
    }

    /// Knocks that are asked for.
    public static let wanted = 5
    /// Largest lag in seconds that is looked for.
    public static let reach = 0.03
    /// Smallest correlation of the two records of one knock.
    private static let agreement = 0.9
    /// Smallest knock in newtons on each side.
    private static let least = 20.0
    /// Points a second between which the shift is found.
    private static let fineness = 16_000.0

    private let rate: Double
    private let before: Int
    private let after: Int
    private var left: [Double] = []
    private var right: [Double] = []
    /// Rows that are still wanted of the knock under way; nil while there is none.
    private var remaining: Int?
    private var pause = 0

    /// Lags of the knocks that count.
    public private(set) var lags: [Double] = []
    /// Why the last knock did not count; nil where it did.
    public private(set) var refusal: String?

    /// Begins.
    ///
    /// - Parameter rate: rows a second.
    public init(rate: Double) {
        self.rate = rate
        before = max(Int(0.15 * rate), 4)
        after = max(Int(0.25 * rate), 6)
        left.reserveCapacity(before + after + 1)
        right.reserveCapacity(before + after + 1)
    }

    /// Takes one row.
    ///
    /// - Returns: true where a knock was judged: see ``lags`` and ``refusal``.
    public mutating func add(left l: Double, right r: Double) -> Bool {
        guard l.isFinite, r.isFinite else {
            restart()
            return false
        }
        if let rows = remaining {
            left.append(l)
            right.append(r)
            remaining = rows - 1
            guard rows <= 1 else { return false }
            judge()
            restart()
            // The plates ring on.
            pause = Int(0.3 * rate)
            return true
        }
        if left.count == before {
            left.removeFirst()
            right.removeFirst()
        }
        left.append(l)
        right.append(r)
        pause = max(pause - 1, 0)
        guard pause == 0, left.count == before else { return false }
        // Either side may be first.
        if l - mean(left) > Self.least || r - mean(right) > Self.least { remaining = after }
        return false
    }

    private mutating func restart() {
        left.removeAll(keepingCapacity: true)
        right.removeAll(keepingCapacity: true)
        remaining = nil
    }

    private func mean(_ values: [Double]) -> Double {
        // The last rows may belong to the knock already.
        let rest = values.prefix(max(values.count / 2, 1))
        return rest.reduce(0, +) / Double(rest.count)
    }

    private mutating func judge() {
        func size(_ values: [Double]) -> Double { (values.max() ?? 0) - mean(values) }
        guard size(left) > Self.least, size(right) > Self.least else {
            refusal = "only one side felt it: lay a board across both and knock on its middle"
            return
        }
        let factor = max((Self.fineness / rate).rounded(.up), 1)
        let fineLeft = Resampling.resampled(left, from: rate, to: rate * factor)
        let fineRight = Resampling.resampled(right, from: rate, to: rate * factor)
        let reach = Int(max(Self.reach * rate, 3) * factor)
        guard let pair = try? WaveformPair(left: fineLeft, right: fineRight),
            let found = CrossCorrelation(pair, reach: min(reach, pair.count / 2)), found.correlation >= Self.agreement
        else {
            refusal = "the two records of it differ too much: knock once, hard and short"
            return
        }
        guard abs(found.lag) < min(reach, pair.count / 2) else {
            refusal = "one side came more than \(Int(Self.reach * 1000)) ms after the other: knock on both at once"
            return
        }
        refusal = nil
        lags.append(Double(found.lag) / (rate * factor))
    }

    /// The correction; nil before there are enough knocks.
    ///
    /// Its uncertainty is that of the mean, and a tenth of a sample for the interpolation.
    public var result: Result? {
        guard lags.count >= Self.wanted else { return nil }
        let n = Double(lags.count)
        let mean = lags.reduce(0, +) / n
        let squares = lags.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let ofMean = squares / (n - 1) / n
        let ofShape = 0.1 / rate
        return Result(late: mean, uncertainty: (ofMean + ofShape * ofShape).squareRoot(), lags: lags)
    }
}
