import Foundation

/// A list of paths, one a line.
public enum PathList {
    /// Reads a list from a file, or from standard input for `-`; blank lines are passed over.
    ///
    /// - Throws: `.badData` where the list is not UTF-8; what went wrong with the file.
    public static func read(_ path: String) throws(RecordingError) -> [String] {
        let isStandardInput = path == "-"
        let bytes =
            isStandardInput
            ? try FileAccess.read(descriptor: STDIN_FILENO, name: "standard input") : try FileAccess.read(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RecordingError(
                .badData, file: isStandardInput ? "standard input" : path,
                problem: "is no list of paths: it is not UTF-8",
                remedy: "write one path a line")
        }
        return text.split(whereSeparator: \.isNewline).map(String.init)
    }
}
