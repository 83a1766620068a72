import Assessments
import Foundation
import SignalCore
import Testing

@testable import Recordings

/// The dress of text files: encodings, quotes, headings of several rows, units and signs.
@Suite struct ForeignTextTests {
    private func read(_ bytes: [UInt8], _ options: TextOptions = TextOptions()) throws -> OpenedRecording {
        try RecordingReader.read(bytes, name: "a.txt", options)
    }

    private func read(_ text: String, _ options: TextOptions = TextOptions()) throws -> OpenedRecording {
        try read(Array(text.utf8), options)
    }

    private func failure(_ text: String, _ options: TextOptions = TextOptions()) -> RecordingError? {
        #expect(throws: RecordingError.self) { try read(text, options) }
    }

    @Test(arguments: [true, false]) func unicodeTextOfSpreadsheets(_ isLittle: Bool) throws {
        let text = "Zeit (s)\tleft (N)\tright (N)\tAußentemperatur 𝄞\r\n0,000\t1,5\t2,5\t3\r\n0,001\t3,5\t4,5\t3\r\n"
        let units = [UInt16(0xFEFF)] + Array(text.utf16)
        let bytes = units.flatMap { unit -> [UInt8] in
            let pair = [UInt8(unit & 255), UInt8(unit >> 8)]
            return isLittle ? pair : pair.reversed()
        }
        let opened = try read(bytes)
        #expect(opened.record.left == [1.5, 3.5] && opened.record.right == [2.5, 4.5] && opened.record.rate == 1000)
        // Half a character at the end belongs to nothing.
        #expect(try read(bytes + [0x31]).record.left == [1.5, 3.5])
    }

    @Test func latinLettersInTheHeading() throws {
        var bytes = Array("Kraft linksX;left (N);right (N)\n1;2;3\n4;5;6\n".utf8)
        bytes[11] = 0xDF
        #expect(try read(bytes, TextOptions(rate: 10)).record.right == [3, 6])
    }

    @Test(arguments: [",", ";", "\t", "|", " "]) func quotesAreTakenOff(_ separator: String) throws {
        func row(_ cells: [String]) -> String { cells.map { "\"\($0)\"" }.joined(separator: separator) + "\n" }
        let mark = separator == " " ? "_" : " "
        let text = row(["left\(mark)force", "right\(mark)force"]) + row(["1,5", "2,25"]) + row(["-3,5", "4,75"])
        let opened = try read(text, TextOptions(rate: 100))
        #expect(opened.record.left == [1.5, -3.5] && opened.record.right == [2.25, 4.75])
    }

    @Test func aQuoteThatIsNotClosedIsPartOfTheField() {
        let rows = String(repeating: "1,2\n", count: 12)
        let error = failure("left,right\n" + rows + "\"7,8\n", TextOptions(rate: 10))
        #expect(error?.line == 14 && error?.problem.hasPrefix("`\"7`") == true)
    }

    @Test func columnsOfWordsArePassedOver() throws {
        let rows = (0..<20).map { "2019-02-20 21:03,\(Double($0) / 100),\(500 + $0),\(400 + $0),ok\n" }.joined()
        let opened = try read("stamp,time (s),left (N),right (N),state\n" + rows)
        #expect(opened.record.rate == 100 && opened.record.left[19] == 519 && opened.record.right[19] == 419)
        let bare = failure(rows)
        #expect(bare?.kind == .needsOption)
        #expect(try read(rows, TextOptions(left: "3", right: "4", time: "2")).record.left[1] == 501)
    }

    @Test func headingsOfSeveralRows() throws {
        let text =
            "Time,Left,,,Right,,\n,Fx,Fy,Fz,Fx,Fy,Fz\ns,N,N,N,N,N,N\n"
            + (0..<9).map { "0.00\($0),1,2,\(600 + $0),3,4,\(500 + $0)\n" }.joined()
        // The name of the time stands in the upper row alone.
        let opened = try read(text, TextOptions(time: "1"))
        #expect(opened.record.left[8] == 608 && opened.record.right[8] == 508)
        #expect(opened.notices == ["a.txt: left and right are as its header row names them."])
        let named = try read(text, TextOptions(left: "Right Fz", right: "left fz", time: "1"))
        #expect(named.record.left[8] == 508)
        let plates =
            "Plate A,,Plate B,\nFz (kN),Mz (Nm),Fz (kN),Mz (Nm)\n" + (0..<9).map { "0.5,1,0.\($0)0,2\n" }.joined()
        #expect(failure(plates, TextOptions(rate: 100))?.kind == .needsOption)
        let chosen = try read(plates, TextOptions(left: "Plate A Fz (kN)", right: "plate b fz (kN)", rate: 100))
        #expect(chosen.record.left[0] == 500 && chosen.record.right[8] == 800)
    }

    @Test(arguments: [
        ("N", 1.0), ("kN", 1000), ("kg", 9.80665), ("kgf", 9.80665), ("lbf", 4.448_221_615_260_5),
        ("lb", 4.448_221_615_260_5),
    ])
    func unitsOfForce(_ unit: String, _ newtons: Double) throws {
        let opened = try read("left (\(unit)),right (\(unit))\n2,3\n2,3\n", TextOptions(rate: 10))
        #expect(opened.record.left[0] == NewtonGrid.snap(2 * newtons))
        #expect(opened.notices.contains { $0.contains(" N each") } == (newtons != 1 && newtons != 1000))
        var options = TextOptions(rate: 10)
        options.forceUnit = unit
        let told = try read("left,right\n2,3\n2,3\n", options)
        #expect(told.record.right[0] == NewtonGrid.snap(3 * newtons))
        #expect(!told.notices.contains { $0.contains("says no unit") })
    }

    @Test func noUnitIsSaidAndNoForceIsRefused() throws {
        #expect(
            try read("left,right\n2,3\n2,3\n", TextOptions(rate: 10)).notices[0].contains("says no unit of its forces"))
        let volts = failure("left (V),right (V)\n2,3\n2,3\n", TextOptions(rate: 10))
        #expect(volts?.problem == "its unit is V, which is no force" && volts?.remedy.contains("calibration") == true)
        let percent = failure("left (%),right (%)\n2,3\n2,3\n", TextOptions(rate: 10))
        #expect(percent?.remedy.contains("a share does not tell") == true)
    }

    @Test func theSignOfLoadIsAskedFor() throws {
        let down = "left (N),right (N)\n" + (0..<20).map { "-\(500 + $0),-\(400 + $0)\n" }.joined()
        let error = failure(down, TextOptions(rate: 10))
        #expect(error?.kind == .needsOption)
        #expect(error?.problem == "left is negative under load")
        #expect(error?.remedy.contains("--load-sign negative") == true)
        var options = TextOptions(rate: 10)
        options.loadIsPositive = false
        #expect(try read(down, options).record.left[3] == 503)
        options.loadIsPositive = true
        #expect(try read(down, options).record.left[3] == -503)
        let swing = "left (N),right (N)\n" + (0..<20).map { "\($0 % 2 == 0 ? "" : "-")500,400\n" }.joined()
        #expect(failure(swing, TextOptions(rate: 10))?.problem.contains("its sign is in doubt") == true)
        // An empty plate has no sign to tell.
        #expect(try read("left (N),right (N)\n-3,2\n-4,1\n", TextOptions(rate: 10)).record.left == [-3, -4])
    }

    @Test func doubtNamesTheFilesOwnColumns() {
        let error = failure("Time,FP1 Fz,FP2 Fz,FP3 Fz\n0.000,1,2,3\n0.001,1,2,3\n")
        #expect(error?.remedy.contains("bilanx analyze a.txt --left 'FP1 Fz' --right 'FP2 Fz' --time Time") == true)
    }
}
