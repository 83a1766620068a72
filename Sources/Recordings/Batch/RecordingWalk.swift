import Foundation

/// The recordings in a folder and everything below it.
public struct RecordingWalk: Sendable, Hashable {
    /// Folders of recordings, and other files, in order of their names' bytes, folder by folder.
    ///
    /// What is in a file is not looked at; whether it is a recording shows when it is opened.
    public private(set) var paths: [String] = []
    /// Recordings that were not closed: they still run, or were cut off.
    public private(set) var unclosed: [String] = []
    /// Folders below it that could not be read.
    public private(set) var failures: [RecordingError] = []

    private struct Place: Hashable {
        var device: UInt64
        var node: UInt64
    }

    private var seen: Set<Place> = []

    /// Files that are no recordings, whatever folder they lie in.
    private static let passedOver: Set<String> = ["notes.jsonl", "results.json", "rig.json", "raw.pcapng"]

    /// Nothing walked yet; what is `excluded` is never found.
    ///
    /// - Parameter excluded: files that are named anyway, or that results go to.
    public init(excluding excluded: [String] = []) {
        for path in excluded { if let status = Self.status(path) { seen.insert(status.place) } }
    }

    /// True where a path is a folder.
    public static func isFolder(_ path: String) -> Bool { status(path)?.type == S_IFDIR }

    /// True where a path is the folder of one recording of Bilanx, by the first line of its `trial.csv`.
    public static func isRecording(_ path: String) -> Bool {
        guard let file = try? InputFile(RecordingFolder(path: path).trialFile) else { return false }
        var head = [UInt8](repeating: 0, count: 64)
        guard let count = try? head.withUnsafeMutableBytes({ try file.read(into: $0) }) else { return false }
        return TrialFileReader.recognizes(Array(head[..<count]))
    }

    /// Adds what is in a folder.
    ///
    /// Hidden files, files beside recordings, tables of a batch and all that is no plain file are passed over. Links are
    /// followed; nothing is found twice, so that a link to a folder above ends there.
    ///
    /// - Throws: where the folder itself cannot be read.
    public mutating func add(_ folder: String) throws(RecordingError) {
        guard let status = Self.status(folder) else {
            throw FileAccess.failure(errno, folder, doing: "could not be opened")
        }
        guard seen.insert(status.place).inserted else { return }
        try walk(folder)
    }

    private mutating func walk(_ folder: String) throws(RecordingError) {
        let names = Set(try Self.names(folder))
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            guard !name.hasPrefix("."), !Self.passedOver.contains(name), let status = Self.status(path) else {
                continue
            }
            if name.hasSuffix(BatchTable.logSuffix) || names.contains(name + BatchTable.logSuffix) { continue }
            guard seen.insert(status.place).inserted else { continue }
            switch status.type {
            case S_IFREG: paths.append(path)
            case S_IFDIR where RecordingFolder(path: path).isPartial: unclosed.append(path)
            case S_IFDIR where Self.isRecording(path): paths.append(path)
            case S_IFDIR: do throws(RecordingError) { try walk(path) } catch { failures.append(error) }
            default: continue
            }
        }
    }

    private static func names(_ folder: String) throws(RecordingError) -> [String] {
        guard let stream = opendir(folder) else {
            throw FileAccess.failure(errno, folder, doing: "could not be opened")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            names.append(name)
        }
        return names
    }

    /// What kind of thing is at a path, behind any link, and which one; nil where nothing is.
    private static func status(_ path: String) -> (type: mode_t, place: Place)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return (
            status.st_mode & S_IFMT,
            Place(device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(truncatingIfNeeded: status.st_ino))
        )
    }
}
