import SignalCore

/// How far methods lie apart on the trials of one recording, and which rule does it.
public struct MethodSpread: Sendable, Hashable {
    /// What of a metric is compared.
    public enum Quantity: String, Sendable, Hashable {
        /// The value of both limbs together.
        case both
        /// The index of left and right.
        case asymmetry
    }

    /// What one method says.
    public struct Value: Sendable, Hashable {
        /// Id of the preset.
        public let preset: String
        /// The value; nil where `status` carries none.
        public let value: Double?
        /// Why it stands or is absent.
        public let status: MeasureStatus
        /// The metric's method under that preset.
        public let method: String
        /// Which limb is larger, of an asymmetry.
        public let larger: LargerSide?
        /// Id of the index; empty for a value.
        public let index: String
    }

    /// The rule that explains most of the distance to the method that lies farthest off.
    public struct Cause: Sendable, Hashable {
        /// Id of the preset that lies farthest from the first one.
        public let preset: String
        /// The rule which alone, put into the first method, moves the value most of the way.
        public let rule: MethodRule
        /// How far, in % of the distance; over 100 where other rules take some of it back.
        public let percent: Double
    }

    /// One metric of one trial by every method.
    public struct Row: Sendable, Hashable {
        /// Number of the trial in the recording, from 1.
        public let trial: Int
        /// Id of the metric.
        public let metric: String
        /// What of it.
        public let quantity: Quantity
        /// Unit of the values.
        public let unit: String
        /// True for metrics that are shown first.
        public let headline: Bool
        /// One a method, in the order of the methods.
        public let values: [Value]
        /// The rule that does it; nil where no single rule explains half of it, or nothing differs.
        public let cause: Cause?

        /// Smallest value; nil where no method has one.
        public var lowest: Double? { values.compactMap(\.value).min() }
        /// Largest value; nil where no method has one.
        public var highest: Double? { values.compactMap(\.value).max() }
        /// Largest minus smallest value; nil for fewer than two.
        public var spread: Double? {
            let found = values.compactMap(\.value)
            guard found.count > 1, let low = found.min(), let high = found.max() else { return nil }
            return high - low
        }
        /// The spread in % of the first method's value; nil for an index, which is near 0, and where that value is 0.
        public var percent: Double? {
            guard quantity == .both, let spread, let own = values.first?.value, own != 0 else { return nil }
            return 100 * spread / abs(own)
        }
    }

    /// The methods compared, by id, the one that the others are measured from first.
    public let presets: [String]
    /// Every metric of every trial of the first method.
    public let rows: [Row]
}

extension MethodSpread {
    /// Analyses a recording by every method.
    ///
    /// Trials are matched by how much they overlap. For the cause every rule in which a method differs is put into the first
    /// one alone: what that changes is what this rule does by itself.
    ///
    /// - Parameters:
    ///   - weighing: the window that the file marks; methods with a weighing of their own find theirs.
    ///   - trials: the windows that the file marks; nil to find them.
    ///   - presets: two or more; the first one is what the others are compared with.
    public static func compute(
        _ record: ForceRecord, info: RecordingInfo, test: TestID, weighing: ClosedRange<Int>? = nil,
        trials: [TrialWindow]? = nil, settings: AnalysisSettings = AnalysisSettings(),
        presets: [MethodPreset] = MethodPresets.all
    ) -> MethodSpread {
        func analyze(_ rules: MethodRules) -> [TrialResult] {
            var settings = settings
            settings.rules = rules
            return RecordingAnalysis.analyze(
                record, info: info, test: test, weighing: weighing, trials: trials, settings: settings
            ).trials
        }
        guard let first = presets.first else { return MethodSpread(presets: [], rows: []) }
        let own = analyze(first.rules)
        let others = presets.dropFirst().map { (preset: $0, trials: analyze($0.rules)) }
        var substituted: [MethodRules: [TrialResult]] = [:]
        for other in others {
            for rule in other.preset.rules.differences(from: first.rules) {
                let single = first.rules.with(rule, of: other.preset.rules)
                if substituted[single] == nil { substituted[single] = analyze(single) }
            }
        }
        var rows: [Row] = []
        for trial in own {
            let matches = others.map { ($0.preset, trial.matching($0.trials)) }
            for metric in trial.metrics {
                for quantity in metric.asymmetry == nil ? [Quantity.both] : [.both, .asymmetry] {
                    let values =
                        [metric.value(quantity, of: first.id)]
                        + matches.map { preset, match in
                            match?.metric(metric.id)?.value(quantity, of: preset.id)
                                ?? Value(
                                    preset: preset.id, value: nil, status: .notDetected, method: "", larger: nil,
                                    index: "")
                        }
                    let cause = cause(of: values, presets) { rule, preset in
                        substituted[first.rules.with(rule, of: preset.rules)].flatMap(trial.matching)?
                            .metric(metric.id)?.value(quantity, of: preset.id).value
                    }
                    rows.append(
                        Row(
                            trial: trial.index, metric: metric.id, quantity: quantity,
                            unit: quantity == .both ? metric.unit : metric.asymmetry?.unit ?? "",
                            headline: metric.headline, values: values, cause: cause))
                }
            }
        }
        return MethodSpread(presets: presets.map(\.id), rows: rows)
    }

    /// Smallest part of the distance in % from which a rule counts as the cause.
    private static let smallestPart = 50.0

    /// The rule that alone moves the first method's value most of the way to the value farthest from it.
    ///
    /// - Parameter alone: the value under the first method with that one rule of the preset.
    private static func cause(
        of values: [Value], _ presets: [MethodPreset], alone: (MethodRule, MethodPreset) -> Double?
    ) -> Cause? {
        guard let own = values.first?.value, let first = presets.first else { return nil }
        var farthest: (preset: MethodPreset, distance: Double)?
        for (preset, value) in zip(presets, values).dropFirst() {
            guard let value = value.value else { continue }
            if abs(value - own) > abs(farthest?.distance ?? 0) { farthest = (preset, value - own) }
        }
        guard let farthest else { return nil }
        var best: Cause?
        for rule in farthest.preset.rules.differences(from: first.rules) {
            guard let value = alone(rule, farthest.preset) else { continue }
            let percent = 100 * (value - own) / farthest.distance
            if percent >= smallestPart, percent > best?.percent ?? 0 {
                best = Cause(preset: farthest.preset.id, rule: rule, percent: percent)
            }
        }
        return best
    }
}

extension MethodRules {
    /// These rules with one of another method.
    fileprivate func with(_ rule: MethodRule, of other: MethodRules) -> MethodRules {
        var copy = self
        rule.copy(from: other, into: &copy)
        return copy
    }
}

extension TrialResult {
    /// The trial that shares the most samples with this one; nil where none shares any.
    fileprivate func matching(_ trials: [TrialResult]) -> TrialResult? {
        func shared(_ other: TrialResult) -> Int {
            min(window.upperBound, other.window.upperBound) - max(window.lowerBound, other.window.lowerBound) + 1
        }
        return trials.filter { shared($0) > 0 }.max { shared($0) < shared($1) }
    }
}

extension MetricResult {
    fileprivate func value(_ quantity: MethodSpread.Quantity, of preset: String) -> MethodSpread.Value {
        switch quantity {
        case .both:
            MethodSpread.Value(preset: preset, value: both, status: status, method: method, larger: nil, index: "")
        case .asymmetry:
            MethodSpread.Value(
                preset: preset, value: asymmetry?.value, status: asymmetry?.status ?? status, method: method,
                larger: asymmetry?.larger, index: asymmetry?.index ?? "")
        }
    }
}
