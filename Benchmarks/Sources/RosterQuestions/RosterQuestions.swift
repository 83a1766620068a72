import Foundation
import Recordings
@_spi(Benchmarks) import Roster
import Workloads

/// Prints how long every question to the roster takes among millions of results, beside the goal: nothing is asserted.
///
/// `BILANX_ROSTER_ROWS` sets how many rows; ten million without it, which take two gigabytes of disk and some minutes.
@main
enum RosterQuestions {
    static func main() throws {
        let wanted = ProcessInfo.processInfo.environment["BILANX_ROSTER_ROWS"].flatMap { Int($0) } ?? 10_000_000
        let path = NSTemporaryDirectory() + "bilanx-roster-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard let station = StationName("bench") else { return }
        let index = try RosterIndex(data: DataDirectory(path: path), station: station)
        let clock = ContinuousClock()
        var start = clock.now
        let rows = try SyntheticRoster.fill(index, rows: max(wanted, 1_000_000))
        line("\(rows) rows, made up", clock.now - start, "")
        for question in SyntheticRoster.questions(index) {
            // The second turn: what was on the disk only has been read.
            let first = try time(clock, question)
            let second = try time(clock, question)
            line(
                question.name, min(first.duration, second.duration),
                "\(second.rows) rows; first \(text(first.duration))"
                    + (question.readsAll ? "" : "; goal: under 200 ms"))
        }
        for isParquet in [true, false] {
            let folder = path + (isParquet ? "/parquet" : "/csv")
            start = clock.now
            let done = try ResultExport(folder: folder, isParquet: isParquet, software: "bench").write(index)
            line("export as \(isParquet ? "Parquet" : "CSV")", clock.now - start, "\(done.partitions) partitions")
            try? FileManager.default.removeItem(atPath: folder)
        }
        if let memory = ResidentMemory.mebibytes { print("  resident at the end: \(Int(memory)) MiB") }
    }

    private static func time(
        _ clock: ContinuousClock, _ question: SyntheticRoster.Question
    ) throws -> (duration: Duration, rows: Int) {
        let start = clock.now
        let rows = try question.ask()
        return (clock.now - start, rows)
    }

    private static func line(_ name: String, _ duration: Duration, _ beside: String) {
        print(
            "  " + name.padding(toLength: 36, withPad: " ", startingAt: 0)
                + text(duration).padding(toLength: 16, withPad: " ", startingAt: 0) + beside)
    }

    private static func text(_ duration: Duration) -> String {
        String(
            format: "%.1f ms",
            Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15)
    }
}
