import SignalCore
import Statistics
import Testing
import Transport

@testable import ForceDevices

private func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 } }

private let plainConverter = GoLinkConverterRecord(
    isValid: false, tenVoltOffset: 0, fiveVoltOffset: 0, tenVoltSlope: 0, fiveVoltSlope: 0)
private let plate = GoLinkSensorRecord.Page(a: -1000, b: 1000, unit: "(N)")

@Suite struct GoLinkProtocolTests {
    @Test func commandsAreTheGoldenBytes() {
        #expect(GoLinkProtocol.report(.initialize, [1]) == bytes("1A 01 00 00 00 00 00 00"))
        #expect(GoLinkProtocol.report(.getStatus) == bytes("10 00 00 00 00 00 00 00"))
        #expect(GoLinkProtocol.report(.serialNumber) == bytes("20 00 00 00 00 00 00 00"))
        #expect(GoLinkProtocol.report(.sensorID) == bytes("28 00 00 00 00 00 00 00"))
        #expect(GoLinkProtocol.report(.readLocalMemory, [0, 20]) == bytes("17 00 14 00 00 00 00 00"))
        #expect(GoLinkProtocol.report(.readSensorMemory, [0, 128]) == bytes("27 00 80 00 00 00 00 00"))
        #expect(GoLinkProtocol.report(.setInput, [2]) == bytes("29 02 00 00 00 00 00 00"))
        #expect(GoLinkProtocol.report(.setPeriod, VernierBytes.write(UInt32(5))) == bytes("1B 05 00 00 00 00 00 00"))
        #expect(GoLinkProtocol.report(.getPeriod) == bytes("1C 00 00 00 00 00 00 00"))
        #expect(GoLinkProtocol.report(.start) == bytes("18 00 00 00 00 00 00 00"))
        #expect(GoLinkProtocol.report(.stop) == bytes("19 00 00 00 00 00 00 00"))
    }

    @Test func theDriverSendsThemBySetReport() throws {
        let link = InProcessLink(VirtualGoLink(source: NoLoad()), serial: "x", pace: .asFastAsPossible)
        var written: [UInt8] = []
        link.observer = { header, bytes in
            guard header.phase == .submit, header.endpoint == .controlOut else { return }
            // 21 09 0100 0000 0008.
            #expect(header.setup == 0x0008_0000_0100_0921)
            written.append(bytes[0])
        }
        let driver = GoLinkDriver()
        _ = try driver.open(link)
        _ = try driver.start(link, StreamRequest(rate: 200, left: "force", right: "force"))
        var block = ScanBlock(channels: 1)
        driver.stop(link, into: &block)
        #expect(written == [0x1A, 0x10, 0x20, 0x28, 0x17, 0x27, 0x29, 0x1B, 0x1C, 0x18, 0x19, 0x10])
    }

    @Test func repliesAreJoinedFromTheirPackets() {
        var reader = GoLinkProtocol.ReplyReader()
        #expect(reader.take(bytes("5A 29 00 00 00 00 00 00")) == .init(command: 0x29, isError: false, payload: [0]))
        #expect(reader.take(bytes("7A 1B 36 00 00 00 00 00")) == .init(command: 0x1B, isError: true, payload: [0x36]))
        #expect(reader.take(bytes("9A 1A 00 00 00 00 00 00")) == .init(command: 0x1A, isError: false, payload: [0]))
        #expect(reader.take(bytes("BA 1A 40 00 00 00 00 00")) == .init(command: 0x1A, isError: true, payload: [0x40]))
        #expect(
            reader.take(bytes("5E 10 40 61 01 02 01 00"))
                == .init(command: 0x10, isError: false, payload: [0x40, 0x61, 0x01, 0x02, 0x01]))
        #expect(reader.take(bytes("5F 20 47 26 7B 4B 4C 00"))?.payload.count == 6)
        // Measurements and notifications are no replies.
        #expect(reader.take(bytes("03 00 01 00 02 00 03 00")) == nil)
        #expect(reader.take(bytes("C0 62 63 64 65 66 67 68")) == nil)
        // Six bytes, then seven, then three; measurements may come in between.
        #expect(reader.take(bytes("4F 27 01 02 03 04 05 06")) == nil)
        #expect(reader.take(bytes("01 07 AA AA 00 00 00 00")) == nil)
        #expect(reader.take(bytes("47 07 08 09 0A 0B 0C 0D")) == nil)
        let whole = reader.take(bytes("53 0E 0F 10 00 00 00 00"))
        #expect(whole == .init(command: 0x27, isError: false, payload: (1...16).map { UInt8($0) }))
        // A part without a beginning is nothing.
        #expect(reader.take(bytes("53 0E 0F 10 00 00 00 00")) == nil)
    }

    @Test func randomRepliesAndRecordsNeverCrash() {
        var random = SplitMix64(seed: 43)
        var reader = GoLinkProtocol.ReplyReader()
        var report = [UInt8](repeating: 0, count: 8)
        var longest = 0
        for _ in 0..<1_310_720 {
            let bits = random.next()
            for i in 0..<8 { report[i] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * i)) }
            if let reply = reader.take(report) { longest = max(longest, reply.payload.count) }
        }
        #expect(longest > 6)
        #expect(longest <= 1030)
        for _ in 0..<2000 {
            var record = (0..<128).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            record[127] = GoLinkSensorRecord.checksum(record)
            // Whatever it says, a page in newtons is one that can be computed with.
            if let page = GoLinkSensorRecord(record)?.newtonPage { #expect(page.a.isFinite && page.b.isFinite) }
            #expect(GoLinkConverterRecord(record) != nil)
        }
    }

    @Test func replyPacketsHaveThePublishedHeaders() {
        let memory = GoLinkProtocol.replyReports(0x27, (0..<128).map { UInt8($0) })
        #expect(memory.count == 19)
        #expect(memory[0][0] == 0x4F)
        #expect(memory[1..<18].allSatisfy { $0[0] == 0x47 })
        #expect(memory[18][0] == 0x53)
        #expect(GoLinkProtocol.replyReports(0x10, [0, 1, 2, 3, 4])[0][0] == 0x5E)
        #expect(GoLinkProtocol.replyReports(0x1C, [5, 0, 0, 0])[0][0] == 0x5D)
    }

    @Test func voltsFollowTheMakersFormulas() {
        let five = GoLinkScale(converter: plainConverter, input: .fiveVolts, page: .init(a: 0, b: 1, unit: "V"))
        #expect(five.volts(0) == 2.5)
        #expect(five.volts(.min) == 0)
        #expect(five.volts(16_384) == 3.75)
        let ten = GoLinkScale(converter: plainConverter, input: .tenVolts, page: .init(a: 0, b: 1, unit: "V"))
        #expect(ten.volts(0) == 0)
        #expect(ten.volts(.min) == -10)
        #expect(ten.volts(16_384) == 5)
        let corrected = GoLinkConverterRecord(
            isValid: true, tenVoltOffset: -7, fiveVoltOffset: 12, tenVoltSlope: 1.01, fiveVoltSlope: 0.99)
        // floor((1000 + 12) · 0.99 + 0.5) = 1002; floor((−1000 + 12) · 0.99 + 0.5) = −978.
        let low = GoLinkScale(converter: corrected, input: .fiveVolts, page: .init(a: 0, b: 1, unit: "V"))
        #expect(low.volts(1000) == 1002 * 2.5 / 32_768 + 2.5)
        #expect(low.volts(-1000) == -978 * 2.5 / 32_768 + 2.5)
        // floor((1000 − 7) · 1.01 + 0.5) = 1003.
        let high = GoLinkScale(converter: corrected, input: .tenVolts, page: .init(a: 0, b: 1, unit: "V"))
        #expect(high.volts(1000) == 1003 * 10.0 / 32_768)
    }

    @Test func theForcePlatesRangesAreThePublishedOnes() {
        let wide = GoLinkScale(converter: plainConverter, input: .fiveVolts, page: plate)
        #expect(wide.newtons(0) == 1500)
        #expect(wide.newtons(.min) == -1000)
        let fine = GoLinkScale(converter: plainConverter, input: .fiveVolts, page: .init(a: -250, b: 250, unit: "(N)"))
        #expect(fine.newtons(0) == 375)
        for force in stride(from: -800.0, through: 3500, by: 171) {
            #expect(abs(wide.newtons(wide.raw(force)) - force) <= 0.5 * 2500 / 32_768 + 1e-9)
        }
    }

    @Test func theConverterRecordIsBigEndian() throws {
        // Slopes 1.0 and 0.5 as floats, offsets −2 and 258.
        let record = try #require(
            GoLinkConverterRecord(bytes("01 9C 26 18 FF FE 01 02 3F 80 00 00 3F 00 00 00 80 00 00 00")))
        #expect(record.isValid)
        #expect(record.tenVoltOffset == -2)
        #expect(record.fiveVoltOffset == 258)
        #expect(record.tenVoltSlope == 1)
        #expect(record.fiveVoltSlope == 0.5)
        #expect(!record.isPlausible)
        #expect(GoLinkConverterRecord(record.encoded()) == record)
        let erased = try #require(GoLinkConverterRecord([UInt8](repeating: 0xFF, count: 20)))
        #expect(!erased.isValid)
        #expect(GoLinkConverterRecord([0, 0x9C]) == nil)
    }

    @Test func theSensorRecordHasThePublishedLayout() throws {
        var raw = [UInt8](repeating: 0, count: 128)
        raw[0] = 1
        raw[1] = 41
        raw.replaceSubrange(2..<5, with: bytes("01 02 03"))
        raw.replaceSubrange(8..<24, with: Array("Hand Dynamometer".utf8))
        raw.replaceSubrange(28..<33, with: Array("Force".utf8))
        raw.replaceSubrange(44..<48, with: bytes("0A D7 A3 3B"))
        raw[57] = 14
        raw[58] = 1
        raw[68] = 1
        raw[69] = 1
        // −1000, 1000, 0 "(N)"; 2, 4, 8 "(lb)".
        raw.replaceSubrange(70..<89, with: bytes("00 00 7A C4 00 00 7A 44 00 00 00 00 28 4E 29 00 00 00 00"))
        raw.replaceSubrange(89..<108, with: bytes("00 00 00 40 00 00 80 40 00 00 00 41 28 6C 62 29 00 00 00"))
        raw[127] = raw[0..<127].reduce(0) { $0 ^ $1 }
        let record = try #require(GoLinkSensorRecord(raw))
        #expect(record.number == 41)
        #expect(record.serial == 0x030201)
        #expect(record.name == "Hand Dynamometer")
        #expect(record.shortName == "Force")
        #expect(abs(record.shortestPeriod - 0.005) < 1e-9)
        #expect(record.input == .fiveVolts)
        #expect(record.pages[0] == .init(a: -1000, b: 1000, unit: "(N)"))
        #expect(record.pages[1] == .init(a: 2, b: 4, c: 8, unit: "(lb)"))
        // The active page is in pounds: the one in newtons is taken all the same.
        #expect(record.newtonPage == record.pages[0])
        for i in 0..<128 {
            var damaged = raw
            damaged[i] ^= 0x40
            #expect(GoLinkSensorRecord(damaged) == nil)
        }
        #expect(GoLinkSensorRecord(record.encoded()) == record)
    }

    @Test func aPageBehindTheLastFilledOneIsNotUsed() {
        let pounds = GoLinkSensorRecord.Page(a: 1, b: 2, unit: "(lb)")
        var record = GoLinkSensorRecord(number: 41, serial: 1, name: "x", operation: 14, pages: [pounds, plate])
        #expect(record.newtonPage == plate)
        record.lastPage = 0
        #expect(record.newtonPage == nil)
        record.pages[0] = .init(a: 1, b: .nan, unit: "N")
        #expect(record.newtonPage == nil)
    }
}
