import Assessments
import Foundation
import SignalCore
import Statistics

@testable import Recordings

/// Recordings to convert.
enum ExportSample {
    /// Two sides with centres of pressure, raw counts, flags, and gaps of both sides and of one.
    static func recording(rows: Int = 3000, sides: Bool = true, seed: UInt64 = 1) -> TrialFile {
        var random = SplitMix64(seed: seed)
        var left: [Double] = []
        var right: [Double] = []
        var flags: [RowFlags] = []
        var raw: [Int32] = []
        var points: [[Double]] = [[], [], [], []]
        for i in 0..<rows {
            let gone = i % 500 == 100 || i % 500 == 101
            left.append(gone ? .nan : NewtonGrid.snap(400 + random.unit() * 100))
            right.append(gone && i < 1000 ? .nan : NewtonGrid.snap(380 + random.unit() * 100))
            flags.append(gone ? .missing : i % 7 == 0 ? .trigger : [])
            raw.append(gone ? 0 : Int32(random.index(60_000)) - 30_000)
            for k in 0..<4 { points[k].append(i % 11 == 0 ? .nan : PressurePath.snap((random.unit() - 0.5) * 300)) }
        }
        var header = TrialHeader(
            id: UUIDv7(milliseconds: 1_795_354_212_000, using: &random), software: "test",
            started: ZonedTime(microseconds: 1_795_354_212_000_000, offsetMinutes: 60), test: "cmj", rate: 1000,
            sides: .birth)
        header.conditions = "<warm> & \"dry\""
        var trailer = TrialTrailer(
            weigh: 10...1009, trials: [TrialWindow(1100...2000), TrialWindow(2100...2900, kept: false)])
        trailer.markers = [.init(row: 70, text: "trigger")]
        var record =
            sides
            ? ForceRecord(rate: 1000, left: left, right: right, flags: flags)
            : ForceRecord(rate: 1000, total: left, flags: flags)
        let (a, b) = (PressurePath(x: points[0], y: points[1]), PressurePath(x: points[2], y: points[3]))
        record.pressure = sides ? PressurePaths(left: a, right: b) : PressurePaths(both: a)
        return TrialFile(header: header, record: record, leftRaw: sides ? raw : [], trailer: trailer)
    }

    /// Writes the recording and converts it; the bytes of the new file.
    static func converted(
        _ file: TrialFile, _ format: ExportFormat, columns: [String]? = nil, in folder: TemporaryFolder
    ) throws -> [UInt8] {
        let source = folder.file("source.csv")
        try Data(file.bytes()).write(to: URL(filePath: source))
        var export = Export(format, software: "test")
        export.columns = columns
        export.replaces = true
        let target = folder.file("target." + format.id)
        _ = try export.convert(source, to: target)
        return Array(try Data(contentsOf: URL(filePath: target)))
    }
}
