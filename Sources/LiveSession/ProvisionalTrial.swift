import Assessments
import SignalCore

/// What is known of a trial that is not over: values that nothing which may still come can change.
///
/// A jump is analysed at its landing, an effort at its release, each under several futures: nothing more, a quiet end, and for a
/// jump a hard landing with another flight behind it. What comes out alike in all of them is determined; the rest is pending.
public struct ProvisionalTrial: Sendable, Hashable {
    /// The trial as it would be if it ended quietly.
    public let result: TrialResult
    /// Ids of its metrics that are determined.
    public let determined: Set<String>

    /// Analyses the rows so far.
    ///
    /// - Parameters:
    ///   - rows: from the trial's first to the newest.
    ///   - index: number of the trial in its recording, from 1.
    public init(
        _ rows: ForceRecord, index: Int, test: TestID, weighing: Weighing?, settings: AnalysisSettings,
        limb: Side? = nil
    ) {
        func analyze(_ record: ForceRecord) -> TrialResult {
            RecordingAnalysis.analyzeTrial(
                record, index: index, kept: true, test: test, weighing: weighing, settings: settings, limb: limb)
        }
        let rest = (weighing?.left ?? 0, weighing?.right ?? 0)
        let quiet = rows.followed(by: [(1.6, rest.0, rest.1)])
        var futures = [analyze(rows), analyze(quiet)]
        if test.definition.movement == .jump {
            let weight = weighing?.weight ?? 700
            futures.append(
                analyze(
                    rows.followed(by: [
                        (0.15, 2.5 * weight, 2.5 * weight), (0.3, 0, 0), (0.5, weight, weight), (1.6, rest.0, rest.1),
                    ])))
        }
        result = futures[1]
        var same: Set<String> = []
        for metric in result.metrics where metric.status.carriesValue {
            let others = futures.map { $0.metric(metric.id) }
            let isSame = others.allSatisfy { other in
                guard let other else { return false }
                return other.both == metric.both && other.left == metric.left && other.right == metric.right
                    && other.asymmetry?.value == metric.asymmetry?.value
            }
            if isSame { same.insert(metric.id) }
        }
        determined = same
    }
}

extension ForceRecord {
    /// The record with steps of constant force behind it: seconds, newtons left, newtons right.
    fileprivate func followed(by steps: [(seconds: Double, left: Double, right: Double)]) -> ForceRecord {
        var left = self.left
        var right = self.right
        var flags = self.flags
        for step in steps {
            let count = Int((step.seconds * rate).rounded())
            left += Array(repeating: step.left, count: count)
            right += Array(repeating: step.right, count: count)
            flags += Array(repeating: [], count: count)
        }
        return ForceRecord(rate: rate, left: left, right: right, flags: flags, firstIndex: firstIndex)
    }
}
