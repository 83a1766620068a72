import Assessments
import SignalCore
import Statistics
import Symmetry

extension SessionPoint {
    /// Forms the sessions of one athlete, test and metric from recordings, oldest first.
    ///
    /// Values come from the trials that count now: those that were kept and that nobody disabled, without a warning where
    /// there are such, of both limbs at once or of one limb each, whichever are more. Interval and verdict are those that
    /// were reported where the session is one recording whose report says the same; else they are formed anew.
    ///
    /// - Parameter judged: false where only the values are needed, as of a whole squad: no interval and no verdict then.
    public static func sessions(
        _ recordings: [RecordedMetric], rule: SetRule = .mean, judged: Bool = true
    ) -> [SessionPoint] {
        var keys: [VisitKey] = []
        var visits: [VisitKey: [RecordedMetric]] = [:]
        for recording in recordings {
            let key = VisitKey(recording)
            if visits[key] == nil { keys.append(key) }
            visits[key, default: []].append(recording)
        }
        return keys.compactMap { visits[$0].map { Visit($0, rule: rule, judged: judged).point } }.sorted {
            ($0.moment, $0.recordings.first ?? "") < ($1.moment, $1.recordings.first ?? "")
        }
    }
}

/// What makes recordings one session.
private struct VisitKey: Hashable {
    var day: String
    var test: String
    var metric: String
    var conditions: Conditions
    var preset: String
    var method: String

    init(_ recording: RecordedMetric) {
        day = recording.day
        test = recording.test
        metric = recording.metric
        conditions = recording.conditions.folded
        preset = recording.preset
        method = recording.method
    }
}

extension Conditions {
    /// The same with the operator's words in small letters and single spaces, as they are compared.
    var folded: Conditions {
        var copy = self
        let words = (text ?? "").lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        copy.text = words.isEmpty ? nil : words
        return copy
    }
}

/// The recordings of one session.
struct Visit {
    private let recordings: [RecordedMetric]
    private let first: RecordedMetric
    private let rule: SetRule
    private let definition: MetricDefinition?
    private let judged: Bool

    init(_ recordings: [RecordedMetric], rule: SetRule, judged: Bool) {
        self.recordings = recordings
        self.judged = judged
        // A visit is made of at least one recording.
        first =
            recordings.first
            ?? RecordedMetric(recording: "", moment: 0, day: "", test: "", metric: "", unit: "", trials: [])
        definition = MetricCatalogue.metric(first.metric)
        // A metric of which neither end is better has no best trial.
        self.rule = rule == .best && definition != nil && definition?.better == nil ? .mean : rule
    }

    private var better: SetRule.Better { definition?.better ?? .larger }
    private var test: TestID? { TestID(rawValue: first.test) }

    var point: SessionPoint {
        var point = SessionPoint(
            athlete: first.athlete, day: first.day, moment: recordings.map(\.moment).min() ?? first.moment,
            test: first.test, metric: first.metric, unit: first.unit, rule: rule, conditions: first.conditions,
            preset: first.preset, method: first.method, recordings: recordings.map(\.recording))
        for recording in recordings {
            for trial in recording.trials {
                guard let why = trial.disabled, trial.isKept else { continue }
                point.reasons.append("trial \(trial.number) does not count: \(why)")
            }
        }
        if recordings.allSatisfy(\.trials.isEmpty) {
            takeSummary(&point)
            return point
        }
        let counted = Counted(recordings, perTrial: definition?.perTrial ?? true) { $0.isKept && $0.disabled == nil }
        guard let counted else {
            point.status = recordings.flatMap(\.trials).map(\.metricStatus).first { !$0.carriesValue } ?? .notDetected
            point.reasons.append("no trial counts")
            return point
        }
        point.isSeparate = counted.separate
        point.status = counted.status
        func limb(_ values: [Double]) -> SessionPoint.Limb? {
            rule.value(of: values, better: better).map {
                SessionPoint.Limb(
                    value: $0, count: values.count,
                    variation: Descriptive.coefficientOfVariation(values.span))
            }
        }
        point.left = limb(counted.left)
        point.right = limb(counted.right)
        point.both = limb(counted.both)
        takeIndex(counted, &point)
        return point
    }

    /// A metric that only a set has: of one recording what was reported.
    private func takeSummary(_ point: inout SessionPoint) {
        guard recordings.count == 1, let summary = first.summary else {
            point.status = .notDetected
            point.reasons.append(
                recordings.count > 1
                    ? "it is a metric of a whole recording, and the day has \(recordings.count)"
                    : "nothing was reported")
            return
        }
        func limb(_ value: Double?) -> SessionPoint.Limb? {
            value.map { SessionPoint.Limb(value: $0, count: summary.count ?? 1) }
        }
        point.left = limb(summary.left)
        point.right = limb(summary.right)
        point.both = limb(summary.both)
        point.status = summary.status.flatMap { $0.isWithheld || $0 == .lowQuality ? $0 : nil } ?? .ok
        guard let index = index(separate: false), let left = summary.left, let right = summary.right,
            summary.status?.carriesValue ?? true
        else { return }
        let value = index.evaluate(left: left, right: right, floor: 0)
        guard let number = value.value else { return }
        point.index = made(index, number, left, right)
        point.index?.reason = "of a whole recording, no interval is defined"
    }

    /// The index that the metric has; nil for metrics without sides.
    private func index(separate: Bool) -> PairIndex? {
        let own: PairIndex? =
            if let definition { test.map { definition.index(in: $0) } ?? definition.index } else {
                recordings.compactMap { $0.summary?.index.flatMap(PairIndex.init) }.first
                    ?? (recordings.contains { $0.trials.contains { $0.left != nil && $0.right != nil } }
                        ? .symmetryIndex : nil)
            }
        return separate ? own?.ofSeparateLimbs : own
    }

    private func made(_ index: PairIndex, _ value: Double, _ left: Double, _ right: Double) -> SessionPoint.Index {
        SessionPoint.Index(
            index: index, unit: index == .difference ? first.unit : index.unit, value: value,
            larger: right > left ? .right : left > right ? .left : .none)
    }

    private func takeIndex(_ counted: Counted, _ point: inout SessionPoint) {
        guard let index = index(separate: counted.separate) else { return }
        if let withheld = counted.indexStatuses.first(where: \.isWithheld) {
            point.status = withheld
            return
        }
        guard counted.indexStatuses.allSatisfy({ $0 == .ok || $0 == .lowQuality }),
            counted.separate || counted.left.count == counted.right.count
        else { return }
        let trials = counted.trials
        if !judged {
            if let value = trials.evaluate(index, rule: rule, floor: 0, better: better).value,
                let left = point.left?.value, let right = point.right?.value
            {
                point.index = made(index, value, left, right)
            }
            return
        }
        var judging = DifferenceRule(
            index: index, rule: rule, better: better, floor: 0,
            fewestTrials: counted.separate ? test?.fewestTrials ?? 0 : DifferenceRule.smallestCount)
        let plain = judging.judge(trials)
        guard let value = plain.value.value, let left = point.left?.value, let right = point.right?.value else {
            return
        }
        var made = made(index, value, left, right)
        defer { point.index = made }
        if definition?.perTrial == false, recordings.count < 2 {
            made.reason = "measured once for all trials"
            return
        }
        if rule == .mean, recordings.count == 1, let summary = first.summary, let verdict = summary.verdict,
            Self.says(summary, left, right)
        {
            made.isReported = true
            made.verdict = verdict
            made.reason = "as reported"
            made.interval = Self.isIndex(summary.index, index) ? summary.interval : nil
            return
        }
        guard let systematic = systematicUncertainty(index) else {
            made.reason = "formed anew: what the sensors add is not on record"
            return
        }
        judging.systematic = systematic
        let judged = judging.judge(trials)
        made.interval = judged.interval
        made.verdict = counted.status == .lowQuality ? .cannotSay : judged.verdict
        made.reason = "formed anew: " + judged.reason
    }

    private static func isIndex(_ id: String?, _ index: PairIndex) -> Bool {
        id == index.rawValue || (index == .difference && id == "diff")
    }

    /// True where a report has the values that the trials have now; results print nine significant digits.
    private static func says(_ summary: RecordedMetric.Summary, _ left: Double, _ right: Double) -> Bool {
        guard let l = summary.left, let r = summary.right else { return false }
        return abs(l - left) <= 1e-8 * abs(left) && abs(r - right) <= 1e-8 * abs(right)
    }

    /// What the sensors add to the log ratio, found again from the reported intervals: √(half² − repetition²)/2.
    ///
    /// Errors of a sensor do not average out over recordings, so that the largest counts.
    ///
    /// - Returns: nil where no report has an interval of trials that are still known.
    private func systematicUncertainty(_ index: PairIndex) -> Double? {
        // Its interval is on a scale that depends on the trials.
        if index == .normalized { return nil }
        var largest: Double?
        for recording in recordings {
            guard let summary = recording.summary, let interval = summary.interval, Self.isIndex(summary.index, index)
            else { continue }
            // The trials as they were when it was reported: before anybody disabled or discarded one.
            let known: [Counted?] = [
                Counted([recording], perTrial: true) { $0.isKept }, Counted([recording], perTrial: true) { _ in true },
            ]
            for counted in known.compactMap(\.self) {
                guard let l = Descriptive.mean(counted.left.span), let r = Descriptive.mean(counted.right.span),
                    Self.says(summary, l, r),
                    let half = Self.halfWidth(interval, index),
                    let repetition = DifferenceRule(index: index, floor: 0).judge(counted.trials).interval,
                    let own = Self.halfWidth(repetition, index)
                else { continue }
                // In the unit of the metric u is relative to the larger side, as the rule takes it.
                let scale = index == .difference ? max(abs(l), abs(r)) : 1
                let added = max(half * half - own * own, 0).squareRoot() / 2 / scale
                largest = max(largest ?? 0, added)
                break
            }
        }
        return largest
    }

    private static func halfWidth(_ interval: ClosedRange<Double>, _ index: PairIndex) -> Double? {
        if index == .difference { return (interval.upperBound - interval.lowerBound) / 2 }
        guard let low = index.logRatio(of: interval.lowerBound), let high = index.logRatio(of: interval.upperBound)
        else { return nil }
        return abs(high - low) / 2
    }
}

/// The values of the trials of a session that count.
private struct Counted {
    var left: [Double] = []
    var right: [Double] = []
    var both: [Double] = []
    var indexStatuses: [MeasureStatus] = []
    var separate = false
    var status = MeasureStatus.ok

    /// Nil where no trial counts.
    init?(_ recordings: [RecordedMetric], perTrial: Bool, _ isCounted: (RecordedMetric.Trial) -> Bool) {
        let all = recordings.enumerated().flatMap { place, recording in
            recording.trials.filter(isCounted).map { (place: place, trial: $0) }
        }
        var chosen = all.filter { $0.trial.status == .ok }
        // Better a mean with its warning than none, where every trial carries one.
        if chosen.isEmpty {
            status = .lowQuality
            chosen = all.filter { $0.trial.status == .lowQuality }
        }
        let alone = chosen.count { $0.trial.limb != nil }
        separate = alone > chosen.count - alone
        chosen = chosen.filter { ($0.trial.limb != nil) == separate && $0.trial.metricStatus.carriesValue }
        if !perTrial {
            var seen: Set<Int> = []
            chosen = chosen.filter { seen.insert($0.place).inserted }
        }
        // Trials from before the clocks were aligned have no pairs; those after them do.
        let aligned = chosen.filter { $0.trial.indexStatus != .alignmentUnknown }
        if !aligned.isEmpty { chosen = aligned }
        guard !chosen.isEmpty else { return nil }
        left = chosen.compactMap(\.trial.left)
        right = chosen.compactMap(\.trial.right)
        both = chosen.compactMap(\.trial.both)
        indexStatuses = chosen.compactMap(\.trial.indexStatus)
        // Of one limb's trial the other limb is absent by design.
        if separate { indexStatuses = indexStatuses.map { $0 == .unilateral ? .ok : $0 } }
        if chosen.allSatisfy({ $0.trial.metricStatus == .lowQuality }) { status = .lowQuality }
    }

    var trials: LimbTrials { LimbTrials(left: left, right: right, timing: separate ? .separate : .simultaneous) }
}
