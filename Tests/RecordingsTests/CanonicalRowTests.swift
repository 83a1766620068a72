import Assessments
import Foundation
import SignalCore
import Statistics
import Testing

@testable import Recordings

/// Rows as this program writes them are read in a fast way of their own; it must read what the general way reads.
@Suite struct CanonicalRowTests {
    /// Lines that end in a carriage return are no rows of ours, so that the general way reads them.
    private func general(_ bytes: [UInt8]) -> [UInt8] { bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } }

    private struct Read: Equatable {
        var left: [UInt64]
        var right: [UInt64]
        var place: [UInt64]
        var raw: [Int32]
        var flags: [RowFlags]
        var problem: String?
    }

    private func read(_ bytes: [UInt8]) -> Read {
        do throws(RecordingError) {
            let file = try TrialFileReader.read(bytes, name: "t").file
            return Read(
                left: (file.columns.sides ? file.record.left : file.record.total).map(\.bitPattern),
                right: file.record.right.map(\.bitPattern),
                place: [file.record.pressure.left, file.record.pressure.right, file.record.pressure.both]
                    .flatMap { ($0?.x ?? []) + ($0?.y ?? []) }.map(\.bitPattern),
                raw: file.leftRaw + file.rightRaw, flags: file.record.flags)
        } catch {
            return Read(left: [], right: [], place: [], raw: [], flags: [], problem: error.description)
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func readsWhatTheGeneralWayReads(_ seed: UInt64) {
        let content =
            seed % 2 == 0
            ? TrialFileTests.content(seed) : ExportSample.recording(rows: 700, sides: seed % 4 == 1, seed: seed)
        var bytes = content.bytes()
        let whole = read(bytes)
        #expect(whole.problem == nil)
        #expect(whole == read(general(bytes)))
        // A byte of a row is changed into another that rows have.
        var random = SplitMix64(seed: seed &+ 1000)
        let text = String(decoding: bytes, as: UTF8.self)
        guard content.record.count > 0,
            let header = text.range(of: "\ntime_s,[^\n]*\n", options: .regularExpression)
        else { return }
        let start = text.utf8.distance(from: text.startIndex, to: header.upperBound)
        let end = text.range(of: "\n#", range: header.upperBound..<text.endIndex)?.lowerBound ?? text.endIndex
        let length = text.utf8.distance(from: header.upperBound, to: end)
        let digits = Array("0123456789.,-+e# \n".utf8)
        for _ in 0..<60 {
            let at = start + random.index(length)
            let old = bytes[at]
            bytes[at] = digits[random.index(digits.count)]
            #expect(read(bytes) == read(general(bytes)), "byte \(at)")
            bytes[at] = old
        }
    }

    /// Forces of every length, at the edges of what one word holds, with more and fewer decimals.
    @Test func everyFormOfANumberIsReadAlike() {
        let forms = [
            "0.0000", "-0.0000", "9.9999", "9999.9999", "10000.0000", "-9999.9999", "99999999.9999", "123456789.1234",
            "1.234", "1.23456", "1", "1.", ".5", "1e3", "1.0000e1", "+1.0000", "--1.0000", "-", "", "1.0000 ",
            " 1.0000",
            "12345678", "123456789", "1.2a45", "007.0000", "nan", "900719925474.0992",
        ]
        // Enough rows behind it, so that the fast way has the room that it asks for.
        var rest = ""
        for i in 1..<60 { rest += "\(i / 1000).\(format6(i)),1.0000,2.0000,3,0\n" }
        for form in forms {
            for k in 0..<3 {
                var fields = ["1.5000", "2.5000", "7"]
                fields[k] = form
                let text =
                    "# bilanx recording 1\n# id: 019ab7e2-4c00-7abc-8def-0123456789ab\n# test: free\n"
                    + "# started: 2026-11-22T14:30:12Z\n# rate_hz: 1000\ntime_s,left_N,right_N,left_raw,flags\n"
                    + "0.000000,\(fields.joined(separator: ",")),0\n" + rest
                let bytes = Array(text.utf8)
                #expect(read(bytes) == read(general(bytes)), "\(form) in column \(k + 2)")
            }
        }
    }

    private func format6(_ milliseconds: Int) -> String {
        let digits = String(milliseconds * 1000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    @Test func eightDigitsAreReadAndWritten() {
        var random = SplitMix64(seed: 5)
        for k in 0..<100_000 {
            let length = k % 8 + 1
            var value: UInt64 = 0
            for _ in 0..<length { value = value * 10 + UInt64(random.index(10)) }
            let digits = String(value)
            let text = String(repeating: "0", count: length - digits.count) + digits
            let behind: [UInt8] = [0x2C, 0x2F, 0x3A, 0x0A, 0x80, 0xB0, 0xFF]
            var word: UInt64 = 0
            for (i, byte) in (Array(text.utf8) + (0..<8).map { _ in behind[random.index(behind.count)] })
                .prefix(8).enumerated()
            {
                word |= UInt64(byte) << UInt64(8 * i)
            }
            guard EightDigits.count(word) == length, EightDigits.value(word, count: length) == value else {
                Issue.record("\(text) was read as \(EightDigits.value(word, count: length))")
                return
            }
        }
    }

    @Test func fixedDecimalsAreThoseOfTheRoundedInteger() {
        var random = SplitMix64(seed: 6)
        var buffer = ByteBuffer(capacity: 64)
        for k in 0..<300_000 {
            let decimals = k % 7
            var unit = 1.0
            for _ in 0..<decimals { unit *= 10 }
            let scale = [1e-3, 1, 100, 1e4, 1e6, 1e9, 1e12, 1e15][random.index(8)]
            var value = (random.unit() * 2 - 1) * scale
            // Ties are rare by chance.
            if k % 3 == 0 { value = (value.rounded() + 0.5) / unit }
            buffer.removeAll()
            buffer.append(atMost: FixedDecimals.maximumLength) {
                FixedDecimals.write(value, decimals: decimals, to: $0)
            }
            let steps = (value * unit).rounded(.toNearestOrAwayFromZero)
            var expected = ""
            if abs(steps) < 0x1p53 {
                var digits = String(Int64(steps).magnitude)
                while digits.count <= decimals { digits = "0" + digits }
                expected = (steps < 0 ? "-" : "") + digits.dropLast(decimals)
                if decimals > 0 { expected += "." + digits.suffix(decimals) }
            }
            guard String(decoding: buffer.bytes, as: UTF8.self) == expected else {
                Issue.record("\(value) with \(decimals): \(String(decoding: buffer.bytes, as: UTF8.self)), \(expected)")
                return
            }
        }
    }
}
