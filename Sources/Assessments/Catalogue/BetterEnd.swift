import Symmetry

extension MetricDefinition {
    /// Which end of the metric of that id is the better one.
    static func better(of id: String) -> SetRule.Better? {
        let names = [id, plain(id)]
        if names.contains(where: smallerIsBetter.contains) { return .smaller }
        return names.contains(where: largerIsBetter.contains) ? .larger : nil
    }

    /// The id without what makes it relative or the rebound's: a larger force is a larger force by body weight.
    private static func plain(_ id: String) -> String {
        var name = Substring(id)
        for end in ["PerBW", "PerKg"] where name.hasSuffix(end) { name = name.dropLast(end.count) }
        guard name.hasPrefix("rebound") else { return String(name) }
        let tail = name.dropFirst("rebound".count)
        return tail.prefix(1).lowercased() + tail.dropFirst()
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
        "riseImpulse", "brakeRFDMax20", "propRFDMax20", "propRFD0_50", "propRFD0_100", "propRFD0_200", "propRPD0_50",
        "propRPD0_100", "propRPD0_200", "propWork", "propVelocityMean", "propAccelerationMean", "propAccelerationPeak",
        "pushImpulse", "pushImpulseGross", "propImpulseP1", "propImpulseP2", "propImpulseGrossP1", "propImpulseGrossP2",
        "restitution", "effortMeanForce", "peakForceAllometric", "timeToTaskFailure", "fNet50", "fNet100", "fNet150",
        "fNet200", "fNet250", "imp50", "imp100", "imp150", "imp200", "imp250",
    ]
}
