import Assessments
import SignalCore
import Statistics
import Symmetry

/// Results made by hand, for what is computed from trials rather than from forces.
enum MadeTrials {
    /// What a trial has of one metric.
    struct Values {
        var both: Double?
        var left: Double?
        var right: Double?

        init(_ both: Double?, _ left: Double? = nil, _ right: Double? = nil) {
            self.both = both
            self.left = left
            self.right = right
        }

        /// The same of the person in a mirror.
        var swapped: Values { Values(both, right, left) }
    }

    /// A trial with those metrics, compared by the settings as the engine would.
    static func trial(
        _ metrics: [String: Values], test: TestID, limb: Side? = nil, status: MeasureStatus = .ok,
        settings: AnalysisSettings = AnalysisSettings()
    ) -> TrialResult {
        let results = MetricCatalogue.metrics(of: test).compactMap { definition -> MetricResult? in
            guard let values = metrics[definition.id] else { return nil }
            var asymmetry: AsymmetryResult?
            if let own = definition.index(in: test) {
                var index = settings.symmetry.index ?? own
                if index == .weightedUniversal { index = .universal }
                var result = AsymmetryResult(
                    index: index.rawValue, unit: index.unit, value: nil, larger: nil, status: .unilateral)
                if let left = values.left, let right = values.right {
                    let pair = index.evaluate(left: left, right: right, floor: 0, roles: settings.symmetry.roles)
                    result.value = pair.value
                    result.status = pair.status
                }
                if let withheld = settings.withheld {
                    result.value = nil
                    result.status = withheld
                }
                asymmetry = result
            }
            return MetricResult(
                id: definition.id, unit: definition.unit, method: definition.method, headline: false, status: .ok,
                lost: 0, both: values.both, left: values.left, right: values.right, asymmetry: asymmetry)
        }
        return TrialResult(
            index: 1, window: 0...99, kept: true, status: status, reasons: [], events: [], metrics: results, limb: limb)
    }

    /// A recording of trials; what was told to analysis stands in `settings`.
    static func recording(
        _ trials: [TrialResult], test: TestID, id: String? = nil, source: String = "x.csv", athlete: String? = "A-1",
        settings: AnalysisSettings = AnalysisSettings()
    ) -> RecordingResult {
        RecordingResult(
            info: RecordingInfo(
                id: id, source: source, format: "text", athlete: athlete, loss: Loss(evidence: .unknown)),
            test: test, rate: 1000, samples: 100, bodyMass: nil, load: settings.loadKilograms, weighing: nil,
            trials: trials, summary: [], settings: settings)
    }

    /// A free recording of constant forces, one trial a pair, through the engine.
    static func forces(
        _ pairs: [(Double, Double)], settings: AnalysisSettings = AnalysisSettings(), id: String? = nil,
        athlete: String? = nil
    ) -> RecordingResult {
        var left: [Double] = []
        var right: [Double] = []
        var windows: [TrialWindow] = []
        for pair in pairs {
            windows.append(TrialWindow(left.count...(left.count + 49)))
            left += [Double](repeating: pair.0, count: 50)
            right += [Double](repeating: pair.1, count: 50)
        }
        return RecordingAnalysis.analyze(
            ForceRecord(rate: 100, left: left, right: right),
            info: RecordingInfo(
                id: id, source: "x.csv", format: "text", athlete: athlete, loss: Loss(evidence: .unknown)),
            test: .free, trials: windows, settings: settings)
    }

    /// Pairs of forces between 100 N and 2000 N.
    static func pairs(_ count: Int, _ random: inout SplitMix64) -> [(Double, Double)] {
        let left = 100 + 1800 * random.unit()
        let right = 100 + 1800 * random.unit()
        return (0..<count).map { _ in
            (left * (1 + 0.05 * (random.unit() - 0.5)), right * (1 + 0.05 * (random.unit() - 0.5)))
        }
    }
}

extension AnalysisSettings {
    /// Default settings with those of the comparison.
    init(comparing symmetry: SymmetrySettings) {
        self.init()
        self.symmetry = symmetry
    }
}
