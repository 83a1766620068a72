import SignalCore
import Symmetry

/// A test of one athlete over several recordings of one call (design, *sets*).
///
/// The rules are those of a recording's summary. Recordings without an athlete id are nobody's and form no set, unless
/// somebody says that they are one person's.
public struct SetResult: Sendable, Hashable {
    /// Athlete's id; nil for one person without an id.
    public var athlete: String?
    /// The test.
    public var test: TestID
    /// External load in kilograms, the same in all.
    public var load: Double
    /// Height of the box in metres, the same in all; nil where it does not matter or is not known.
    public var boxHeight: Double?
    /// The recordings by id, else by source, at least two.
    public var recordings: [String]
    /// Trials that count.
    public var trials: Int
    /// Over the trials that count.
    public var summary: [MetricSummary]
    /// What was chosen and declared.
    public var symmetry: SymmetrySettings

    /// The sets of recordings, in order of their first ones; those with one recording only are none.
    ///
    /// - Parameter unnamedAreOne: true where recordings without an athlete id are one person's.
    public static func all(_ recordings: [RecordingResult], unnamedAreOne: Bool = false) -> [SetResult] {
        TestGroup.all(recordings, unnamedAreOne: unnamedAreOne).filter { $0.recordings.count > 1 }.map(SetResult.init)
    }

    init(_ group: TestGroup) {
        athlete = group.athlete
        test = group.test
        load = group.load
        boxHeight = group.box
        recordings = group.names
        trials = SetSummary.counted(group.recordings.flatMap(\.trials))?.trials.count ?? 0
        summary = group.summary()
        symmetry = group.recordings.first?.settings.symmetry ?? SymmetrySettings()
    }
}
