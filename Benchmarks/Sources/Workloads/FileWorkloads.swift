import Assessments
import Foundation
import Recordings
import SignalCore
import Simulation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reading and writing of files, and the analysis of what was in one.
public final class FileWorkloads {
    /// Rows of the files: over a quarter of an hour at 1 kHz.
    private static let rows = 1_000_000
    private static let rate = 1000.0

    private let folder: URL
    private let rows: TrialRows
    private let size: Int
    private let text: [UInt8]

    private var trial: String { folder.appending(path: "trial.csv").path }
    private var copy: String { folder.appending(path: "copy").path }

    /// Writes the files that are read again later.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "bilanx-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        rows = Self.makeRows()
        text = Self.makeText(rows)
        let path = folder.appending(path: "trial.csv").path
        try Self.write(rows, path)
        size = try Data(contentsOf: URL(filePath: path)).count
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// All of them.
    public func all() throws -> [Workload] {
        let path = trial
        let output = folder.appending(path: "written.csv").path
        return [
            Workload(
                "write trial.csv", .bytes(size), goal: "600 MB/s",
                run: { [self] in
                    unlink(output)
                    try Self.write(rows, output)
                }, against: "copying the file", copyFile),
            Workload(
                "read trial.csv", .bytes(size), goal: "600 MB/s",
                run: { keep(try TrialFileReader.read(path: path).file.record.count) }, against: "copying the file",
                copyFile),
            Workload(
                "read trial.csv and write it again", .bytes(size),
                run: {
                    var export = Export(.csv, software: "benchmark")
                    export.replaces = true
                    keep(try export.convert(path, to: output).count)
                }, against: "copying the file", copyFile),
            Workload(
                "import text of another system", .bytes(text.count),
                run: { [text] in keep(try TextReader.read(text, name: "text.csv").record.count) },
                against: "copying the bytes", { [text] in keep(text.map { $0 ^ 1 }) }),
            try Self.analysis(),
        ]
    }

    /// A jump of two plates with standing before and after, 20 s at 1 kHz, weighed, found and measured.
    private static func analysis() throws -> Workload {
        var settings = PersonSettings(.cmj)
        settings.asymmetry = 8
        let record = VirtualPerson(settings).record(rate: rate, noise: 1, over: 0...20)
        let info = RecordingInfo(
            id: "benchmark", source: "benchmark", format: "bilanx", athlete: nil, clocks: 1,
            loss: Loss(missing: 0, duplicate: 0, reordered: 0, corrupt: 0, evidence: .counted, gaps: []))
        let found = RecordingAnalysis.analyze(record, info: info, test: .cmj)
        guard found.trials.contains(where: { $0.status == .ok }) else { throw NoJump() }
        return Workload(
            "analyse a jump of 20 s", .one, goal: "under 1 ms",
            run: { keep(RecordingAnalysis.analyze(record, info: info, test: .cmj).trials.count) },
            against: "adding its samples up",
            {
                var sum = 0.0
                for i in 0..<record.count { sum += record.left[i] + record.right[i] }
                keep(sum)
            })
    }

    /// The person of the benchmark did not jump: then there is nothing to measure.
    private struct NoJump: Error {}

    // MARK: Files

    private static func makeRows() -> TrialRows {
        let person = VirtualPerson(PersonSettings(.cmj))
        let jump = person.record(rate: rate, noise: 1)
        var all = TrialRows()
        for i in 0..<rows {
            let left = NewtonGrid.snap(jump.left[i % jump.count])
            let right = NewtonGrid.snap(jump.right[i % jump.count])
            all.left.append(left)
            all.right.append(right)
            all.leftRaw.append(Int32(left * 10))
            all.rightRaw.append(Int32(right * 10))
            all.flags.append([])
        }
        return all
    }

    private static func write(_ rows: TrialRows, _ path: String) throws {
        let header = TrialHeader(
            id: UUIDv7(milliseconds: 1_700_000_000_000), software: "benchmark",
            started: ZonedTime(microseconds: 1_700_000_000_000_000, offsetMinutes: 0), test: "free", rate: rate)
        var writer = try TrialFileWriter(
            path: path, header: header, columns: TrialColumns(leftRaw: true, rightRaw: true))
        try writer.append(rows)
        try writer.close(TrialTrailer())
    }

    private static func makeText(_ rows: TrialRows) -> [UInt8] {
        var text = "time,left,right\n"
        for i in 0..<200_000 {
            text += "\(Double(i) / rate),\(rows.left[i]),\(rows.right[i])\n"
        }
        return Array(text.utf8)
    }

    /// Copies the recording as bytes, 64 KiB at a time.
    private func copyFile() throws {
        unlink(copy)
        let input = open(trial, O_RDONLY)
        let output = open(copy, O_WRONLY | O_CREAT, 0o644)
        defer {
            close(input)
            close(output)
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count == 0 { return }
            guard count > 0, Self.put(output, buffer, count) == count else { throw CopyFailed() }
        }
    }

    /// The system's `write`, whose name the files' own hides.
    private static func put(_ descriptor: Int32, _ bytes: [UInt8], _ count: Int) -> Int {
        #if canImport(Darwin)
            Darwin.write(descriptor, bytes, count)
        #elseif canImport(Glibc)
            Glibc.write(descriptor, bytes, count)
        #else
            Musl.write(descriptor, bytes, count)
        #endif
    }

    /// The disk is full, or the folder for temporary files went away.
    private struct CopyFailed: Error {}
}
