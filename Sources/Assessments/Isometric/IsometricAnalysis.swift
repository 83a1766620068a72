import SignalCore

/// Analysis of one isometric effort (formulas B.8).
enum IsometricAnalysis {
    /// On dynamometers an effort of one limb, the other one doing nothing, is that limb's trial.
    static func analyze(
        _ frame: TrialFrame, test: TestID, weighing: Weighing?, settings: AnalysisSettings
    ) -> TrialOutcome {
        guard test.definition.surface == .dynamometers,
            let limb = SeparateLimbs.loaded(frame, floor: test.loadFloor(settings))
        else { return effort(frame, test: test, weighing: weighing, settings: settings) }
        var outcome = effort(frame.alone(limb), test: test, weighing: weighing, settings: settings)
        outcome.belong(to: limb, test: test)
        return outcome
    }

    private static func effort(
        _ frame: TrialFrame, test: TestID, weighing: Weighing?, settings: AnalysisSettings
    ) -> TrialOutcome {
        var outcome = TrialOutcome()
        if test.isWeighed { outcome.addWeighing(weighing, frame, settings: settings) }
        let weight = test.isWeighed ? weighing?.usable?.weight : nil
        let floor = test.loadFloor(settings)
        guard
            var effort = IsometricEffort.find(
                frame, rest: weight ?? IsometricTrials.rest(frame.held, rate: frame.rate), test: test, floor: floor,
                rule: settings.rules.isometricOnset)
        else {
            outcome.status = .notDetected
            outcome.add(.noEffort)
            return outcome
        }
        if let onset = frame.hand("onset", in: 0..<effort.end, &outcome) { effort.onset = onset }
        let first = frame.record.firstIndex
        outcome.events = [
            TrialEvent("baselineStart", index: first + effort.baseline.window.lowerBound),
            TrialEvent("baselineEnd", index: first + effort.baseline.window.upperBound),
            TrialEvent("onset", index: first + effort.onset), TrialEvent("peak", index: first + effort.peak),
            TrialEvent("end", index: first + effort.end),
        ]
        judge(effort, frame, test: test, weight: weight, &outcome)
        if test == .nordic {
            NordicAnalysis.fill(effort, frame, settings: settings, &outcome)
            return outcome
        }
        fill(effort, frame, weight: weight, settings: settings, &outcome.table)
        SustainedForce.fill(effort, frame, test: test, settings: settings, &outcome.table)
        IsometricDetail(effort: effort, frame: frame, weight: weight, settings: settings).fill(&outcome.table)
        return outcome
    }

    private static func judge(
        _ effort: IsometricEffort, _ frame: TrialFrame, test: TestID, weight: Double?, _ outcome: inout TrialOutcome
    ) {
        let baseline = effort.baseline
        if baseline.window.count < frame.samples(1000) { outcome.add(.baselineTooShort) }
        if baseline.peakToPeak > WeighingGate.largestPeakToPeak { outcome.add(.unquietBaseline) }
        if let weight, abs(baseline.mean - weight) > 50 { outcome.add(.pretension) }
        let dip = baseline.mean - max(5 * baseline.sd, 20)
        let from = max(effort.onset - frame.samples(500), 0)
        if frame.held[from..<effort.onset].contains(where: { $0 < dip }) { outcome.add(.countermovement) }
    }

    private static func fill(
        _ effort: IsometricEffort, _ frame: TrialFrame, weight: Double?, settings: AnalysisSettings,
        _ table: inout MetricTable
    ) {
        let window = effort.onset...effort.end
        let rate = frame.rate
        let base = frame.check(effort.baseline.window, bridging: true)
        table["baseline"] =
            base.status == .ok
            ? LimbValues(
                both: effort.baseline.mean, left: effort.baseline.left, right: effort.baseline.right,
                lost: base.lost, floorScale: 1)
            : LimbValues(status: base.status, lost: base.lost)

        let peak = frame.split(window, floorScale: 1) { force, _ in window.map { force[$0] }.max() }
        table["peakForce"] = peak
        table["peakForceNet"] =
            base.status == .ok
            ? frame.split(window, floorScale: 1) { force, side in
                window.map { force[$0] }.max().flatMap { top in effort.baseline.mean(side).map { top - $0 } }
            } : LimbValues(status: base.status, lost: base.lost)
        table["forceAtTotalPeak"] = frame.split(window, floorScale: 1) { force, _ in force[effort.peak] }
        table["timeToPeak"] = frame.split(window, floorScale: 0) { force, _ in
            Double(TrialFrame.indexOfMaximum(force, window) - effort.onset) / rate
        }
        if let weight {
            table["peakForcePerBW"] = peak.divided(by: weight)
        }

        for ms in MetricCatalogue.isometricTimes {
            let k = frame.samples(Double(ms))
            let early = effort.onset...(effort.onset + k)
            let time = Double(k) / rate
            table["f\(ms)"] = frame.split(early, floorScale: 1) { force, _ in force[effort.onset + k] }
            table["rfd0_\(ms)"] = frame.split(early, floorScale: 1 / time) { force, _ in
                (force[effort.onset + k] - force[effort.onset]) / time
            }
            table["impNet\(ms)"] =
                base.status == .ok
                ? frame.split(early, floorScale: time) { force, side in
                    effort.baseline.mean(side).map { Integration.trapezoid(force, early, rate: rate, minus: $0) }
                } : LimbValues(status: base.status, lost: base.lost)
        }

        let width = max(frame.samples(settings.rules.rfdWindow), 1)
        let time = Double(width) / rate
        let starts = effort.onset...max(effort.peak, effort.onset)
        let covered = effort.onset...min(effort.peak + width, frame.count - 1)
        table["rfdMax20"] = frame.split(covered, floorScale: 1 / time) { force, _ in
            starts.filter { $0 + width <= covered.upperBound }.map { (force[$0 + width] - force[$0]) / time }.max()
        }
    }
}
