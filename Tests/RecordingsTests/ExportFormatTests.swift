import Assessments
import Foundation
import SignalCore
import Statistics
import TestSupport
import Testing

@testable import Recordings

/// C3D, XDF and Parquet; that other readers understand them is proven by `.ci/exports.py`.
@Suite struct ExportFormatTests {
    /// Files that pandas, polars, duckdb, pyarrow, pyxdf and ezc3d have read.
    @Test(arguments: [ExportFormat.parquet, .xdf, .c3d])
    func theBytesAreThoseThatOthersHaveRead(_ format: ExportFormat) throws {
        let folder = try TemporaryFolder()
        let target = folder.file("x")
        let source = Repository.fixture("trial-file/iso-60-rows.csv").path
        _ = try Export(format, software: "bilanx 0.1.0").convert(source, to: target)
        let golden = try FileAccess.read(Repository.fixture("exports/iso-60-rows.\(format.id)").path)
        #expect(try FileAccess.read(target) == golden)
    }

    @Test(arguments: [true, false])
    func ourReaderReadsOurC3D(_ sides: Bool) throws {
        let content = ExportSample.recording(sides: sides)
        let bytes = try ExportSample.converted(content, .c3d, in: try TemporaryFolder())
        let options =
            sides ? TextOptions(left: "plate1", right: "plate2") : TextOptions(total: "plate1")
        let read = try RecordingReader.read(bytes, name: "x.c3d", options).record
        #expect(read.rate == 1000)
        #expect(read.count == content.record.count)
        for i in 0..<read.count {
            let isMissing = content.record.flags[i].contains(.missing)
            #expect(read.flags[i].contains(.missing) == isMissing)
            // A row that lacks one side lacks both: C3D has no place for half a row.
            func expected(_ force: Double) -> UInt64 {
                (isMissing ? .nan : NewtonGrid.snap(Double(Float(force)))).bitPattern
            }
            if sides {
                #expect(read.left[i].bitPattern == expected(content.record.left[i]))
                #expect(read.right[i].bitPattern == expected(content.record.right[i]))
            } else {
                #expect(read.total[i].bitPattern == expected(content.record.total[i]))
            }
        }
    }

    @Test func platesOfAC3DPointUpAndHoldTheCentreOfPressure() throws {
        let content = ExportSample.recording(rows: 200)
        let bytes = try ExportSample.converted(content, .c3d, in: try TemporaryFolder())
        let file = try C3DFile(bytes, name: "x.c3d")
        let plates = try C3DPlate.all(file)
        #expect(plates.map(\.kind) == [.forcesAndMoments, .forcesAndMoments])
        for (k, side) in Side.allCases.enumerated() {
            let corners = plates[k].corners
            // x runs from corner 2 to 1, y from 4 to 1; their product is z, which points down.
            let x = zip(corners[0], corners[1]).map { $0 - $1 }
            let y = zip(corners[0], corners[3]).map { $0 - $1 }
            #expect(x[0] * y[1] - x[1] * y[0] < 0)
            let centre = corners.map { $0[0] }.reduce(0, +) / 4
            #expect(centre == (side == .left ? -200 : 200))
            let samples = try file.samples(plates[k].channels)
            let path = try #require(content.record.pressure.path(side))
            for i in 0..<content.record.count where !content.record.flags[i].contains(.missing) {
                let force = samples[2][i]
                #expect(Float(force) == Float(-content.record.force(side)[i]))
                #expect(samples[0][i] == 0 && samples[1][i] == 0 && samples[5][i] == 0)
                // Where nothing is known of it, it stands in the middle of the plate.
                let (wantX, wantY) = path.x[i].isNaN ? (centre, 0) : (path.x[i], path.y[i])
                #expect(abs(centre + samples[3][i] / force - wantX) < 1e-3)
                #expect(abs(-samples[4][i] / force - wantY) < 1e-3)
            }
        }
    }

    @Test func eventsOfAC3DAreThoseOfTheRecording() throws {
        let content = ExportSample.recording()
        let bytes = try ExportSample.converted(content, .c3d, in: try TemporaryFolder())
        let parameters = try C3DFile(bytes, name: "x.c3d").parameters
        let labels = parameters.strings("EVENT:LABELS")
        let times = parameters.numbers("EVENT:TIMES")
        let seconds = labels.indices.map { times[2 * $0] * 60 + times[2 * $0 + 1] }
        #expect(labels.count == 19)
        #expect(seconds == seconds.sorted())
        for (time, label) in [
            (0.01, "weigh start"), (1.009, "weigh end"), (1.1, "trial start"), (2, "trial end"), (0.07, "trigger"),
            (0.1, "gap start"), (0.101, "gap end"),
        ] {
            #expect(zip(seconds, labels).contains { abs($0 - time) < 1e-6 && $1 == label }, "\(label)")
        }
    }

    @Test func moreGapsThanAC3DNamesAreToldOf() throws {
        let folder = try TemporaryFolder()
        var content = ExportSample.recording(rows: 1000)
        for i in stride(from: 0, to: 600, by: 2) {
            content.record.left[i] = .nan
            content.leftRaw[i] = 0
        }
        let source = folder.file("trial.csv")
        try Data(content.bytes()).write(to: URL(filePath: source))
        let notices = try Export(.c3d, software: "test").convert(source, to: folder.file("x.c3d"))
        #expect(notices.contains { $0.contains("names 255 of") })
        #expect(notices.contains { $0.contains("holds 255 of") })
    }

    @Test func eventsOfResultsBesideTheRecordingGoAlong() throws {
        let folder = try TemporaryFolder()
        let content = ExportSample.recording()
        let path = folder.file("trial.csv")
        try Data(content.bytes()).write(to: URL(filePath: path))
        let results = """
            {"schema": "bilanx.results/1", "recordings": [{"id": "\(content.header.id)", "trials": [
            {"index": 1, "limb": "left", "events": {"onset": 1.25, "takeoff": 1.75}}]}]}
            """
        _ = try folder.write("results.json", results)
        _ = try Export(.c3d, software: "test").convert(folder.path, to: folder.file("x.c3d"))
        let parameters = try C3DFile(try FileAccess.read(folder.file("x.c3d")), name: "x").parameters
        let labels = parameters.strings("EVENT:LABELS")
        let at = try #require(labels.firstIndex(of: "takeoff"))
        #expect(parameters.numbers("EVENT:TIMES")[2 * at + 1] == 1.75)
        #expect(parameters.strings("EVENT:CONTEXTS")[at] == "Left")
        // Results of another recording say nothing of this one.
        let other = results.replacingOccurrences(of: content.header.id.description, with: "other")
        #expect(ExportEvent.of(results: Array(other.utf8), id: content.header.id.description) == [])
    }

    @Test func parquetHoldsGroupsOfRowsAndEveryColumn() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("x.parquet")
        let output = try OutputFile(path, replaces: false)
        // More than fifteen columns and several groups, the last not full.
        let columns = (0..<18).map { ParquetColumn(name: "c\($0)", kind: .double, isOptional: $0 % 2 == 0) }
        var writer = try ParquetWriter(columns, metadata: [("k", "v")], software: "test", to: output, groupSize: 100)
        let values = (0..<250).map { $0 % 3 == 0 ? Double.nan : Double($0) }
        try writer.append(250) { writer, k, range in writer.put(values[range], column: k) }
        try writer.finish()
        try output.finish()
        let bytes = try FileAccess.read(path)
        #expect(bytes.starts(with: "PAR1".utf8))
        #expect(bytes.suffix(4).elementsEqual("PAR1".utf8))
        let length = bytes.suffix(8).prefix(4).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        var footer = ThriftReader(Array(bytes[(bytes.count - 8 - length)..<(bytes.count - 8)]))
        let file = try footer.structure()
        #expect(file[3]?.number == 250)
        let schema = try #require(file[2]?.list)
        #expect(schema.count == 19)
        let groups = try #require(file[4]?.list)
        #expect(groups.map { $0.fields?[3]?.number } == [100, 100, 50])
        // The plain values of a column without levels stand behind its page's header.
        let chunk = try #require(groups.last?.fields?[1]?.list?[1].fields?[3]?.fields)
        let offset = try #require(chunk[9]?.number)
        var page = ThriftReader(Array(bytes[offset...]))
        let header = try page.structure()
        #expect(header[2]?.number == 400)
        let first = bytes[(offset + page.at)..<(offset + page.at + 16)]
        let words = stride(from: first.startIndex, to: first.endIndex, by: 8).map { start in
            (0..<8).reduce(UInt64(0)) { $0 | UInt64(first[start + $1]) << UInt64(8 * $1) }
        }
        #expect(Double(bitPattern: words[0]) == 200)
        #expect(Double(bitPattern: words[1]).isNaN)
    }

    @Test func resultsBecomeTheTidyTable() throws {
        let folder = try TemporaryFolder()
        var text = "t,l,r\n"
        for i in 0..<3000 {
            let push = 200 * max(0, sin(Double(i) / 200))
            text += "\(Double(i) / 1000),\(300 + push),\(320 + push / 2)\n"
        }
        let path = try folder.write("a, \"b\".txt", text)
        let opened = try RecordingReader.open(path, options: TextOptions(left: "l", right: "r", time: "t"))
        let result = RecordingAnalysis.analyze(opened.record, info: opened.info, test: .free)
        let document = ResultsDocument(software: "test", preset: "bilanx", recordings: [result])
        let table = try ResultTable(Array(document.json().utf8), name: "results.json")
        let tidy = try ResultTable(Array(document.csv().utf8), name: "results.csv")
        #expect(tidy.rows.count > 5)
        // The document does not say the status of a summary; every row of a trial is the same.
        func trials(_ table: ResultTable) -> [[String]] { table.rows.filter { !$0[3].isEmpty } }
        #expect(trials(table) == trials(tidy))
        #expect(table.rows.count == tidy.rows.count)
        // The table is written as it was read.
        let output = try OutputFile(folder.file("b.csv"), replaces: false)
        try tidy.write(.csv, name: "x", software: "test", to: output)
        try output.finish()
        #expect(try FileAccess.read(folder.file("b.csv")) == Array(document.csv().utf8))
        for format in [ExportFormat.c3d, .xdf] {
            let json = try folder.write("results.json", document.json())
            let error = #expect(throws: RecordingError.self) {
                try Export(format, software: "test").convert(json, to: folder.file("x"))
            }
            #expect(error?.kind == .needsOption)
        }
    }
}

/// Reads the compact protocol of Thrift, as the format's description has it.
private struct ThriftReader {
    indirect enum Value {
        case number(Int)
        case text([UInt8])
        case list([Value])
        case fields([Int: Value])

        var number: Int? { if case .number(let value) = self { value } else { nil } }
        var list: [Value]? { if case .list(let value) = self { value } else { nil } }
        var fields: [Int: Value]? { if case .fields(let value) = self { value } else { nil } }
    }

    struct Unreadable: Error {}

    private let bytes: [UInt8]
    private(set) var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private mutating func byte() throws -> UInt8 {
        guard at < bytes.count else { throw Unreadable() }
        defer { at += 1 }
        return bytes[at]
    }

    private mutating func varint() throws -> Int {
        var value = 0
        var shift = 0
        while true {
            let next = try byte()
            value |= Int(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    private mutating func value(_ kind: UInt8) throws -> Value {
        switch kind {
        case 5, 6:
            let zigzag = try varint()
            return .number(zigzag >> 1 ^ -(zigzag & 1))
        case 8:
            var text: [UInt8] = []
            for _ in 0..<(try varint()) { text.append(try byte()) }
            return .text(text)
        case 9:
            let head = try byte()
            let count = head >> 4 == 15 ? try varint() : Int(head >> 4)
            var list: [Value] = []
            for _ in 0..<count { list.append(try value(head & 15)) }
            return .list(list)
        case 12: return .fields(try structure())
        default: throw Unreadable()
        }
    }

    mutating func structure() throws -> [Int: Value] {
        var fields: [Int: Value] = [:]
        var number = 0
        while true {
            let head = try byte()
            if head == 0 { return fields }
            guard head >> 4 > 0 else { throw Unreadable() }
            number += Int(head >> 4)
            fields[number] = try value(head & 15)
        }
    }
}
