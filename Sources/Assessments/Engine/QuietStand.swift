import SignalCore

/// Search for a quiet stand in a recording that does not mark one.
enum QuietStand {
    /// Which of the good windows counts.
    enum Choice {
        /// The one with the smallest standard deviation.
        case quietest
        /// The earliest one: later ones may hold pre-tension.
        case earliest
        /// The one with the smallest mean whose samples all lie within 5 SD, of the quietest window, of it.
        case lowestMean
    }

    /// The best window inside `range`: one that passes the gate where there is one, else the quietest loaded one.
    ///
    /// Windows lie on a grid of 20 ms. In a range shorter than one they are a quarter as long, or as long as the range.
    ///
    /// - Parameters:
    ///   - range: rows of `record`, from 0.
    ///   - smallest: windows with a smaller mean total in newtons are no stand.
    ///   - seconds: length of a window, > 0.
    static func find(
        _ record: ForceRecord, in range: Range<Int>, atLeast smallest: Double, choose choice: Choice,
        seconds: Double = 1
    ) -> Weighing? {
        let range = range.clamped(to: 0..<record.count)
        guard range.count > 1 else { return nil }
        let whole = max(Int((seconds * record.rate).rounded()), 2)
        let length = range.count >= whole ? whole : min(max(whole / 4, 2), range.count)
        let step = max(Int((record.rate / 50).rounded()), 1)
        var candidates: [(start: Int, sd: Double, mean: Double)] = []
        for start in stride(from: range.lowerBound, through: range.upperBound - length, by: step) {
            guard let spread = spread(record.total, start..<(start + length)), spread.mean >= smallest else { continue }
            candidates.append((start, spread.sd, spread.mean))
        }
        func weigh(_ start: Int) -> Weighing? {
            let first = record.firstIndex + start
            return WeighingGate.weigh(record, window: first...(first + length - 1), seconds: seconds)
        }
        let quietest = candidates.sorted { ($0.sd, $0.start) < ($1.sd, $1.start) }
        // The beginning of a dip lowers a mean and passes the gate; it is no stand, and the onset would be lost in it.
        let band = Onset.band(sd: quietest.first?.sd ?? 0)
        func isStill(_ start: Int, _ mean: Double) -> Bool {
            (start..<(start + length)).allSatisfy { abs(record.total[$0] - mean) <= band }
        }
        let ordered =
            switch choice {
            case .quietest: quietest
            case .earliest: candidates
            case .lowestMean:
                candidates.filter { isStill($0.start, $0.mean) }.sorted { ($0.mean, $0.start) < ($1.mean, $1.start) }
            }
        for candidate in ordered {
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

extension QuietStand {
    /// The best window by the weighing rule of a method; `usual` is what the test chooses by.
    static func find(
        _ record: ForceRecord, in range: Range<Int>, atLeast smallest: Double, or usual: Choice, _ rule: WeighingRule
    ) -> Weighing? {
        find(record, in: range, atLeast: smallest, choose: rule.choice(or: usual), seconds: rule.seconds)
    }
}
