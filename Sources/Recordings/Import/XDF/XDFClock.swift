/// The times of an XDF stream on the recorder's clock, evenly spaced.
///
/// pyxdf, `load_xdf`: offsets are fitted by a line robustly, then the times of a stream with a nominal rate by one line for
/// each stretch without a break. Here the line of the offsets is that of least squares, taken again without the
/// measurements that lie farther than three times the median distance from it.
struct XDFClock: Equatable {
    /// Added to a time: `intercept + slope · (time − origin)`.
    var origin = 0.0
    var intercept = 0.0
    var slope = 0.0

    /// Fits a line to offsets; nothing is added where there are none.
    init(_ offsets: [XDFFile.ClockOffset]) {
        guard let first = offsets.first else { return }
        origin = first.time
        fit(offsets)
        let distances = offsets.map { abs($0.offset - correction($0.time)) }
        let median = distances.sorted()[distances.count / 2]
        let kept = zip(offsets, distances).filter { $0.1 <= max(3 * median, 1e-9) }.map(\.0)
        if kept.count >= 2, kept.count < offsets.count { fit(kept) }
    }

    private mutating func fit(_ offsets: [XDFFile.ClockOffset]) {
        let count = Double(offsets.count)
        let meanTime = offsets.reduce(0) { $0 + ($1.time - origin) / count }
        let meanOffset = offsets.reduce(0) { $0 + $1.offset / count }
        var square = 0.0
        var product = 0.0
        for one in offsets {
            let time = one.time - origin - meanTime
            square += time * time
            product += time * (one.offset - meanOffset)
        }
        slope = square > 0 ? product / square : 0
        // Two crystals never differ by more than a thousandth; such a line was fitted to noise or to a restarted clock.
        if abs(slope) > 1e-3 || !slope.isFinite { slope = 0 }
        intercept = meanOffset - slope * meanTime
    }

    /// Seconds to add to a time of the stream.
    func correction(_ time: Double) -> Double { intercept + slope * (time - origin) }

    /// The times of all samples: those that carry none follow the one before by a nominal step.
    static func filled(_ times: [Double], rate: Double) -> [Double] {
        var filled = times
        guard rate > 0 else { return filled }
        var last: Double?
        for i in filled.indices {
            if filled[i].isNaN { filled[i] = last.map { $0 + 1 / rate } ?? 0 }
            last = filled[i]
        }
        return filled
    }

    /// A stretch of evenly spaced samples.
    struct Stretch: Equatable {
        var rows: Range<Int>
        /// Seconds of its first sample.
        var start: Double
        /// Seconds between its samples.
        var step: Double
    }

    /// The stretches without a break; a break is a step of more than a second and more than 500 samples, as pyxdf has it.
    static func stretches(_ times: [Double], rate: Double) -> [Stretch] {
        var stretches: [Stretch] = []
        var from = 0
        for i in times.indices.dropFirst() {
            let step = times[i] - times[i - 1]
            if step > max(1, 500 / rate) || step < -max(1, 500 / rate) {
                stretches.append(stretch(times, from..<i, rate: rate))
                from = i
            }
        }
        if from < times.count { stretches.append(stretch(times, from..<times.count, rate: rate)) }
        return stretches
    }

    private static func stretch(_ times: [Double], _ rows: Range<Int>, rate: Double) -> Stretch {
        let count = Double(rows.count)
        let middle = (count - 1) / 2
        let first = times[rows.lowerBound]
        var mean = 0.0
        for i in rows { mean += (times[i] - first) / count }
        var square = 0.0
        var product = 0.0
        for i in rows {
            let k = Double(i - rows.lowerBound) - middle
            square += k * k
            product += k * (times[i] - first - mean)
        }
        var step = square > 0 ? product / square : 1 / rate
        // A line through a handful of late stamps is no rate.
        if abs(step * rate - 1) > 0.05 || !step.isFinite { step = 1 / rate }
        return Stretch(rows: rows, start: first + mean - middle * step, step: step)
    }
}
