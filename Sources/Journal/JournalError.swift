/// Why a journal could not be written or read, and what to do about it.
public struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public var path: String
    /// What happened, in the system's words.
    public var detail: String

    /// What to do, as a whole sentence.
    public var remedy: String

    /// Makes an error; without a remedy it is one of writing.
    public init(path: String, detail: String, remedy: String? = nil) {
        self.path = path
        self.detail = detail
        self.remedy =
            remedy
            ?? "Check that the disk has room and that the folder may be written; what was written until then is kept."
    }

    /// What happened, to what, and what to do.
    public var description: String { "\(path): \(detail). \(remedy)" }
}
