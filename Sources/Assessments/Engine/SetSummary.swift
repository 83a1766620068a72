import SignalCore
import Statistics
import Symmetry

/// Metrics over the kept trials of one recording or several, with the verdict on each difference (design, *A single trial…*).
enum SetSummary {
    /// The trials of one recording, with what its analysis was told.
    struct Part {
        var trials: [TrialResult]
        var settings: AnalysisSettings
    }

    /// A metric of one trial, and the recording it comes from.
    private struct Found {
        var part: Int
        var metric: MetricResult
    }

    /// What holds for every metric of the set.
    private struct Terms {
        var test: TestID
        var settings: [AnalysisSettings]
        /// True where only trials with a warning count.
        var warned: Bool
        /// True where each limb is tested alone.
        var separate: Bool

        /// What was chosen is the same for all recordings of a call.
        var symmetry: SymmetrySettings { settings.first?.symmetry ?? SymmetrySettings() }

        func index(of own: PairIndex) -> PairIndex {
            symmetry.index(insteadOf: separate ? own.ofSeparateLimbs : own)
        }

        /// How the metric came about: as its trials say, else by the rules.
        func method(_ definition: MetricDefinition, _ metric: MetricResult?) -> String {
            metric?.method ?? MethodWords(settings.first?.rules ?? .bilanx).method(definition, in: test)
        }

        /// The largest of what is known of a side: errors of a sensor do not average out over recordings.
        func largest(_ uncertainty: (AnalysisSettings) -> Double?) -> Double? {
            settings.compactMap(uncertainty).max()
        }

        /// True where the gain uncertainty of each side is known for every recording.
        var isKnown: Bool {
            settings.allSatisfy { one in Side.allCases.allSatisfy { one.gainUncertainty[$0] != nil } }
        }

        /// True where real plates of which nobody knows the gains took part.
        var isUnjudgeable: Bool { settings.contains(where: \.gainsAreUnknown) }
    }

    /// Summarises the kept trials of recordings of one test.
    ///
    /// - Returns: every metric of the test, in the catalogue's order; nothing where no trial counts.
    static func summarize(_ parts: [Part], test: TestID) -> [MetricSummary] {
        guard let counted = counted(parts.flatMap(\.trials)) else { return [] }
        let alone = counted.separate
        let status: MeasureStatus = counted.warned ? .lowQuality : .ok
        let sets = parts.map { part in
            part.trials.filter { $0.kept && $0.status == status && ($0.limb != nil) == alone }
        }
        let terms = Terms(
            test: test, settings: parts.map(\.settings), warned: counted.warned, separate: alone)
        // Results of trials are in the catalogue's order, so that a metric is nearly always at its own place.
        func found(_ id: String, near place: Int) -> [Found] {
            var list: [Found] = []
            for (part, trials) in sets.enumerated() {
                for trial in trials {
                    let isThere = trial.metrics.indices.contains(place) && trial.metrics[place].id == id
                    guard let metric = isThere ? trial.metrics[place] : trial.metric(id) else { continue }
                    list.append(Found(part: part, metric: metric))
                }
            }
            return list
        }
        let trials = sets.flatMap(\.self)
        return MetricCatalogue.metrics(of: test).enumerated().map { place, definition in
            let own = found(definition.id, near: place)
            let forces = zeroReference(definition).map { $0 == definition.id ? own : found($0, near: place) } ?? []
            return summarize(definition, own, forces: forces.map(\.metric), terms)
        } + MetricCatalogue.setMetrics(of: test).map { across($0, trials, terms) }
    }

    /// The trials that count, of one kind: those without a warning, else those with one; nil for none.
    static func counted(_ trials: [TrialResult]) -> (trials: [TrialResult], warned: Bool, separate: Bool)? {
        let kept = trials.filter(\.kept)
        var counted = kept.filter { $0.status == .ok }
        let warned = counted.isEmpty
        // Better a mean with its warning than none, where every trial carries one.
        if warned { counted = kept.filter { $0.status == .lowQuality } }
        guard !counted.isEmpty else { return nil }
        let kind = SeparateLimbs.ofOneKind(counted)
        return (kind.trials, warned, kind.separate)
    }

    private static func summarize(
        _ definition: MetricDefinition, _ found: [Found], forces: [MetricResult], _ terms: Terms
    ) -> MetricSummary {
        var valued = found.filter { $0.metric.status.carriesValue }
        // One measurement shown in every trial is not a repetition: its spread of 0 would make anything "clear".
        if !definition.perTrial {
            var seen: Set<Int> = []
            valued = valued.filter { seen.insert($0.part).inserted }
        }
        // Trials from before the clocks were aligned have no pairs; those after them do.
        let aligned = valued.filter { $0.metric.asymmetry?.status != .alignmentUnknown }
        if !aligned.isEmpty { valued = aligned }
        let values = valued.map(\.metric)
        let both = values.compactMap(\.both)
        let left = values.compactMap(\.left)
        let right = values.compactMap(\.right)
        // A metric may carry a warning of its own, in trials that carry none.
        let warned = terms.warned || !values.isEmpty && values.allSatisfy { $0.status == .lowQuality }
        let few =
            terms.separate && terms.test.fewestTrials > DifferenceRule.smallestCount
            && min(left.count, right.count) < terms.test.fewestTrials
        // A metric of which neither end is better has no best trial.
        let rule = terms.symmetry.rule == .best && definition.better == nil ? SetRule.mean : terms.symmetry.rule
        let better = definition.better ?? .larger
        var summary = MetricSummary(
            id: definition.id, unit: definition.unit, method: terms.method(definition, found.first?.metric),
            count: values.count,
            rule: rule.rawValue, both: rule.value(of: both, better: better), left: rule.value(of: left, better: better),
            right: rule.value(of: right, better: better), cvBoth: cv(both), cvLeft: cv(left), cvRight: cv(right),
            status: values.isEmpty ? found.first?.metric.status ?? .notDetected : warned || few ? .lowQuality : .ok)
        if definition.perTrial {
            summary.trend = MetricTrend(
                both: both, left: left, right: right,
                asymmetry: terms.separate ? [] : values.compactMap { $0.asymmetry?.value })
        }
        guard let own = definition.index(in: terms.test) else { return summary }
        let index = terms.index(of: own)
        let roles = terms.symmetry.roles
        var asymmetry = AsymmetryResult(pair: index, metricUnit: definition.unit, roles: roles)
        var statuses = values.compactMap { $0.asymmetry?.status }
        // Of one limb's trial the other limb is absent by design.
        if terms.separate { statuses = statuses.map { $0 == .unilateral ? .ok : $0 } }
        if let first = statuses.first(where: { $0 != .ok && $0 != .lowQuality })
            ?? (values.isEmpty ? found.first?.metric.status : nil)
        {
            asymmetry.status = first
        }
        let trusted = !statuses.isEmpty && statuses.allSatisfy { $0 == .ok || $0 == .lowQuality }
        let known = terms.symmetry.known(definition.id, of: terms.test)
        let judged = DifferenceRule(
            index: index, rule: rule, better: better, roles: roles,
            // Each trial has passed the floor already.
            floor: 0, reliability: known?.error, systematic: systematic(own, forces, values, terms),
            fewestTrials: terms.separate ? terms.test.fewestTrials : DifferenceRule.smallestCount
        ).judge(LimbTrials(left: left, right: right, timing: terms.separate ? .separate : .simultaneous))
        if let l = summary.left, let r = summary.right, terms.separate || left.count == right.count,
            trusted || asymmetry.status == .unilateral
        {
            let status = asymmetry.status
            asymmetry.set(judged.value, left: l, right: r)
            if !trusted, asymmetry.status == .ok { asymmetry.status = status }
        }
        if asymmetry.status == .ok, warned || few { asymmetry.status = .lowQuality }
        summary.asymmetry = asymmetry
        summary.verdict = .cannotSay
        if !trusted || asymmetry.value == nil {
            summary.reason = "no difference to judge: " + asymmetry.status.words
        } else if !definition.perTrial, values.count < 2 {
            summary.reason = "measured once for all trials"
        } else {
            let timed = values.contains { ($0.alignment?.relative ?? 0) > 0 }
            take(judged, into: &summary, own, known, terms, warned: warned, timed: timed)
        }
        return summary
    }

    /// Takes a judgement over, with what its interval or band covers.
    private static func take(
        _ judged: DifferenceRule.Judgement, into summary: inout MetricSummary, _ own: PairIndex,
        _ known: KnownReliability?, _ terms: Terms, warned: Bool, timed: Bool
    ) {
        if own != .difference, terms.isUnjudgeable {
            // An interval without the plates' own part would pretend to know what nobody has determined.
            summary.reason = unknownGains
            return
        }
        summary.interval = judged.interval
        summary.band = judged.band
        summary.reason = judged.reason
        guard judged.verdict != .cannotSay else { return }
        if warned {
            summary.reason = "every trial carries a quality warning"
            return
        }
        summary.verdict = judged.verdict
        let covers = judged.band == nil ? "the interval covers repetition" : "the band covers the typical error"
        let clocks = timed ? " and the time between the sides" : ""
        let only = timed ? "" : " only"
        let sensors =
            own == .difference
            ? clocks + only
            : terms.isKnown
                ? clocks + " and the known uncertainty of the sensors"
                : clocks + only + ", the sensors' gain uncertainty is not known"
        let source = judged.band == nil ? "" : known.map { " (\($0.source))" } ?? ""
        summary.reason = judged.reason + "; " + covers + sensors + source
    }

    /// Why a difference between plates of unknown gains is not judged.
    static let unknownGains =
        "the plates' gains are not known (run `bilanx calibrate pair` or `calibrate run`, or say --gain-uncertainty)"

    /// What repetition cannot show: gain and zero of the sensors, relative to the limbs' forces, and the time between sides.
    ///
    /// Times, counts and losses in % do not depend on the sensors: those that are compared as differences have only the
    /// last.
    private static func systematic(
        _ own: PairIndex, _ forces: [MetricResult], _ values: [MetricResult], _ terms: Terms
    ) -> Double {
        // One offset for all trials: it does not average out.
        let alignment = mean(values.compactMap { $0.alignment?.relative }) ?? 0
        if own == .difference { return alignment }
        return PairedLogInterval.systematicUncertainty(
            gainLeft: terms.largest { $0.gainUncertainty[.left] },
            gainRight: terms.largest { $0.gainUncertainty[.right] },
            zeroLeft: terms.largest { $0.zeroUncertainty[.left] },
            zeroRight: terms.largest { $0.zeroUncertainty[.right] },
            left: mean(forces.compactMap(\.left)) ?? 0, right: mean(forces.compactMap(\.right)) ?? 0,
            alignment: alignment)
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

    private static func mean(_ values: [Double]) -> Double? { Descriptive.mean(values.span) }

    private static func cv(_ values: [Double]) -> Double? { Descriptive.coefficientOfVariation(values.span) }

    /// A metric that only the set has.
    ///
    /// No interval: of the best trial none is honest, and of the others none is defined.
    private static func across(
        _ definition: MetricDefinition, _ counted: [TrialResult], _ terms: Terms
    ) -> MetricSummary {
        let rule = definition.across ?? .count
        let metrics = counted.compactMap { $0.metric(definition.base ?? "") }
        let values = metrics.filter { $0.status.carriesValue }
        let composite = rule.composite(counted, settings: terms.settings.first ?? AnalysisSettings())
        let left = composite?.left ?? rule.value(values.compactMap(\.left))
        let right = composite?.right ?? rule.value(values.compactMap(\.right))
        let both = composite?.both ?? rule.value(values.compactMap(\.both))
        let found = left != nil || right != nil || both != nil
        var summary = MetricSummary(
            id: definition.id, unit: definition.unit,
            method: terms.method(definition, nil),
            count: values.count, rule: rule.id,
            both: both, left: left, right: right,
            status: found
                ? terms.warned ? .lowQuality : .ok : values.isEmpty ? metrics.first?.status ?? .notDetected : .tooShort)
        guard let defined = definition.index else { return summary }
        let index = terms.index(of: defined).ofOneTrial
        let roles = terms.symmetry.roles
        var asymmetry = AsymmetryResult(pair: index, metricUnit: definition.unit, roles: roles)
        let statuses = values.compactMap { $0.asymmetry?.status }
        if let rule = statuses.first(where: \.isWithheld) {
            asymmetry.status = rule
        } else if let left, let right {
            asymmetry.set(index.evaluate(left: left, right: right, floor: 0, roles: roles), left: left, right: right)
            // What a single trial may not be compared in, the best of them may not either.
            if !terms.separate, asymmetry.status == .ok,
                let first = statuses.first(where: { $0 != .ok && $0 != .lowQuality })
            {
                asymmetry.status = first
                if !first.carriesValue {
                    asymmetry.value = nil
                    asymmetry.larger = nil
                }
            }
            if terms.warned, asymmetry.status == .ok { asymmetry.status = .lowQuality }
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
}

extension TestID {
    /// Trials of a limb from which on their mean is trusted: five steps (formulas B.12), else three.
    package var fewestTrials: Int { self == .gait ? GaitAnalysis.enough : DifferenceRule.smallestCount }
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
