import Foundation
import Recordings

/// Where calibrations are kept in a data folder.
///
/// `calibrations/register.jsonl` is the append-only register, one line an entry; `calibrations/register.head.json` names its
/// end; `calibrations/runs/ID/` is one run with every raw reading; `calibrations/records/ID.html` and `.json` are the printed
/// records.
public struct CalibrationStore: Sendable, Hashable {
    /// The folder of all calibrations.
    public let path: String
    /// The folder of this machine that remembers the ends of registers as well; nil where none is kept.
    public let memory: String?

    /// The store of a data folder, which need not exist yet.
    ///
    /// - Parameter memory: a folder outside of it, such as ``userMemory(environment:home:)``.
    public init(_ data: DataDirectory, memory: String? = nil) {
        path = data.path + "/calibrations"
        self.memory = memory
    }

    /// The user's own folder for what programs remember between two starts.
    ///
    /// `$XDG_STATE_HOME/bilanx`, or `~/.local/state/bilanx` where that is unset or not absolute (XDG Base Directory 0.8).
    public static func userMemory(
        environment: [String: String] = ProcessInfo.processInfo.environment, home: String = NSHomeDirectory()
    ) -> String {
        if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") { return base + "/bilanx" }
        return home + "/.local/state/bilanx"
    }

    /// The register.
    public var registerPath: String { path + "/register.jsonl" }

    /// The end of the register.
    public var headPath: String { path + "/register.head.json" }

    /// The folder of one run.
    public func runPath(_ id: String) -> String { path + "/runs/" + id }

    /// A printed record without its suffix.
    public func recordPath(_ id: String) -> String { path + "/records/" + id }
}
