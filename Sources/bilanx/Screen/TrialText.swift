import Acquisition
import Assessments
import LiveSession
import SignalCore

/// A finished trial in a few lines: its headline metrics.
enum TrialText {
    /// What is determined of a trial that is not over; nil where nothing is.
    static func line(_ trial: ProvisionalTrial) -> String? {
        let parts = trial.result.metrics.compactMap { metric -> String? in
            guard metric.headline, trial.determined.contains(metric.id) else { return nil }
            if let asymmetry = metric.asymmetry, asymmetry.value != nil {
                return "\(metric.id) difference \(PeopleText.difference(asymmetry))"
            }
            return metric.both.map { "\(metric.id) \(PeopleText.value($0, unit: metric.unit))" }
        }
        return parts.isEmpty ? nil : "Trial \(trial.result.index) so far: \(parts.joined(separator: ", "))"
    }

    static func lines(_ trial: TrialResult) -> [String] {
        var lines = ["Trial \(trial.index): \(trial.status == .ok ? "good" : trial.status.words)\(reasons(trial))"]
        for metric in trial.metrics where metric.headline {
            var parts: [String] = []
            if let both = metric.both { parts.append(PeopleText.value(both, unit: metric.unit)) }
            if let left = metric.left { parts.append("left " + PeopleText.value(left, unit: metric.unit)) }
            if let right = metric.right { parts.append("right " + PeopleText.value(right, unit: metric.unit)) }
            if let asymmetry = metric.asymmetry { parts.append("difference " + PeopleText.difference(asymmetry)) }
            if metric.both == nil, metric.left == nil { parts.append(metric.status.words) }
            lines.append("  \(metric.id): \(parts.joined(separator: ", "))")
        }
        return lines
    }

    private static func reasons(_ trial: TrialResult) -> String {
        trial.reasons.isEmpty ? "" : " (\(trial.reasons.joined(separator: ", ")))"
    }
}
