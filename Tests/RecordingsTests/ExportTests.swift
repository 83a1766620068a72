import Assessments
import Foundation
import SignalCore
import Statistics
import TestSupport
import Testing

@testable import Recordings

@Suite struct ExportTests {
    private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func aWholeRecordingComesOutByteForByte(_ seed: UInt64) throws {
        let content = TrialFileTests.content(seed)
        #expect(try ExportSample.converted(content, .csv, in: try TemporaryFolder()) == content.bytes())
    }

    @Test func centresOfPressureComeOutByteForByte() throws {
        for sides in [true, false] {
            let content = ExportSample.recording(rows: 20_000, sides: sides)
            #expect(try ExportSample.converted(content, .csv, in: try TemporaryFolder()) == content.bytes())
        }
    }

    /// Blocks of the stream end anywhere in a row; what is read must not depend on where.
    @Test func blocksOfAnySizeGiveTheSameRows() throws {
        let folder = try TemporaryFolder()
        let content = ExportSample.recording()
        let path = folder.file("trial.csv")
        try Data(content.bytes()).write(to: URL(filePath: path))
        for size in [1, 7, 64, 1000, 4096, 1 << 20] {
            var stream = try TrialFileStream(try ByteWindow(try InputFile(path), size: size), name: path, expected: 0)
            var left: [Double] = []
            var flags: [RowFlags] = []
            var rows = TrialRows()
            while try stream.next() {
                stream.rows.move(to: &rows)
                left += rows.left
                flags += rows.flags.isEmpty ? rows.left.map { _ in [] } : rows.flags
            }
            #expect(left.map(\.bitPattern) == content.record.left.map(\.bitPattern), "blocks of \(size)")
            #expect(flags == content.record.flags)
            #expect(stream.isWhole)
            #expect(stream.warnings == [])
            #expect(stream.trailer.trials == content.trailer.trials)
        }
    }

    /// That memory stays the same is measured by `.ci/exports.py`, where a process does nothing else.
    @Test func aLongRecordingIsReadInSmallBlocks() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("long.csv")
        var random = SplitMix64(seed: 3)
        var writer = try TrialFileWriter(path: path, header: TrialFileTests.header(&random))
        var rows = TrialRows()
        rows.left = (0..<10_000).map { 500 + Double($0 % 100) / 8 }
        rows.right = rows.left
        for _ in 0..<100 { try writer.append(rows) }
        try writer.close(TrialTrailer())
        var source = try SampleSource(path: path)
        var blocks = 0
        while try source.next() {
            // A row has at least 20 bytes, a block at most 256 KiB.
            #expect(source.block.count <= (1 << 18) / 20)
            #expect(source.block.first + source.block.count == source.count)
            blocks += 1
        }
        #expect(source.count == 1_000_000)
        #expect(blocks > 100)
        _ = try Export(.csv, software: "test").convert(path, to: folder.file("b.csv"))
        #expect(try bytes(folder.file("b.csv")) == bytes(path))
    }

    @Test func aTornRecordingIsConvertedToItsLastWholeRowAndStaysTorn() throws {
        let folder = try TemporaryFolder()
        let whole = ExportSample.recording().bytes()
        let torn = Array(whole[..<(whole.count / 2)])
        let path = folder.file("torn.csv")
        try Data(torn).write(to: URL(filePath: path))
        let notices = try Export(.csv, software: "test").convert(path, to: folder.file("b.csv"))
        let copy = try bytes(folder.file("b.csv"))
        let end = try #require(torn.lastIndex(of: 0x0A))
        #expect(copy == Array(torn[...end]))
        let line = torn.count { $0 == 0x0A }
        #expect(notices.count == 1)
        #expect(notices.first?.hasPrefix("\(path): is torn after line \(line): ") == true)
    }

    @Test func columnsArePickedAndOrdered() throws {
        let folder = try TemporaryFolder()
        let content = ExportSample.recording()
        let text = String(
            decoding: try ExportSample.converted(content, .csv, columns: ["right_N", "time_s"], in: folder),
            as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "right_N,time_s")
        #expect(lines[1] == "\(String(format: "%.4f", content.record.right[0])),0.000000")
        #expect(lines[101] == ",0.100000")
        #expect(lines.count == 3002)
        // Columns that make a recording leave it one.
        let names = ["time_s", "left_N", "right_N", "flags"]
        let read = try TrialFileReader.read(
            try ExportSample.converted(content, .csv, columns: names, in: folder), name: "b")
        #expect(read.warnings == [])
        #expect(read.file.isWhole)
        #expect(read.file.record.left.map(\.bitPattern) == content.record.left.map(\.bitPattern))
        #expect(read.file.trailer.trials == content.trailer.trials)
        for unknown in [["time_s", "left_kN"], ["left_N", "left_N"], ["total_N"], [""]] {
            let error = #expect(throws: RecordingError.self) {
                try ExportSample.converted(content, .csv, columns: unknown, in: folder)
            }
            #expect(error?.kind == .needsOption)
            #expect(
                error?.remedy.contains("time_s,left_N,right_N,left_copx_mm,left_copy_mm,right_copx_mm") == true)
        }
    }

    @Test func nothingIsOverwrittenAndNoHalfFileIsLeft() throws {
        let folder = try TemporaryFolder()
        let content = ExportSample.recording(rows: 100)
        let source = folder.file("trial.csv")
        try Data(content.bytes()).write(to: URL(filePath: source))
        let target = try folder.write("there.parquet", "mine")
        var export = Export(.parquet, software: "test")
        let refused = #expect(throws: RecordingError.self) { try export.convert(source, to: target) }
        #expect(refused?.kind == .exists)
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "mine")
        // A row in the middle is bad: the file under the final name stays what it was.
        export.replaces = true
        var broken = content.bytes()
        let at = try #require(broken.lastIndex(of: UInt8(ascii: "N")))
        broken.replaceSubrange((at + 200)..<(at + 201), with: [UInt8(ascii: "x")])
        let bad = folder.file("bad.csv")
        try Data(broken).write(to: URL(filePath: bad))
        #expect(throws: RecordingError.self) { try export.convert(bad, to: target) }
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "mine")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                == ["bad.csv", "there.parquet", "trial.csv"])
        _ = try export.convert(source, to: target)
        #expect(try bytes(target).starts(with: "PAR1".utf8))
    }

    @Test func aFileOfAnotherSystemBecomesARecording() throws {
        let folder = try TemporaryFolder()
        var text = "t,l,r\n"
        for i in 0..<500 { text += "\(Double(i) / 500),\(300 + i),\(350 + i % 9)\n" }
        let path = try folder.write("plates.txt", text)
        var export = Export(.csv, software: "test")
        export.options = TextOptions(left: "l", right: "r", time: "t")
        _ = try export.convert(path, to: folder.file("a.csv"))
        export.replaces = true
        _ = try export.convert(path, to: folder.file("b.csv"))
        // The same file gives the same bytes whenever it is converted.
        #expect(try bytes(folder.file("a.csv")) == bytes(folder.file("b.csv")))
        let read = try TrialFileReader.read(path: folder.file("a.csv"))
        #expect(read.warnings == [])
        #expect(read.file.header.format == "text")
        #expect(try String(contentsOfFile: folder.file("a.csv"), encoding: .utf8).contains("\n# source: plates.txt\n"))
        let opened = try RecordingReader.open(path, options: export.options)
        #expect(read.file.record.left == opened.record.left)
        #expect(read.file.record.right == opened.record.right)
        #expect(read.file.record.rate == 500)
    }

    @Test func aPipeIsReadOnce() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let content = ExportSample.recording()
        let writer = Thread { try? Data(content.bytes()).write(to: URL(filePath: path), options: []) }
        writer.start()
        _ = try Export(.csv, software: "test").convert(path, to: folder.file("b.csv"))
        #expect(try bytes(folder.file("b.csv")) == content.bytes())
    }

    @Test func jsonLinesSayWhatIsThereAndNothingElse() throws {
        let content = ExportSample.recording(rows: 300)
        let text = String(
            decoding: try ExportSample.converted(content, .jsonl, in: try TemporaryFolder()), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 300)
        for (i, line) in lines.enumerated() {
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            func number(_ key: String) -> Double? { (row[key] as? NSNumber)?.doubleValue }
            let left = content.record.left[i]
            #expect(number("left_N") == (left.isNaN ? nil : left))
            #expect(number("left_raw") == (left.isNaN ? nil : Double(content.leftRaw[i])))
            let place = content.record.pressure.left?.x[i] ?? .nan
            #expect(number("left_copx_mm") == (place.isNaN ? nil : place))
            #expect(number("flags") == Double(content.record.flags[i].rawValue))
            #expect(row.keys.contains("left_N") == !left.isNaN)
        }
    }
}
