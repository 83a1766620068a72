import Calibration

/// The samples of a step: all of the last seconds, and a thinned picture of what was before.
struct StepSamples: Sendable {
    /// Most samples kept from before the last seconds.
    var before = 1000

    private typealias Sample = (time: Double, values: [Double])
    private static let kept = 4.0

    private var recent: [Sample] = []
    private var old: [Sample] = []
    private var stride = 1
    private var skipped = 0
    private var loadedAt: Double?

    /// Takes a sample; NaN where missing.
    mutating func take(_ values: [Double], at time: Double) {
        // A clock that falls or another number of channels begins anew.
        if let last = recent.last, time < last.time || last.values.count != values.count {
            recent = []
            unload()
        }
        recent.append((time, values))
        guard let first = recent.first, time - first.time > 2 * Self.kept else { return }
        let cut = recent.firstIndex { $0.time >= time - Self.kept } ?? 0
        for sample in recent[..<cut] { thin(sample) }
        recent.removeFirst(cut)
    }

    private mutating func thin(_ sample: Sample) {
        guard let loadedAt, sample.time >= loadedAt else { return }
        skipped += 1
        guard skipped >= stride else { return }
        skipped = 0
        old.append(sample)
        guard old.count > max(before, 2) else { return }
        old = old.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        stride *= 2
    }

    /// The step's load is on since now; does nothing where it is already.
    mutating func load(at time: Double) { if loadedAt == nil { loadedAt = time } }

    /// The step's load is not on.
    mutating func unload() {
        loadedAt = nil
        old = []
        stride = 1
        skipped = 0
    }

    /// Another step begins: what came before may not be taken for it.
    mutating func forget() {
        unload()
        recent = []
    }

    /// The last whole samples, at most so many seconds of them; nil where there are fewer than two.
    func lastStretch(_ seconds: Double) -> (Double, Double)? {
        guard let last = recent.last, last.values.allSatisfy(\.isFinite), !last.values.isEmpty else { return nil }
        var start = last.time
        var count = 0
        for sample in recent.reversed() {
            guard sample.time >= last.time - seconds, sample.values.allSatisfy(\.isFinite) else { break }
            start = sample.time
            count += 1
        }
        return count >= 2 ? (start, last.time) : nil
    }

    /// Mean and scatter of each channel between two moments, with every sample since the load went on.
    func reading(_ step: Int, from start: Double, to end: Double) -> StepReading? {
        let stable = recent.filter { $0.time >= start && $0.time <= end && $0.values.allSatisfy(\.isFinite) }
        guard let first = stable.first else { return nil }
        let n = Double(stable.count)
        var means: [Double] = []
        var deviations: [Double] = []
        for channel in first.values.indices {
            // About the first value, so that large readings keep their digits.
            let origin = first.values[channel]
            var sum = 0.0
            var squares = 0.0
            for sample in stable {
                let d = sample.values[channel] - origin
                sum += d
                squares += d * d
            }
            means.append(origin + sum / n)
            deviations.append(n > 1 ? (max(squares - sum * sum / n, 0) / (n - 1)).squareRoot() : 0)
        }
        let since = min(loadedAt ?? start, start)
        let early = recent.filter { $0.time >= since && $0.time < start }
        let room = max(before - old.count, 1)
        let every = max((early.count + room - 1) / max(room, 1), 1)
        let thinned = early.enumerated().filter { $0.offset.isMultiple(of: every) }.map(\.element)
        let all = old + thinned + recent.filter { $0.time >= start && $0.time <= end }
        return StepReading(
            step: step, start: first.time, end: stable.last?.time ?? end, means: means, deviations: deviations,
            count: stable.count,
            samples: all.map { sample in
                StepReading.Sample(time: sample.time, values: sample.values.map { $0.isFinite ? $0 : nil })
            })
    }
}

extension StepReading {
    /// Puts the stream's clock on the run's.
    mutating func move(by seconds: Double) {
        guard seconds != 0 else { return }
        start += seconds
        end += seconds
        for i in samples.indices { samples[i].time += seconds }
    }
}
