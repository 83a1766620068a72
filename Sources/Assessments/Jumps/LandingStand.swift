import SignalCore

/// The quiet stand at the end of a trial, from which motion can be integrated back (formulas B.4, B.5b).
///
/// Its own mean is the weight to integrate with: seconds of integration turn 1 N of error into centimetres per second.
struct LandingStand {
    /// Last row of the stand.
    let end: Int
    /// Mean total in newtons.
    let weight: Double

    /// The quietest good second after `landing`; nil where there is none.
    static func find(_ frame: TrialFrame, after landing: Int, weight: Double) -> LandingStand? {
        guard landing < frame.count,
            let found = QuietStand.find(
                frame.record, in: landing..<frame.count, atLeast: 0.7 * weight, choose: .quietest),
            // How the weight is shared between the feet does not matter here.
            found.reasons.allSatisfy({ $0 == QualityReason.unevenWeighing.rawValue })
        else { return nil }
        return LandingStand(end: found.window.upperBound - frame.record.firstIndex, weight: found.weight)
    }
}
