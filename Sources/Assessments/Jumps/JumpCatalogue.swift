import Symmetry

extension MetricCatalogue {
    /// Metrics that jumps share.
    static let jump: [MetricDefinition] = [
        number(
            "jumpHeightIM", "jump height", "m", in: TestID.jumps, headline: [.cmj, .sj, .cmjr, .slcmj],
            "impulse-momentum",
            "vTO²/2g: rise after take-off",
            "B.2-6a; Linthorne 2001"),
        number(
            "jumpHeightFT", "jump height from flight time", "m", in: TestID.jumps + TestID.hopTests,
            headline: TestID.dropJumps + TestID.hopTests,
            "flight-time", "g·(flight time)²/8",
            "B.2-6b; Linthorne 2001"),
        number(
            "jumpHeightTOVS", "jump height from standing", "m", in: TestID.jumps, "impulse-momentum+rise",
            "vTO²/2g + sTO",
            "B.2-6c; Moir 2008"),
        number(
            "jumpHeightDI", "jump height by double integration", "m", in: TestID.jumps, "double-integration",
            "largest displacement between take-off and landing", "B.2-6d"),
        number(
            "vTO", "take-off velocity", "m/s", in: TestID.jumps, "trapezoid",
            "velocity of the first sample under 20 N; where the integration begins is said by the test's motion",
            "B.2, B.4, B.5; Owen 2014"),
        number(
            "peakVelocity", "peak velocity", "m/s", in: TestID.standingJumps, "trapezoid-from-integrationStart",
            "largest upward velocity before take-off", "B.2-7"),
        number(
            "vMin", "peak downward velocity", "m/s", "trapezoid-from-integrationStart",
            "smallest (most negative) velocity before take-off", "B.2-5"),
        number(
            "depth", "countermovement depth", "m", "double-integration",
            "lowest displacement before take-off, negative = below standing", "B.2-6"),
        number(
            "sTO", "rise at take-off", "m", in: TestID.jumps, "double-integration",
            "displacement at take-off from standing", "B.2-6"),
        number(
            "timeToTakeoff", "time to take-off", "s", in: TestID.standingJumps, headline: [.cmj, .sj, .slcmj],
            "from-integrationStart",
            "integration start (onset − 30 ms) to take-off", "B.2-7"),
        number(
            "rsiMod", "modified reactive strength index", "m/s", headline: TestID.countermovementJumps,
            "heightIM/timeToTakeoff",
            "jumpHeightIM divided by timeToTakeoff", "B.2-7; Ebben & Petushek 2010"),
        number(
            "ftct", "flight time to contraction time", "1", "flightTime/timeToTakeoff",
            "flightTime divided by timeToTakeoff", "B.2-7"),
        number(
            "flightTime", "flight time", "s", in: TestID.jumps + TestID.hopTests, headline: [.sj] + TestID.hopTests,
            "20N",
            "take-off to landing, at 20 N of the total", "B.2-1"),
        number(
            "peakPower", "peak power", "W", in: TestID.jumps, "T·v",
            "largest product of total force and velocity before take-off",
            "B.0, B.2-7"),
        number(
            "unwTime", "unweighting time", "s", "phase-duration", "integration start to peak negative velocity",
            "B.2-5; McMahon 2018"),
        number(
            "brakeTime", "braking time", "s", in: TestID.countermovementJumps + TestID.dropJumps, "phase-duration",
            "peak negative velocity (drop jump: touchdown) to the first velocity ≥ 0",
            "B.2-5, B.5; McMahon 2018"),
        number(
            "propTime", "propulsion time", "s", in: TestID.jumps, "phase-duration",
            "end of braking (squat jump: onset) to take-off",
            "B.2-5, B.4; McMahon 2018"),
        number("unwImpulse", "net unweighting impulse", "N·s", "net-BW", "∫(T−BW) over the unweighting phase", "B.3"),
        number(
            "brakeImpulse", "net braking impulse", "N·s", in: TestID.countermovementJumps + TestID.dropJumps, "net-BW",
            "∫(T−BW) over the braking phase", "B.3"),
        number(
            "propImpulse", "net propulsion impulse", "N·s", in: TestID.jumps, "net-BW",
            "∫(T−BW) over the propulsion phase", "B.3"),
        pair(
            "brakeImpulseGross", "braking impulse", "N·s", in: TestID.countermovementJumps + TestID.dropJumps,
            headline: [.cmj, .dj, .slcmj, .sldj], "gross",
            "∫F of each side over the braking phase of the total, nothing subtracted", "B.3"),
        pair(
            "propImpulseGross", "propulsion impulse", "N·s", in: TestID.jumps, headline: TestID.jumps,
            "gross",
            "∫F of each side over the propulsion phase of the total, nothing subtracted", "B.3"),
        pair(
            "brakeMeanForce", "mean braking force", "N", in: TestID.countermovementJumps + TestID.dropJumps,
            "gross/duration", "brakeImpulseGross divided by brakeTime",
            "B.3"),
        pair(
            "propMeanForce", "mean propulsion force", "N", in: TestID.jumps, "gross/duration",
            "propImpulseGross divided by propTime",
            "B.3"),
        pair(
            "brakeImpulseNetHalfBW", "net braking impulse over half body weight", "N·s", in: [.cmj, .cmjr],
            index: .percentageDifference,
            "net-halfBW",
            "∫(F−BW/2) of each side: takes half of the weight for each limb, so it magnifies the difference about four times; never beside gross in one trend",
            "B.3, E-3"),
        pair(
            "propImpulseNetHalfBW", "net propulsion impulse over half body weight", "N·s", in: [.cmj, .cmjr, .sj],
            index: .percentageDifference,
            "net-halfBW",
            "∫(F−BW/2) of each side: takes half of the weight for each limb, so it magnifies the difference about four times; never beside gross in one trend",
            "B.3, E-3"),
        pair(
            "brakeRFD", "braking rate of force development", "N/s", in: TestID.countermovementJumps + TestID.dropJumps,
            "phase-ends",
            "change of force from peak negative velocity to the end of braking, by brakeTime", "B.3"),
        pair(
            "brakePeakForce", "peak braking force", "N", in: TestID.countermovementJumps + TestID.dropJumps,
            "own-peak/gross", "largest force of the braking phase, each side at its own time", "B.2-7, B.3"),
        pair(
            "propPeakForce", "peak propulsion force", "N", in: TestID.countermovementJumps + TestID.dropJumps,
            "own-peak/gross", "largest force of the propulsion phase, each side at its own time", "B.2-7, B.3"),
        number(
            "brakePowerMean", "mean braking power", "W", in: TestID.countermovementJumps + TestID.dropJumps,
            "T·v/phase", "mean of total force times velocity over the braking phase, negative", "B.0"),
        number(
            "propPowerMean", "mean propulsion power", "W", in: TestID.jumps, "T·v/phase",
            "mean of total force times velocity over the propulsion phase", "B.0"),
        number(
            "momentum", "take-off momentum", "kg·m/s", in: TestID.jumps, "mass·vTO",
            "weighed mass times take-off velocity", "B.0"),
        pair(
            "timeToPeakLanding", "time to peak landing force", "s", in: TestID.landings, index: .difference, "own-peak",
            "landing of the total to the largest force in the 0.5 s after it, of each side to its own", "B.7"),
        pair(
            "peakLanding", "peak landing force", "N", in: TestID.landings, headline: TestID.landings,
            "own-peak/0.5s",
            "largest force in the 0.5 s from landing on, each side at its own time", "B.7"),
        pair(
            "peakLandingBW", "peak landing force by body weight", "BW", in: TestID.landings, headline: [.lah],
            "own-peak/0.5s",
            "peakLanding divided by the weighed body weight", "B.7"),
        pair(
            "loadRateAvg", "average loading rate", "N/s", in: TestID.landings, headline: [.lah], "landing-to-peak",
            "rise of force from landing to the peak of the total, by its time", "B.7"),
        pair(
            "loadRate2080", "loading rate 20–80 %", "N/s", in: TestID.landings, "20-80-of-time-to-peak",
            "slope between 20 and 80 % of the time from landing to the peak of the total, interpolated linearly", "B.7"),
        pair(
            "landImpulse", "landing impulse", "N·s", in: TestID.landings, headline: [.lah], "gross",
            "∫F of each side from landing to the first velocity ≥ 0",
            "B.14"),
        number(
            "tts", "time to stabilisation", "s", in: TestID.landings, headline: [.lah], "5%BW/1s",
            "landing to the first instant from which the total stays within 5 % of body weight for 1 s",
            "B.7; Flanagan 2008"),
        number(
            "residualVelocity", "residual velocity", "m/s", in: [.cmj, .sj, .slcmj], "after-stabilisation",
            "integrated velocity after the first stable second of the landing, 0 in truth: shows the error of the weighing",
            "B.2-8"),
    ]

    /// A metric without sides of some tests.
    static func number(
        _ id: String, _ name: String, _ unit: String, in tests: [TestID] = TestID.countermovementJumps,
        headline: [TestID] = [], _ method: String, _ definition: String, _ source: String,
        across: (rule: AcrossTrials, base: String)? = nil
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, tests, headline: headline, method: method, definition, source: "formulas " + source,
            across: across)
    }

    /// A metric with sides of some tests.
    static func pair(
        _ id: String, _ name: String, _ unit: String, in tests: [TestID] = TestID.countermovementJumps,
        headline: [TestID] = [], index: PairIndex = .symmetryIndex, _ method: String, _ definition: String,
        _ source: String
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, tests, headline: headline, index: index, method: method, definition,
            source: "formulas " + source)
    }
}
