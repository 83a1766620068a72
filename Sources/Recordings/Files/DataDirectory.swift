import Foundation

/// Where recordings and the roster lie.
public struct DataDirectory: Sendable, Hashable {
    /// The root folder; it need not exist yet.
    public let path: String

    /// The folder that the operator chose with `-o DIR`; a relative path is taken from the working folder.
    public init(path: String) {
        self.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// The platform's place for a user's data.
    ///
    /// Linux: `$XDG_DATA_HOME/bilanx`, or `~/.local/share/bilanx` where that is unset or not absolute (XDG Base Directory
    /// 0.8); macOS: `~/Library/Application Support/bilanx`.
    ///
    /// - Parameters:
    ///   - environment: the variables of the process.
    ///   - home: the user's home folder.
    public static func standard(
        environment: [String: String] = ProcessInfo.processInfo.environment, home: String = NSHomeDirectory()
    ) -> DataDirectory {
        if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") { return DataDirectory(path: base + "/bilanx") }
        #if os(macOS)
            return DataDirectory(path: home + "/Library/Application Support/bilanx")
        #else
            return DataDirectory(path: home + "/.local/share/bilanx")
        #endif
    }

    /// Folder of all recordings.
    public var recordings: String { path + "/recordings" }
}
