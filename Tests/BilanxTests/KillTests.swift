import Foundation
import Journal
import Recordings
import Statistics
import Testing

/// Live recordings killed at random moments, and their journals with torn and flipped tails as a power cut leaves them.
///
/// They take their time, so that they run where `BILANX_KILLS` says how many: 60 in CI, 1000 by `make kill`.
@Suite(.serialized) struct KillTests {
    private static let count = ProcessInfo.processInfo.environment["BILANX_KILLS"].flatMap(Int.init) ?? 0
    private static let seed =
        ProcessInfo.processInfo.environment["BILANX_KILL_SEED"].flatMap(UInt64.init) ?? 20_261_122
    /// Nanoseconds between two syncs, and what one transfer of the device at 1 kHz and the thread's turn take.
    private static let bound: UInt64 = 250_000_000 + 50_000_000

    private struct Shot {
        var seed: UInt64
        var delay: Double
        /// Nanoseconds since 1970 of the kill; what the journal has of the time before it.
        var lost: UInt64
        var folder: RecordingFolder
    }

    private func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private func shoot(_ seed: UInt64, below root: URL) throws -> Shot? {
        var random = SplitMix64(seed: seed)
        let data = root.appending(path: "\(seed)")
        let process = Process()
        process.executableURL = try CommandLineRun.program()
        process.arguments = ["record", "--device", "virtual:u6,person=cmj,seed=\(seed % 1000)", "-o", data.path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let delay = 0.3 + 5 * random.unit()
        Thread.sleep(forTimeInterval: delay)
        kill(process.processIdentifier, SIGKILL)
        let moment = now()
        process.waitUntilExit()
        let days = data.appending(path: "recordings")
        guard let day = try? FileManager.default.contentsOfDirectory(atPath: days.path).first,
            let name = try? FileManager.default.contentsOfDirectory(atPath: days.appending(path: day).path).first
        else { return nil }
        let folder = RecordingFolder(path: days.appending(path: day).appending(path: name).path)
        guard folder.isPartial, let archive = try? JournalArchive(path: folder.journal), let span = archive.span else {
            return nil
        }
        return Shot(
            seed: seed, delay: delay, lost: moment > span.upperBound ? moment - span.upperBound : 0, folder: folder)
    }

    private func rows(_ folder: String) throws -> [Substring] {
        let text = try String(contentsOfFile: folder + "/trial.csv", encoding: .utf8)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    @Test(.enabled(if: count > 0)) func aKilledRecordingComesBackButForTheBound() throws {
        let root = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: root) }
        print("seeds \(Self.seed) to \(Self.seed + UInt64(Self.count) - 1)")
        var worst: UInt64 = 0
        var withRows = 0
        for number in 0..<UInt64(Self.count) {
            let seed = Self.seed + number
            let shot = try #require(try shoot(seed, below: root), "seed \(seed): it left no journal")
            worst = max(worst, shot.lost)
            #expect(shot.lost <= Self.bound, "seed \(seed), killed after \(shot.delay) s: \(shot.lost) ns are lost")
            // A power cut: the tail is torn, then some of its bits are wrong too.
            let journal = Array(try Data(contentsOf: URL(filePath: shot.folder.journal)))
            var random = SplitMix64(seed: seed ^ 0xC0FFEE)
            var variants = [journal]
            variants.append(Array(journal.dropLast(random.index(min(journal.count / 2, 65_536)))))
            var flipped = variants[1]
            for _ in 0..<1 + random.index(8) {
                flipped[flipped.count - 1 - random.index(min(flipped.count / 2, 8192))] ^= 1 << UInt8(random.index(8))
            }
            variants.append(flipped)
            var whole: [Substring] = []
            for (i, bytes) in variants.enumerated() {
                let copy = root.appending(path: "\(seed)-\(i).partial")
                try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
                try Data(bytes).write(to: copy.appending(path: "raw.pcapng"))
                let run = try CommandLineRun(["recover", copy.path])
                let done = String(copy.path.dropLast(".partial".count))
                if i == 2, whole.count <= 1, run.code == 65 {
                    // The words to the device themselves are damaged, and there were no rows: it is told and left alone.
                    #expect(run.words.contains(copy.path))
                    try FileManager.default.removeItem(at: copy)
                    continue
                }
                #expect(run.code == 0, "seed \(seed), variant \(i): \(run.words)")
                let rebuilt = (try? rows(done)) ?? []
                if i == 0 { whole = rebuilt }
                // Torn: the same rows up to the tear. Flipped: some may be missing, none may be made up.
                if i == 1 { #expect(rebuilt == Array(whole.prefix(rebuilt.count)), "seed \(seed)") }
                #expect(rebuilt.count <= whole.count, "seed \(seed), variant \(i)")
                try FileManager.default.removeItem(atPath: done)
            }
            // What the program itself had written of its rows is there again.
            let before = (try? rows(shot.folder.path)) ?? []
            #expect(before.dropLast() == whole.prefix(max(before.count - 1, 0)), "seed \(seed)")
            if whole.count > 1 { withRows += 1 }
            try FileManager.default.removeItem(at: root.appending(path: "\(seed)"))
        }
        print("\(Self.count) killed, \(withRows) with rows, at most \(worst / 1_000_000) ms lost")
        #expect(withRows * 4 > Self.count)
    }
}
