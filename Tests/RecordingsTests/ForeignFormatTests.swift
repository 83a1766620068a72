import Assessments
import Foundation
import SignalCore
import Testing

@testable import Recordings

/// The formats of other systems, in files written here as their sources write them.
@Suite struct ForeignFormatTests {
    private func read(
        _ text: String, _ options: TextOptions = TextOptions(), from format: ImportFormat? = nil
    ) throws -> OpenedRecording { try RecordingReader.read(Array(text.utf8), name: "a.csv", options, from: format) }

    private func failure(
        _ text: String, _ options: TextOptions = TextOptions(), from format: ImportFormat? = nil
    ) -> RecordingError? { #expect(throws: RecordingError.self) { try read(text, options, from: format) } }

    private func limb(_ side: Side) -> TextOptions {
        var options = TextOptions()
        options.limb = side
        return options
    }

    // MARK: PASCO

    private func pasco(runs: Int, comma: Bool = true) -> String {
        let names = ["Date and Time", "Time (s)", "Force Beam 1 (N)", "Normal Force (N)", "Normal Force (N)"]
        var text = (1...runs).flatMap { run in names.map { _ in "Run #\(run)" } }.joined(separator: ",") + "\n"
        text += (1...runs).flatMap { _ in names }.joined(separator: ",") + "\n"
        for i in 0..<30 {
            var cells: [String] = []
            for run in 1...runs {
                // A later run is shorter.
                guard i < 32 - 4 * run else {
                    cells += ["", "", "", "", ""]
                    continue
                }
                cells += ["2/20/2019 21:03"]
                for value in ["0.0\(i < 10 ? "0" : "")\(i)", "60.25", "\(200 * run + i).50", "\(300 * run + i).25"] {
                    cells.append(comma ? "\"\(value.replacing(".", with: ","))\"" : value)
                }
            }
            text += cells.joined(separator: ",") + "\n"
        }
        return text
    }

    @Test(arguments: [true, false]) func pascoOfOneRun(_ comma: Bool) throws {
        let text = pasco(runs: 1, comma: comma)
        #expect(ImportFormat.recognize(Array(text.utf8)) == .pasco)
        let doubt = failure(text)
        #expect(doubt?.kind == .needsOption)
        #expect(doubt?.problem.contains("1 Run #1 Normal Force (N) column 4, 2 Run #1") == true)
        let opened = try read(text, TextOptions(left: "plate2", right: "plate1"))
        #expect(opened.record.rate == 1000 && opened.record.count == 28)
        #expect(opened.record.left[3] == 303.25 && opened.record.right[3] == 203.5)
        #expect(opened.info.format == "pasco")
    }

    @Test func pascoOfSeveralRuns() throws {
        let text = pasco(runs: 3)
        let second = try read(text, TextOptions(left: "plate3", right: "plate4"))
        #expect(second.record.count == 24 && second.record.left[0] == 400.5 && second.record.right[0] == 600.25)
        let mixed = failure(text, TextOptions(left: "plate1", right: "plate4"))
        #expect(mixed?.problem.contains("of different runs") == true)
    }

    // MARK: One sensor

    /// The device's microseconds, uneven at the start as in the files of its authors.
    private var chronojump: String {
        var text = "Time (micros);Force(N)\n0;93,24\n1044;93,44\n3704;93,77\n"
        for i in 0..<200 { text += "\(15_148 + i * 11_432 + i % 3);\(100 + i),5\n" }
        return text
    }

    @Test func chronojumpIsOneSensor() throws {
        #expect(ImportFormat.recognize(Array(chronojump.utf8)) == .chronojump)
        let opened = try read(chronojump)
        #expect(!opened.record.hasSides && opened.record.count == 201)
        #expect(opened.record.total[0] == 93.77 && opened.record.total[1] == 100.5)
        #expect(abs(opened.record.rate - 1e6 / 11_432) < 0.01)
        #expect(opened.notices.contains("a.csv: its first 2 rows come at uneven times and were left out."))
        #expect(opened.notices.contains { $0.contains("name it with --left-limb or --right-limb") })
        let left = try read(chronojump, limb(.left))
        #expect(left.record.left == opened.record.total && left.record.right == opened.record.total.map { _ in 0 })
        let right = try read(chronojump, limb(.right))
        #expect(right.record.right == opened.record.total)
        #expect(right.notices.contains { $0.contains("is of the right limb alone") })
        var both = limb(.left)
        both.rate = 100
        #expect(failure("left (N),right (N)\n1,2\n1,2\n", both)?.problem.contains("knows both sides") == true)
    }

    private static func tindeqRows(_ tail: String = "") -> String {
        (0..<160).map { i -> String in
            // The app leaves every sixteenth sample out.
            i % 16 == 15 ? "" : "\(0.05436 + Double(i) * 0.011_41),\(Double(i) / 10)\(tail)\n"
        }.joined()
    }

    @Test(arguments: ["", ",,,,,,"]) func tindeqSaysItsUnit(_ tail: String) throws {
        var text = "date,tag,comment,unit,max,avg,duration,mvc\n2023-24-05 19:31:30,left hand,,SI,100,0.5,-1.5,-\n"
        text += "\(tail.isEmpty ? "" : ",,,,,,,")\ntime,weight\(tail)\n" + Self.tindeqRows(tail)
        #expect(ImportFormat.recognize(Array(text.utf8)) == .tindeq)
        let opened = try read(text)
        #expect(opened.record.count == 159 && opened.info.loss.missing == 0)
        #expect(opened.record.total[10] == NewtonGrid.snap(9.80665))
        #expect(opened.record.flags.count { $0 == .interpolated } == 9)
        #expect(opened.record.flags[15] == .interpolated)
        #expect(abs(opened.record.total[15] - 1.5 * 9.80665) < 1e-3)
        #expect(opened.notices.contains { $0.contains("9 of 159 samples are left out one by one") })
        #expect(abs(opened.record.rate - 1 / 0.011_41) < 0.05)
        #expect(opened.notices.contains { $0.contains("in kg and were read as 9.80665 N each") })
    }

    @Test func tindeqWithoutAUnitIsAsked() throws {
        let text = "time,weight\n" + Self.tindeqRows()
        let error = failure(text)
        #expect(error?.kind == .needsOption && error?.remedy.contains("info.csv") == true)
        var options = limb(.left)
        options.forceUnit = "lb"
        #expect(try read(text, options).record.left[10] == NewtonGrid.snap(4.448_221_615_260_5))
    }

    private struct Packet {
        var index: Int
        var time: Int { 1_700_000_000_000 + index * 12 }
        var count: Int { index * 12_500 }
        var mass: Double { Double(index) / 4 }
    }

    private static let packets = (0..<80).map(Packet.init(index:))

    private static func download(_ kind: String) -> String {
        switch kind {
        case "csv":
            packets.map { packet -> String in
                ["\(packet.time)", "\(packet.count)", "0", "\(packet.mass + 1)", "\(packet.mass)"].map { "\"\($0)\"" }
                    .joined(separator: ",")
            }.joined(separator: "\r\n")
        case "json":
            "[\n"
                + packets.map { packet -> String in
                    """
                      {
                        "received": \(packet.time),
                        "sampleNum": \(packet.count),
                        "battRaw": 0,
                        "samples": [
                          \(packet.mass + 1)
                        ],
                        "masses": [
                          \(packet.mass)
                        ]
                      }
                    """
                }.joined(separator: ",\n") + "\n]"
        case "json of later versions":
            "[\n"
                + packets.map { packet -> String in
                    let performance = "{ \"sampleIndex\": \(packet.count) }"
                    return
                        "  {\n    \"unit\": \"kg\",\n    \"timestamp\": \(packet.time),\n    \"current\": \(packet.mass),\n"
                        + "    \"performance\": \(performance),\n    \"samples\": [\(packet.mass + 1)]\n  }"
                }.joined(separator: ",\n") + "\n]"
        default:
            "<DownloadPackets>"
                + packets.map { packet -> String in
                    "\n  <packet>\n  <received>\(packet.time)</received>\n  <sampleNum>\(packet.count)</sampleNum>\n"
                        + "  <battRaw>0</battRaw>\n  <samples><sample>\(packet.mass + 1)</sample></samples>\n"
                        + "  <masses><mass>\(packet.mass)</mass></masses>\n  </packet>\n"
                }.joined() + "</DownloadPackets>"
        }
    }

    @Test(arguments: ["csv", "json", "json of later versions", "xml"]) func gripConnect(_ kind: String) throws {
        let text = Self.download(kind)
        #expect(ImportFormat.recognize(Array(text.utf8)) == .gripconnect)
        let opened = try read(text, limb(.right))
        #expect(opened.record.rate == 80 && opened.record.count == 80)
        // The tared mass counts and not the raw sample.
        #expect(opened.record.right[40] == NewtonGrid.snap(10 * 9.80665))
        #expect(opened.info.format == "gripconnect")
    }

    @Test func gripConnectThatCountsSamplesNeedsARate() throws {
        let text = (0..<30).map { "\"\(1_700_000_000_000 + $0)\",\"\($0)\",\"0\",\"1\",\"\($0)\"" }.joined(
            separator: "\r\n")
        #expect(failure(text)?.remedy.contains("--rate HZ") == true)
        var options = TextOptions(rate: 80)
        options.forceUnit = "N"
        #expect(try read(text, options).record.total[29] == 29)
    }

    // MARK: Hawkin

    @Test func hawkinInItsThreeLayouts() throws {
        func value(_ i: Int) -> (String, String, String) { ("\(Double(i) / 1000)", "\(300 + i)", "\(400 + i)") }
        var table =
            "\"time_s\",\"force_right\",\"force_left\",\"force_combined\",\"velocity_m.s\",\"displacement_m\",\"power_w\"\n"
        var answer =
            "Time (s),LeftForce (N),RightForce (N),CombinedForce (N),Velocity (m/s),Displacement (m),Power (W)\n"
        for i in 0..<50 {
            let (t, r, l) = value(i)
            table += "\(t),\(r),\(l),\(700 + 2 * i),0.1,0.2,0.3\n"
            answer += "\(t),\(l),\(r),\(700 + 2 * i),0.1,0.2,0.3\n"
        }
        let rows = (0..<50).map { i in
            "    {\n      \"time_s\": \(value(i).0),\n      \"force_right\": \(value(i).1),\n      \"force_left\": \(value(i).2)\n    }"
        }
        let document =
            "{\n  \"metadata\": { \"test_id\": \"x\" },\n  \"samples\": [\n\(rows.joined(separator: ",\n"))\n  ]\n}"
        func list(_ pick: (Int) -> String) -> String { "[" + (0..<50).map(pick).joined(separator: ",") + "]" }
        let raw =
            "{\n\"Time(s)\": \(list { value($0).0 }),\n\"LeftForce(N)\": \(list { value($0).2 }),\n"
            + "\"RightForce(N)\": \(list { value($0).1 })\n}\n"
        for text in [table, answer, document, raw] {
            #expect(ImportFormat.recognize(Array(text.utf8)) == .hawkin)
            let opened = try read(text)
            #expect(opened.record.rate == 1000 && opened.record.left == (0..<50).map { 400 + Double($0) })
            #expect(opened.record.right == (0..<50).map { 300 + Double($0) })
            #expect(opened.info.format == "hawkin")
        }
        #expect(failure("{\"samples\": [], \"force_left\": 1, \"force_right\": 2}\n")?.kind == .badData)
    }

    // MARK: Presets and sigrok

    @Test(arguments: [
        (ImportFormat.vald, "Time (s),Z Left (N),Z Right (N)"), (.bertec, "Time (s),Left Fz (N),Right Fz (N)"),
        (.labrecorder, "timestamps,left,right"),
    ])
    func layoutsThatNobodySaw(_ format: ImportFormat, _ header: String) throws {
        #expect(!format.isSeen && format.signature == nil)
        let text = header + "\n" + (0..<20).map { "\(Double($0) / 1000 + 5),\(500 + $0),\(400 + $0)\n" }.joined()
        #expect(ImportFormat.recognize(Array(text.utf8)) == .text)
        let opened = try read(text, from: format)
        #expect(opened.record.rate == 1000 && opened.record.left[1] == 501 && opened.record.right[1] == 401)
        #expect(opened.notices.contains { $0.contains("was not seen by us") })
        #expect(opened.notices.contains { $0.contains("says no unit") } == (format == .labrecorder))
        let other = failure("a,b\n1,2\n1,2\n", from: format)
        #expect(other?.kind == .needsOption && other?.problem.contains("it has: a, b") == true)
    }

    @Test func sigrokAsksForAUnit() throws {
        let head =
            "; CSV generated by libsigrok 0.6.0\n; Plates from Demo on Mon Nov 16 2026\n; Channels (2/2): A1, A2\n"
        let text =
            head + "; Samplerate: 1 kHz\nmilliseconds,V DC,V DC\n" + (1..<30).map { "\($0),0.\($0),1.\($0)\n" }.joined()
        #expect(ImportFormat.recognize(Array(text.utf8)) == .sigrok)
        #expect(
            failure(text, TextOptions(left: "plate1", right: "plate2"))?.problem.contains("unit of its forces") == true)
        var options = TextOptions(left: "plate1", right: "plate2")
        options.forceUnit = "kN"
        let opened = try read(text.replacing("V DC", with: "unitless"), options)
        #expect(opened.record.rate == 1000 && opened.record.left[0] == 100 && opened.record.right[0] == 1100)
        #expect(failure(text.replacing("V DC", with: "unitless"))?.problem.contains("plates: 1 A1, 2 A2") == false)
    }

    // MARK: The table

    @Test func theTableHasARowForEach() {
        #expect(ImportFormat.rows.map(\.name) == ImportFormat.allCases.map(\.id))
        for row in ImportFormat.rows {
            #expect(!row.source.isEmpty && !row.extensions.isEmpty)
            #expect((row.status == "layout not seen") == (row.source.hasPrefix("layout not seen")))
            #expect(ImportFormat.table.contains("\n\(row.name) ") || ImportFormat.table.hasPrefix(row.name))
        }
        #expect(
            ImportFormat.rows.filter { $0.status == "layout not seen" }.map(\.name) == [
                "vald", "bertec", "labrecorder",
            ])
    }
}
