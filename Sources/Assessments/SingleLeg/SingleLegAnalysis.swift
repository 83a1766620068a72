import SignalCore

/// Jumps and hops on one leg: the analysis of the same movement on both, as a trial of the loaded limb.
///
/// Events and values come from the sum of the plates, because the person may stand on both feet while being weighed; under
/// load the other plate adds nothing.
enum SingleLegAnalysis {
    /// Largest part of the push that the other foot may carry.
    static let largestOtherPart = 0.2

    static func analyze(
        _ frame: TrialFrame, test: TestID, weighing: Weighing?, settings: AnalysisSettings,
        as movement: (TrialFrame, Weighing?, AnalysisSettings) -> TrialOutcome
    ) -> TrialOutcome {
        var whole = weighing
        // Standing on one leg while being weighed is as good as on two.
        whole?.reasons.removeAll { $0 == QualityReason.unevenWeighing.rawValue }
        whole?.left = nil
        whole?.right = nil
        var outcome = movement(TrialFrame(total(frame.record)), whole, settings)
        guard let push = push(frame) else { return outcome }
        outcome.limb = push.limb
        if push.other > largestOtherPart { outcome.add(.bothFeet) }
        for definition in MetricCatalogue.metrics(of: test) where definition.perTrial {
            outcome.table[definition.id] = outcome.table[definition.id]?.of(push.limb)
        }
        return outcome
    }

    /// The same record without sides.
    static func total(_ record: ForceRecord) -> ForceRecord {
        var whole = ForceRecord(
            rate: record.rate, total: record.total, flags: record.flags, firstIndex: record.firstIndex)
        whole.pressure.both = record.netPressure
        return whole
    }

    /// The limb that carries more of the last half second on the plates before the first flight, and the other one's part.
    ///
    /// - Returns: nil without sides and without a load.
    private static func push(_ frame: TrialFrame) -> (limb: Side, other: Double)? {
        guard frame.hasSides, frame.count > 0 else { return nil }
        let force = frame.held
        let flight = UnloadedRuns.all(force, minimumCount: frame.samples(JumpFlights.shortest)).first { run in
            force[..<run.lowerBound].contains { $0 >= UnloadedRuns.threshold }
        }
        let end = flight?.lowerBound ?? frame.count
        var left = 0.0
        var right = 0.0
        for i in max(end - frame.samples(500), 0)..<end where force[i] >= UnloadedRuns.threshold {
            if frame.total[i].isNaN { continue }
            left += max(frame.record.left[i], 0)
            right += max(frame.record.right[i], 0)
        }
        guard left != right else { return nil }
        return (left > right ? .left : .right, min(left, right) / (left + right))
    }
}
