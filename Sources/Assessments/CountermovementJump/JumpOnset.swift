import SignalCore

/// The start of a jump's movement (formulas B.2-3), hardened against a stand that is not quite still.
///
/// First crossing of body weight ± 5 SD after the weighing, no earlier than 2 s before take-off (Owen 2014). A crossing
/// after which the force is back in the band for 100 ms, with less than 0.03 m/s gained, is a blip and the next crossing
/// counts: 0.03 m/s is what an error of 1 N in body weight makes of 2 s. A slow start that has gained more keeps its onset,
/// because cutting it off would cost centimetres of height. Methods may ask for another band, a time that the force stays
/// outside it, and the very first crossing.
enum JumpOnset {
    /// Length in milliseconds of the return that ends a blip.
    static let returnTime = 100.0
    /// Velocity in m/s up to which a return counts as standing.
    static let stillVelocity = 0.03

    static func find(
        _ frame: TrialFrame, weighing: Weighing, gravity: Double, takeoff: Int, rules: MethodRules
    ) -> Int? {
        let total = frame.held
        let band = rules.onset.band(weighing)
        let stays = frame.samples(rules.onset.persistence)
        let hold = frame.samples(returnTime)
        guard
            var candidate = Onset.movement(
                total, weight: weighing.weight, band: band, hold: stays,
                in: searchStart(frame, weighing: weighing, takeoff: takeoff, rules: rules)..<takeoff)
        else { return nil }
        guard rules.onset.skipsBlips else { return candidate }
        var i = candidate
        var quiet = 0
        var momentum = 0.0
        let perSample = gravity / weighing.weight / frame.rate
        while i < takeoff {
            momentum += (total[i] - weighing.weight) * perSample
            quiet = abs(total[i] - weighing.weight) <= band ? quiet + 1 : 0
            if quiet >= hold, abs(momentum) <= stillVelocity {
                guard
                    let next = Onset.movement(
                        total, weight: weighing.weight, band: band, hold: stays, in: (i + 1)..<takeoff)
                else { return candidate }
                candidate = next
                i = next
                quiet = 0
                momentum = 0
                continue
            }
            i += 1
        }
        return candidate
    }

    /// First row in which the onset may lie.
    static func searchStart(
        _ frame: TrialFrame, weighing: Weighing, takeoff: Int, rules: MethodRules
    ) -> Int {
        var start = max(takeoff - frame.samples(rules.longestMovement * 1000), 0)
        let afterWeighing = weighing.window.upperBound + 1 - frame.record.firstIndex
        if afterWeighing < takeoff { start = max(start, afterWeighing) }
        return start
    }
}
