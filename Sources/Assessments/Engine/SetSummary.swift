import SignalCore
import Statistics
import Symmetry

/// Metrics over the kept trials of a recording, with the verdict on each difference (design, *A single trial…*).
enum SetSummary {
    /// Trials from which an interval is given.
    static let smallestCount = 3

    static func summarize(_ trials: [TrialResult], test: TestID, settings: AnalysisSettings) -> [MetricSummary] {
        let kept = trials.filter(\.kept)
        var counted = kept.filter { $0.status == .ok }
        let warned = counted.isEmpty
        // Better a mean with its warning than none, where every trial carries one.
        if warned { counted = kept.filter { $0.status == .lowQuality } }
        guard !counted.isEmpty else { return [] }
        let kind = SeparateLimbs.ofOneKind(counted)
        counted = kind.trials
        let summaries = MetricCatalogue.metrics(of: test).map { definition in
            let force = zeroReference(definition).map { id in counted.compactMap { $0.metric(id) } } ?? []
            return summarize(
                definition, of: test, counted.compactMap { $0.metric(definition.id) }, forces: force, warned: warned,
                separate: kind.separate, settings: settings)
        }
        return summaries
            + MetricCatalogue.setMetrics(of: test).map {
                across($0, counted, warned: warned, separate: kind.separate, settings: settings)
            }
    }

    private static func summarize(
        _ definition: MetricDefinition, of test: TestID, _ metrics: [MetricResult], forces: [MetricResult],
        warned: Bool, separate: Bool, settings: AnalysisSettings
    ) -> MetricSummary {
        var values = metrics.filter { $0.status.carriesValue }
        // One measurement shown in every trial is not a repetition: its spread of 0 would make anything "clear".
        if !definition.perTrial { values = Array(values.prefix(1)) }
        let left = values.compactMap(\.left)
        let right = values.compactMap(\.right)
        // A metric may carry a warning of its own, in trials that carry none.
        let warned = warned || !values.isEmpty && values.allSatisfy { $0.status == .lowQuality }
        let few =
            separate && test.fewestTrials > smallestCount && min(left.count, right.count) < test.fewestTrials
        var summary = MetricSummary(
            id: definition.id, unit: definition.unit,
            method: metrics.first?.method ?? MethodWords(settings.rules).method(definition, in: test),
            count: values.count, rule: "mean",
            both: mean(values.compactMap(\.both)), left: mean(left), right: mean(right), cvLeft: cv(left),
            cvRight: cv(right),
            status: values.isEmpty ? metrics.first?.status ?? .notDetected : warned || few ? .lowQuality : .ok)
        guard let defined = definition.index(in: test) else { return summary }
        let index = separate ? defined.ofSeparateLimbs : defined
        var asymmetry = AsymmetryResult(pair: index, metricUnit: definition.unit)
        var statuses = values.compactMap { $0.asymmetry?.status }
        // Of one limb's trial the other limb is absent by design.
        if separate { statuses = statuses.map { $0 == .unilateral ? .ok : $0 } }
        if let first = statuses.first(where: { $0 != .ok && $0 != .lowQuality }) ?? withheld(metrics, values) {
            asymmetry.status = first
        }
        let trusted = !statuses.isEmpty && statuses.allSatisfy { $0 == .ok || $0 == .lowQuality }
        if let l = summary.left, let r = summary.right, separate || left.count == right.count,
            trusted || asymmetry.status == .unilateral
        {
            let status = asymmetry.status
            asymmetry.set(index.evaluate(left: l, right: r, floor: 0), index)
            if !trusted, asymmetry.status == .ok { asymmetry.status = status }
        }
        if asymmetry.status == .ok, warned || few { asymmetry.status = .lowQuality }
        summary.asymmetry = asymmetry
        let uncertainty = PairedLogInterval.systematicUncertainty(
            gainLeft: settings.gainUncertainty[.left], gainRight: settings.gainUncertainty[.right],
            zeroLeft: settings.zeroUncertainty[.left], zeroRight: settings.zeroUncertainty[.right],
            left: mean(forces.compactMap(\.left)) ?? 0, right: mean(forces.compactMap(\.right)) ?? 0)
        let judged = judge(
            definition, index, left, right, asymmetry, trusted: trusted, warned: warned, systematic: uncertainty,
            separate: separate, needed: separate ? test.fewestTrials : smallestCount, settings)
        summary.interval = judged.interval
        summary.verdict = judged.verdict
        summary.reason = judged.reason
        return summary
    }

    /// The metric in newtons whose size a zero error of the sensors is relative to; nil where a zero error cancels.
    private static func zeroReference(_ definition: MetricDefinition) -> String? {
        switch definition.id {
        case "brakeImpulseGross": "brakeMeanForce"
        case "propImpulseGross": "propMeanForce"
        case "peakForcePerBW", "peakForcePerKg": "peakForce"
        case "peakLandingBW": "peakLanding"
        // From landing to standstill the mean force is over body weight, so this overstates the zero a little.
        case "landImpulse": "bw"
        case "quietShare": "bw"
        case "share", "impulse": "meanForce"
        case "repShare", "repShareDescent": "repForceDescent"
        case "repShareBottom": "repForceBottom"
        case "repShareAscent": "repForceAscent"
        case "riseShare", "riseImpulse": "riseMeanForce"
        case "nordicImpulse": "nordicMeanForce"
        case "nordicTorque": "nordicPeak"
        // The valley is under the mean of the stance, so this overstates the zero a little.
        case "gaitImpulse": "f2"
        case "peakForceNet", "forceSD": nil
        default: definition.unit == "N" ? definition.id : nil
        }
    }

    /// Why no trial has the metric.
    private static func withheld(_ metrics: [MetricResult], _ values: [MetricResult]) -> MeasureStatus? {
        values.isEmpty ? metrics.first?.status : nil
    }

    private static func mean(_ values: [Double]) -> Double? { Descriptive.mean(values.span) }

    private static func cv(_ values: [Double]) -> Double? { Descriptive.coefficientOfVariation(values.span) }

    private static func judge(
        _ definition: MetricDefinition, _ index: PairIndex, _ left: [Double], _ right: [Double],
        _ asymmetry: AsymmetryResult, trusted: Bool,
        warned: Bool, systematic: Double, separate: Bool, needed: Int, _ settings: AnalysisSettings
    ) -> (interval: ClosedRange<Double>?, verdict: DifferenceVerdict, reason: String) {
        guard trusted, asymmetry.value != nil else {
            return (nil, .cannotSay, "no difference to judge: " + asymmetry.status.words)
        }
        guard definition.perTrial else { return (nil, .cannotSay, "measured once for all trials") }
        let trials =
            separate
            ? "\(left.count) left and \(right.count) right trials"
            : left.count == 1 ? "1 trial" : "\(left.count) trials"
        guard min(left.count, right.count) >= needed else {
            return (nil, .cannotSay, "\(trials); an interval needs \(needed)" + (separate ? " a limb" : ""))
        }
        guard
            let interval = separate
                ? SeparateLimbs.interval(index, left: left, right: right, systematic: systematic)
                : interval(index, left, right, systematic: systematic)
        else {
            return (nil, .cannotSay, "no interval: a value is not above zero")
        }
        if warned { return (interval, .cannotSay, "every trial carries a quality warning") }
        let away = !interval.contains(index.symmetric)
        let finding = away ? "the 95 % interval leaves out equal sides" : "cannot be told apart from measurement noise"
        return (
            interval, away ? .clear : .withinNoise,
            "\(trials); \(finding); \(coverage(index, settings))"
        )
    }

    private static func interval(
        _ index: PairIndex, _ left: [Double], _ right: [Double], systematic: Double
    ) -> ClosedRange<Double>? {
        if index == .difference {
            let differences = zip(left, right).map { $1 - $0 }
            guard let mean = mean(differences), let sd = Descriptive.standardDeviation(differences.span) else {
                return nil
            }
            let n = Double(differences.count)
            let half = StudentT(degreesOfFreedom: n - 1).quantile(0.975) * sd / n.squareRoot()
            return (mean - half)...(mean + half)
        }
        return PairedLogInterval(left: left, right: right, systematic: systematic)?.bounds(of: index)
    }

    /// A metric that only the set has.
    ///
    /// No interval: of the best trial none is honest, and of the others none is defined.
    private static func across(
        _ definition: MetricDefinition, _ counted: [TrialResult], warned: Bool, separate: Bool,
        settings: AnalysisSettings
    ) -> MetricSummary {
        let rule = definition.across ?? .count
        let metrics = counted.compactMap { $0.metric(definition.base ?? "") }
        let values = metrics.filter { $0.status.carriesValue }
        let composite = rule.composite(counted, settings: settings)
        let left = composite?.left ?? rule.value(values.compactMap(\.left))
        let right = composite?.right ?? rule.value(values.compactMap(\.right))
        let both = composite?.both ?? rule.value(values.compactMap(\.both))
        let found = left != nil || right != nil || both != nil
        var summary = MetricSummary(
            id: definition.id, unit: definition.unit,
            method: MethodWords(settings.rules).method(definition, in: definition.tests.first ?? .free),
            count: values.count, rule: rule.id,
            both: both, left: left, right: right,
            status: found
                ? warned ? .lowQuality : .ok : values.isEmpty ? metrics.first?.status ?? .notDetected : .tooShort)
        guard let defined = definition.index else { return summary }
        let index = separate ? defined.ofSeparateLimbs : defined
        var asymmetry = AsymmetryResult(pair: index, metricUnit: definition.unit)
        let statuses = values.compactMap { $0.asymmetry?.status }
        if let rule = statuses.first(where: \.isWithheld) {
            asymmetry.status = rule
        } else if let left, let right {
            asymmetry.set(index.evaluate(left: left, right: right, floor: 0), index)
            // What a single trial may not be compared in, the best of them may not either.
            if !separate, asymmetry.status == .ok, let first = statuses.first(where: { $0 != .ok && $0 != .lowQuality })
            {
                asymmetry.status = first
                if !first.carriesValue {
                    asymmetry.value = nil
                    asymmetry.larger = nil
                }
            }
            if warned, asymmetry.status == .ok { asymmetry.status = .lowQuality }
        } else {
            asymmetry.status = found ? .unilateral : summary.status
        }
        summary.asymmetry = asymmetry
        summary.verdict = .cannotSay
        summary.reason =
            asymmetry.value == nil
            ? "no difference to judge: " + asymmetry.status.words : "no interval is given by the rule " + rule.id
        return summary
    }

    /// What the interval covers beside repetition.
    private static func coverage(_ index: PairIndex, _ settings: AnalysisSettings) -> String {
        if index == .difference { return "the interval covers repetition only" }
        let known = Side.allCases.allSatisfy { settings.gainUncertainty[$0] != nil }
        return known
            ? "the interval covers repetition and the known uncertainty of the sensors"
            : "the interval covers repetition only, the sensors' gain uncertainty is not known"
    }
}

extension TestID {
    /// Trials of a limb from which on their mean is trusted: five steps (formulas B.12), else three.
    var fewestTrials: Int { self == .gait ? GaitAnalysis.enough : SetSummary.smallestCount }
}

extension MeasureStatus {
    /// The status in plain words.
    public var words: String {
        switch self {
        case .ok: "ok"
        case .belowFloor: "too little load"
        case .undefined: "not defined"
        case .unilateral: "one side unloaded"
        case .saturated: "sensor at its limit"
        case .gap: "samples missing"
        case .notDetected: "not found"
        case .sidesUnconfirmed: "withheld: sides not confirmed"
        case .totalOnly: "withheld: only the sum is known"
        case .alignmentUnknown: "withheld: clocks not aligned yet"
        case .checkFailed: "withheld: plate check failed"
        case .tooShort: "record too short"
        case .lowQuality: "with a warning"
        }
    }
}
