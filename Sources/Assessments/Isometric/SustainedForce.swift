import SignalCore
import Statistics

/// The held part of an effort: its strongest half second, its last one and what was lost between (formulas B.8, B.9).
enum SustainedForce {
    /// Length in milliseconds of the means.
    static let window = 500.0
    /// Shortest hold in milliseconds of which fatigue is told; the project's, since shorter ones hold rise and release only.
    static let shortest = 2000.0

    /// Start of the window of `length` rows with the largest mean inside `range`; the first of equals, nil where none fits
    /// or a sample is missing.
    static func strongest(_ force: [Double], in range: ClosedRange<Int>, length: Int) -> Int? {
        guard length > 0, range.count >= length else { return nil }
        // Two sums of the same samples in another order must not differ: each is about the range's first value.
        let origin = force[range.lowerBound]
        var sum = 0.0
        for i in range.lowerBound..<(range.lowerBound + length) { sum += force[i] - origin }
        guard sum.isFinite else { return nil }
        var best = (start: range.lowerBound, sum: sum)
        for i in range.dropFirst(length) {
            sum += force[i] - force[i - length]
            guard sum.isFinite else { return nil }
            if sum > best.sum { best = (i - length + 1, sum) }
        }
        return best.start
    }

    /// Last row of the hold: where the force last has 90 % of its mean of the half second that ends half a second
    /// before the effort does, over the baseline.
    ///
    /// The project's rule; the release after it is no fatigue.
    static func release(_ effort: IsometricEffort, _ frame: TrialFrame) -> Int? {
        let half = frame.samples(window)
        let to = effort.end - half
        guard half > 0, to - half >= effort.onset else { return nil }
        let level = frame.held.span.extracting((to - half)..<to)
        guard let mean = Descriptive.mean(level) else { return nil }
        let limit = effort.baseline.mean + 0.9 * (mean - effort.baseline.mean)
        return (effort.onset...effort.end).last { frame.held[$0] >= limit }
    }

    static func fill(
        _ effort: IsometricEffort, _ frame: TrialFrame, test: TestID, settings: AnalysisSettings,
        _ table: inout MetricTable
    ) {
        let rate = frame.rate
        let length = frame.samples(window)
        let whole = effort.onset...effort.end
        func mean(_ force: [Double], _ start: Int) -> Double? {
            Descriptive.mean(force.span.extracting(start..<(start + length)))
        }
        func strongestMean(_ force: [Double], _ range: ClosedRange<Int>) -> Double? {
            strongest(force, in: range, length: length).flatMap { mean(force, $0) }
        }
        if whole.count < length || length == 0 {
            table["plateauForce"] = LimbValues(status: .tooShort)
        } else {
            table["plateauForce"] = frame.split(whole, floorScale: 1) { force, _ in strongestMean(force, whole) }
        }
        guard test.definition.surface == .dynamometers else { return }
        let duration = Double(effort.end - effort.onset) / rate
        table["effortImpulse"] = frame.split(whole, floorScale: duration) { force, side in
            effort.baseline.mean(side).map { Integration.trapezoid(force, whole, rate: rate, minus: $0) }
        }
        table["peakTorque"] = torque(table["peakForceNet"], settings)

        let ids = ["fatigueIndexEnds", "fatigueIndexArea"]
        guard length > 0, let release = release(effort, frame), release - effort.onset >= frame.samples(shortest) else {
            return table.absent(ids, .tooShort)
        }
        let hold = effort.onset...release
        let last = release - length + 1
        table["fatigueIndexEnds"] = frame.split(hold, floorScale: 0) { force, _ in
            strongestMean(force, hold).flatMap { peak in
                mean(force, last).flatMap { FatigueIndex.ends(peak: peak, end: $0) }
            }
        }
        table["fatigueIndexArea"] = frame.split(hold, floorScale: 0) { force, _ in
            guard let start = strongest(force, in: hold, length: length), let peak = mean(force, start) else {
                return nil
            }
            let rest = start...release
            return FatigueIndex.area(
                impulse: Integration.trapezoid(force, rest, rate: rate), peak: peak,
                duration: Double(release - start) / rate)
        }
    }

    /// Torque of a force; not defined where nobody gave the lever arm.
    static func torque(_ force: LimbValues?, _ settings: AnalysisSettings) -> LimbValues {
        guard let force else { return LimbValues(status: .notDetected) }
        guard let arm = settings.leverArm, arm > 0 else {
            return LimbValues(status: force.status.carriesValue ? .undefined : force.status, lost: force.lost)
        }
        return force.divided(by: 1 / arm)
    }
}
