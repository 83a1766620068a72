import Foundation
import SignalCore
import Statistics
import Testing

@testable import Recordings

/// Large files are read and written in blocks, by several threads; nobody may see a difference.
@Suite struct WholeFileReadingTests {
    /// Rows of a file of about 14 MB: several blocks.
    private static let rows = 350_000

    private static let header = TrialHeader(
        id: UUIDv7(milliseconds: 1_700_000_000_000), software: "test",
        started: ZonedTime(microseconds: 1_700_000_000_000_000, offsetMinutes: 0), test: "free", rate: 1000)

    /// Forces with signs, sizes and gaps as they come, and everything else that a file of those columns has.
    private static func made(_ columns: TrialColumns, flagged: Bool = true, seed: UInt64 = 7) -> TrialRows {
        var random = SplitMix64(seed: seed)
        var all = TrialRows()
        func force() -> Double {
            let u = random.unit()
            if flagged, u < 0.001 { return .nan }
            return NewtonGrid.snap((random.unit() - 0.1) * (u < 0.9 ? 900 : 9000))
        }
        func path() -> PressurePath {
            PressurePath(
                x: (0..<rows).map { _ in PressurePath.snap(random.unit() * 500 - 250) },
                y: (0..<rows).map { _ in random.unit() < 0.01 ? .nan : PressurePath.snap(random.unit() * 500 - 250) })
        }
        for _ in 0..<rows {
            if columns.sides {
                all.left.append(force())
                all.right.append(force())
            } else {
                all.total.append(force())
            }
            if columns.leftRaw { all.leftRaw.append(Int32(truncatingIfNeeded: random.next()) / 100) }
            if columns.rightRaw { all.rightRaw.append(Int32(truncatingIfNeeded: random.next()) / 100) }
            if columns.flags { all.flags.append(flagged && random.unit() < 0.01 ? .leftSaturated : []) }
        }
        if columns.leftCentre { all.pressure.left = path() }
        if columns.centre { all.pressure.both = path() }
        return all
    }

    private static func write(_ rows: TrialRows, _ columns: TrialColumns, to path: String, threads: Int) throws {
        var writer = try TrialFileWriter(path: path, header: header, columns: columns)
        // A part before and after, so that the threads begin in the middle of a file.
        try writer.appendMissing(3)
        try writer.append(rows, threads: threads)
        try writer.appendMissing(2)
        #expect(writer.rows == Self.rows + 5)
        try writer.close(TrialTrailer(weigh: 100...1100))
    }

    /// What the reader makes of the same bytes in memory, which it reads as they come.
    private static func plain(_ path: String) throws -> TrialFileReader.Outcome {
        try TrialFileReader.read(Array(try Data(contentsOf: URL(filePath: path))), name: path)
    }

    /// Bit for bit, also where a force is missing: NaN is unlike itself.
    private static func expectSame(_ a: TrialFileReader.Outcome, _ b: TrialFileReader.Outcome) {
        func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }
        let (x, y) = (a.file, b.file)
        #expect(a.warnings == b.warnings)
        #expect(x.header == y.header && x.columns == y.columns && x.trailer == y.trailer && x.isWhole == y.isWhole)
        #expect(x.leftRaw == y.leftRaw && x.rightRaw == y.rightRaw)
        #expect(x.record.flags == y.record.flags && x.record.rate == y.record.rate)
        #expect(bits(x.record.left) == bits(y.record.left) && bits(x.record.right) == bits(y.record.right))
        #expect(x.record.total.map(\.isNaN) == y.record.total.map(\.isNaN))
        #expect(zip(x.record.total, y.record.total).allSatisfy { $0 == $1 || $0.isNaN })
        for side in [\PressurePaths.left, \PressurePaths.right, \PressurePaths.both] {
            let (p, q) = (x.record.pressure[keyPath: side], y.record.pressure[keyPath: side])
            #expect(bits(p?.x ?? []) == bits(q?.x ?? []) && bits(p?.y ?? []) == bits(q?.y ?? []))
        }
    }

    private static let shapes: [TrialColumns] = {
        var centres = TrialColumns(rightRaw: true)
        centres.leftCentre = true
        centres.centre = true
        return [
            TrialColumns(leftRaw: true, rightRaw: true), TrialColumns(sides: false, leftRaw: true, flags: false),
            centres,
        ]
    }()

    @Test(arguments: shapes) func threadsMakeNoDifference(_ columns: TrialColumns) throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let rows = Self.made(columns)
        let alone = folder.file("alone.csv")
        try Self.write(rows, columns, to: alone, threads: 1)
        let expected = try Data(contentsOf: URL(filePath: alone))
        #expect(expected.count > WholeFileReading.smallest)
        let plain = try Self.plain(alone)
        #expect(plain.file.isWhole && plain.warnings.isEmpty)
        for threads in [2, 3, 16] {
            let path = folder.file("\(threads).csv")
            try Self.write(rows, columns, to: path, threads: threads)
            #expect(try Data(contentsOf: URL(filePath: path)) == expected)
        }
        for threads in [1, 2, 5] {
            Self.expectSame(try TrialFileReader.read(path: alone, threads: threads), plain)
        }
    }

    /// Otherwise the test above would compare the slow way with itself.
    @Test(arguments: shapes) func blocksAreTaken(_ columns: TrialColumns) throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let path = folder.file("trial.csv")
        try Self.write(Self.made(columns), columns, to: path, threads: 1)
        let file = try InputFile(path)
        let start = try TrialFileStream(path: path).firstRow
        let plan = try #require(WholeFileReading(file, from: start, columns: columns, rate: 1000))
        #expect(plan.count == Self.rows + 5)
        let read = try #require(plan.rows(threads: 2))
        #expect(read.sums.text.count > 1)
        #expect(read.rows.numbers.first?.count == plan.count)
    }

    /// Without a flag there are none, as when rows are read one by one.
    @Test func withoutFlags() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let columns = TrialColumns()
        let path = folder.file("trial.csv")
        var writer = try TrialFileWriter(path: path, header: Self.header, columns: columns)
        try writer.append(Self.made(columns, flagged: false), threads: 2)
        try writer.close(TrialTrailer())
        let read = try TrialFileReader.read(path: path, threads: 2)
        #expect(read.file.record.flags.isEmpty)
        Self.expectSame(read, try Self.plain(path))
    }

    /// Damage at many places: the same values, the same warnings or the same error as without blocks.
    @Test(arguments: 1...24 as ClosedRange<UInt64>) func damageIsJudgedTheSame(_ seed: UInt64) throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let columns = TrialColumns(leftRaw: true)
        let path = folder.file("trial.csv")
        try Self.write(Self.made(columns, seed: seed), columns, to: path, threads: 2)
        var bytes = Array(try Data(contentsOf: URL(filePath: path)))
        var random = SplitMix64(seed: seed)
        func place() -> Int { Int(random.next() % UInt64(bytes.count - 400)) + 400 }
        switch seed % 8 {
        case 0: bytes.removeLast(Int(random.next() % 200))
        case 1: bytes[place()] = UInt8(ascii: "7")
        case 2: bytes[place()] = UInt8(ascii: "\n")
        case 3: bytes[place()] = UInt8(ascii: "#")
        case 4: bytes.remove(at: place())
        case 5: bytes.insert(contentsOf: Array("1e3".utf8), at: place())
        case 6:
            // A row is gone, whole.
            let start = try #require(bytes[place()...].firstIndex(of: 0x0A))
            let end = try #require(bytes[(start + 1)...].firstIndex(of: 0x0A))
            bytes.removeSubrange(start..<end)
        default: bytes.append(contentsOf: Array("# later: line\n".utf8))
        }
        try Data(bytes).write(to: URL(filePath: path))
        let plain = Result { try TrialFileReader.read(bytes, name: path) }
        for threads in [1, 2] {
            let read = Result { try TrialFileReader.read(path: path, threads: threads) }
            switch (plain, read) {
            case (.success(let a), .success(let b)): Self.expectSame(b, a)
            case (.failure(let a), .failure(let b)): #expect("\(a)" == "\(b)")
            default: Issue.record("one was read and the other not: \(seed)")
            }
        }
    }

    @Test func sumsOfPiecesJoin() {
        let text = Array("123456789".utf8)
        for cut in 0...9 {
            var sum = CRC32(Array(text[..<cut]))
            sum.append(CRC32(Array(text[cut...])), count: 9 - cut)
            #expect(sum.value == 0xCBF4_3926)
        }
    }
}
