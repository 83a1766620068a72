import SignalCore
import Symmetry

/// Search for efforts and the quiet stand in a whole recording of isometric pulls.
enum IsometricTrials {
    /// Seconds of a trial before the steep rise: room for the baseline.
    private static let before = 4.0
    /// Seconds of a trial after the effort.
    private static let after = 1.0
    /// Shortest effort on plates in milliseconds.
    private static let shortest = 300.0

    /// The earliest good second before the first effort: later ones may hold pre-tension.
    static func findWeighing(_ record: ForceRecord, settings: AnalysisSettings) -> Weighing? {
        let frame = TrialFrame(record)
        guard let median = JumpFlights.loadedMedian(frame.held) else { return nil }
        // From the stand and not from the empty plates: a pull weaker than the body is heavy would not stand out of it.
        let efforts = efforts(
            frame, surface: .plates, rest: quietLoad(frame) ?? rest(frame.held, rate: frame.rate),
            floor: LoadFloor.plates(noise: nil))
        let range = 0..<(efforts.first?.lowerBound ?? record.count)
        // Efforts lift the median, so half of it is asked for only.
        return QuietStand.find(
            record, in: range, atLeast: 0.5 * min(median, firstStand(frame)), or: .earliest, settings.rules.weighing)
    }

    static func findTrials(
        _ record: ForceRecord, test: TestID, weighing: Weighing?, settings: AnalysisSettings
    ) -> [TrialWindow] {
        let frame = TrialFrame(record)
        let weight = test.isWeighed ? weighing?.usable?.weight : nil
        let efforts = efforts(
            frame, surface: test.definition.surface, rest: weight ?? rest(frame.held, rate: frame.rate),
            floor: test.loadFloor(settings))
        var windows: [TrialWindow] = []
        for (k, effort) in efforts.enumerated() {
            var start = max(effort.lowerBound - frame.samples(before * 1000), 0)
            if k > 0 {
                let before = efforts[k - 1].upperBound
                start = max(start, min(before + frame.samples(after * 1000), (before + effort.lowerBound) / 2))
            }
            var end = min(effort.upperBound + frame.samples(after * 1000), record.count - 1)
            // A rest shorter than two seconds is shared: the next effort needs a baseline too.
            if k + 1 < efforts.count { end = min(end, (effort.upperBound + efforts[k + 1].lowerBound) / 2) }
            if let last = windows.last { start = max(start, last.window.upperBound + 1 - record.firstIndex) }
            windows.append(TrialWindow((record.firstIndex + start)...(record.firstIndex + max(end, start))))
        }
        return windows
    }

    /// Efforts by hysteresis over `rest`.
    ///
    /// On plates: on at half of the way to the largest force, off at a quarter of it, since standing and bracing move the
    /// total too. On dynamometers a fifth and a tenth, so that a weak limb beside a strong one is an effort (formulas B.10).
    private static func efforts(
        _ frame: TrialFrame, surface: TestDefinition.Surface, rest: Double, floor: Double
    ) -> [ClosedRange<Int>] {
        let found =
            switch surface {
            case .plates: EffortRepetitions(frame.held, rate: frame.rate, rest: rest, floor: floor, on: 0.5, off: 0.25)
            case .dynamometers: EffortRepetitions(frame.held, rate: frame.rate, rest: rest, floor: floor)
            }
        let least = surface == .plates ? frame.samples(shortest) : 0
        return found.repetitions.filter { $0.end - $0.start >= least }
            .map { $0.start...min($0.end, frame.count - 1) }
    }

    /// Total in newtons at rest where nobody was weighed: the smallest mean of a second.
    static func rest(_ force: [Double], rate: Double) -> Double {
        let length = min(max(Int(rate.rounded()), 1), force.count)
        guard length > 0 else { return 0 }
        var sum = force[..<length].reduce(0, +)
        var smallest = sum
        for i in length..<max(force.count, length) {
            sum += force[i] - force[i - length]
            smallest = min(smallest, sum)
        }
        return smallest / Double(length)
    }

    /// Smallest mean in newtons of a quiet second with somebody on the plates; nil where there is none.
    private static func quietLoad(_ frame: TrialFrame) -> Double? {
        let second = frame.samples(1000)
        var smallest: Double?
        for start in stride(from: 0, through: frame.count - second, by: max(second / 4, 1)) where second > 0 {
            let rows = frame.held[start..<(start + second)]
            guard let low = rows.min(), low >= 100, let high = rows.max(), high - low <= WeighingGate.largestPeakToPeak
            else { continue }
            smallest = min(smallest ?? .infinity, rows.reduce(0, +) / Double(second))
        }
        return smallest
    }

    /// Mean of the first second with somebody on the plates.
    private static func firstStand(_ frame: TrialFrame) -> Double {
        guard let first = frame.held.firstIndex(where: { $0 >= 100 }) else { return .infinity }
        let rows = frame.held[first..<min(first + frame.samples(1000), frame.count)]
        return rows.reduce(0, +) / Double(rows.count)
    }
}
