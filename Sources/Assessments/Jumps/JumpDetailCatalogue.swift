import Symmetry

extension MetricCatalogue {
    /// What the field reports of jumps beside the metrics of the specification's dictionary.
    static let jumpDetail: [MetricDefinition] = phaseDetail + pushDetail + contactDetail + landingDetail + hopSets

    private static let braking = TestID.countermovementJumps + TestID.dropJumps

    private static let phaseDetail: [MetricDefinition] =
        ofPhase("unw", "unweighting", in: TestID.countermovementJumps, ["Part"])
        + ofPhase(
            "brake", "braking", in: braking,
            [
                "Part", "MeanForcePerBW", "PeakForcePerBW", "ImpulsePerKg", "RFDMax20", "PowerPeak", "PowerMeanPerKg",
                "PowerPeakPerKg", "VelocityMean", "Work",
            ])
        + ofPhase(
            "prop", "propulsion", in: TestID.jumps,
            [
                "Part", "MeanForcePerBW", "PeakForcePerBW", "ImpulsePerKg", "RFDMax20", "PowerMeanPerKg",
                "VelocityMean",
                "Work", "AccelerationMean", "AccelerationPeak",
            ])

    /// The same quantities of a phase, by the ends of their ids.
    private static func ofPhase(
        _ phase: String, _ name: String, in tests: [TestID], _ quantities: [String]
    ) -> [MetricDefinition] {
        let over = "over the \(name) phase"
        return quantities.compactMap { quantity in
            let id = phase + quantity
            return switch quantity {
            case "Part":
                number(
                    id, "\(name) part", "%", in: tests, "phase-duration",
                    "\(phase)Time in % of all phases together", "B.2-5")
            case "MeanForcePerBW":
                pair(
                    id, "mean \(name) force by body weight", "BW", in: tests, "gross/duration",
                    "\(phase)MeanForce divided by the weighed body weight", "B.3, B.14")
            case "PeakForcePerBW":
                pair(
                    id, "peak \(name) force by body weight", "BW", in: tests, "own-peak/gross",
                    "largest force \(over) divided by the weighed body weight, each side at its own time", "B.3, B.14")
            case "ImpulsePerKg":
                number(
                    id, "net \(name) impulse by body mass", "N·s/kg", in: tests, "net-BW",
                    "\(phase)Impulse divided by the weighed mass", "B.3")
            case "RFDMax20":
                pair(
                    id, "maximal \(name) rate of force development", "N/s", in: tests,
                    // Force may fall throughout a propulsion.
                    index: phase == "prop" ? .difference : .symmetryIndex, "20ms-window/own",
                    "largest rise over any 20 ms of the \(name) phase, each side's own", "B.3, B.8")
            case "PowerPeak":
                number(
                    id, "peak \(name) power", "W", in: tests, "T·v",
                    "most negative product of total force and velocity \(over)", "B.0")
            case "PowerMeanPerKg":
                number(
                    id, "mean \(name) power by body mass", "W/kg", in: tests, "T·v/phase",
                    "\(phase)PowerMean divided by the weighed mass", "B.0")
            case "PowerPeakPerKg":
                number(
                    id, "peak \(name) power by body mass", "W/kg", in: tests, "T·v",
                    "\(phase)PowerPeak divided by the weighed mass", "B.0")
            case "VelocityMean":
                number(
                    id, "mean \(name) velocity", "m/s", in: tests, "trapezoid", "mean velocity \(over)", "B.0")
            case "Work":
                number(
                    id, "\(name) work", "J", in: tests, "∫T·v", "∫ of total force times velocity \(over)", "B.0")
            case "AccelerationMean":
                number(
                    id, "mean \(name) acceleration", "m/s²", in: tests, "trapezoid",
                    "change of velocity \(over), by its time", "B.0")
            case "AccelerationPeak":
                number(
                    id, "peak \(name) acceleration", "m/s²", in: tests, "(T−BW)/m",
                    "largest (T−BW)/m \(over)", "B.0")
            default: nil
            }
        }
    }

    private static let pushDetail: [MetricDefinition] =
        [
            number(
                "peakPowerPerKg", "peak power by body mass", "W/kg", in: TestID.jumps, "T·v",
                "peakPower divided by the weighed mass", "B.0"),
            number(
                "timeToPeakForce", "time to peak force", "s", in: TestID.jumps, "from-integrationStart",
                "integration start (drop jump: touchdown) to the largest total before take-off", "B.0"),
            number(
                "timeToPeakPower", "time to peak power", "s", in: TestID.jumps, "from-integrationStart",
                "integration start (drop jump: touchdown) to the largest power before take-off", "B.0"),
            pair(
                "minForce", "smallest unweighting force", "N", "own/gross",
                "smallest force from integration start to the end of braking, each side at its own time", "B.2"),
            pair(
                "minForceRFD", "rate of force development from smallest force to zero velocity", "N/s", "row-to-row",
                "rise of force from the smallest total to the first velocity ≥ 0, by its time: what some systems call "
                    + "eccentric braking, while brakeRFD begins at peak negative velocity", "B.2-5, B.3"),
            pair(
                "forceAtZeroVelocity", "force at zero velocity", "N", in: braking, "at-brakingEnd/gross",
                "force at the first velocity ≥ 0, the lowest point", "B.2-5"),
            pair(
                "forceAtZeroVelocityPerBW", "force at zero velocity by body weight", "BW", in: braking,
                "at-brakingEnd/gross", "forceAtZeroVelocity divided by the weighed body weight", "B.2-5"),
            pair(
                "stiffness", "stiffness of the countermovement", "N/m", "force/depth",
                "force at the first velocity ≥ 0 divided by the way down to it", "B.2, B.5"),
            pair(
                "pushImpulseGross", "braking and propulsion impulse", "N·s", in: braking, "gross",
                "∫F of each side from peak negative velocity (drop jump: touchdown) to take-off", "B.3"),
            number(
                "pushImpulse", "net braking and propulsion impulse", "N·s", in: braking, "net-BW",
                "∫(T−BW) from peak negative velocity (drop jump: touchdown) to take-off", "B.3"),
            number(
                "impulseRatio", "braking to propulsion impulse", "1", in: braking, "net-BW",
                "brakeImpulse divided by propImpulse", "B.3"),
            number(
                "meanForceRatio", "braking to propulsion mean force", "1", in: braking, "gross/duration",
                "brakeMeanForce divided by propMeanForce, of the total", "B.3"),
            number(
                "brakePropTimeRatio", "braking to propulsion time", "1", in: braking, "phase-duration",
                "brakeTime divided by propTime", "B.2-5"),
            pair(
                "propImpulseGrossP1", "propulsion impulse, first half", "N·s", in: braking, "gross/half-of-time",
                "∫F of each side over the first half of the time of propulsion", "B.3"),
            pair(
                "propImpulseGrossP2", "propulsion impulse, second half", "N·s", in: braking, "gross/half-of-time",
                "∫F of each side over the second half of the time of propulsion", "B.3"),
            number(
                "propImpulseP1", "net propulsion impulse, first half", "N·s", in: braking, "net-BW/half-of-time",
                "∫(T−BW) over the first half of the time of propulsion", "B.3"),
            number(
                "propImpulseP2", "net propulsion impulse, second half", "N·s", in: braking, "net-BW/half-of-time",
                "∫(T−BW) over the second half of the time of propulsion", "B.3"),
            number(
                "propImpulseP2P1", "net propulsion impulse, second to first half", "1", in: braking,
                "net-BW/half-of-time", "propImpulseP2 divided by propImpulseP1", "B.3"),
        ]
        + PushDetail.times.map { ms in
            pair(
                "propRFD0_\(ms)", "propulsion rate of force development 0–\(ms) ms", "N/s", in: braking,
                index: .difference, "zero-velocity-to-time",
                "change of force in the \(ms) ms from the first velocity ≥ 0, by that time",
                "B.3")
        }
        + PushDetail.times.map { ms in
            number(
                "propRPD0_\(ms)", "rate of power development 0–\(ms) ms", "W/s", in: braking, "zero-velocity-to-time",
                "change of power in the \(ms) ms from the first velocity ≥ 0, by that time", "B.0")
        }

    private static let contactDetail: [MetricDefinition] = [
        number(
            "timeToPeakContact", "time to peak of the contact", "s", in: TestID.dropJumps + TestID.hopTests, "from-20N",
            "touchdown to the largest total of the contact", "B.5"),
        number(
            "impactPeak", "impact peak", "1", in: TestID.dropJumps, "first-20%-of-contact",
            "1 where the largest total lies in the first fifth of the contact, else 0", "B.5"),
        pair(
            "impactPeakForce", "impact peak force", "N", in: TestID.dropJumps, "own-peak/first-20%-of-contact",
            "largest force of the first fifth of the contact, each side at its own time", "B.5"),
        number(
            "restitution", "coefficient of restitution", "1", in: TestID.dropJumps, "vTO/vTD",
            "take-off velocity divided by the speed at touchdown", "B.5"),
    ]

    private static let landingDetail: [MetricDefinition] = [
        number(
            "landTime", "landing time", "s", in: TestID.landings, "landing-to-rest",
            "landing to the first velocity ≥ 0", "B.7"),
        pair(
            "landMeanForce", "mean landing force", "N", in: TestID.landings, "mean",
            "mean force from landing to the first velocity ≥ 0", "B.7"),
        number(
            "landDepth", "landing depth", "m", in: TestID.landings, "double-integration",
            "displacement from landing to the first velocity ≥ 0, negative = down", "B.7"),
        pair(
            "landStiffness", "landing stiffness", "N/m", in: TestID.landings, "force/depth",
            "force at the first velocity ≥ 0 after landing divided by the way down to it", "B.7"),
        number(
            "landPowerPeak", "peak landing power", "W", in: TestID.landings, "T·v",
            "most negative product of total force and velocity from landing to the first velocity ≥ 0", "B.0, B.7"),
        number(
            "landPowerMean", "mean landing power", "W", in: TestID.landings, "T·v/phase",
            "mean of that product", "B.0, B.7"),
        pair(
            "landRFD0_50", "landing rate of force development 0–50 ms", "N/s", in: TestID.landings, "landing-to-time",
            "rise of force in the 50 ms from landing, by that time", "B.7"),
        pair(
            "loadRateMax20", "maximal loading rate", "N/s", in: TestID.landings, "20ms-window/own",
            "largest rise over any 20 ms of the first half second, each side's own; unfiltered", "B.7, B.8"),
        number(
            "landAttenuationTime", "attenuation time", "s", in: TestID.landings, "peak-to-local-minimum",
            "largest total to the first local minimum after it, smallest value within 10 ms on either side",
            "B.7; Harry 2022; the 10 ms are the project's"),
        number(
            "landControlTime", "control time", "s", in: TestID.landings, "local-minimum-to-rest",
            "that minimum to the first velocity ≥ 0", "B.7; Harry 2022"),
        number(
            "ttsSequential", "time to stabilisation by sequential average", "s", in: TestID.landings,
            "sequential-average/0.25SD/5s",
            "landing to the moment from which the running mean stays within 0.25 SD of the mean of 5 s; never to be "
                + "compared with tts", "B.7; Colby 1999"),
    ]

    private static let hopSets: [MetricDefinition] = [
        hops("hopCount", "hops", "1", "count", "hops that count", .count, of: "contactTime"),
        hops("contactTimeTotal", "total contact time", "s", "20N", "sum of contactTime", .sum, of: "contactTime"),
        hops("flightTimeTotal", "total flight time", "s", "20N", "sum of flightTime", .sum, of: "flightTime"),
        hops("rsiBest", "best reactive strength index", "m/s", "heightFT/contactTime", "largest rsi", .best, of: "rsi"),
        hops(
            "jumpHeightBest", "best hop height", "m", "flight-time", "largest jumpHeightFT", .best, of: "jumpHeightFT"),
        hops(
            "jumpHeightBest3", "mean of the three highest hops", "m", "flight-time",
            "mean of the three largest jumpHeightFT; of all where there are fewer", .meanOfBest(3), of: "jumpHeightFT"),
        hops(
            "jumpHeightBest5", "mean of the five highest hops", "m", "flight-time",
            "mean of the five largest jumpHeightFT; of all where there are fewer", .meanOfBest(5), of: "jumpHeightFT"),
    ]

    private static func hops(
        _ id: String, _ name: String, _ unit: String, _ method: String, _ definition: String, _ rule: AcrossTrials,
        of base: String
    ) -> MetricDefinition {
        number(id, name, unit, in: TestID.hopTests, method, definition, "B.6", across: (rule, base))
    }
}
