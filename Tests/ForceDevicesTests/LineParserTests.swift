import SignalCore
import Statistics
import TestSupport
import Testing

@testable import ForceDevices

private func parse(_ profile: LineProfile, _ line: String) -> LineParser.Outcome {
    LineParser(profile).parse(Array(line.utf8))
}

private func reading(_ profile: LineProfile, _ line: String) -> LineReading? {
    if case .reading(let reading) = parse(profile, line) { reading } else { nil }
}

private func damage(_ profile: LineProfile, _ line: String) -> LineDamage? {
    if case .damage(let damage) = parse(profile, line) { damage } else { nil }
}

@Suite struct LineParserTests {
    @Test func theCommonLinesAreRead() throws {
        let pair = try #require(reading(.arduinoPair, "812345,-22110"))
        #expect(pair.first == 812_345 && pair.second == -22_110)
        #expect(pair.rawFirst == 812_345 && pair.rawSecond == -22_110)
        let timed = try #require(reading(.arduinoTimedPair, "4294967295, 12 ,-0"))
        #expect(timed.mark == 4_294_967_295_000 && timed.first == 12 && timed.second == 0)
        let chronojump = try #require(reading(.chronojump, "1234567;-12.34"))
        #expect(chronojump.mark == 1_234_567 && chronojump.first == -12.34 && chronojump.rawFirst == -1234)
        // Firmware 0.1 has one decimal.
        #expect(reading(.chronojump, "1234567;512.3")?.first == 512.3)
        let scale = try #require(reading(.openScale, "1234,12.34,kg,"))
        #expect(scale.first == 12.34 && scale.unit == .kilogram && scale.mark == 1_234_000)
        #expect(reading(.openScale, "1234,12.34,lbs,")?.unit == .pound)
        let gauge = try #require(reading(.mark10, "-18.78 lbF"))
        #expect(gauge.first == -18.78 && gauge.unit == .pound)
        #expect(reading(.sauter, "0011.70")?.first == -11.70)
        #expect(reading(.sauter, "1011.70")?.first == 11.70)
        #expect(reading(.loadstar, "123.45")?.first == 123.45)
        let json = try #require(reading(.jsonPair, "{\"w\":123,\"x\":\"a,b\", \"w2\" : -9.5,\"t\":456}"))
        #expect(json.first == 123 && json.second == -9.5 && json.mark == 456_000)
    }

    @Test func triggerEdgesAndWordsAreNoReadings() {
        if case .trigger(true) = parse(.chronojump, "99;R") {} else { Issue.record("no edge") }
        if case .trigger(false) = parse(.chronojump, "99;r") {} else { Issue.record("no edge") }
        if case .words = parse(.chronojump, "Starting capture...") {} else { Issue.record("no words") }
        if case .words = parse(.loadstar, "A") {} else { Issue.record("no words") }
    }

    @Test(
        arguments: [
            ("", .notANumber), ("12", .fieldCount), ("1,2,3", .fieldCount), ("1,x", .notANumber), ("nan,1", .notFinite),
            ("1,-inf", .notFinite), ("1.2.3,4", .notANumber), ("1,", .notANumber), ("8388609,0", .outOfRange),
            ("1,9223372036854775808999", .notANumber), ("1,1e999", .notANumber), ("0x10,1", .notANumber),
            ("--1,1", .notANumber), ("1 2,3", .notANumber),
        ] as [(String, LineDamage)]) func whatIsNoLineOfDataIsSaidToBeDamaged(line: String, expected: LineDamage)
    {
        #expect(damage(.arduinoPair, line) == expected)
    }

    @Test(arguments: [
        "{\"w\":1,\"w2\":2,\"t\":3", "{\"w\":1,\"w2\":2}", "{\"w\":1,\"w\":1,\"w2\":2,\"t\":3}", "{}", "{\"w\":1,}",
    ])
    func cutObjectsAreDamaged(line: String) { #expect(damage(.jsonPair, line) == .fieldCount) }

    @Test func separatorsDecimalSignsPrefixesAndSumsAreSettings() throws {
        var profile = LineProfile(name: "x", title: "x", columns: [.left, .right])
        profile.separator = " "
        profile.prefix = "L"
        #expect(reading(profile, "L 12   -7")?.second == -7)
        #expect(damage(profile, "M 12 -7") == .fieldCount)
        profile = LineProfile(name: "x", title: "x", columns: [.left, .total, .trigger])
        profile.separator = ";"
        profile.decimal = ","
        let sum = try #require(reading(profile, "1,5;4,0;1"))
        #expect(sum.first == 1.5 && sum.second == 2.5 && sum.trigger == true)
        #expect(damage(profile, "1.5;4.0;1") == .notANumber)
    }

    @Test func checksumsAreChecked() {
        var profile = LineProfile.arduinoPair
        profile.checksum = .xor
        // '1' ^ ',' ^ '2' = 31 ^ 2C ^ 32 = 2F; the sum is 8F.
        #expect(reading(profile, "1,2*2F")?.second == 2)
        #expect(reading(profile, "1,2*2f")?.second == 2)
        #expect(damage(profile, "1,3*2F") == .checksum)
        #expect(damage(profile, "1,2") == .checksum)
        profile.checksum = .sum
        #expect(reading(profile, "1,2*8F")?.second == 2)
    }

    @Test func everyNumberIsTheNearestDouble() throws {
        var random = SplitMix64(seed: 21)
        for _ in 0..<20_000 {
            let digits = Int64(random.unit() * 1e15)
            let decimals = random.index(16)
            var text = String(digits)
            text = String(repeating: "0", count: max(0, decimals + 1 - text.count)) + text
            text.insert(".", at: text.index(text.endIndex, offsetBy: -decimals))
            if random.index(2) == 0 { text = "-" + text }
            let bytes = Array(text.utf8)
            guard case .number(let number) = DecimalField.read(bytes, 0..<bytes.count, decimal: 0x2E) else {
                Issue.record("\(text)")
                continue
            }
            #expect(number.value == Double(text), "\(text)")
            #expect(number.end == bytes.count)
        }
        #expect(try #require(reading(.arduinoPair, "1.25e2,-1E-2")).second == -0.01)
    }

    /// What a profile's device would write is read back as it was, to the last digit.
    @Test(arguments: LineProfile.presets) func everyPresetReadsWhatItsDeviceWrites(profile: LineProfile) throws {
        #expect(profile.fault == nil)
        let writer = LineText(profile: profile)
        let parser = LineParser(profile)
        var random = SplitMix64(seed: 22)
        for i in 0..<500 {
            let first = writer.rounded(6000 * (random.unit() - 0.3))
            let second = writer.rounded(6000 * (random.unit() - 0.3))
            let line = writer.line(
                first, second, microseconds: UInt64(i) * 12_000, count: UInt64(i), isTriggered: false)
            #expect(line.suffix(2) == [0x0D, 0x0A])
            guard case .reading(let reading) = parser.parse(Array(line.dropLast(2))) else {
                Issue.record("\(profile.name): \(String(decoding: line, as: UTF8.self))")
                continue
            }
            #expect(reading.first == first, "\(profile.name)")
            if profile.channels == 2 { #expect(reading.second == second) }
            if profile.evidence == .deviceTime { #expect(reading.mark == Double(i) * 12_000) }
        }
    }

    @Test func profilesAreReadFromSmallFiles() throws {
        let text = """
            {"name": "my-plates", "columns": ["us", "left", "right", "counter", "ignore"], "separator": ";", "unit": "N",
             "baud": 921600, "rate": 320, "limit": 5000, "start": {"request": "go\\n", "reply": "OK"}}
            """
        let profile = try LineProfile(json: text, source: "my.json")
        #expect(profile.columns == [.microseconds, .left, .right, .counter, .ignore])
        #expect(profile.unit == .newton && profile.baud == 921_600 && profile.start?.reply == "OK")
        #expect(profile.evidence == .counter)
        // What is not said is as usual.
        #expect(profile.decimal == "." && profile.bootTime == 0)
        for (wrong, hint) in [
            ("{\"columns\": [\"left\"], \"bauds\": 9600}", "bauds"), ("{\"columns\": [\"weight\"]}", "columns"),
            ("{\"unit\": \"N\"}", "columns"), ("{\"columns\": [\"ms\"]}", "no column holds a force"),
            ("[1", "valid JSON"),
            ("{\"columns\": [\"left\", \"right\", \"force\"]}", "two cells"),
        ] {
            do throws(DeviceError) {
                _ = try LineProfile(json: wrong, source: "my.json")
                Issue.record("\(wrong) was read")
            } catch {
                #expect(error.detail.contains(hint), "\(error.detail)")
                #expect(error.isUsage)
            }
        }
    }

    @Test(arguments: LineProfile.presets) func whatAJournalHoldsIsTheWholeProfile(profile: LineProfile) throws {
        #expect(try LineProfile(json: profile.json, source: "journal") == profile)
    }

    @Test func unitsAreExactByDefinition() {
        #expect(ForceUnit.kilogram.newtons == 9.80665)
        #expect(abs((ForceUnit.pound.newtons ?? 0) - 4.4482216152605) < 1e-13)
        #expect(ForceUnit.count.newtons == nil)
        #expect(ForceUnit.count.quantity == "count")
    }
}
