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
        let last = range.upperBound - length
        for start in stride(from: range.lowerBound, through: last, by: 4 * step) {
            // Four at a time; behind the last one it is looked at again.
            let starts = SIMD4(start, min(start + step, last), min(start + 2 * step, last), min(start + 3 * step, last))
            let spreads = spreads(record.total.span, starts, length: length)
            for k in 0..<4 where start + k * step <= last {
                guard let spread = spreads.one(k), spread.mean >= smallest else { continue }
                candidates.append((start + k * step, spread.sd, spread.mean))
            }
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

    /// Mean and SD of four windows.
    struct Spreads {
        fileprivate let means: SIMD4<Double>
        fileprivate let deviations: SIMD4<Double>
        fileprivate let sums: SIMD4<Double>

        /// Mean and SD of one of them; nil where a sample of it is missing.
        func one(_ k: Int) -> (mean: Double, sd: Double)? {
            sums[k].isFinite ? (means[k], deviations[k]) : nil
        }
    }

    /// Mean and SD in one pass about the first value, of four windows at once: a sum waits for its last addition, and four
    /// sums wait together.
    ///
    /// - Parameter starts: first rows of windows of `length` rows, all of them inside the values.
    static func spreads(_ values: Span<Double>, _ starts: SIMD4<Int>, length: Int) -> Spreads {
        let a = values.extracting(starts[0]..<(starts[0] + length))
        let b = values.extracting(starts[1]..<(starts[1] + length))
        let c = values.extracting(starts[2]..<(starts[2] + length))
        let d = values.extracting(starts[3]..<(starts[3] + length))
        let origin = SIMD4(a[0], b[0], c[0], d[0])
        var sum = SIMD4<Double>(repeating: 0)
        var squares = SIMD4<Double>(repeating: 0)
        for i in 0..<length {
            let away = SIMD4(a[i], b[i], c[i], d[i]) - origin
            sum += away
            squares += away * away
        }
        let n = Double(length)
        var rest = squares - sum * sum / n
        rest.replace(with: 0, where: rest .< 0)
        return Spreads(means: origin + sum / n, deviations: (rest / (n - 1)).squareRoot(), sums: sum)
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
