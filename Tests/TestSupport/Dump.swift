import Foundation

/// Inputs and our results as JSON lines for a second route outside Swift, where `BILANX_DUMP` names a folder to write to.
///
/// A line is `{"f": name, "in": [[…], …], "out": […]}`.
public struct Dump {
    /// The folder; nil where nobody asked.
    public static var folder: URL? {
        ProcessInfo.processInfo.environment["BILANX_DUMP"].map { URL(filePath: $0, directoryHint: .isDirectory) }
    }

    private var text = ""

    /// An empty dump.
    public init() {}

    /// Adds a line; a result that is absent or not finite stands as null.
    public mutating func add(_ name: String, _ inputs: [[Double]], _ results: [Double?]) {
        func list(_ values: [Double?]) -> String {
            "[" + values.map { $0.map { $0.isFinite ? "\($0)" : "null" } ?? "null" }.joined(separator: ",") + "]"
        }
        let lists = inputs.map { list($0) }.joined(separator: ",")
        text += "{\"f\":\"\(name)\",\"in\":[\(lists)],\"out\":\(list(results))}\n"
    }

    /// Writes `name` into the folder.
    public func write(_ name: String) throws {
        guard let folder = Self.folder else { return }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appending(path: name))
    }
}
