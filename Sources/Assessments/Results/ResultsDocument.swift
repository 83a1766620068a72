/// The results of one call: the document of `--format json`, the tidy table of `--format csv`, the table for people.
public struct ResultsDocument: Sendable {
    /// Name and version of the program that computed them.
    public var software: String
    /// Preset of methods.
    public var preset: String
    /// One a recording.
    public var recordings: [RecordingResult]

    /// Makes a document.
    public init(software: String, preset: String = "bilanx", recordings: [RecordingResult]) {
        self.software = software
        self.preset = preset
        self.recordings = recordings
    }
}
