import SignalCore
import Symmetry

/// Every preset.
public enum MethodPresets {
    /// In the order in which help lists them, the project's own first.
    public static let all: [MethodPreset] = [bilanx, mcmahon, forceDecks, hawkin, kistler, jumpMetrics]

    /// The preset of that id; nil where there is none.
    public static func preset(_ id: String) -> MethodPreset? { all.first { $0.id == id } }

    /// The project's own rules.
    public static let bilanx = MethodPreset(
        "bilanx", "Bilanx", changes: "Nothing: these are the project's rules.",
        source: "formulas B.1 to B.8 and E; each metric and rule names its own."
    ) { _ in }

    /// Owen 2014 and McMahon 2018.
    public static let mcmahon = MethodPreset(
        "mcmahon", "McMahon and Owen",
        changes:
            "Take-off and landing at mean + 5 SD of the middle of the flight; weighing over the first good second; the "
            + "first sample that leaves body weight by 5 SD is the onset, without the project's rule against blips. Start of "
            + "integration, phases and heights are the project's, which come from the same papers.",
        source:
            "formulas B.1, B.2-2, B.2-3, E-4, from a secondary text (McMahon 2018, Owen 2014); the 0.01 m/s of propulsion "
            + "from memory, unverified."
    ) {
        $0.weighing = WeighingRule(.first)
        $0.takeoff = .deviations(5)
        $0.landing = .deviations(5)
        $0.onset = OnsetRule(.deviations(5), skipsBlips: false)
    }

    /// What is known of VALD ForceDecks.
    public static let forceDecks = MethodPreset(
        "forcedecks-like", "like VALD ForceDecks",
        changes:
            "Onset 20 N from body weight; landing at 30 N (the text says 20/30 N and was read as take-off and landing); "
            + "braking from the smallest force; time to take-off from the onset; RSImod from the flight-time height. "
            + "Differences as (larger − smaller)/larger, with the project's sign. Its weighing, filter, start of integration "
            + "and rule against blips are not known and are the project's.",
        source:
            "formulas B.2-1, B.2-5, B.2-7, E-1 and field 2.0, from a secondary text (glossary of the maker, quoted by a "
            + "third party; its code was not read). Users may have set other rules.",
        preferredIndex: .percentageDifference
    ) {
        $0.onset = OnsetRule(.newtons(20))
        $0.landing = .newtons(30)
        $0.braking = .force
        $0.timeToTakeoff = .onset
        $0.rsiHeight = .flight
    }

    /// What is known of Hawkin.
    public static let hawkin = MethodPreset(
        "hawkin-like", "like Hawkin Dynamics",
        changes:
            "Weighing is the good second with the lowest mean; 50 Hz low-pass (order and convention are not known: the "
            + "project's, order 2 twice, corrected); take-off and landing at 25 N; integration from the last sample at body "
            + "weight; time to take-off from the onset; isometric onset at 3 SD. The 30 ms for which 25 N must last are part "
            + "of the project's 100 ms of flight. Its threshold of onset is not known and is the project's.",
        source:
            "formulas B.1, B.2-1, B.2-3 and field 2.0, 2.1, 2.2, from a secondary text (the maker's dictionary of metrics, "
            + "quoted by a third party; its code was not read)."
    ) {
        $0.weighing = WeighingRule(.lowestMean)
        $0.filter = .lowPass(Butterworth(order: 2, cutoff: 50, convention: .dualPass))
        $0.takeoff = .newtons(25)
        $0.landing = .newtons(25)
        $0.integrationStart = .bodyWeight
        $0.timeToTakeoff = .onset
        $0.isometricOnset = IsometricOnset(.deviations(3))
    }

    /// What is known of Kistler.
    public static let kistler = MethodPreset(
        "kistler-like", "like Kistler",
        changes:
            "Velocity and displacement of a countermovement jump are made 0 in the quiet stand after the landing too, by "
            + "a straight line taken off; without such a stand nothing is taken off. How exactly the maker does it was not "
            + "read; all other rules are not known and are the project's.",
        source: "field 1c and 2.0, from a secondary text (Calame & Kuster 2001); the line is formulas C.5-1."
    ) { $0.drift = .linearVelocity }

    /// JumpMetrics 0.2.0 with its defaults.
    public static let jumpMetrics = MethodPreset(
        "jumpmetrics-like", "like JumpMetrics 0.2.0",
        changes:
            "50 Hz low-pass of order 4 twice, uncorrected; take-off where the force stays within 10 N of zero for 250 ms, landing at 20 N; weighing over "
            + "the 0.25 s that begin 2 s before take-off, where integration begins as well, and which leaves the sample of "
            + "take-off out; onset after 175 ms outside 5 SD, no rule against blips; time to take-off from the onset; g is "
            + "9.81 m/s². Not taken over: its onset looks at a Savitzky–Golay mean of 0.2 s and at the SD of 0.5 s, its peak "
            + "is the first prominent one, its landing must last 15 ms.",
        source: "read in published code (jumpmetrics 0.2.0, MIT)."
    ) {
        $0.weighing = WeighingRule(.beforeTakeoff(seconds: 2), seconds: 0.25)
        $0.filter = .lowPass(Butterworth(order: 4, cutoff: 50, convention: .singlePass))
        $0.takeoff = .magnitude(10)
        $0.shortestFlight = 250
        $0.onset = OnsetRule(.deviations(5), persistence: 175, skipsBlips: false)
        $0.integrationStart = .beforeTakeoff(seconds: 2)
        $0.propulsionVelocity = 0
        $0.integratesTakeoffSample = false
        $0.timeToTakeoff = .onset
        $0.gravity = 9.81
    }
}
