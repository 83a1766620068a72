import SignalCore

/// The mark on every index of a recording whose plates failed their check and that is shown because somebody accepted that.
///
/// The status becomes `lowQuality`, since the value is given with a warning, and the mark says which.
enum AcceptedCheck {
    /// What stands beside an index in JSON, and behind the status in the tidy table.
    static let mark = "checkFailedAccepted"
}

extension AsymmetryResult {
    /// The same with the mark.
    var marked: AsymmetryResult {
        var copy = self
        copy.mark = AcceptedCheck.mark
        if copy.status == .ok { copy.status = .lowQuality }
        return copy
    }

    /// Status and mark as the tidy table has them: `lowQuality:checkFailedAccepted`.
    var statusText: String { mark.map { status.rawValue + ":" + $0 } ?? status.rawValue }
}

extension MetricSummary {
    /// The same with the mark on its index.
    var marked: MetricSummary {
        var copy = self
        copy.asymmetry = copy.asymmetry?.marked
        return copy
    }
}

extension RecordingResult {
    /// The result with the mark on every index that is shown, where a failed check was accepted; else itself.
    var withMarks: RecordingResult {
        guard info.isCheckAccepted else { return self }
        var copy = self
        for i in copy.trials.indices {
            for k in copy.trials[i].metrics.indices {
                copy.trials[i].metrics[k].asymmetry = copy.trials[i].metrics[k].asymmetry?.marked
            }
        }
        copy.summary = copy.summary.map(\.marked)
        return copy
    }
}

extension ResultsDocument {
    /// True where a recording of an athlete and a test is shown in spite of a failed check.
    func isCheckAccepted(_ athlete: String?, _ tests: [TestID]) -> Bool {
        recordings.contains { $0.info.isCheckAccepted && $0.info.athlete == athlete && tests.contains($0.test) }
    }

    /// What stands above single recordings, with the mark where one of them has it.
    func withMarks(_ set: SetResult) -> SetResult {
        guard isCheckAccepted(set.athlete, [set.test]) else { return set }
        var copy = set
        copy.summary = copy.summary.map(\.marked)
        return copy
    }

    /// The same of what needs two tests.
    func withMarks(_ result: DerivedResult) -> DerivedResult {
        guard isCheckAccepted(result.athlete, [result.numerator.test, result.denominator.test]) else { return result }
        var copy = result
        copy.asymmetry = copy.asymmetry?.marked
        return copy
    }
}
