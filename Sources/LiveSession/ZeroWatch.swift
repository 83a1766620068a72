/// Looks for seconds in which nobody is on the sensors, to see whether the zero still holds (formulas C.8).
struct ZeroWatch: Sendable {
    /// Newtons of a side beyond which somebody or something is on it.
    private static let loaded = 60.0
    private let length: Int
    private let settle: Int
    private let limit: Double
    private var rows = 0
    private var left = Sums()
    private var right = Sums()

    private struct Sums: Sendable {
        var first = 0.0
        var sum = 0.0
        var squares = 0.0

        mutating func add(_ value: Double, isFirst: Bool) {
            if isFirst { self = Sums(first: value) }
            sum += value - first
            squares += (value - first) * (value - first)
        }

        func mean(_ count: Double) -> Double { first + sum / count }

        func deviation(_ count: Double) -> Double {
            max((squares - sum * sum / count) / (count - 1), 0).squareRoot()
        }
    }

    init(settings: LiveSettings) {
        length = settings.rows(1)
        // A sensor swings for a moment after somebody has left it.
        settle = settings.rows(0.5)
        limit = 2 * settings.noiseLimit
    }

    /// Takes a row; what both sides read on average where a quiet, unloaded second is complete.
    mutating func add(left l: Double, right r: Double) -> (left: Double, right: Double)? {
        guard l.isFinite, r.isFinite, abs(l) < Self.loaded, abs(r) < Self.loaded else {
            rows = 0
            return nil
        }
        rows += 1
        guard rows > settle else { return nil }
        let isFirst = rows == settle + 1
        left.add(l, isFirst: isFirst)
        right.add(r, isFirst: isFirst)
        guard rows == settle + length else { return nil }
        rows = settle
        let count = Double(length)
        guard count > 1, left.deviation(count) <= limit, right.deviation(count) <= limit else { return nil }
        return (left.mean(count), right.mean(count))
    }
}
