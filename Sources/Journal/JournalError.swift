/// Why a journal could not be written, and what to do about it.
public struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public var path: String
    /// What happened, in the system's words.
    public var detail: String

    /// Makes an error.
    public init(path: String, detail: String) {
        self.path = path
        self.detail = detail
    }

    /// What happened, to what, and what to do.
    public var description: String {
        "\(path): \(detail). Check that the disk has room and that the folder may be written; "
            + "what was written until then is kept."
    }
}
