import Statistics

/// A permutation test of the difference curve over repetitions (Nichols and Holmes 2002; formulas A.3-8).
///
/// Signs of whole difference curves are flipped; the largest |t| over the curve under each flip gives the critical value. Not
/// statistical parametric mapping, which uses random field theory.
public struct CurvePermutationTest: Sendable, Hashable {
    /// Repetitions without which no difference can reach p < 0.05.
    public static let smallestCount = 6
    /// Repetitions up to which every flip is tried; beyond, 4096 of them drawn with SplitMix64.
    public static let exhaustiveCount = 12

    /// Student's t of R−L at each point; ±∞ where all repetitions differ by the same amount.
    public let t: [Double]
    /// Flips tried, the observed one among them.
    public let flips: Int
    /// Critical |t|: 95th percentile of the largest |t|.
    public let critical: Double
    /// Share of flips whose largest |t| reaches that of the point: p corrected for the whole curve.
    public let probability: [Double]

    /// Tests repetitions of R−L.
    ///
    /// - Parameter differences: one curve a repetition, all of the same length, at least six.
    public init(differences: [[Double]], seed: UInt64 = 42) throws(WaveformError) {
        let n = differences.count
        guard n >= Self.smallestCount else { throw .tooFewRepetitions(count: n, needed: Self.smallestCount) }
        let points = differences[0].count
        guard points > 0 else { throw .tooShort(points: 0, needed: 1) }
        for curve in differences {
            guard curve.count == points else { throw .unequalLengths(points, curve.count) }
            for i in curve.indices where !curve[i].isFinite { throw .notFinite(point: i) }
        }
        let none = [Bool](repeating: false, count: n)
        let observed = (0..<points).map { Self.statistic(differences, point: $0, flipped: none) }
        let all = n <= Self.exhaustiveCount ? 1 << n : 4096
        var random = SplitMix64(seed: seed)
        var largest: [Double] = []
        largest.reserveCapacity(all)
        for flip in 0..<all {
            var flipped = none
            // The first is the observed one in both ways, so that p is never 0.
            if n <= Self.exhaustiveCount {
                for k in 0..<n { flipped[k] = (flip >> k) & 1 == 1 }
            } else if flip > 0 {
                for k in 0..<n { flipped[k] = random.next() >> 63 == 1 }
            }
            var peak = 0.0
            for point in 0..<points {
                peak = max(peak, abs(Self.statistic(differences, point: point, flipped: flipped)))
            }
            largest.append(peak)
        }
        let sorted = largest.sorted()
        t = observed
        flips = all
        critical = sorted[Int((0.95 * Double(all)).rounded(.up)) - 1]
        probability = observed.map { value in
            Double(largest.count { $0 >= abs(value) }) / Double(all)
        }
    }

    /// The stretches of points with |t| over the critical value.
    public var intervals: [ClosedRange<Int>] {
        var found: [ClosedRange<Int>] = []
        var start: Int?
        for i in 0...t.count {
            let over = i < t.count && abs(t[i]) > critical
            if over, start == nil { start = i }
            if !over, let first = start {
                found.append(first...(i - 1))
                start = nil
            }
        }
        return found
    }

    /// mean/(SD/√n) of one point; 0 where every repetition is 0.
    private static func statistic(_ differences: [[Double]], point: Int, flipped: [Bool]) -> Double {
        let n = Double(differences.count)
        var sum = 0.0
        for k in differences.indices { sum += flipped[k] ? -differences[k][point] : differences[k][point] }
        let mean = sum / n
        var squares = 0.0
        for k in differences.indices {
            let d = (flipped[k] ? -differences[k][point] : differences[k][point]) - mean
            squares += d * d
        }
        let error = (squares / (n - 1)).squareRoot() / n.squareRoot()
        return mean == 0 ? 0 : mean / error
    }
}
