import Assessments
import SignalCore
import Statistics

extension SymmetryCause {
    /// Decomposes the change of the limb symmetry index; nil where a limb has no ratio or there is no baseline.
    init?(_ report: ChangeReport) {
        guard let left = report.series(.left), let right = report.series(.right), left.scale == .relative,
            right.scale == .relative, let l = left.finding, let r = right.finding
        else { return nil }
        let involved = report.request.involved
        weaker = involved ?? (r.baseline < l.baseline ? .right : .left)
        isDeclared = involved != nil
        let (weak, strong) = weaker == .left ? (l, r) : (r, l)
        before = 100 * weak.baseline / strong.baseline
        after = 100 * weak.latest / strong.latest
        weakerChange = weak.change
        strongerChange = strong.change
        strongerVerdict = strong.verdict
        let rise = weak.change - strong.change
        shareOfFall = rise > 0 ? max(-strong.change, 0) / rise : nil
        let isSaid = strong.verdict != .withinNoise || report.series(.index)?.verdict == .real
        isCalledOut = (shareOfFall ?? 0) >= 0.5 && before < 100 && isSaid
        words = nil
        if isCalledOut { words = ChangeWords.cause(self) }
    }
}
