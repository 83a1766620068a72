/// What went wrong with a file: what happened, to what and where in it, and what mends it.
public struct RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sort of failure; the command line turns it into an exit code.
    public enum Kind: String, Sendable, Hashable {
        /// The content is not what its format says.
        case badData
        /// The content is sound, but somebody must say what it means: columns, rate.
        case needsOption
        /// There is no such file or folder.
        case notFound
        /// The system does not permit it.
        case noPermission
        /// The disk or the quota is full.
        case diskFull
        /// It is there already and is never overwritten.
        case exists
        /// Any other failure of the system.
        case failed
    }

    /// The sort of failure.
    public var kind: Kind
    /// Path or name of the file.
    public var file: String
    /// Line from 1, where one is to blame.
    public var line: Int?
    /// Column from 1 or by name, where one is to blame.
    public var column: String?
    /// What happened.
    public var problem: String
    /// What to do about it.
    public var remedy: String

    /// Makes an error; `problem` and `remedy` are clauses without a full stop.
    public init(
        _ kind: Kind, file: String, line: Int? = nil, column: String? = nil, problem: String, remedy: String
    ) {
        self.kind = kind
        self.file = file
        self.line = line
        self.column = column
        self.problem = problem
        self.remedy = remedy
    }

    /// One line: `FILE:LINE: column C: problem; remedy`.
    public var description: String {
        var text = file
        if let line { text += ":\(line)" }
        if let column { text += ": column \(column)" }
        return text + ": " + problem + "; " + remedy
    }
}
