import SignalCore

/// What a test is to the engine: one of these, and a line in ``TestCatalogue``, is all that a new test needs.
public struct TestDefinition: Sendable {
    /// What the person's force acts on.
    public enum Surface: Sendable, Hashable {
        /// Force plates that the person stands on.
        case plates
        /// Dynamometers that the person pulls, presses or grips.
        case dynamometers
    }

    /// How trials are found while the person moves.
    public enum Movement: Sendable, Hashable {
        /// Flights between contacts, from a quiet stand.
        case jump
        /// Efforts above a baseline.
        case effort
        /// Trials of any kind, found when everything is recorded.
        case series
        /// Everything recorded is one trial.
        case whole
    }

    /// Id in files and on the command line.
    public let id: TestID
    /// Name for people.
    public let name: String
    /// What the force acts on.
    public let surface: Surface
    /// How trials are found live.
    public let movement: Movement
    /// True where the person is weighed first.
    public let isWeighed: Bool
    /// The rules of the test that are no metrics.
    public let notes: [MethodNote]

    /// Finds the quiet stand of a recording that does not say where it is.
    let findWeighing: @Sendable (ForceRecord, AnalysisSettings) -> Weighing?
    /// Finds the trials of a recording that does not say where they are.
    let findTrials: @Sendable (ForceRecord, Weighing?, AnalysisSettings) -> [TrialWindow]
    /// Analyses the rows of one trial.
    let analyze: @Sendable (TrialFrame, Weighing?, AnalysisSettings) -> TrialOutcome

    init(
        _ id: TestID, _ name: String, surface: Surface, movement: Movement, isWeighed: Bool, notes: [MethodNote],
        findWeighing: @escaping @Sendable (ForceRecord, AnalysisSettings) -> Weighing? = { _, _ in nil },
        findTrials: @escaping @Sendable (ForceRecord, Weighing?, AnalysisSettings) -> [TrialWindow],
        analyze: @escaping @Sendable (TrialFrame, Weighing?, AnalysisSettings) -> TrialOutcome
    ) {
        self.id = id
        self.name = name
        self.surface = surface
        self.movement = movement
        self.isWeighed = isWeighed
        self.notes = notes
        self.findWeighing = findWeighing
        self.findTrials = findTrials
        self.analyze = analyze
    }

    /// Everything recorded as one trial; none of an empty record.
    static func wholeRecord(_ record: ForceRecord) -> [TrialWindow] {
        record.count > 0 ? [TrialWindow(record.firstIndex...(record.firstIndex + record.count - 1))] : []
    }
}

/// Every test, one line each.
public enum TestCatalogue {
    /// In the order in which help lists them.
    public static let all: [TestDefinition] =
        [.countermovementJump] + jumpFamily + [.midThighPull, .dynamometry] + isometricFamily + standing + [.free]

    private static let jumpFamily: [TestDefinition] = [
        .squatJump, .dropJump, .countermovementRebound, .hops, .landAndHold,
        .singleLegCountermovementJump, .singleLegDropJump, .singleLegHops,
    ]

    private static let isometricFamily: [TestDefinition] = [.isometricSquat, .squeeze, .grip, .pull, .nordic]
    private static let standing: [TestDefinition] = [.squat, .sitToStand, .stance, .gait]

    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    /// The definition of a test.
    public static func definition(_ id: TestID) -> TestDefinition { byID[id] ?? .free }
}

extension TestID {
    /// What the test is to the engine.
    public var definition: TestDefinition { TestCatalogue.definition(self) }
}
