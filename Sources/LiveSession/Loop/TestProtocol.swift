import Assessments

/// How a test is run: how many trials, which limb, how long to rest, and when it is over.
public struct TestProtocol: Sendable, Hashable {
    /// Id for the page and the command line: `cmj3`.
    public let id: String
    /// The test.
    public let test: TestID
    /// Name for people.
    public let name: String
    /// Good trials that complete it, of each limb where limbs work by turns; nil to go on until somebody ends it.
    public let trials: Int?
    /// True where limbs work by turns on the sensors, the left one first.
    public let alternates: Bool
    /// Seconds of rest after each trial, ≥ 0.
    public let rest: Double
    /// Seconds that are counted down before each effort; 0 for none.
    public let countdown: Int
    /// Seconds, repetitions, hops or steps after which a test whose trials are found at its end is over; nil for never.
    public let until: Double?

    /// Makes a protocol.
    public init(
        _ id: String, _ test: TestID, _ name: String, trials: Int? = nil, alternates: Bool = false, rest: Double = 0,
        countdown: Int = 0, until: Double? = nil
    ) {
        self.id = id
        self.test = test
        self.name = name
        self.trials = trials
        self.alternates = alternates
        self.rest = rest
        self.countdown = countdown
        self.until = until
    }

    /// Good trials that complete it, of both limbs together.
    public var wanted: Int? { trials.map { $0 * (alternates || isOneLegged ? 2 : 1) } }

    /// True where each trial is one of a limb.
    public var isOneLegged: Bool { TestID.oneLegged.contains(test) }

    /// Every protocol, the usual one of a test first; `TEST` alone goes on until somebody ends it.
    public static let all: [TestProtocol] = usual + open

    private static let usual: [TestProtocol] = [
        TestProtocol("cmj3", .cmj, "CMJ × 3", trials: 3),
        TestProtocol("sj3", .sj, "Squat jump × 3", trials: 3),
        TestProtocol("dj3", .dj, "Drop jump × 3"),
        TestProtocol("cmjr3", .cmjr, "CMJ rebound × 3"),
        TestProtocol("hops105", .hops, "10/5 hops", until: 10),
        TestProtocol("lah3", .lah, "Land and hold × 3"),
        TestProtocol("slcmj3", .slcmj, "One-leg CMJ × 3 a side", trials: 3),
        TestProtocol("sldj3", .sldj, "One-leg drop jump × 3 a side"),
        TestProtocol("slhop20", .slhop, "One-leg hops × 20", until: 20),
        TestProtocol("imtp3", .imtp, "Mid-thigh pull × 3", trials: 3, rest: 60, countdown: 3),
        TestProtocol("isosquat3", .isosquat, "Isometric squat × 3", trials: 3, rest: 60, countdown: 3),
        TestProtocol("iso3", .iso, "Isometric × 3", trials: 3, rest: 30, countdown: 3),
        TestProtocol("iso3alt", .iso, "Isometric left/right × 3", trials: 3, alternates: true, rest: 30, countdown: 3),
        TestProtocol("squeeze3", .squeeze, "Squeeze × 3", trials: 3, rest: 30, countdown: 3),
        TestProtocol("grip3", .grip, "Grip left/right × 3", trials: 3, alternates: true, rest: 30, countdown: 3),
        TestProtocol("pull3", .pull, "Pull × 3", trials: 3, rest: 30, countdown: 3),
        TestProtocol("pull3alt", .pull, "Pull left/right × 3", trials: 3, alternates: true, rest: 30, countdown: 3),
        TestProtocol("nordic3", .nordic, "Nordic × 3", trials: 3, rest: 30),
        TestProtocol("squat5", .squat, "Squats × 5", until: 5),
        TestProtocol("sts5", .sts, "Sit to stand × 5", until: 5),
        TestProtocol("stance30", .stance, "Stance 30 s", until: 30),
    ]

    private static let open: [TestProtocol] = TestID.allCases.map {
        TestProtocol($0.rawValue, $0, "\($0.definition.name), open end")
    }

    /// The protocol of that id; nil where there is none.
    public static func named(_ id: String) -> TestProtocol? { all.first { $0.id == id } }

    /// The usual protocol of a test.
    public static func usual(of test: TestID) -> TestProtocol {
        all.first { $0.test == test } ?? TestProtocol(test.rawValue, test, test.rawValue)
    }
}

extension TestID {
    /// Tests of which each trial is one of a limb, on two plates.
    static let oneLegged: Set<TestID> = [.slcmj, .sldj, .slhop]
}
