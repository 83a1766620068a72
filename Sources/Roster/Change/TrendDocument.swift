import Assessments

/// What `bilanx trend` says of one athlete: the document `bilanx.trend/1`.
public struct TrendDocument: Sendable, Hashable {
    /// Name of the schema.
    public static let schema = "bilanx.trend/1"

    /// Program and version that wrote it.
    public var software: String
    /// Athlete in the roster.
    public var athlete: String
    /// What the trainer types; nil where there is no code.
    public var code: String?
    /// The reports, in order of tests and metrics.
    public var reports: [ChangeReport]
    /// Which side each test favours; nil where that was not asked for.
    public var directions: DirectionProfile?
    /// Ratios of opposing muscles over the sessions.
    public var opposing: [OpposingSession]

    /// Makes a document.
    public init(
        software: String, athlete: String, code: String? = nil, reports: [ChangeReport],
        directions: DirectionProfile? = nil, opposing: [OpposingSession] = []
    ) {
        self.software = software
        self.athlete = athlete
        self.code = code
        self.reports = reports
        self.directions = directions
        self.opposing = opposing
    }
}
