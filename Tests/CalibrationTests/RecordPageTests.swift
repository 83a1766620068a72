import Calibration
import Foundation
import SignalCore
import Simulation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The printed record (formulas D.11).
@Suite struct RecordPageTests {
    /// A proving run of a bent cell with a corner step, and a record with every word that an operator can give.
    static func document(
        client: String = "Velodrome", asFound: Bool = false, climate: Climate = SimulatedRun.climate
    ) throws -> RecordDocument {
        var cell = SimulatedCell(coefficients: [2e5, 4e5], seed: 11)
        cell.zero = 1e-4
        cell.noise = 2e-8
        cell.hysteresis = 0.1
        let simulated = SimulatedRun(cell: cell)
        var run = simulated.run(.proving(SimulatedRun.stacks), seed: 3)
        run.phase = asFound ? .asLeft : .asFound
        run.climate = climate
        run.device.firmware = "1.43"
        run.notes = ["door <open> & closed"]
        var before = simulated.run(.proving(SimulatedRun.stacks), seed: 4)
        before.id = "found-4"
        let record = CalibrationRecord(
            id: "CR-1", laboratory: "Force Lab, 1 Weight Street", client: client, method: "dead weights",
            condition: "one scratch", received: CalendarDay("2026-11-20"), issued: CalendarDay("2026-11-23"),
            decisionRule: "no more than 1 N", authorisedBy: "A. Smith")
        return try RecordDocument(
            record, outcome: try CalibrationOutcome(run, .curve(.automatic)),
            found: asFound ? try CalibrationOutcome(before, .curve(.automatic)) : nil,
            rawHash: String(repeating: "ab", count: 32), foundHash: String(repeating: "cd", count: 32),
            software: "bilanx test")
    }

    @Test func everyItemOfTheListIsThere() throws {
        let html = try Self.document(asFound: true).html
        let items = [
            "Calibration record", "Force Lab, 1 Weight Street", "CR-1", "Velodrome", "dead weights", "u6",
            "Serial number", "1.43", "one scratch", "2026-11-20", "2026-11-22", "2026-11-23", "A. Smith",
            "Coefficients", "95 % interval", "20 °C", "50 %", "1013.25 hPa", "kg/m³", "Local gravity", "m/s²",
            "WGS84", "Reference weights", "C-7", "2027-06-30", "As found, before the adjustment", "found-4",
            "as left, after the adjustment", "no more than 1 N", "Reproduce it only in full",
            "neither accreditation nor conformity", "no recommendation on when to calibrate again",
            "Measurement uncertainty (GUM)", "degrees of freedom", "Coverage factor k", "rectangular", "√3",
            "nonlinearity, best straight line", "nonlinearity, line through the end points", "hysteresis",
            "repeatability", "reproducibility", "reversibility", "creep", "zero return", "eccentricity", "ISO 376",
            "ASTM E74", "ASTM F3109", "ISO 7500-1", String(repeating: "ab", count: 32),
            String(repeating: "cd", count: 32), "bilanx test", "Missing in this record", "counter(page)",
        ]
        for item in items { #expect(html.contains(item), "\(item)") }
        #expect(html.components(separatedBy: "<em>informative</em>").count == 5, "four evaluations are marked")
        for foreign in ["<script", "http:", "src=", "@import", "url("] {
            let body = html.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
            #expect(!body.contains(foreign), "\(foreign)")
        }
    }

    @Test func textFromOutsideIsEscaped() throws {
        let evil = "</style><script>alert('1')</script>\" & <b>"
        let html = try Self.document(client: evil).html
        #expect(!html.contains("<script") && !html.contains("<b>"))
        #expect(
            html.contains("&lt;/style&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; &amp; &lt;b&gt;"))
        #expect(html.contains("door &lt;open&gt; &amp; closed"))
    }

    @Test func anIdCannotLeaveTheStyleSheet() throws {
        let document = try Self.document()
        var record = document.record
        record.id = "x\"; } </style><script>\\"
        let html = try RecordDocument(record, outcome: document.outcome, software: "s").html
        #expect(html.components(separatedBy: "</style>").count == 2)
        #expect(!html.contains("<script"))
    }

    @Test func thePageIsWellFormed() throws {
        // As XML but for the two things that HTML writes otherwise: doctype and void elements.
        let html = try Self.document(asFound: true).html
        var text = html.replacingOccurrences(of: "<!DOCTYPE html>\n", with: "")
        for tag in ["<meta charset=\"utf-8\">"] { text = text.replacingOccurrences(of: tag, with: "") }
        text = text.split(separator: "\n").filter { !$0.hasPrefix("<meta") }.joined(separator: "\n")
        let parser = XMLParser(data: Data(text.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError)) line \(parser.lineNumber)")
    }

    @Test func drawingsNameThemselves() throws {
        let html = try Self.document().html
        let start = try #require(html.range(of: "<svg"))
        let end = try #require(html.range(of: "</svg>"))
        let svg = String(html[start.lowerBound..<end.upperBound])
        let parser = XMLParser(data: Data(svg.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(svg.contains("<title id=\"g1-t\">Residuals</title>") && svg.contains("<desc id=\"g1-d\">"))
        #expect(svg.contains("aria-labelledby=\"g1-t g1-d\""))
        // Rising and falling readings differ by their shape.
        let rising = svg.components(separatedBy: "<circle").count - 1
        let falling = svg.components(separatedBy: "<path").count - 1
        let run = try Self.document().outcome.run
        let counted = run.points
        #expect(rising == counted.count { $0.direction == .ascending })
        #expect(falling == counted.count { $0.direction == .descending })
    }

    @Test func theSameRunGivesTheSameBytes() throws {
        let first = try Self.document(asFound: true)
        let second = try Self.document(asFound: true)
        #expect(first.html == second.html && first.json == second.json)
        #expect(first.html == first.html)
    }

    @Test func theDocumentIsParsedAgain() throws {
        let document = try Self.document(client: "A \"quoted\" \\ client\n", asFound: true)
        let object = try JSONSerialization.jsonObject(with: Data(document.json.utf8))
        let json = try #require(object as? [String: Any])
        #expect(json["schema"] as? String == "bilanx.calibration/1")
        #expect(json["client"] as? String == "A \"quoted\" \\ client\n")
        #expect(json["accredited"] as? Bool == false)
        let set = try #require(json["set"] as? [String: Any])
        let coefficients = try #require(set["coefficients"] as? [Double])
        #expect(coefficients.count == document.outcome.set.coefficients.count)
        for (printed, value) in zip(coefficients, document.outcome.set.coefficients) {
            #expect(abs(printed - value) <= 5e-9 * abs(value))
        }
        let run = try #require(json["run"] as? [String: Any])
        let readings = try #require(run["readings"] as? [[String: Any]])
        #expect(readings.count == document.outcome.run.plan.steps.count)
        let budget = try #require(json["budget"] as? [String: Any])
        let expanded = try #require(budget["U_N"] as? Double)
        #expect(abs(expanded - document.outcome.set.budget.expanded) <= 1e-8 * expanded)
    }

    @Test func whatIsAbsentIsNeverZero() throws {
        let document = try Self.document(climate: Climate())
        let html = document.html
        #expect(html.contains("<dt>Relative humidity</dt><dd>not measured</dd>"))
        #expect(html.contains("<tr><td>creep</td><td>not determined</td><td>not determined</td></tr>"))
        #expect(html.contains("<tr><td>eccentricity</td><td>not determined</td><td>not determined</td></tr>"))
        #expect(html.contains("<li>humidity</li>") && html.contains("<li>uncertainty from creep</li>"))
        let object = try JSONSerialization.jsonObject(with: Data(document.json.utf8))
        let json = try #require(object as? [String: Any])
        let environment = try #require(json["environment"] as? [String: Any])
        #expect(environment["humidity_percent"] == nil && environment["gravity_m_s2"] != nil)
        #expect(json["as_found"] == nil)
        let fit = try #require(json["fit"] as? [String: Any])
        #expect(fit["creep_percent"] == nil && fit["hysteresis_N"] != nil)
    }

    @Test func numbersThatAreNoneSaySo() {
        #expect(RecordNumber.significant(.nan) == "not determined")
        #expect(RecordNumber.fixed(.infinity, 2) == "not determined")
        #expect(RecordNumber.fixed(nil, 2) == "not determined")
        #expect(RecordNumber.fixed(-0.0, 2) == "0.00")
        // What is smaller than the last decimal is not 0.
        #expect(RecordNumber.fixed(0.0004, 2) == "0.0004")
        #expect(RecordNumber.fixed(12.345, 2) == "12.35" || RecordNumber.fixed(12.345, 2) == "12.34")
        #expect(RecordNumber.significant(1234.567890123) == "1234.56789")
        let value = RecordValue.object([.init("a", Double.nan), .init("b", [1, Double.nan]), .init("c", 2.5)])
        #expect(value.text() == "{\n  \"b\": [1, null],\n  \"c\": 2.5\n}")
    }
}
