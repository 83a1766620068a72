import Foundation
import Recordings

/// A recording that was cut off, or runs: what is known of it without its end.
struct UnfinishedRecording {
    /// Its folder.
    let path: String
    /// Its id; nil where neither rows nor journal tell it.
    private(set) var id: String?
    /// What it carries of the athlete.
    private(set) var athleteText: String?
    /// Milliseconds since 1970 UTC at which it began; 0 where nobody knows.
    private(set) var moment: Int64 = 0

    /// Bytes at the beginning of a journal in which its description stands.
    private static let headSize = 1 << 20

    /// Reads the lines above the rows, else the description in the journal's first block.
    init(_ folder: RecordingFolder) {
        path = folder.path
        if FileManager.default.fileExists(atPath: folder.trialFile), let header = try? RecordingFacts.header(folder) {
            id = header.id.description
            athleteText = header.athlete
            moment = header.started.microseconds / 1000
            return
        }
        guard let file = FileHandle(forReadingAtPath: folder.journal) else { return }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: Self.headSize),
            let start = bytes.firstRange(of: Data("{".utf8))?.lowerBound
        else { return }
        // The description is JSON in the midst of a binary block: it ends where its first brace is closed.
        guard let note = Self.object(bytes[start...]) else { return }
        id = note["id"] as? String
        athleteText = note["athlete"] as? String
        moment = (note["started"] as? String).flatMap { ZonedTime($0) }.map { $0.microseconds / 1000 } ?? 0
    }

    /// True while a program has its journal open.
    var isRunning: Bool {
        let descriptor = open(RecordingFolder(path: path).journal, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    /// The JSON object at the beginning of bytes; nil where there is none.
    static func object(_ bytes: Data) -> [String: Any]? {
        var depth = 0
        var isText = false
        var isEscaped = false
        for (at, byte) in zip(bytes.indices, bytes) {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == 0x22 {
                    isText = false
                }
                continue
            }
            switch byte {
            case 0x22: isText = true
            case 0x7B: depth += 1
            case 0x7D:
                depth -= 1
                if depth == 0 {
                    return (try? JSONSerialization.jsonObject(with: Data(bytes[bytes.startIndex...at])))
                        as? [String: Any]
                }
            default: break
            }
        }
        return nil
    }
}

extension RosterIndex {
    /// Folders of recordings that were cut off or run, sorted.
    func unfinished() -> [UnfinishedRecording] {
        let manager = FileManager.default
        let days = ((try? manager.contentsOfDirectory(atPath: data.recordings)) ?? []).sorted()
        return days.flatMap { day in
            ((try? manager.contentsOfDirectory(atPath: data.recordings + "/" + day)) ?? []).sorted()
                .map { RecordingFolder(path: data.recordings + "/" + day + "/" + $0) }
        }.filter(\.isPartial).map(UnfinishedRecording.init)
    }

    /// Recordings of erased people that still run, below the data folder: they go when they have ended.
    public func runningOfErased() throws(RecordingError) -> [String] {
        let graves = try read { db in try Graves(db) }
        if graves.isEmpty { return [] }
        return unfinished().filter { graves.holds($0.id ?? "", $0.athleteText, $0.moment) && $0.isRunning }
            .map { relative($0.path) }
    }
}
