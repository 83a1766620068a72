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

    /// Makes a document.
    public init(
        software: String, preset: String = "bilanx", rules: MethodRules = .bilanx, recordings: [RecordingResult]
    ) {
        self.rules = rules
        self.software = software
        self.preset = preset
        self.recordings = recordings
    }
}
