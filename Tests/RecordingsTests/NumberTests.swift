import SignalCore
import Statistics
import Testing

@testable import Recordings

@Suite struct NumberTests {
    private func text(_ value: Double, _ decimals: Int) -> String {
        var buffer = ByteBuffer(capacity: 64)
        buffer.append(atMost: FixedDecimals.maximumLength) { FixedDecimals.write(value, decimals: decimals, to: $0) }
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    private func parse(_ text: String, mark: UInt8 = UInt8(ascii: ".")) -> (value: Double?, used: Int) {
        let bytes = Array(text.utf8)
        var at = 0
        let value = DecimalParser.parse(bytes.span, &at, mark: mark)
        return (value, at)
    }

    @Test func knownTexts() {
        #expect(text(0, 4) == "0.0000")
        #expect(text(-0.0, 4) == "0.0000")
        #expect(text(1750.5222, 4) == "1750.5222")
        #expect(text(-0.0001, 4) == "-0.0001")
        #expect(text(0.015625, 6) == "0.015625")
        #expect(text(1.9999999, 6) == "2.000000")
        #expect(text(-12.5, 0) == "-13")
        #expect(text(.nan, 4) == "")
        #expect(text(.infinity, 4) == "")
        #expect(text(0x1p53, 0) == "")
        #expect(text(0x1p53 - 1, 0) == "9007199254740991")
    }

    @Test func forcesOnTheGridReadBackBitEqual() {
        var random = SplitMix64(seed: 11)
        for scale in [1.0, 100, 5000, 1e6, 1e9] {
            for _ in 0..<40_000 {
                let value = NewtonGrid.snap((random.unit() * 2 - 1) * scale)
                let written = text(value, 4)
                let read = parse(written)
                #expect(read.used == written.utf8.count)
                guard read.value?.bitPattern == value.bitPattern else {
                    Issue.record("\(value) was written as \(written) and read as \(String(describing: read.value))")
                    return
                }
            }
        }
    }

    @Test func everyDoubleReadsAsTheStandardLibraryReadsIt() {
        var random = SplitMix64(seed: 12)
        var read = 0
        for _ in 0..<100_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let written = value.description
            #expect(parse(written).value?.bitPattern == Double(written)?.bitPattern, "\(written)")
            read += 1
        }
        #expect(read > 90_000)
        // Digits and places at random: both sides of the border between the fast path and the slow one.
        for _ in 0..<100_000 {
            var written = random.index(2) == 0 ? "-" : ""
            for _ in 0...random.index(12) { written += String(random.index(10)) }
            if random.index(4) > 0 {
                written += "."
                for _ in 0...random.index(14) { written += String(random.index(10)) }
            }
            if random.index(5) == 0 { written += "e\(random.index(60) - 30)" }
            #expect(parse(written).value?.bitPattern == Double(written)?.bitPattern, "\(written)")
        }
    }

    @Test func whatIsNoNumberIsLeft() {
        for text in ["", "-", "+", ".", "nan", "inf", ",5", "e5", "--1"] {
            #expect(parse(text).value == nil, "\(text)")
            #expect(parse(text).used == 0)
        }
        #expect(parse("1e999").value == nil)
        #expect(parse("5.").value == 5)
        #expect(parse(".5").value == 0.5)
        #expect(parse("1.e3").value == 1000)
        #expect(parse("12x").used == 2)
        #expect(parse("7e").value == 7)
        #expect(parse("7e").used == 1)
    }

    @Test func decimalComma() {
        let comma = UInt8(ascii: ",")
        #expect(parse("-12,75", mark: comma).value == -12.75)
        #expect(parse("1,5e2", mark: comma).value == 150)
        // A comma without a digit behind it separates.
        #expect(parse("12,", mark: comma).used == 2)
        #expect(parse("0,10000000000000000000001", mark: comma).value == 0.1)
    }
}
