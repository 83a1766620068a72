import Acquisition
import Foundation
import Recordings
import Roster

/// What a user should know of the data folder before a recording begins.
enum DataFolderState {
    /// Bytes below which a disk is nearly full: an hour of two plates takes about 150 MB.
    private static let little: Int64 = 200_000_000

    /// Offers what was cut off, and says where a disk is nearly full.
    static func tell(_ options: RunOptions) {
        tellUnknown(options)
        let unfinished = RecordingRecovery.unfinished(in: options.data)
        if let last = unfinished.last {
            let which =
                unfinished.count == 1
                ? "A recording was cut off: \(last.path)."
                : "\(unfinished.count) recordings were cut off, the latest \(last.path)."
            let command = options.output.map { "bilanx recover -o \($0)" } ?? "bilanx recover"
            Output.words("\(which) Rebuild what it holds: \(command)")
        }
        guard let free = free(options.data.path), free < little else { return }
        Output.words(
            "Only \(free / 1_000_000) MB are free on the disk of \(options.data.path): an hour of recording takes about "
                + "150 MB. Make room, or record elsewhere with -o DIR.")
    }

    /// Says where the athlete is nobody in a roster that has athletes; the recording is made all the same.
    private static func tellUnknown(_ options: RunOptions) {
        if let code = options.athlete, let words = unknown(code, in: options.data) { Output.words(words) }
    }

    /// What is said of an athlete who is nobody in a roster that has athletes; nil for nothing.
    ///
    /// A hint: whatever goes wrong with the roster here is told by the commands that are about it.
    static func unknown(_ code: String, in data: DataDirectory) -> String? {
        guard FileManager.default.fileExists(atPath: data.path + "/roster"),
            let station = try? StationName.ofThisMachine(),
            let index = try? RosterIndex(data: data, station: station), (try? index.update()) != nil,
            let count = try? index.athleteCount(), count > 0, (try? index.athlete(code) == nil) == true
        else { return nil }
        return "\(code) is nobody in the roster. The recording carries the code all the same; add the person with "
            + "`bilanx athlete add \(code)`, before or after."
    }

    /// Bytes that may be written at a path, or at the nearest folder above it that exists; nil where nobody knows.
    private static func free(_ path: String) -> Int64? {
        var at = URL(filePath: path)
        while !FileManager.default.fileExists(atPath: at.path), at.path != "/" { at.deleteLastPathComponent() }
        let values = try? FileManager.default.attributesOfFileSystem(forPath: at.path)
        return (values?[.systemFreeSize] as? NSNumber)?.int64Value
    }
}
