import Assessments
import SignalCore
import Simulation

/// One size that analysis and truth both know, and how far they may be apart.
struct Comparison: Sendable {
    /// What is compared, as the table names it.
    let name: String
    let unit: String
    /// Largest absolute median of the signed error: what the method itself may be off.
    let bias: Double
    /// Largest 95th percentile of the absolute error.
    let spread: Double
    /// Analysis minus truth in `unit`; nil where either does not have it.
    let error: @Sendable (TrialResult, PersonTruth.Trial, Case) -> Double?

    /// What surrounds the trial.
    struct Case: Sendable {
        let person: VirtualPerson
        let rate: Double
        var settings: PersonSettings { person.settings }
    }

    /// A moment in milliseconds.
    static func event(
        _ name: String, bias: Double, spread: Double, _ truth: @escaping @Sendable (PersonTruth.Trial) -> Double?
    ) -> Comparison {
        Comparison(name: name, unit: "ms", bias: bias, spread: spread) { result, trial, item in
            guard let index = result.event(name), let moment = truth(trial) else { return nil }
            return 1000 * (Double(index) / item.rate - moment)
        }
    }

    /// A value of both sides, or of the limb that worked alone.
    static func value(
        _ id: String, _ unit: String, scale: Double = 1, bias: Double, spread: Double,
        _ truth: @escaping @Sendable (PersonTruth.Trial, Case) -> Double?
    ) -> Comparison {
        Comparison(name: id, unit: unit, bias: bias, spread: spread) { result, trial, item in
            guard let value = result.metric(id)?.either, let known = truth(trial, item) else { return nil }
            return scale * (value - known)
        }
    }

    /// The same in % of the truth.
    static func relative(
        _ id: String, bias: Double, spread: Double, _ truth: @escaping @Sendable (PersonTruth.Trial, Case) -> Double?
    ) -> Comparison {
        Comparison(name: id, unit: "%", bias: bias, spread: spread) { result, trial, item in
            guard let value = result.metric(id)?.either, let known = truth(trial, item) else { return nil }
            return 100 * (value - known) / known
        }
    }

    /// The difference between the sides in points of SIs, from the limb values, whatever index the metric has.
    static func index(
        _ id: String, bias: Double = 0.15, spread: Double, _ truth: @escaping @Sendable (PersonTruth.Trial) -> Double?
    ) -> Comparison {
        Comparison(name: id + " SIs", unit: "pt", bias: bias, spread: spread) { result, trial, _ in
            guard let metric = result.metric(id), let left = metric.left, let right = metric.right,
                let known = truth(trial)
            else { return nil }
            return 100 * (right - left) / (right + left) - known
        }
    }
}

extension MetricResult {
    /// Of both sides, or of the limb that worked alone.
    var either: Double? { both ?? left ?? right }
}

extension PersonTruth.ForceSizes {
    /// True SIs in % of the sides' own peaks.
    var peakIndex: Double { 100 * (peakRight - peakLeft) / (peakRight + peakLeft) }
}
