import Assessments
import Foundation
import SignalCore
import Statistics
import TestSupport
import Testing

@testable import Recordings

@Suite struct TrialFileTests {
    static func header(_ random: inout SplitMix64) -> TrialHeader {
        let rates = [1000.0, 500, 2000, 999.8886, 48_000, 100]
        let texts = ["plain", "two words", "tab\there", "quote \" and \\ back", "line\nbreak", "a; b=c", "ünïcode", ""]
        func text() -> String { texts[random.index(texts.count)] }
        func number() -> Double { NewtonGrid.snap((random.unit() - 0.5) * 100) }
        var header = TrialHeader(
            id: UUIDv7(milliseconds: 1_795_354_212_000, using: &random), software: "bilanx 0.1",
            started: ZonedTime(microseconds: Int64(random.index(4_000_000_000)) * 1_000_001, offsetMinutes: 60),
            test: ["cmj", "imtp", "free"][random.index(3)], rate: rates[random.index(rates.count)])
        if random.index(2) == 0 { header.athlete = text() }
        if random.index(2) == 0 { header.startedMonotonic = Int64(random.next() >> 1) }
        for _ in 0..<random.index(3) {
            header.devices.append(
                .init(
                    name: "u6", serial: random.index(2) == 0 ? nil : text(), port: random.index(2) == 0 ? nil : text(),
                    side: [nil, .left, .right][random.index(3)]))
        }
        for side in Side.allCases where random.index(2) == 0 {
            header.scales[side] = ForceScale(
                id: text() + "x", quantity: "V", coefficients: [number(), number() * 1e5, number() * 1e-9],
                zero: number(), relativeUncertainty: random.index(2) == 0 ? nil : random.unit(),
                capacity: random.index(2) == 0 ? nil : 2000)
            header.zero[side] = number()
            header.noise[side] = random.unit()
        }
        header.loadKilograms = Double(random.index(3)) * 10
        if random.index(2) == 0 { header.gravity = 9.80665 + random.unit() * 0.01 }
        header.sides = TrialHeader.SidesConfirmation.allCases[random.index(4)]
        if random.index(2) == 0 {
            header.alignment = .init(uncertaintyNanoseconds: random.unit() * 1e6, scanDelayNanoseconds: 12_345)
        }
        if random.index(2) == 0 { header.conditions = text() }
        return header
    }

    static func content(_ seed: UInt64) -> TrialFile {
        var random = SplitMix64(seed: seed)
        let header = header(&random)
        let count = random.index(400)
        var left: [Double] = []
        var right: [Double] = []
        var flags: [RowFlags] = []
        var raw: [Int32] = []
        let hasSides = random.index(4) > 0
        for _ in 0..<count {
            let gone = random.index(20) == 0
            // With one plate lost, only one of the two fields stays empty.
            let both = random.index(2) == 0
            left.append(gone ? .nan : NewtonGrid.snap((random.unit() - 0.2) * 3000))
            right.append(gone && both ? .nan : NewtonGrid.snap((random.unit() - 0.2) * 3000))
            flags.append(RowFlags(rawValue: random.index(5) == 0 ? UInt8(random.index(256)) : 0))
            if gone { flags[flags.count - 1].insert(.missing) }
            raw.append(gone ? 0 : Int32(truncatingIfNeeded: random.next()))
        }
        if !flags.contains(where: { !$0.isEmpty }) { flags = [] }
        var trailer = TrialTrailer()
        if random.index(2) == 0 { trailer.weigh = 10...1009 }
        for i in 0..<random.index(4) { trailer.trials.append(TrialWindow(i * 100...i * 100 + 99, kept: i != 1)) }
        if random.index(2) == 0 { trailer.loss = Loss(missing: 3, reordered: 1, evidence: .counted) }
        if random.index(2) == 0 { trailer.clocks = .init(count: 2, measuredRate: 999.93, rightAgainstLeftPPM: -12.25) }
        if random.index(2) == 0 { trailer.gate = random.index(2) == 0 ? [] : ["unquietWeighing", "drift"] }
        if random.index(2) == 0 { trailer.zeroAfter = [.left: 0.5, .right: -1.25] }
        if random.index(3) == 0 {
            trailer.alignment = .init(uncertaintyNanoseconds: 1e5 / 3, scanDelayNanoseconds: 0)
        }
        let record =
            hasSides
            ? ForceRecord(rate: header.rate, left: left, right: right, flags: flags)
            : ForceRecord(rate: header.rate, total: left, flags: flags)
        return TrialFile(
            header: header, record: record, leftRaw: random.index(2) == 0 && hasSides ? raw : [], trailer: trailer)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func readingAndWritingAgainGivesTheSameBytes(_ seed: UInt64) throws {
        let content = Self.content(seed)
        let bytes = content.bytes()
        let outcome = try TrialFileReader.read(bytes, name: "trial.csv")
        #expect(outcome.warnings == [])
        #expect(outcome.file.isWhole)
        #expect(outcome.file.bytes() == bytes)
        // The meaning came through as well, not only the text.
        var read = outcome.file.header
        read.lines = KeyedLines()
        #expect(read == content.header)
        var trailer = outcome.file.trailer
        trailer.lines = KeyedLines()
        #expect(trailer == content.trailer)
        #expect(outcome.file.record.total.map(\.bitPattern) == content.record.total.map(\.bitPattern))
        #expect(outcome.file.record.right.map(\.bitPattern) == content.record.right.map(\.bitPattern))
        #expect(outcome.file.leftRaw == content.leftRaw)
        if outcome.file.columns.flags {
            let written = content.record.flags
            #expect(outcome.file.record.flags == written)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func theStreamingWriterMakesTheSameBytes(_ seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let content = Self.content(seed)
        let path = folder.file("trial.csv")
        var writer = try TrialFileWriter(path: path, header: content.header, columns: content.columns)
        var random = SplitMix64(seed: seed)
        var at = 0
        var block = TrialRows()
        while at < content.record.count {
            let end = min(at + 1 + random.index(50), content.record.count)
            block.removeAll()
            if content.columns.sides {
                block.left.append(contentsOf: content.record.left[at..<end])
                block.right.append(contentsOf: content.record.right[at..<end])
            } else {
                block.total.append(contentsOf: content.record.total[at..<end])
            }
            if content.columns.leftRaw { block.leftRaw.append(contentsOf: content.leftRaw[at..<end]) }
            if !content.record.flags.isEmpty { block.flags.append(contentsOf: content.record.flags[at..<end]) }
            try writer.append(block)
            if random.index(3) == 0 { try writer.flush() }
            at = end
        }
        #expect(writer.rows == content.record.count)
        try writer.close(content.trailer)
        try writer.close(content.trailer)
        #expect(try FileAccess.read(path) == content.bytes())
    }

    private let small = """
        # bilanx recording 1
        #   id:  019ab7e2-4c00-7abc-8def-0123456789ab
        # colour: blue
        # started: 2026-11-22T14:30:12+01:00
        # a comment without a colon
        # test: cmj
        # rate_hz: 1000.0
        # sides_confirmed: operator
        time_s,left_N,right_N,left_raw,flags
        0.000000,301.3120,359.8440,1234,0
        0.001000,,,,1
        0.002000,304.1020,-0.5000,-7,20

        """

    @Test func unknownLinesAndTheirTextStay() throws {
        let bytes = Array((small + "# mood: good\n").utf8)
        var file = try TrialFileReader.read(bytes, name: "t").file
        #expect(!file.isWhole)
        #expect(file.header.id.description == "019ab7e2-4c00-7abc-8def-0123456789ab")
        #expect(file.header.started.dateText == "2026-11-22")
        #expect(file.record.left[0] == 301.312)
        #expect(file.record.left[1].isNaN)
        #expect(file.record.flags == [[], .missing, [.leftSaturated, .deviceOverrun]])
        #expect(file.leftRaw == [1234, 0, -7])
        #expect(file.bytes() == bytes)
        // A changed field changes its own line alone; load_kg is new.
        file.header.test = "imtp"
        file.header.loadKilograms = 20
        file.trailer.weigh = 0...1
        let text = String(decoding: file.bytes(), as: UTF8.self)
        let expected = small.replacing("# test: cmj", with: "# test: imtp")
            .replacing("operator\n", with: "operator\n# load_kg: 20\n")
        let sorted = { (text: String) in text.split(separator: "\n").sorted() }
        #expect(sorted(text) == sorted(expected + "# mood: good\n# weigh: from=0 to=1\n"))
    }

    @Test func tornFilesAreReadToTheLastWholeRow() throws {
        let content = Self.content(3)
        let bytes = content.bytes()
        var head = ByteBuffer(capacity: 1000)
        TrialFileText.head(content.header, columns: content.columns, into: &head)
        var random = SplitMix64(seed: 5)
        var torn = 0
        for _ in 0..<300 {
            let length = random.index(bytes.count)
            let cut = Array(bytes[..<length])
            guard length >= head.count else {
                #expect(throws: RecordingError.self) { try TrialFileReader.read(cut, name: "t.csv") }
                continue
            }
            let outcome = try TrialFileReader.read(cut, name: "t.csv")
            let rowLines = String(decoding: cut, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                .dropLast().filter { !$0.hasPrefix("#") && !$0.hasPrefix("time_s") }
            #expect(outcome.file.record.count == rowLines.count)
            #expect(outcome.warnings.count == 1)
            let line = cut.count { $0 == 0x0A }
            #expect(outcome.warnings[0].hasPrefix("t.csv: is torn after line \(line):"))
            torn += 1
        }
        #expect(torn > 100)
    }

    @Test func aChangedFileIsReadWithAWarning() throws {
        var bytes = Self.content(3).bytes()
        let at = try #require(bytes.lastIndex(of: UInt8(ascii: "="))) - 60
        let digit = try #require(bytes[..<at].lastIndex { $0 &- 48 < 9 })
        bytes[digit] += 1
        let outcome = try? TrialFileReader.read(bytes, name: "t.csv")
        if let outcome { #expect(outcome.warnings.first?.contains("check sum") == true) }
        let shorter = Array(small.utf8) + Array("# end rows=9 crc32=00000000\nmore\n".utf8)
        let odd = try TrialFileReader.read(shorter, name: "t.csv")
        #expect(odd.warnings.count == 3)
        #expect(odd.warnings[1] == "t.csv: has 3 rows, the end line says 9.")
        #expect(odd.warnings[2].hasPrefix("t.csv:14: "))
    }

    @Test(arguments: [
        ("0.001000,,,,1", "0.001000,NaN,1,5,0", "t.csv:11: column 2 (left_N): `NaN` is not a finite number"),
        ("0.001000,,,,1", "0.001000,1,-inf,5,0", "t.csv:11: column 3 (right_N): `-inf` is not a finite number"),
        ("0.001000,,,,1", "0.001000,1,2x,5,0", "t.csv:11: column 3 (right_N): `2x` is not a number"),
        ("0.001000,,,,1", "0.001000,1,2,5.5,0", "t.csv:11: column 4 (left_raw): `5.5` is not a number"),
        ("0.001000,,,,1", "0.001000,1,2,5,256", "t.csv:11: column 5 (flags): `256` is not a number"),
        ("0.001000,,,,1", "0.001000,1,2,5", "t.csv:11: has 4 columns where the header row has 5"),
        ("0.001000,,,,1", "0.001000,1,2,5,0,9", "t.csv:11: has 6 columns where the header row has 5"),
        ("0.001000,,,,1", "0.002000,1,2,5,0", "t.csv:11: column 1 (time_s): time 0.002 s where row 1 stands at"),
        ("0.001000,,,,1", "", "t.csv:11: has 1 columns where"),
        ("# rate_hz: 1000.0", "# rate_hz: 0", "t.csv:7: `rate_hz` is not in 0…1 000 000: 0"),
        ("# rate_hz: 1000.0", "# rate_hz: fast", "t.csv:7: `rate_hz` is not a number: fast"),
        ("# rate_hz: 1000.0\n", "", "t.csv: the header has no line `# rate_hz:`"),
        ("# test: cmj", "# test: cmj\n# test: sj", "t.csv:7: `test` stands here and on line 6"),
        ("operator", "perhaps", "t.csv:8: `sides_confirmed` is none of birth, operator, push, no: perhaps"),
        ("time_s,left_N,right_N", "time_s,left_kg,right_N", "t.csv:9: the header row is not known"),
    ])
    func refusalsNameTheirPlace(_ old: String, _ new: String, _ message: String) {
        let error = #expect(throws: RecordingError.self) {
            try TrialFileReader.read(Array(small.replacing(old, with: new).utf8), name: "t.csv")
        }
        #expect(error?.kind == .badData)
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "-")")
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func damagedFilesNeverStopTheProgram() {
        var random = SplitMix64(seed: 77)
        var read = 0
        var refused = 0
        for round in 0..<3000 {
            var bytes = Self.content(UInt64(round % 10)).bytes()
            for _ in 0...random.index(6) {
                guard !bytes.isEmpty else { break }
                switch random.index(4) {
                case 0: bytes.removeSubrange(random.index(bytes.count)...)
                case 1: bytes[random.index(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
                case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: random.index(bytes.count))
                default:
                    let from = random.index(bytes.count)
                    bytes.removeSubrange(from..<min(from + random.index(40), bytes.count))
                }
            }
            do {
                let file = try TrialFileReader.read(bytes, name: "f").file
                _ = file.bytes()
                read += 1
            } catch {
                refused += 1
            }
        }
        #expect(read > 100)
        #expect(refused > 100)
    }

    @Test func appendingAllocatesNothing() throws {
        let folder = try TemporaryFolder()
        var random = SplitMix64(seed: 1)
        var header = Self.header(&random)
        header.rate = 1000
        var block = TrialRows()
        for i in 0..<20 {
            block.left.append(Double(i) * 1.5)
            block.right.append(i == 7 ? .nan : Double(i) * 2.5)
            block.leftRaw.append(Int32(i))
            block.flags.append([])
        }
        var writer = try TrialFileWriter(
            path: folder.file("trial.csv"), header: header, columns: TrialColumns(leftRaw: true))
        var failed = false
        // The runtime asks for memory when code runs first, so only the second round counts.
        var made: Int?
        for _ in 0..<2 {
            made = allocations {
                for _ in 0..<500 {
                    do { try writer.append(block) } catch { failed = true }
                }
            }
        }
        #expect(!failed)
        if let made { #expect(made == 0) }
    }
}
