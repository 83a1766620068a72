import Assessments
import SignalCore
import Statistics
import Testing

@testable import Recordings

@Suite struct TextReaderTests {
    private func read(_ text: String, _ options: TextOptions = TextOptions()) throws(RecordingError)
        -> TextReader.Outcome
    {
        try TextReader.read(Array(text.utf8), name: "f.csv", options: options)
    }

    private func refusal(_ text: String, _ options: TextOptions = TextOptions()) -> RecordingError? {
        #expect(throws: RecordingError.self) { try read(text, options) }
    }

    /// A file in a random dress, and what it holds.
    private struct Dressed {
        var bytes: [UInt8]
        var left: [Double]
        var right: [Double]
        var options: TextOptions
        var says: String
    }

    private static func dress(_ seed: UInt64) -> Dressed {
        var random = SplitMix64(seed: seed)
        let separator = ["\t", ";", ",", ", ", "   ", "; "][random.index(6)]
        let comma = random.index(2) == 0 && !separator.hasPrefix(",")
        let end = ["\n", "\r\n", "\r"][random.index(3)]
        let hasHeader = random.index(3) > 0
        let hasUnits = hasHeader && random.index(2) == 0
        let hasTime = random.index(2) == 0
        let count = 12 + random.index(60)
        var left: [Double] = []
        var right: [Double] = []
        var text = ""
        for i in 0..<random.index(4) {
            text += ["Export of a plate", "# made by hand", "Date\(separator)today", ""][i] + end
        }
        let blanks = separator.hasPrefix(" ")
        if hasHeader {
            let names = [hasTime ? "Time" : "Seq", "Left Force", "Right Force"].map {
                blanks ? $0.replacing(" ", with: "_") : $0
            }
            text += names.joined(separator: separator) + end
        }
        if hasUnits { text += [hasTime ? "s" : "-", "N", "N"].joined(separator: separator) + end }
        for i in 0..<count {
            left.append(NewtonGrid.snap((random.unit() - 0.1) * 2000))
            right.append(NewtonGrid.snap((random.unit() - 0.1) * 2000))
            let first = hasTime ? (Double(i) * 0.002).description : String(i + 100)
            var row = [first, left[i].description, right[i].description].joined(separator: blanks ? "\u{1}" : separator)
            if comma { row = row.replacing(".", with: ",") }
            row = row.replacing("\u{1}", with: separator)
            text += row + (i == count - 1 && random.index(2) == 0 ? "" : end)
        }
        var bytes = Array(text.utf8)
        if random.index(3) == 0 { bytes = [0xEF, 0xBB, 0xBF] + bytes }
        if random.index(4) == 0 { bytes = storedGzip(bytes) }
        var options = TextOptions()
        if !hasTime { options.rate = 500 }
        if !hasHeader || random.index(2) == 0 {
            options.left = "2"
            options.right = hasHeader ? (blanks ? "right_force" : "right force") : "3"
        }
        if hasTime, !hasHeader { options.time = "1" }
        let says = "separator '\(separator)' comma \(comma) header \(hasHeader) units \(hasUnits) time \(hasTime)"
        return Dressed(bytes: bytes, left: left, right: right, options: options, says: says)
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func everyDressIsSeenThrough(_ seed: UInt64) throws {
        let dressed = Self.dress(seed)
        let outcome = try TextReader.read(dressed.bytes, name: "f.csv", options: dressed.options)
        #expect(outcome.record.left == dressed.left, "\(dressed.says)")
        #expect(outcome.record.right == dressed.right, "\(dressed.says)")
        #expect(outcome.record.rate == 500)
        #expect(outcome.sidesByName == (dressed.options.left == nil))
        #expect(outcome.notices == [])
    }

    @Test(arguments: [
        "left,right", "Left,Right", "L,R", "left_N,right_N", "Left (N),Right (N)", "Left [N],Right [N]", "FzL,FzR",
        "Fz_L,Fz_R", "lfz,rfz", "Left Force,Right Force", "forceLeft,forceRight", "Force.Left..N.,Force.Right..N.",
        "vGRF left,vGRF right", "\"left\",\"right\"", "Left,N|Right,N",
    ])
    func namesThatLeaveNoDoubt(_ names: String) throws {
        let separator = names.contains("|") ? ";" : ","
        let header = names.replacing("|", with: ";")
        let rows = "1.5,2.5\n3.5,4.5\n".replacing(",", with: separator)
        let outcome = try read(header + "\n" + rows, TextOptions(rate: 100))
        #expect(outcome.record.left == [1.5, 3.5])
        #expect(outcome.record.right == [2.5, 4.5])
        #expect(outcome.sidesByName)
    }

    @Test(arguments: [
        "left,right,left force", "FP1,FP2", "left,raw", "left_copx,right_copx", "Fz,Fz", "left plate,right leg",
        "left_velocity,right_velocity", "leftright,other", "ground_force1_vy,ground_force2_vy", "left_Mx,right_Mx",
    ])
    func namesThatLeaveDoubtAreNotGuessed(_ names: String) {
        let count = names.split(separator: ",").count
        let row = (1...count).map { "\($0).5" }.joined(separator: ",")
        let error = refusal("\(names)\n\(row)\n\(row)\n", TextOptions(rate: 100))
        #expect(error?.kind == .needsOption)
        #expect(error?.problem.contains("nothing says which columns") == true)
    }

    @Test func twoColumnsWithoutHeaderAreNeverGuessed() throws {
        let error = try #require(refusal("301.312\t359.844\n304.102\t357.042\n304.102\t357.042\n"))
        #expect(
            error.description
                == "f.csv: nothing says which columns are the person's left and right (columns: 1 301.312, 2 359.844); "
                + "if column 1 is the person's left, type: bilanx analyze f.csv --left 1 --right 2 --rate HZ; "
                + "if it is the right: bilanx analyze f.csv --left 2 --right 1 --rate HZ")
        let one = try #require(refusal("Time,Fz\n0.000,1.5\n0.001,2.5\n"))
        #expect(one.remedy == "type: bilanx analyze f.csv --total 2")
    }

    @Test func choicesThatCannotBe() {
        let text = "time,a,b,b\n0.000,1,2,3\n0.001,1,2,3\n"
        func problem(_ options: TextOptions) -> String { refusal(text, options)?.problem ?? "" }
        #expect(problem(TextOptions(left: "5", right: "1")).hasPrefix("--left 5: there are 4 columns"))
        #expect(problem(TextOptions(left: "0", right: "1")).hasPrefix("--left 0: there are 4 columns"))
        #expect(problem(TextOptions(left: "a", right: "B")).hasPrefix("--right B: the columns 3, 4 have that name"))
        #expect(problem(TextOptions(left: "a", right: "c")).hasPrefix("--right c: no column has that name"))
        #expect(problem(TextOptions(left: "2", right: "a")).hasPrefix("--left and --right name the same column"))
        #expect(problem(TextOptions(left: "2")).hasPrefix("only one of --left and --right is given"))
        #expect(problem(TextOptions(left: "2", right: "3", total: "4")).hasPrefix("--total stands for"))
        #expect(problem(TextOptions(left: "1", right: "3")).hasPrefix("one column is named as force and as time"))
        #expect(problem(TextOptions(total: "2", rate: -5)).hasPrefix("--rate -5.0 is not in"))
    }

    @Test func unitsOfForce() throws {
        let kilo = try read("time (ms)\tleft (kN)\tright [N]\n0\t0.5\t1\n2\t1.25\t2\n4\t1\t3\n")
        #expect(kilo.record.left == [500, 1250, 1000])
        #expect(kilo.record.right == [1, 2, 3])
        #expect(kilo.record.rate == 500)
        let error = refusal("time,left,right\ns,V,V\n0.000,1.5,2\n0.001,1.5,2\n")
        #expect(
            error?.description.hasPrefix(
                "f.csv:3: column 2 \"left\": its unit is V, which is no force; apply the calibration") == true)
    }

    @Test func missingSamples() throws {
        // An empty field, then two whole steps left out.
        let outcome = try read("time,left,right\n0.000,1,2\n0.001,,3\n0.002,4,5\n0.005,6,7\n0.006,8,9\n0.007,1,1\n")
        let record = outcome.record
        #expect(record.rate == 1000)
        #expect(record.count == 8)
        #expect(record.left[0] == 1 && record.left[1].isNaN && record.right[1] == 3 && record.total[1].isNaN)
        #expect(record.left[3].isNaN && record.right[4].isNaN && record.left[5] == 6)
        #expect(record.flags.map { $0.contains(.missing) } == [false, true, false, true, true, false, false, false])
        #expect(outcome.notices == ["f.csv: 3 of 8 samples are missing."])
        // Without a time column only empty fields tell; lines of nothing at the end are no samples.
        let untimed = try read("left;right\n1;2\n;\n3;4\n5;6\n;\n;\n\n", TextOptions(rate: 10)).record
        #expect(untimed.count == 4)
        #expect(untimed.left[1].isNaN && untimed.right[1].isNaN && untimed.left[2] == 3)
        let tabs = try read("left\tright\n1\t2\n\t\n3\t4\n", TextOptions(rate: 10)).record
        #expect(tabs.count == 3)
    }

    @Test(arguments: [
        ("0.003", "0.0035", "f.csv:5: column 1 \"time\": time 0.0035 is 1.5 steps behind 0.002, no whole number"),
        ("0.003", "0.002", "f.csv:5: column 1 \"time\": time 0.002 does not follow 0.002"),
        ("0.003", "0.001", "f.csv:5: column 1 \"time\": time 0.001 does not follow 0.002"),
        ("0.003", "900.0", "f.csv:5: column 1 \"time\": more samples are missing than there are"),
        ("0.003", "", "f.csv:5: column 1 \"time\": the time is empty"),
        ("0.003", "abc", "f.csv:5: column 1 \"time\": `abc` is not a finite number"),
        ("0.003,7", "0.003,NaN", "f.csv:5: column 2 \"left\": `NaN` is not a finite number"),
        ("0.003,7", "0.003,-inf", "f.csv:5: column 2 \"left\": `-inf` is not a finite number"),
        ("0.003,7", "0.003,1e999", "f.csv:5: column 2 \"left\": `1e999` is not a finite number"),
        ("0.003,7", "0.003,7.5N", "f.csv:5: column 2 \"left\": `7.5N` is not a finite number"),
        ("0.003,7", "0.003,7,7", "f.csv:5: has 4 columns where line 2 has 3"),
        ("0.003,7,", "0.003,", "f.csv:5: has 2 columns where line 2 has 3"),
    ])
    func refusalsNameTheirPlace(_ old: String, _ new: String, _ message: String) {
        // Long before the end and, second, among the first rows, where it could be taken for a heading.
        for rows in [40, 0] {
            var text = "time,left,right\n"
            if rows > 0 {
                for i in 0..<4 { text += "0.00\(i),7,8\n" }
                for i in 4..<(rows + 4) { text += "\((Double(i) / 1000).description),7,8\n" }
            } else {
                for i in 0..<9 { text += "0.00\(i),7,8\n" }
            }
            let error = refusal(text.replacing(old, with: new, maxReplacements: 1))
            #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "-")")
        }
    }

    @Test func aDamagedFirstRowIsNoHeading() {
        let error = refusal("time,left,right\n0.000,x7,8\n0.001,7,8\n0.002,7,8\n0.003,7,8\n")
        #expect(
            error?.description.hasPrefix("f.csv:2: column 2 \"left\": `x7` is not a finite number") == true,
            "\(error as Any)")
        let short = refusal("time,left,right\n0.000,7\n0.001,7,8\n0.002,7,8\n0.003,7,8\n")
        #expect(short?.description.hasPrefix("f.csv:2: has 2 columns where the next lines have 3") == true)
    }

    @Test func aTornLastLineIsLeftOut() throws {
        let outcome = try read("time,left,right\n0.000,1,2\n0.001,3,4\n0.002,5")
        #expect(outcome.record.left == [1, 3])
        #expect(outcome.notices == ["f.csv:4: the last line is torn and was left out."])
    }

    @Test func ratesFromTimes() throws {
        func rate(_ times: [String], name: String = "time", _ options: TextOptions = TextOptions()) throws -> Double {
            try read("\(name);left;right\n" + times.map { "\($0);1;2\n" }.joined(), options).record.rate
        }
        func grid(_ count: Int, _ time: (Int) -> Double) -> [String] { (0..<count).map { time($0).description } }
        func printed(_ count: Int, _ places: Double, _ hertz: Double) -> [String] {
            grid(count) { (Double($0) / hertz * places).rounded() / places }
        }
        #expect(try rate(grid(100) { Double($0) * 0.0005 }) == 2000)
        #expect(try rate(grid(100) { 12.5 + Double($0) * 0.001 }) == 1000)
        #expect(try rate(grid(100) { Double($0) * 0.5 }) == 2000)
        #expect(try rate(grid(100) { Double($0) * 2 }) == 500)
        #expect(try rate(grid(100) { Double($0) }, name: "time_ms") == 1000)
        #expect(try rate(grid(100) { Double($0) }, name: "time [us]") == 1_000_000)
        #expect(try rate(grid(100) { Double($0) }, name: "time (s)") == 1)
        #expect(try rate(printed(600, 1e6, 600)) == 600)
        #expect(try rate(printed(600, 1e4, 600)) == 600)
        // A rate that is no whole number stays what it is.
        let fitted = try rate(printed(20_000, 1e6, 999.8886))
        #expect(abs(fitted - 999.8886) < 2e-4)
        #expect(fitted != fitted.rounded())
        // A given rate overrides what the times say of it, and must agree.
        #expect(try rate(grid(100) { Double($0) * 0.001 }, TextOptions(time: "1", rate: 1000)) == 1000)
        #expect(throws: RecordingError.self) {
            try rate(grid(100) { Double($0) * 0.001 }, TextOptions(time: "1", rate: 500))
        }
        // Steps of one are a count as likely as milliseconds; 667 Hz in whole milliseconds cannot be told from loss.
        for times in [grid(100) { Double($0) }, printed(600, 1e3, 667), grid(100) { _ in 5 }, ["1"]] {
            let error = #expect(throws: RecordingError.self) { try rate(times) }
            #expect(error?.remedy.contains("--rate HZ") == true)
        }
    }

    @Test func timesThatBeginLater() throws {
        let outcome = try read("time,left,right\n2.000,1,2\n2.001,3,4\n2.002,3,4\n")
        #expect(outcome.notices == ["f.csv: its time begins at 2 s; results count from the first row."])
        #expect(outcome.record.firstIndex == 0)
    }

    @Test func decimalMarkFromLaterRows() throws {
        // Whole numbers for longer than anybody looks at first.
        let whole = String(repeating: "0;1\n", count: 900)
        let record = try read("left;right\n" + whole + "2,5;3,5\n", TextOptions(rate: 1000)).record
        #expect(record.left.last == 2.5)
        #expect(record.right.last == 3.5)
    }

    @Test func oneColumnWithDecimalCommas() throws {
        let rows = "633,21\n628,46\n640,51\n"
        let error = refusal(rows, TextOptions(total: "1", rate: 600))
        #expect(error?.problem == "may be one column with decimal commas or two of whole numbers")
        #expect(
            try read("\u{FEFF}Fz\n" + rows, TextOptions(total: "Fz", rate: 600)).record.total == [
                633.21, 628.46, 640.51,
            ])
        #expect(try read("a,b\n" + rows, TextOptions(total: "b", rate: 600)).record.total == [21, 46, 51])
        #expect(try read(rows, TextOptions(left: "1", right: "2", rate: 600)).record.right == [21, 46, 51])
    }

    @Test func valuesLieOnTheGrid() throws {
        let record = try read("left right\n1.00004 2.00006\n-0.00001 3.14159265\n", TextOptions(rate: 1)).record
        #expect(record.left == [1, 0])
        #expect(record.right == [2.0001, 3.1416])
    }

    @Test func whatIsNoTextIsRefused() {
        func problem(_ bytes: [UInt8]) -> String? {
            let error = #expect(throws: RecordingError.self) { try TextReader.read(bytes, name: "f") }
            return error?.problem
        }
        #expect(problem([])?.contains("is empty") == true)
        #expect(problem([0x31, 0, 0x32])?.contains("zero byte") == true)
        #expect(problem(Array("words and words\n".utf8))?.contains("no lines of numbers") == true)
        let bomb = #expect(throws: RecordingError.self) {
            try TextReader.read(storedGzip([UInt8](repeating: 0x31, count: 200_000)), name: "f", limit: 100_000)
        }
        #expect(bomb?.problem == "unpacks to more than 100000 bytes")
    }

    @Test func damagedFilesNeverStopTheProgram() {
        var random = SplitMix64(seed: 2026)
        var read = 0
        var refused = 0
        for round in 0..<4000 {
            var dressed = Self.dress(UInt64(round % 60))
            for _ in 0...random.index(5) {
                let count = dressed.bytes.count
                guard count > 0 else { break }
                switch random.index(5) {
                case 0: dressed.bytes.removeSubrange(random.index(count)...)
                case 1: dressed.bytes[random.index(count)] = UInt8(truncatingIfNeeded: random.next())
                case 2: dressed.bytes[random.index(count)] = Array("0123456789,;.\t\n\r -e".utf8)[random.index(19)]
                case 3: dressed.bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: random.index(count))
                default:
                    let from = random.index(count)
                    dressed.bytes += dressed.bytes[from..<min(from + 200, count)]
                }
            }
            do {
                let record = try TextReader.read(dressed.bytes, name: "f", options: dressed.options).record
                // Gaps may double the rows, no more.
                #expect(record.count <= 2 * dressed.bytes.count)
                #expect(record.left.allSatisfy { !$0.isInfinite })
                read += 1
            } catch {
                #expect(!error.remedy.isEmpty)
                refused += 1
            }
        }
        #expect(read > 200)
        #expect(refused > 200)
    }
}
