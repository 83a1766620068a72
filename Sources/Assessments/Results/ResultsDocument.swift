/// The results of one call: the document of `--format json`, the tidy table of `--format csv`, the table for people.
public struct ResultsDocument: Sendable {
    /// Name and version of the program that computed them.
    public var software: String
    /// Preset of methods, with what was changed of it: `bilanx`, `bilanx+takeoff=30N`.
    public var preset: String
    /// The rules of that preset.
    public var rules: MethodRules
    /// One a recording.
    public var recordings: [RecordingResult]
    /// Over several recordings of one athlete and test.
    public var sets: [SetResult]
    /// What needs two tests.
    public var derived: [DerivedResult]

    /// Makes a document, with the sets and the results of two tests that its recordings allow.
    ///
    /// - Parameter unnamedAreOne: true where recordings without an athlete id are one person's.
    public init(
        software: String, preset: String = "bilanx", rules: MethodRules = .bilanx,
        recordings: [RecordingResult], unnamedAreOne: Bool = false
    ) {
        self.rules = rules
        self.software = software
        self.preset = preset
        self.recordings = recordings
        sets = SetResult.all(recordings, unnamedAreOne: unnamedAreOne)
        derived = DerivedResult.standard(recordings, unnamedAreOne: unnamedAreOne)
    }
}
