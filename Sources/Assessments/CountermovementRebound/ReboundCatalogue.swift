extension MetricCatalogue {
    /// The metrics of a drop jump's contact for the rebound of a countermovement jump, where it has no definition of its own.
    static let reboundDetail: [MetricDefinition] = (jump + contact + jumpDetail)
        .filter { $0.tests.contains(.dj) && ofRebound.contains($0.id) }
        .map(\.asRebound)

    /// What the contact alone gives; what needs the landing after it is told without prefix.
    private static let ofRebound: Set<String> = [
        "vTO", "forceAtTotalPeak", "brakeTime", "propTime", "brakePart", "propPart", "brakeImpulse", "propImpulse",
        "brakeImpulsePerKg", "propImpulsePerKg", "brakeRFD", "brakeRFDMax20", "propRFDMax20", "brakePeakForce",
        "propPeakForce", "brakeMeanForcePerBW", "propMeanForcePerBW", "brakePeakForcePerBW", "propPeakForcePerBW",
        "brakePowerMean", "propPowerMean", "brakePowerPeak", "brakePowerMeanPerKg", "propPowerMeanPerKg",
        "brakePowerPeakPerKg", "brakeVelocityMean", "propVelocityMean", "brakeWork", "propWork",
        "propAccelerationMean", "propAccelerationPeak", "timeToPeakForce", "timeToPeakPower", "forceAtZeroVelocity",
        "forceAtZeroVelocityPerBW", "pushImpulse", "pushImpulseGross", "impulseRatio", "meanForceRatio",
        "brakePropTimeRatio", "propImpulseGrossP1", "propImpulseGrossP2", "propImpulseP1", "propImpulseP2",
        "propImpulseP2P1", "propRFD0_50", "propRFD0_100", "propRFD0_200", "propRPD0_50", "propRPD0_100",
        "propRPD0_200", "effDropHeight", "timeToPeakContact", "impactPeak", "impactPeakForce", "restitution",
    ]
}

extension MetricDefinition {
    /// The same of the rebound: id and name with its prefix, in that test alone, never a headline.
    var asRebound: MetricDefinition {
        let prefixed = "rebound" + id.prefix(1).uppercased() + id.dropFirst()
        return MetricDefinition(
            prefixed, "rebound " + name, unit, [.cmjr], index: index, method: method,
            "of the contact after the first landing: " + definition, source: source)
    }
}
