import Symmetry

extension MetricCatalogue {
    /// Metrics of the countermovement jump.
    static let jump: [MetricDefinition] = [
        number(
            "jumpHeightIM", "jump height", "m", headline: true, "impulse-momentum", "vTO²/2g: rise after take-off",
            "B.2-6a; Linthorne 2001"),
        number(
            "jumpHeightFT", "jump height from flight time", "m", "flight-time", "g·(flight time)²/8",
            "B.2-6b; Linthorne 2001"),
        number(
            "jumpHeightTOVS", "jump height from standing", "m", "impulse-momentum+rise", "vTO²/2g + sTO",
            "B.2-6c; Moir 2008"),
        number(
            "jumpHeightDI", "jump height by double integration", "m", "double-integration",
            "largest displacement between take-off and landing", "B.2-6d"),
        number(
            "vTO", "take-off velocity", "m/s", "trapezoid-from-integrationStart",
            "velocity of the first sample under 20 N", "B.2; Owen 2014"),
        number(
            "peakVelocity", "peak velocity", "m/s", "trapezoid-from-integrationStart",
            "largest upward velocity before take-off", "B.2-7"),
        number(
            "vMin", "peak downward velocity", "m/s", "trapezoid-from-integrationStart",
            "smallest (most negative) velocity before take-off", "B.2-5"),
        number(
            "depth", "countermovement depth", "m", "double-integration",
            "lowest displacement before take-off, negative = below standing", "B.2-6"),
        number("sTO", "rise at take-off", "m", "double-integration", "displacement at take-off from standing", "B.2-6"),
        number(
            "timeToTakeoff", "time to take-off", "s", headline: true, "from-integrationStart",
            "integration start (onset − 30 ms) to take-off", "B.2-7"),
        number(
            "rsiMod", "modified reactive strength index", "m/s", headline: true, "heightIM/timeToTakeoff",
            "jumpHeightIM divided by timeToTakeoff", "B.2-7; Ebben & Petushek 2010"),
        number(
            "ftct", "flight time to contraction time", "1", "flightTime/timeToTakeoff",
            "flightTime divided by timeToTakeoff", "B.2-7"),
        number("flightTime", "flight time", "s", "20N", "take-off to landing, at 20 N of the total", "B.2-1"),
        number(
            "peakPower", "peak power", "W", "T·v", "largest product of total force and velocity before take-off",
            "B.0, B.2-7"),
        number(
            "unwTime", "unweighting time", "s", "phase-duration", "integration start to peak negative velocity",
            "B.2-5; McMahon 2018"),
        number(
            "brakeTime", "braking time", "s", "phase-duration", "peak negative velocity to the first velocity ≥ 0",
            "B.2-5; McMahon 2018"),
        number(
            "propTime", "propulsion time", "s", "phase-duration", "end of braking to take-off", "B.2-5; McMahon 2018"),
        number("unwImpulse", "net unweighting impulse", "N·s", "net-BW", "∫(T−BW) over the unweighting phase", "B.3"),
        number("brakeImpulse", "net braking impulse", "N·s", "net-BW", "∫(T−BW) over the braking phase", "B.3"),
        number("propImpulse", "net propulsion impulse", "N·s", "net-BW", "∫(T−BW) over the propulsion phase", "B.3"),
        pair(
            "brakeImpulseGross", "braking impulse", "N·s", headline: true, "gross",
            "∫F of each side over the braking phase of the total, nothing subtracted", "B.3"),
        pair(
            "propImpulseGross", "propulsion impulse", "N·s", headline: true, "gross",
            "∫F of each side over the propulsion phase of the total, nothing subtracted", "B.3"),
        pair(
            "brakeMeanForce", "mean braking force", "N", "gross/duration", "brakeImpulseGross divided by brakeTime",
            "B.3"),
        pair(
            "propMeanForce", "mean propulsion force", "N", "gross/duration", "propImpulseGross divided by propTime",
            "B.3"),
        pair(
            "brakeImpulseNetHalfBW", "net braking impulse over half body weight", "N·s", index: .percentageDifference,
            "net-halfBW",
            "∫(F−BW/2) of each side: takes half of the weight for each limb, so it magnifies the difference about four times; never beside gross in one trend",
            "B.3, E-3"),
        pair(
            "propImpulseNetHalfBW", "net propulsion impulse over half body weight", "N·s", index: .percentageDifference,
            "net-halfBW",
            "∫(F−BW/2) of each side: takes half of the weight for each limb, so it magnifies the difference about four times; never beside gross in one trend",
            "B.3, E-3"),
        pair(
            "brakeRFD", "braking rate of force development", "N/s", "phase-ends",
            "change of force from peak negative velocity to the end of braking, by brakeTime", "B.3"),
        pair(
            "peakLanding", "peak landing force", "N", headline: true, "own-peak/0.5s",
            "largest force in the 0.5 s from landing on, each side at its own time", "B.7"),
        pair(
            "peakLandingBW", "peak landing force by body weight", "BW", "own-peak/0.5s",
            "peakLanding divided by the weighed body weight", "B.7"),
        pair(
            "loadRateAvg", "average loading rate", "N/s", "landing-to-peak",
            "rise of force from landing to the peak of the total, by its time", "B.7"),
        pair(
            "loadRate2080", "loading rate 20–80 %", "N/s", "20-80-of-time-to-peak",
            "slope between 20 and 80 % of the time from landing to the peak of the total, interpolated linearly", "B.7"),
        pair(
            "landImpulse", "landing impulse", "N·s", "gross", "∫F of each side from landing to the first velocity ≥ 0",
            "B.14"),
        number(
            "tts", "time to stabilisation", "s", "5%BW/1s",
            "landing to the first instant from which the total stays within 5 % of body weight for 1 s",
            "B.7; Flanagan 2008"),
        number(
            "residualVelocity", "residual velocity", "m/s", "after-stabilisation",
            "integrated velocity after the first stable second of the landing, 0 in truth: shows the error of the weighing",
            "B.2-8"),
    ]

    private static func number(
        _ id: String, _ name: String, _ unit: String, headline: Bool = false, _ method: String, _ definition: String,
        _ source: String
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, [.cmj], headline: headline ? [.cmj] : [], method: method, definition,
            source: "formulas " + source)
    }

    private static func pair(
        _ id: String, _ name: String, _ unit: String, headline: Bool = false, index: PairIndex = .symmetryIndex,
        _ method: String, _ definition: String, _ source: String
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, [.cmj], headline: headline ? [.cmj] : [], index: index, method: method, definition,
            source: "formulas " + source)
    }
}
