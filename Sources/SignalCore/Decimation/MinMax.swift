/// Smallest and largest sample of each column of pixels: a drawing that loses no peak (formulas C.7).
///
/// For drawing only; no number may come from it.
public enum MinMax {
    /// The extremes of one column.
    public struct Column: Sendable, Hashable {
        /// Index of the first smallest sample.
        public let minimum: Int
        /// Index of the first largest sample.
        public let maximum: Int

        /// Both in the order of time, once where they are the same.
        public var indices: [Int] {
            minimum == maximum ? [minimum] : [Swift.min(minimum, maximum), Swift.max(minimum, maximum)]
        }
    }

    /// `columns` columns over all samples, as even as whole samples allow; NaN samples do not count.
    ///
    /// - Returns: nil for a column without a number; no column where `columns` < 1. More columns than samples leave some empty.
    public static func columns(_ samples: Span<Double>, count columns: Int) -> [Column?] {
        guard columns > 0 else { return [] }
        return (0..<columns).map { c in
            var accumulator = Accumulator()
            for i in (c * samples.count / columns)..<((c + 1) * samples.count / columns) {
                accumulator.add(samples[i], index: i)
            }
            return accumulator.column
        }
    }

    /// The extremes of one column as its samples arrive.
    public struct Accumulator: Sendable {
        private var lowest = Double.infinity
        private var highest = -Double.infinity
        private var found: (minimum: Int, maximum: Int)?

        /// An empty column.
        public init() {}

        /// Takes one sample; NaN does not count.
        public mutating func add(_ sample: Double, index: Int) {
            guard !sample.isNaN else { return }
            guard let held = found else {
                (lowest, highest) = (sample, sample)
                found = (index, index)
                return
            }
            if sample < lowest {
                lowest = sample
                found = (index, held.maximum)
            } else if sample > highest {
                highest = sample
                found = (held.minimum, index)
            }
        }

        /// The column so far; nil without a number.
        public var column: Column? { found.map { Column(minimum: $0.minimum, maximum: $0.maximum) } }
    }
}
