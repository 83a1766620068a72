import Assessments
import Foundation
import Journal
import Recordings

/// Whether the files of a recording are as they were written.
public struct RecordingCheck: Sendable {
    /// How one file stands.
    public enum State: String, Sendable, Codable {
        /// Every byte is as it was written.
        case whole
        /// It ends early.
        case torn
        /// Something in it has changed.
        case damaged
        /// It is not there.
        case absent
        /// It is being written now.
        case running
    }

    /// The recording's folder, or the file.
    public var path: String
    /// `trial.csv`: its own checksum.
    public var trial = State.absent
    /// `raw.pcapng`: the hash of each packet.
    public var journal = State.absent
    /// `results.json`: that it is what the program writes.
    public var results = State.absent
    /// What a replay gives against what was recorded; nil where nobody has asked.
    public var replay: State?
    /// What is wrong, in whole sentences.
    public var problems: [String] = []

    /// True where something is wrong.
    public var isBad: Bool { !problems.isEmpty }

    /// Recordings at and below a path: folders with a `trial.csv` or a `raw.pcapng`, sorted by name.
    public static func recordings(below path: String) -> [String] {
        func isRecording(_ folder: String) -> Bool {
            let folder = RecordingFolder(path: folder)
            return access(folder.trialFile, F_OK) == 0 || access(folder.journal, F_OK) == 0
        }
        if isRecording(path) { return [path] }
        var found: [String] = []
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        for name in names {
            let child = path + "/" + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: child, isDirectory: &isFolder), isFolder.boolValue else {
                continue
            }
            found += recordings(below: child)
        }
        return found
    }

    /// Looks at the files of one recording.
    ///
    /// - Parameters:
    ///   - path: its folder.
    ///   - software: with it the journal is replayed too, and what comes out is compared byte by byte; nil to leave that.
    public init(_ path: String, replayingWith software: String? = nil) {
        self.path = path
        let folder = RecordingFolder(path: path)
        if access(folder.journal, F_OK) == 0, JournalLock.isHeld(folder.journal) {
            journal = .running
            trial = access(folder.trialFile, F_OK) == 0 ? .running : .absent
            return
        }
        checkTrial(folder)
        checkJournal(folder)
        checkResults(folder)
        if folder.isPartial { problems.append("It was cut off; `bilanx recover \(path)` rebuilds it.") }
        if let software, journal == .whole, trial == .whole { compare(folder, software) }
    }

    private mutating func checkTrial(_ folder: RecordingFolder) {
        guard access(folder.trialFile, F_OK) == 0 else { return }
        do throws(RecordingError) {
            let read = try TrialFileReader.read(path: folder.trialFile)
            trial = !read.file.isWhole ? .torn : read.warnings.isEmpty ? .whole : .damaged
            problems += read.warnings
        } catch {
            trial = .damaged
            problems.append("\(error)")
        }
    }

    private mutating func checkJournal(_ folder: RecordingFolder) {
        guard access(folder.journal, F_OK) == 0 else { return }
        do throws(JournalError) {
            let archive = try JournalArchive(path: folder.journal)
            journal = .whole
            for damage in archive.damages {
                if damage.kind == .cutShort {
                    if journal == .whole { journal = .torn }
                } else {
                    journal = .damaged
                }
                problems.append("\(folder.journal): \(damage).")
            }
            if archive.packets == 0 {
                journal = .damaged
                problems.append("\(folder.journal): it has no packets.")
            }
        } catch {
            journal = .damaged
            problems.append("\(error)")
        }
    }

    private mutating func checkResults(_ folder: RecordingFolder) {
        guard let data = FileManager.default.contents(atPath: folder.results) else { return }
        struct Head: Decodable {
            struct Recording: Decodable { var id: String }
            var schema: String
            var recordings: [Recording]
        }
        guard let head = try? JSONDecoder().decode(Head.self, from: data), head.schema.hasPrefix("bilanx.results/")
        else {
            results = .damaged
            problems.append("\(folder.results): it is not the document that was written.")
            return
        }
        results = .whole
    }

    private mutating func compare(_ folder: RecordingFolder, _ software: String) {
        let work = FileManager.default.temporaryDirectory.appending(path: "bilanx-check-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: work) }
        do throws(RecordingError) {
            var replayed = try ReplayedRecording(journal: folder.path)
            replayed.folder = work
            _ = try RecordingRecovery.rebuild(replayed, software: replayed.software)
            replay = .whole
            let rebuilt = RecordingFolder(path: work)
            for (now, then) in [(rebuilt.trialFile, folder.trialFile), (rebuilt.results, folder.results)]
            where FileManager.default.contents(atPath: now) != FileManager.default.contents(atPath: then) {
                replay = .damaged
                problems.append(
                    "\(then): a replay of the journal gives other bytes"
                        + (replayed.software == software ? "." : "; \(replayed.software) wrote them, not \(software)."))
            }
        } catch {
            replay = .damaged
            problems.append("\(error)")
        }
    }
}
