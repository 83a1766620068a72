/// What a column of times says: the rate, and where samples are missing.
struct TimeAxis: Equatable {
    /// Why the times cannot be used.
    struct Failure: Error, Equatable {
        /// Row to blame, from 0; nil where the column as a whole is.
        var row: Int?
        /// True where `--rate` mends it.
        var needsRate: Bool
        var problem: String
    }

    /// A stretch of missing samples.
    struct Gap: Equatable {
        /// Row before which they are missing.
        var before: Int
        /// Missing samples, > 0.
        var count: Int
    }

    /// Samples per second.
    var rate: Double
    /// In order.
    var gaps: [Gap]
    /// Seconds at the first row.
    var start: Double

    /// Rates in Hz that a time column may mean without saying its unit.
    private static let plausible = 40.0...20_000.0

    /// Reads times.
    ///
    /// - Parameters:
    ///   - times: as they stand in the file.
    ///   - unit: `s`, `ms` or `us`; nil where the file does not say.
    ///   - rate: the operator's, which then overrides what the times say of it.
    init(_ times: [Double], unit: String?, rate given: Double?) throws(Failure) {
        guard times.count >= 2 else {
            throw Failure(needsRate: true, problem: "one row has no step from which a rate could be taken")
        }
        let median = Self.medianStep(times)
        guard median > 0 else {
            throw Failure(needsRate: true, problem: "its times do not rise from row to row")
        }
        let seconds = try Self.secondsPerUnit(unit, step: median, times: times, given: given)
        // What the printed decimals can tell apart; finer than 1 ns counts as exact.
        let resolution = Self.resolution(times)
        var step = median
        if let given {
            guard abs(median * seconds * given - 1) <= 0.01 + 2 * resolution / median else {
                throw Failure(
                    needsRate: false,
                    problem: "its step is \(Self.short(median * seconds)) s, but --rate says "
                        + "\(PlainNumber.text(given)) Hz: leave --time out to count rows only, or leave --rate out")
            }
            step = 1 / (given * seconds)
        } else {
            step = Self.meanSingleStep(times, median: median, tolerance: Self.tolerance(median, resolution))
        }
        gaps = try Self.gaps(times, step: step, resolution: resolution)
        // Decimals about as long as a step cannot tell a lost sample from a step that is not a whole number of them:
        // 667 Hz in milliseconds reads 1, 3, 4, 6.
        guard resolution <= 0.2 * step || gaps.count <= max(3, times.count / 100) else {
            throw Failure(needsRate: true, problem: "its times have too few decimals for steps of \(Self.short(step))")
        }
        start = times[0] * seconds
        if let given {
            rate = given
        } else {
            let steps = Double(times.count - 1 + gaps.reduce(0) { $0 + $1.count })
            let span = times[times.count - 1] - times[0]
            let measured = steps / (span * seconds)
            let whole = measured.rounded()
            rate = abs(measured - whole) <= measured * (2 * resolution / span + 1e-9) ? whole : measured
        }
    }

    /// The values with NaN where samples are missing.
    static func spread(_ values: [Double], _ gaps: [Gap]) -> [Double] {
        guard !gaps.isEmpty else { return values }
        var result: [Double] = []
        result.reserveCapacity(values.count + gaps.reduce(0) { $0 + $1.count })
        var at = 0
        for gap in gaps {
            result.append(contentsOf: values[at..<gap.before])
            result.append(contentsOf: repeatElement(.nan, count: gap.count))
            at = gap.before
        }
        result.append(contentsOf: values[at...])
        return result
    }

    private static func medianStep(_ times: [Double]) -> Double {
        let stride = max(1, (times.count - 1) / 4096)
        var steps: [Double] = []
        var i = 1
        while i < times.count {
            steps.append(times[i] - times[i - 1])
            i += stride
        }
        steps.sort()
        return steps[steps.count / 2]
    }

    /// The median is one of the printed steps; the mean of all steps of about that length is not tied to the decimals.
    private static func meanSingleStep(_ times: [Double], median: Double, tolerance: Double) -> Double {
        var sum = 0.0
        var count = 0
        for i in 1..<times.count {
            let step = times[i] - times[i - 1]
            if abs(step / median - 1) <= tolerance {
                sum += step
                count += 1
            }
        }
        return sum / Double(max(count, 1))
    }

    /// The smallest power of ten, down to 1e-9, of which the first times are multiples.
    private static func resolution(_ times: [Double]) -> Double {
        var scale = 1.0
        for _ in 0..<9 {
            let fits = times.prefix(1000).allSatisfy { time in
                let scaled = time * scale
                return abs(scaled - scaled.rounded()) < 1e-4
            }
            if fits { return 1 / scale }
            scale *= 10
        }
        return 1e-9
    }

    private static func secondsPerUnit(
        _ unit: String?, step: Double, times: [Double], given: Double?
    ) throws(Failure) -> Double {
        switch unit {
        case "s": return 1
        case "ms": return 1e-3
        case "us": return 1e-6
        case .some(let other): throw Failure(needsRate: true, problem: "its unit is \(other), which is no time")
        case nil: break
        }
        if let given {
            let fitting = [1, 1e-3, 1e-6].filter { abs(step * $0 * given - 1) < 0.3 }
            if let unit = fitting.first { return unit }
        }
        // Steps of exactly 1 may as well be a count of samples.
        let isCount = times.prefix(1000).allSatisfy { $0 == $0.rounded() } && step == 1
        if !isCount, plausible.contains(1 / step) { return 1 }
        if !isCount, plausible.contains(1000 / step) { return 1e-3 }
        throw Failure(
            needsRate: true,
            problem:
                "its steps of \(short(step)) leave open whether they are seconds, milliseconds or a count")
    }

    /// How far, in steps, a time may lie from where it belongs: a tenth, and what its decimals cannot say.
    private static func tolerance(_ step: Double, _ resolution: Double) -> Double {
        min(0.1 + 2 * resolution / step, 0.3)
    }

    private static func gaps(_ times: [Double], step: Double, resolution: Double) throws(Failure) -> [Gap] {
        let tolerance = tolerance(step, resolution)
        var gaps: [Gap] = []
        var missing = 0
        for i in 1..<times.count {
            let steps = (times[i] - times[i - 1]) / step
            let whole = steps.rounded()
            if abs(steps - whole) <= tolerance, whole == 1 { continue }
            guard steps > 0.3 else {
                throw Failure(
                    row: i, needsRate: true,
                    problem: "time \(times[i]) does not follow \(times[i - 1]): rows are doubled or out of order")
            }
            // A clock that is off by 1 % of a step adds up over a long gap.
            guard abs(steps - whole) <= tolerance, whole >= 1, whole < 1e9 else {
                throw Failure(
                    row: i, needsRate: true,
                    problem: "time \(times[i]) is \(short(steps)) steps behind \(times[i - 1]), no whole number")
            }
            missing += Int(whole) - 1
            guard missing <= times.count else {
                throw Failure(
                    row: i, needsRate: true,
                    problem: "more samples are missing than there are, up to time \(times[i])")
            }
            gaps.append(Gap(before: i, count: Int(whole) - 1))
        }
        return gaps
    }

    /// A number to four significant digits, for messages.
    private static func short(_ value: Double) -> String {
        var scale = 1.0
        while abs(value) * scale < 1000, scale < 1e9 { scale *= 10 }
        return PlainNumber.text((value * scale).rounded() / scale)
    }
}
