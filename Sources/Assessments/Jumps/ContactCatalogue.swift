import Symmetry

extension MetricCatalogue {
    /// Metrics of short contacts and of landings from a known motion.
    static let contact: [MetricDefinition] = contacts + rebounds + squats + landings

    private static let contacts: [MetricDefinition] = [
        number(
            "rsi10_5", "reactive strength index 10/5", "m/s", in: TestID.hopTests, headline: TestID.hopTests,
            "best-five/CT<250ms/heightFT/contactTime",
            "mean rsi of the five best hops with contacts under 250 ms; the jump from standing does not count",
            "B.6; Harper 2011", across: (.bestFiveHops, "rsi")),
        number(
            "rsi", "reactive strength index", "m/s", in: TestID.dropJumps + TestID.hopTests,
            headline: TestID.dropJumps + TestID.hopTests, "heightFT/contactTime",
            "jumpHeightFT divided by contactTime", "B.5, B.6; Harper 2011"),
        number(
            "contactTime", "contact time", "s", in: TestID.dropJumps + TestID.hopTests,
            headline: TestID.dropJumps + TestID.hopTests, "20N",
            "touchdown to take-off, at 20 N of the total", "B.5"),
        number(
            "rsr", "reactive strength ratio", "1", in: TestID.dropJumps + TestID.hopTests, "flightTime/contactTime",
            "flightTime divided by contactTime", "B.5"),
        number(
            "effDropHeight", "effective drop height", "m", in: TestID.dropJumps + [.lah],
            headline: TestID.dropJumps + [.lah], "vTD²/2g",
            "height from which a free fall ends with the velocity at touchdown", "B.5"),
        number(
            "vTD", "touchdown velocity", "m/s", in: TestID.dropJumps + [.lah], "trapezoid-backward",
            "velocity of the first sample of 20 N or more, negative; where the integration ends is said by the test's motion",
            "B.5"),
        number(
            "contactDepth", "depth of the contact", "m", in: TestID.dropJumps + TestID.hopTests + [.lah],
            "double-integration",
            "lowest displacement after touchdown, negative = below touchdown", "B.5"),
        number(
            "legStiffness", "leg stiffness", "N/m", in: TestID.dropJumps + TestID.hopTests, "peak/depth/r≤−0.8",
            "largest total force divided by the depth of the contact, only where springCorrelation is −0.8 or less",
            "B.5; McMahon & Cheng 1990"),
        number(
            "springCorrelation", "spring-like correlation", "1", in: TestID.dropJumps + TestID.hopTests, "pearson",
            "correlation of total force with displacement over the contact; −1 = spring", "B.5"),
        pair(
            "contactImpulse", "contact impulse", "N·s", in: TestID.hopTests, headline: TestID.hopTests, "gross",
            "∫F of each side from touchdown to take-off of the total, nothing subtracted", "B.6"),
    ]

    private static let squats: [MetricDefinition] = [
        number(
            "pushDistance", "push-off distance", "m", in: [.sj], "double-integration",
            "rise of the centre of mass from integration start to take-off", "B.4")
    ]

    private static let rebounds: [MetricDefinition] = [
        number(
            "reboundRsi", "rebound reactive strength index", "m/s", in: [.cmjr], headline: [.cmjr],
            "heightFT/contactTime", "reboundJumpHeightFT divided by reboundContactTime", "B.5"),
        number(
            "reboundContactTime", "rebound contact time", "s", in: [.cmjr], headline: [.cmjr], "20N",
            "first landing to second take-off, at 20 N of the total", "B.5"),
        number(
            "reboundJumpHeightFT", "rebound jump height from flight time", "m", in: [.cmjr], headline: [.cmjr],
            "flight-time", "g·(second flight time)²/8", "B.2-6b, B.5"),
        number(
            "reboundFlightTime", "rebound flight time", "s", in: [.cmjr], "20N",
            "second take-off to second landing, at 20 N of the total", "B.5"),
        number(
            "reboundRsr", "rebound reactive strength ratio", "1", in: [.cmjr], "flightTime/contactTime",
            "reboundFlightTime divided by reboundContactTime", "B.5"),
        pair(
            "reboundPeakForce", "rebound peak force", "N", in: [.cmjr], "own-peak/gross",
            "largest force of the rebound contact, each side at its own time", "B.3, B.5"),
        pair(
            "reboundBrakeImpulseGross", "rebound braking impulse", "N·s", in: [.cmjr], "gross",
            "∫F of each side from first landing to the first velocity ≥ 0, nothing subtracted", "B.3, B.5"),
        pair(
            "reboundPropImpulseGross", "rebound propulsion impulse", "N·s", in: [.cmjr], headline: [.cmjr], "gross",
            "∫F of each side from the first velocity ≥ 0 to the second take-off, nothing subtracted", "B.3, B.5"),
        pair(
            "reboundBrakeMeanForce", "rebound mean braking force", "N", in: [.cmjr], "gross/duration",
            "reboundBrakeImpulseGross divided by the duration of that phase", "B.3, B.5"),
        pair(
            "reboundPropMeanForce", "rebound mean propulsion force", "N", in: [.cmjr], "gross/duration",
            "reboundPropImpulseGross divided by the duration of that phase", "B.3, B.5"),
        number(
            "reboundVTD", "rebound touchdown velocity", "m/s", in: [.cmjr], "trapezoid-backward",
            "velocity at the first landing, negative", "B.5"),
        number(
            "reboundContactDepth", "depth of the rebound", "m", in: [.cmjr], "double-integration",
            "lowest displacement after the first landing, negative = below touchdown", "B.5"),
        number(
            "reboundLegStiffness", "rebound leg stiffness", "N/m", in: [.cmjr], "peak/depth/r≤−0.8",
            "largest total force divided by the depth, only where reboundSpringCorrelation is −0.8 or less",
            "B.5; McMahon & Cheng 1990"),
        number(
            "reboundSpringCorrelation", "rebound spring-like correlation", "1", in: [.cmjr], "pearson",
            "correlation of total force with displacement over the rebound contact; −1 = spring", "B.5"),
    ]

    private static let landings: [MetricDefinition] = [
        pair(
            "stabiliseMeanForce", "mean force after 1 s", "N", in: [.lah], "mean",
            "mean force from 1 s after landing until the trial ends or the foot leaves", "B.7")
    ]
}
