import SignalCore

/// Search for a quiet stand in a recording that does not mark one.
enum QuietStand {
    /// Which of the good windows counts.
    enum Choice {
        /// The one with the smallest standard deviation.
        case quietest
        /// The earliest one: later ones may hold pre-tension.
        case earliest
    }

    /// The best one-second window inside `range`: one that passes the gate where there is one, else the quietest loaded one.
    ///
    /// Windows lie on a grid of 20 ms. A range shorter than a second gives one window of its whole length.
    ///
    /// - Parameters:
    ///   - range: rows of `record`, from 0.
    ///   - smallest: windows with a smaller mean total in newtons are no stand.
    static func find(
        _ record: ForceRecord, in range: Range<Int>, atLeast smallest: Double, choose choice: Choice
    ) -> Weighing? {
        let range = range.clamped(to: 0..<record.count)
        guard range.count > 1 else { return nil }
        let length = min(max(Int(record.rate.rounded()), 2), range.count)
        let step = max(Int((record.rate / 50).rounded()), 1)
        var candidates: [(start: Int, sd: Double)] = []
        for start in stride(from: range.lowerBound, through: range.upperBound - length, by: step) {
            guard let spread = spread(record.total, start..<(start + length)), spread.mean >= smallest else { continue }
            candidates.append((start, spread.sd))
        }
        func weigh(_ start: Int) -> Weighing? {
            let first = record.firstIndex + start
            return WeighingGate.weigh(record, window: first...(first + length - 1))
        }
        let quietest = candidates.sorted { ($0.sd, $0.start) < ($1.sd, $1.start) }
        for candidate in choice == .earliest ? candidates : quietest {
            // The gate's own limit on SD spares the full look at windows that cannot pass.
            guard candidate.sd <= WeighingGate.largestPeakToPeak / 2 else { continue }
            if let weighing = weigh(candidate.start), weighing.isGood { return weighing }
        }
        return quietest.first.flatMap { weigh($0.start) }
    }

    /// Mean and SD in one pass about the first value; nil where a sample is missing.
    private static func spread(_ values: [Double], _ window: Range<Int>) -> (mean: Double, sd: Double)? {
        let origin = values[window.lowerBound]
        var sum = 0.0
        var squares = 0.0
        for i in window {
            let d = values[i] - origin
            sum += d
            squares += d * d
        }
        let n = Double(window.count)
        guard sum.isFinite else { return nil }
        return (origin + sum / n, (max(squares - sum * sum / n, 0) / (n - 1)).squareRoot())
    }
}
