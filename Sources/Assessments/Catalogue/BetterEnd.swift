import Symmetry

extension MetricDefinition {
    /// Which end of the metric is the better one; nil where neither is, so that it has no best trial.
    ///
    /// Forces, impulses, powers and heights of an effort are better when larger, and the time it takes when smaller. Of
    /// landings, postures, gait, shares and body weight neither end is better.
    public var better: SetRule.Better? {
        if Self.smallerIsBetter.contains(id) { return .smaller }
        return Self.largerIsBetter.contains(id) ? .larger : nil
    }

    private static let smallerIsBetter: Set<String> = [
        "contactTime", "reboundContactTime", "timeToTakeoff", "timeToPeak", "tts", "riseTime",
    ]

    private static let largerIsBetter: Set<String> = [
        "peakForce", "peakForcePerBW", "peakForcePerKg", "peakForceNet", "forceAtTotalPeak", "plateauForce",
        "peakTorque", "nordicPeak", "nordicTorque", "nordicMeanForce", "nordicImpulse", "effortImpulse", "effortTime",
        "f50", "f100", "f150", "f200", "f250", "impNet50", "impNet100", "impNet150", "impNet200", "impNet250",
        "rfd0_50", "rfd0_100", "rfd0_150", "rfd0_200", "rfd0_250", "rfdMax20", "riseRFD", "brakeRFD",
        "jumpHeightIM", "jumpHeightFT", "jumpHeightTOVS", "jumpHeightDI", "reboundJumpHeightFT", "flightTime",
        "reboundFlightTime", "vTO", "peakVelocity", "peakPower", "propPowerMean", "rsi", "rsr", "rsiMod", "ftct",
        "reboundRsi", "reboundRsr", "brakeImpulse", "propImpulse", "brakeImpulseGross", "propImpulseGross",
        "brakeImpulseNetHalfBW", "propImpulseNetHalfBW", "brakeMeanForce", "propMeanForce", "brakePeakForce",
        "propPeakForce", "momentum", "ascentPowerMean", "ascentVelocityMean", "ascentVelocityPeak", "riseMeanForce",
        "riseImpulse",
    ]
}
