import Assessments
import SignalCore
import Statistics
import Symmetry

/// Changes in plain words: sizes, sides and why.
enum ChangeWords {
    /// The verdict on one series in a sentence.
    static func finding(_ series: ChangeSeries, _ report: ChangeReport) -> String {
        guard let finding = series.finding else { return "" }
        let (subject, what) =
            series.quantity == .index ? index(finding, series, report) : limb(finding, series)
        return subject + what + " against " + report.baselineWords + ": " + verdict(finding, series) + "."
    }

    private static func limb(_ finding: ChangeFinding, _ series: ChangeSeries) -> (String, String) {
        let subject = series.quantity == .both ? "Both limbs together" : series.quantity == .left ? "Left" : "Right"
        let from = PeopleText.value(finding.baseline, unit: series.unit)
        let to = PeopleText.value(finding.latest, unit: series.unit)
        if finding.change == 0 { return (subject, " stayed at \(to)") }
        let verb = finding.change > 0 ? " rose" : " fell"
        let size =
            series.scale == .relative
            ? fixed(abs(series.readable(finding.change))) + " %"
            : PeopleText.value(abs(finding.change), unit: series.unit)
        return (subject, "\(verb) by \(size) from \(from) to \(to)")
    }

    private static func index(
        _ finding: ChangeFinding, _ series: ChangeSeries, _ report: ChangeReport
    ) -> (String, String) {
        guard let index = report.latest?.index else { return ("The difference", "") }
        let from = side(finding.baseline, index)
        let to = side(finding.latest, index)
        if report.isReversed { return ("The larger side changed", ": \(from) became \(to)") }
        let even = index.index.symmetric
        let (before, after) = (abs(finding.baseline - even), abs(finding.latest - even))
        let verb = after < before ? " shrank" : after > before ? " grew" : " stayed"
        return ("The difference between the sides", "\(verb) from \(from) to \(to)")
    }

    /// A signed index as magnitude and side.
    static func side(_ value: Double, _ index: SessionPoint.Index) -> String {
        let even = index.index.symmetric
        var result = index.asResult
        result.value = value
        result.larger = value > even ? .right : value < even ? .left : LargerSide.none
        return PeopleText.difference(result)
    }

    private static func verdict(_ finding: ChangeFinding, _ series: ChangeSeries) -> String {
        switch finding.verdict {
        case .real: return "real, more than " + limit(finding, series)
        case .withinNoise: return "within noise, no more than " + limit(finding, series)
        case .needsMore:
            if finding.limit != nil {
                return
                    "cannot be said yet, since this athlete's sessions vary more than the squad's; it needs \(4 - finding.sessions) more"
            }
            return finding.sessions < IndividualThreshold.smallestCount
                ? "cannot be said yet; an own band needs four earlier sessions, and the squad has too few repeats for an error"
                : "cannot be said, no error is known"
        }
    }

    private static func limit(_ finding: ChangeFinding, _ series: ChangeSeries) -> String {
        guard let limit = finding.limit else { return "" }
        let size: String
        if series.scale == .relative {
            // A logarithm's limit is not the same up and down; said is the one of the direction that was gone.
            size = fixed(abs(series.readable(finding.change < 0 ? -limit : limit))) + " %"
        } else if series.quantity == .index, series.unit == "%" {
            size = fixed(limit) + " points"
        } else {
            size = PeopleText.value(limit, unit: series.unit)
        }
        let error = series.error
        switch finding.rule {
        case .individualBand: return "the \(size) by which this athlete's own \(finding.sessions) sessions vary"
        case .ownError:
            return "the \(size) that the spread of this athlete's \(error?.count ?? 0) earlier sessions explains"
        case .squadError:
            return "the \(size) that the typical error of the squad explains (\(people(error?.count ?? 0)))"
        case .none: return size
        }
    }

    private static func people(_ count: Int) -> String { count == 1 ? "1 other athlete" : "\(count) other athletes" }

    /// What is told where the index rose because the stronger limb fell.
    static func cause(_ cause: SymmetryCause) -> String {
        let stronger = cause.weaker.other.rawValue
        let weak = ChangeMath.percent(cause.weakerChange)
        let weaker =
            abs(weak) < 0.05
            ? "the \(cause.weaker.rawValue) side stayed as it was"
            : "the \(cause.weaker.rawValue) side \(weak > 0 ? "rose" : "fell") by \(fixed(abs(weak))) %"
        let why =
            switch cause.strongerVerdict {
            case .real: ""
            case .withinNoise: " That fall by itself is within noise."
            case .needsMore: " Whether that fall is more than noise cannot be said yet."
            }
        let name = cause.isDeclared ? "other" : "stronger"
        return
            "Limb symmetry rose from \(fixed(cause.before)) % to \(fixed(cause.after)) % because the \(name) side (\(stronger)) fell by \(fixed(abs(ChangeMath.percent(cause.strongerChange)))) %, while \(weaker).\(why)"
    }

    /// What must be said beside the verdicts.
    static func remarks(_ report: ChangeReport, newest: SessionPoint) -> [String] {
        var remarks: [String] = []
        if report.isReversed {
            let isReal = report.series(.index)?.verdict == .real
            remarks.append(
                "The larger side is not that of the baseline"
                    + (isReal
                        ? "." : ", and that may be noise: the change is not more than measurement error explains."))
        }
        if let words = report.cause?.words { remarks.append(words) }
        for series in report.series {
            guard let compared = series.comparedWithSquad, compared != .alike, let own = series.betweenDeviation,
                let squad = series.squad
            else { continue }
            let noun =
                series.quantity == .index
                ? "difference between the sides"
                : series.quantity == .both ? "value of both limbs" : "\(series.quantity.rawValue) side"
            remarks.append(
                "This athlete's \(noun) varies clearly \(compared.rawValue) from session to session than the squad's: \(spread(own, series)) against \(spread(squad.typicalError, series))."
            )
        }
        if let latest = report.latest, latest.day != newest.day || latest.recordings != newest.recordings {
            remarks.append(
                "The newest session, of \(newest.day), has no value that may be compared; shown is that of \(latest.day)."
            )
        }
        let other = report.leftOut.filter { $0.reason != .later }
        if !other.isEmpty {
            let count = other.count == 1 ? "1 session was" : "\(other.count) sessions were"
            let words = Set(other.map(\.words)).sorted().joined(separator: "; ")
            remarks.append("\(count) left out: \(words).")
        }
        return remarks
    }

    private static func spread(_ deviation: Double, _ series: ChangeSeries) -> String {
        if series.scale == .relative { return fixed(series.readable(deviation)) + " %" }
        if series.quantity == .index, series.unit == "%" { return fixed(deviation) + " points" }
        return PeopleText.value(deviation, unit: series.unit)
    }

    /// One decimal.
    static func fixed(_ value: Double) -> String { PeopleText.number(value, decimals: 1) }
}
