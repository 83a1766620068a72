import SignalCore
import Statistics

/// The zero of both sides: mean and spread of the unloaded sensors.
public struct Zero: Sendable, Hashable {
    /// Mean of the left side in newtons, on the grid.
    public var left: Double
    /// Mean of the right side in newtons, on the grid.
    public var right: Double
    /// Standard deviation of the left side in newtons.
    public var leftNoise: Double
    /// Standard deviation of the right side in newtons.
    public var rightNoise: Double
    /// Rows that it was taken over.
    public var rows: Int
}

/// Finds the first stretch of two seconds in which both sensors are quiet, nothing is missing and nothing is at its limit.
///
/// Any offset is taken: a plate's own weight is an offset too (formulas C.8).
public struct ZeroFinder: Sendable {
    private let limit: Double
    private var left: [Double]
    private var right: [Double]
    private var next = 0
    private var filled = 0
    private var leftSums = Sums()
    private var rightSums = Sums()

    /// Sums of departures from the first value, so that a large offset costs no digits.
    private struct Sums: Sendable {
        var origin = 0.0
        var sum = 0.0
        var squares = 0.0

        mutating func add(_ value: Double) {
            let d = value - origin
            sum += d
            squares += d * d
        }

        mutating func remove(_ value: Double) {
            let d = value - origin
            sum -= d
            squares -= d * d
        }

        func variance(_ n: Int) -> Double { max(squares - sum * sum / Double(n), 0) / Double(n - 1) }
    }

    /// Makes a finder.
    ///
    /// - Parameters:
    ///   - rate: rows a second.
    ///   - limit: largest standard deviation of a side in newtons.
    ///   - seconds: length of the stretch, 2 by the project's rule.
    public init(rate: Double, limit: Double, seconds: Double = 2) {
        let count = Self.rows(rate: rate, seconds: seconds)
        self.limit = limit
        left = [Double](repeating: 0, count: count)
        right = left
    }

    /// Rows that a zero is taken over.
    public static func rows(rate: Double, seconds: Double = 2) -> Int { max(Int((rate * seconds).rounded()), 2) }

    /// Standard deviations over what is held now; nil before the stretch is full.
    public var spread: (left: Double, right: Double)? {
        guard filled == left.count else { return nil }
        return (leftSums.variance(filled).squareRoot(), rightSums.variance(filled).squareRoot())
    }

    /// Takes one row before any zero.
    ///
    /// - Returns: the zero where this row completes a quiet stretch.
    public mutating func add(left l: Double, right r: Double, flags: RowFlags) -> Zero? {
        guard l.isFinite, r.isFinite,
            flags.isDisjoint(with: [.missing, .leftSaturated, .rightSaturated, .segmentStart])
        else {
            filled = 0
            next = 0
            return nil
        }
        if filled == 0 {
            leftSums = Sums(origin: l)
            rightSums = Sums(origin: r)
        }
        if filled == left.count {
            leftSums.remove(left[next])
            rightSums.remove(right[next])
        } else {
            filled += 1
        }
        left[next] = l
        right[next] = r
        leftSums.add(l)
        rightSums.add(r)
        next = (next + 1) % left.count
        guard filled == left.count, let spread, spread.left <= limit, spread.right <= limit else { return nil }
        let count = Double(left.count)
        return Zero(
            left: NewtonGrid.snap(left.reduce(0, +) / count), right: NewtonGrid.snap(right.reduce(0, +) / count),
            leftNoise: spread.left, rightNoise: spread.right, rows: left.count)
    }
}
