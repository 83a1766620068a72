import Assessments
import ForceDevices
import Foundation
import Journal
import Recordings
import SignalCore

/// Rebuilds recordings that were cut off, from their journals.
public enum RecordingRecovery {
    /// What came of one folder.
    public struct Outcome: Sendable {
        /// Where the recording is now.
        public var folder: String
        /// Rows of the rebuilt file; nil where the journal ends before the zero, so that there are none.
        public var rows: Int?
        /// The results; nil without rows.
        public var results: ResultsDocument?
        /// Whole sentences that a user should read.
        public var notices: [String]
    }

    /// Recordings below a data folder that nobody is writing and nobody has finished, oldest first.
    public static func unfinished(in data: DataDirectory) -> [RecordingFolder] {
        let files = FileManager.default
        let days = ((try? files.contentsOfDirectory(atPath: data.recordings)) ?? []).sorted()
        var found: [RecordingFolder] = []
        for day in days {
            let path = data.recordings + "/" + day
            for name in ((try? files.contentsOfDirectory(atPath: path)) ?? []).sorted() {
                let folder = RecordingFolder(path: path + "/" + name)
                guard folder.isPartial, access(folder.journal, F_OK) == 0, !JournalLock.isHeld(folder.journal) else {
                    continue
                }
                found.append(folder)
            }
        }
        return found
    }

    /// Rebuilds `trial.csv` and `results.json` of an unfinished recording and gives its folder the final name.
    ///
    /// A torn `trial.csv` stays beside them as `trial.torn.csv`; nothing that was recorded is overwritten.
    ///
    /// - Parameter software: in whose name results are written.
    /// - Throws: `.exists` for a finished recording or one that runs, and what reading the journal throws.
    public static func recover(
        _ folder: RecordingFolder, software: String
    ) throws(RecordingError) -> Outcome {
        guard folder.isPartial else {
            throw RecordingError(
                .exists, file: folder.path, problem: "it is finished, and what was recorded is not overwritten",
                remedy: "give -o DIR to rebuild its files elsewhere, or `bilanx check` to see whether they are whole")
        }
        guard !JournalLock.isHeld(folder.journal) else {
            throw RecordingError(
                .exists, file: folder.path, problem: "it is being recorded now",
                remedy: "end the program that records it first")
        }
        var replayed = try ReplayedRecording(journal: folder.path)
        replayed.folder = folder.path
        var notices: [String] = []
        // Rebuilt in a place of its own first: an interrupted recovery leaves everything as it was.
        let work = folder.path + "/recovered"
        try? FileManager.default.removeItem(atPath: work)
        replayed.folder = work
        let finished = try rebuild(replayed, software: software)
        notices += finished.notices
        func move(_ from: String, _ to: String) throws(RecordingError) {
            guard rename(from, to) == 0 else {
                throw RecordingError(
                    .failed, file: from, problem: "it could not be moved (\(String(cString: strerror(errno))))",
                    remedy: "check the folder's permissions and try again")
            }
        }
        if finished.rows != nil {
            if access(folder.trialFile, F_OK) == 0 {
                let before = try? TrialFileReader.read(path: folder.trialFile)
                // An earlier attempt may have been cut off too.
                var torn = folder.path + "/trial.torn.csv"
                var number = 2
                while access(torn, F_OK) == 0 {
                    torn = folder.path + "/trial.torn-\(number).csv"
                    number += 1
                }
                try move(folder.trialFile, torn)
                if let count = before?.file.record.count, let now = finished.rows, count > now {
                    notices.append(
                        "\(torn) has \(count - now) rows more than the journal gives; it is kept, and `bilanx analyze` reads it."
                    )
                }
            }
            try move(work + "/trial.csv", folder.trialFile)
            if access(folder.results, F_OK) != 0 { try move(work + "/results.json", folder.results) }
        }
        try? FileManager.default.removeItem(atPath: work)
        var done = folder
        try done.finish()
        return Outcome(folder: done.path, rows: finished.rows, results: finished.results, notices: notices)
    }

    /// Rebuilds the files of any journal in a folder that has none of them.
    ///
    /// - Parameter replayed: with its ``ReplayedRecording/folder`` set; the folder is made where it is not there.
    /// - Throws: `.exists` where it has such a file already, and what the journal or its rig is refused for.
    public static func rebuild(
        _ replayed: ReplayedRecording, software: String
    ) throws(RecordingError) -> Outcome {
        let path = replayed.folder ?? ""
        let target = RecordingFolder(path: path)
        for file in [target.trialFile, target.results] where access(file, F_OK) == 0 {
            throw RecordingError(
                .exists, file: file, problem: "it is there already", remedy: "choose an empty folder")
        }
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw RecordingError(
                .failed, file: path, problem: "the folder could not be made (\(error.localizedDescription))",
                remedy: "check path and permissions")
        }
        var notices = replayed.damageNotices
        let finished: FinishedRun
        do {
            finished = try LiveRun.run(replayed.makeRig(), replayed.request(software: software), shouldStop: { false })
            {
                _ in
            }
        } catch let error as RecordingError {
            throw error
        } catch {
            throw RecordingError(
                .badData, file: replayed.archive.path, problem: "it cannot be replayed: \(error)",
                remedy: "its device was not started yet, or the file is of another version")
        }
        notices += finished.troubles
        if replayed.software != software, finished.results != nil {
            notices.append("It was recorded by \(replayed.software); results are those of \(software).")
        }
        return Outcome(
            folder: path, rows: finished.results?.recordings.first.map(\.samples), results: finished.results,
            notices: notices)
    }
}

extension ReplayedRecording {
    /// What a user should know of the journal's state, in whole sentences.
    public var damageNotices: [String] {
        var notices: [String] = []
        for damage in archive.damages.prefix(5) { notices.append("\(archive.path): \(damage).") }
        if archive.damages.count > 5 {
            notices.append("\(archive.path): \(archive.damages.count - 5) more places cannot be read.")
        }
        if archive.dropped > 0 {
            notices.append("\(archive.path): \(archive.dropped) transfers were not written, the disk was too slow.")
        }
        if !archive.isEnded {
            notices.append("\(archive.path): the recording was cut off; everything up to there is used.")
        }
        return notices
    }
}
