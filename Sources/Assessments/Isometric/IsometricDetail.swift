import SignalCore
import Statistics

/// What follows from an isometric effort's forces: net and relative epochs, gross impulses, means, force by mass.
struct IsometricDetail {
    let effort: IsometricEffort
    let frame: TrialFrame
    /// Body weight in newtons; nil where nobody was weighed.
    let weight: Double?
    let settings: AnalysisSettings

    /// Exponent of body mass in allometric scaling (formulas B.8).
    static let allometricExponent = 0.67
    /// Seconds under the limit that end a task.
    static let failureTime = 2.0
    /// Part of the target under which the task fails.
    static let failurePart = 0.9

    private var rate: Double { frame.rate }

    func fill(_ table: inout MetricTable) {
        let whole = effort.onset...effort.end
        let duration = Double(effort.end - effort.onset) / rate
        table["f0"] = frame.split(effort.onset...effort.onset, floorScale: 1) { force, _ in force[effort.onset] }
        table["effortTime"] = frame.single(whole) { duration }
        table["effortMeanForce"] = frame.meanForce(whole)
        table["onsetThreshold"] = LimbValues(both: effort.threshold)
        if let weight { table["pretension"] = LimbValues(both: effort.baseline.mean - weight) }
        epochs(&table)
        if let mass = weight.map({ $0 / settings.gravity }) ?? settings.bodyMassKilograms,
            let own = settings.bodyMass(weighed: weight)
        {
            // Of what is per kilogram the load is taken off later, for all tests alike.
            table["peakForcePerKg"] = table["peakForce"]?.divided(by: mass)
            table["peakForceNetPerKg"] = table["peakForceNet"]?.divided(by: mass)
            table["peakForceAllometric"] = table["peakForce"]?.divided(by: allometric(own))
        } else {
            table.absent(["peakForcePerKg", "peakForceNetPerKg", "peakForceAllometric"], .undefined)
        }
        table["timeToTaskFailure"] = failure()
    }

    private func allometric(_ mass: Double) -> Double { Power.of(mass, Self.allometricExponent) }

    private func epochs(_ table: inout MetricTable) {
        for ms in MetricCatalogue.isometricTimes {
            let k = frame.samples(Double(ms))
            let window = effort.onset...(effort.onset + k)
            let base = frame.check(effort.baseline.window, bridging: true)
            table["fNet\(ms)"] =
                base.status == .ok
                ? frame.split(window, floorScale: 1) { force, side in
                    effort.baseline.mean(side).map { force[effort.onset + k] - $0 }
                } : LimbValues(status: base.status, lost: base.lost)
            table["imp\(ms)"] = frame.split(window, floorScale: Double(k) / rate) { force, _ in
                Integration.trapezoid(force, window, rate: rate)
            }
            if let weight { table["f\(ms)PerBW"] = table["f\(ms)"]?.divided(by: weight) }
        }
    }

    /// Onset to the beginning of the first 2 s under 90 % of the target; needs the target, and the force at it before.
    private func failure() -> LimbValues {
        guard let target = settings.targetForce, target > 0 else { return LimbValues(status: .undefined) }
        let limit = Self.failurePart * target
        let length = frame.samples(Self.failureTime * 1000)
        guard let reached = (effort.onset..<frame.count).first(where: { frame.held[$0] >= limit }) else {
            return LimbValues(status: .notDetected)
        }
        var run = 0
        for i in reached..<frame.count {
            run = frame.held[i] < limit ? run + 1 : 0
            guard run >= max(length, 1) else { continue }
            let row = i - run + 1
            return frame.single(effort.onset...i) { Double(row - effort.onset) / rate }
        }
        return LimbValues(status: .notDetected)
    }
}
