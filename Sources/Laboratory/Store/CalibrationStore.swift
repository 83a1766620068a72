import Recordings

/// Where calibrations are kept in a data folder.
///
/// `calibrations/register.jsonl` is the append-only register, one line an entry; `calibrations/runs/ID/` is one run with
/// every raw reading; `calibrations/records/ID.html` and `.json` are the printed records.
public struct CalibrationStore: Sendable, Hashable {
    /// The folder of all calibrations.
    public let path: String

    /// The store of a data folder, which need not exist yet.
    public init(_ data: DataDirectory) { path = data.path + "/calibrations" }

    /// The register.
    public var registerPath: String { path + "/register.jsonl" }

    /// The folder of one run.
    public func runPath(_ id: String) -> String { path + "/runs/" + id }

    /// A printed record without its suffix.
    public func recordPath(_ id: String) -> String { path + "/records/" + id }
}
