import Recordings

/// The recordings of a call, in order.
struct BatchItems {
    /// One of them.
    struct Item: Sendable {
        /// Where it is.
        var path: String
        /// Its name in results where it has no id; nil for its file's name.
        var source: String?
        /// True where it is no failure that it cannot be analysed: nobody said that it is a recording.
        var isTolerated = false
        /// True where it was found in a folder.
        var isFound = false
    }

    /// The recordings.
    private(set) var all: [Item] = []
    /// Running or cut-off recordings that were passed over.
    private(set) var unclosed: [String] = []
    /// Folders that could not be read or hold nothing; true where somebody named that folder.
    private(set) var failures: [(error: RecordingError, isNamed: Bool)] = []
    /// True where a folder was gone through.
    private(set) var hasWalked = false

    private let table: String?
    private let toleratesListed: Bool

    /// No recordings yet.
    ///
    /// - Parameters:
    ///   - table: the file that results go to, which is no recording.
    ///   - toleratesListed: true where files of a list may be bad.
    init(table: String?, toleratesListed: Bool) {
        self.table = table
        self.toleratesListed = toleratesListed
    }

    /// Adds files and folders in the order named, those of a list, then files that other options name.
    mutating func add(_ named: [String], listed: [String], alone: [String]) {
        let places = named.map { ($0, false) } + listed.map { ($0, toleratesListed) }
        let isFolder = places.map { $0.0 != "-" && RecordingWalk.isFolder($0.0) && !RecordingWalk.isRecording($0.0) }
        let folders = isFolder.count { $0 }
        let files = zip(places, isFolder).filter { !$1 }.map(\.0.0)
        // A file that is named and lies in a folder that is named is one recording.
        var walk = RecordingWalk(excluding: folders > 0 ? files + alone + (table.map { [$0] } ?? []) : [])
        for ((path, tolerated), isFolder) in zip(places, isFolder) {
            if isFolder {
                add(path, &walk, isOnly: folders == 1)
            } else {
                all.append(Item(path: path, isTolerated: tolerated))
            }
        }
        var known = Set(all.map(\.path))
        for path in alone where known.insert(path).inserted { all.append(Item(path: path)) }
        unclosed = walk.unclosed
        failures += walk.failures.map { ($0, false) }
    }

    private mutating func add(_ folder: String, _ walk: inout RecordingWalk, isOnly: Bool) {
        hasWalked = true
        let before = (walk.paths.count, walk.unclosed.count, walk.failures.count)
        do throws(RecordingError) { try walk.add(folder) } catch {
            failures.append((error, true))
            return
        }
        let root = folder.hasSuffix("/") ? folder : folder + "/"
        for path in walk.paths[before.0...] {
            let inside = isOnly ? String(path.dropFirst(root.count)) : path
            all.append(Item(path: path, source: inside, isTolerated: true, isFound: true))
        }
        if before == (walk.paths.count, walk.unclosed.count, walk.failures.count) {
            let empty = RecordingError(
                .badData, file: folder, problem: "holds no files that could be recordings",
                remedy: "name a recording, or a folder with some in it or below it")
            failures.append((empty, true))
        }
    }
}
