import SignalCore
import Symmetry

/// What the analysis of one trial has gathered so far.
struct TrialOutcome {
    /// Set where there is nothing to report at all.
    var status: MeasureStatus?
    var reasons: [QualityReason] = []
    var events: [TrialEvent] = []
    var table = MetricTable()
    /// The limb whose trial it is; nil for a trial of both.
    var limb: Side?

    /// Notes a finding once.
    mutating func add(_ reason: QualityReason) {
        if !reasons.contains(reason) { reasons.append(reason) }
    }

    /// Takes the weighing's findings and the metrics of the quiet stand over.
    mutating func addWeighing(_ weighing: Weighing?, _ frame: TrialFrame, settings: AnalysisSettings) {
        guard let weighing else { return add(.noWeighing) }
        for id in weighing.reasons { QualityReason(rawValue: id).map { add($0) } }
        guard let weighing = weighing.usable else { return }
        table["bw"] = LimbValues(both: weighing.weight, left: weighing.left, right: weighing.right, floorScale: 1)
        table["mass"] = LimbValues(both: weighing.weight / settings.gravity)
        table["bodyMass"] =
            weighing.bodyMass(settings).map { LimbValues(both: $0) } ?? LimbValues(status: .undefined)
        if let left = weighing.left, let right = weighing.right {
            table["quietShare"] = LimbValues.share(left: left, right: right, settings: settings)
        } else {
            table["quietShare"] = LimbValues(status: .totalOnly)
        }
    }

    /// Makes it the trial of one limb: what was computed of that limb alone stands under its side.
    ///
    /// Metrics without sides, such as durations, stay as they are.
    mutating func belong(to limb: Side, test: TestID) {
        self.limb = limb
        for definition in MetricCatalogue.metrics(of: test) where definition.split {
            table[definition.id] = table[definition.id]?.of(limb)
        }
    }

    /// The trial's result.
    func result(
        index: Int, kept: Bool, test: TestID, frame: TrialFrame, settings: AnalysisSettings
    ) -> TrialResult {
        let warned = reasons.contains(where: \.lowersQuality)
        let first = frame.record.firstIndex
        return TrialResult(
            index: index, window: first...max(first + frame.count - 1, first), kept: kept,
            status: status ?? (warned ? .lowQuality : .ok), reasons: reasons.map(\.rawValue),
            events: events.sorted { ($0.index) < ($1.index) },
            metrics: table.results(
                of: test, hasSides: frame.hasSides, settings: settings, lowQuality: warned, limb: limb),
            limb: limb)
    }
}

extension LimbValues {
    /// Both sides' parts of their sum in %, gated as the index `share` is by the forces they come from.
    static func share(left: Double, right: Double, lost: Int = 0, settings: AnalysisSettings) -> LimbValues {
        let floor = TestID.free.loadFloor(settings)
        let share = PairIndex.share.evaluate(left: left, right: right, floor: floor)
        guard let right = share.value else { return LimbValues(status: share.status, lost: lost) }
        return LimbValues(left: 100 - right, right: right, lost: lost)
    }
}
