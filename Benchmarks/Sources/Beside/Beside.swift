import Assessments
import Foundation
import Recordings
import SignalCore
import Simulation

/// What `Benchmarks/compare.py` runs of ours: each call does one thing and prints the seconds that it took.
///
/// `make FILE ROWS`, `jump FILE SECONDS`, `read FILE THREADS`, `write FILE COPY THREADS`, `analyze FILE TURNS`. Seconds are
/// those of a clock on the wall, as of everybody else in the comparison.
@main
enum Beside {
    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        func word(_ i: Int) throws -> String {
            guard i < words.count else { throw Wrong() }
            return words[i]
        }
        func number(_ i: Int) throws -> Int {
            guard let value = Int(try word(i)), value > 0 else { throw Wrong() }
            return value
        }
        switch try word(0) {
        case "make": try make(word(1), rows: number(2))
        case "jump": try jump(word(1), seconds: Double(number(2)))
        case "read": try read(word(1), threads: number(2))
        case "write": try write(word(1), word(2), threads: number(3))
        case "analyze": try analyze(word(1), turns: number(2))
        default: throw Wrong()
        }
    }

    /// The arguments are none of those above.
    private struct Wrong: Error {}

    private static let rate = 1000.0

    private static func header(_ test: String) -> TrialHeader {
        TrialHeader(
            id: UUIDv7(milliseconds: 1_700_000_000_000), software: "benchmark",
            started: ZonedTime(microseconds: 1_700_000_000_000_000, offsetMinutes: 0), test: test, rate: rate)
    }

    /// A jump over and over, with noise, so that no two rows in a thousand are alike.
    private static func make(_ path: String, rows: Int) throws {
        let jump = VirtualPerson(PersonSettings(.cmj)).record(rate: rate, noise: 1)
        var writer = try TrialFileWriter(
            path: path, header: header("free"), columns: TrialColumns(leftRaw: true, rightRaw: true))
        var block = TrialRows()
        for i in 0..<rows {
            let left = NewtonGrid.snap(jump.left[i % jump.count])
            let right = NewtonGrid.snap(jump.right[i % jump.count])
            block.left.append(left)
            block.right.append(right)
            block.leftRaw.append(Int32(left * 10))
            block.rightRaw.append(Int32(right * 10))
            block.flags.append([])
            if block.left.count == 1 << 16 || i == rows - 1 {
                try writer.append(block)
                block.removeAll()
            }
        }
        try writer.close(TrialTrailer())
    }

    /// One jump with standing before and after it.
    private static func jump(_ path: String, seconds: Double) throws {
        var settings = PersonSettings(.cmj)
        settings.asymmetry = 8
        let record = VirtualPerson(settings).record(rate: rate, noise: 1, over: 0...seconds)
        var rows = TrialRows()
        rows.left = record.left.map(NewtonGrid.snap)
        rows.right = record.right.map(NewtonGrid.snap)
        var writer = try TrialFileWriter(path: path, header: header("cmj"))
        try writer.append(rows)
        try writer.close(TrialTrailer())
    }

    private static func report(_ seconds: Duration, _ rest: String) {
        let parts = seconds.components
        print(String(format: "%.6f", Double(parts.seconds) + Double(parts.attoseconds) * 1e-18), rest)
    }

    private static func read(_ path: String, threads: Int) throws {
        var count = 0
        func turn() throws -> Duration {
            try ContinuousClock().measure {
                count = try TrialFileReader.read(path: path, threads: threads).file.record.count
            }
        }
        // The better of two, as of everybody: the first one also pays for the start of the program.
        report(min(try turn(), try turn()), "\(count) rows")
    }

    /// The rows are in memory; the copy is new, whole and with the system, on its disk, when the clock stops.
    private static func write(_ path: String, _ copy: String, threads: Int) throws {
        let file = try TrialFileReader.read(path: path).file
        var rows = TrialRows()
        rows.left = file.record.left
        rows.right = file.record.right
        rows.leftRaw = file.leftRaw
        rows.rightRaw = file.rightRaw
        rows.flags = file.record.flags
        let seconds = try ContinuousClock().measure {
            var writer = try TrialFileWriter(path: copy, header: file.header, columns: file.columns)
            try writer.append(rows, threads: threads)
            try writer.close(file.trailer)
        }
        report(seconds, "\(rows.left.count) rows")
    }

    /// The best of so many turns; parsing is over before the first.
    private static func analyze(_ path: String, turns: Int) throws {
        let record = try TrialFileReader.read(path: path).file.record
        let info = RecordingInfo(
            id: "benchmark", source: "benchmark", format: "bilanx", athlete: nil, clocks: 1,
            loss: Loss(missing: 0, duplicate: 0, reordered: 0, corrupt: 0, evidence: .counted, gaps: []))
        var best = Duration.seconds(1000)
        var result = RecordingAnalysis.analyze(record, info: info, test: .cmj)
        for _ in 0..<turns {
            let seconds = ContinuousClock().measure {
                result = RecordingAnalysis.analyze(record, info: info, test: .cmj)
            }
            best = min(best, seconds)
        }
        let trial = result.trials.first
        let height = trial?.metric("jumpHeightIM")?.both ?? .nan
        report(best, "\(trial?.metrics.count ?? 0) metrics, jump height \(height) m")
    }
}
