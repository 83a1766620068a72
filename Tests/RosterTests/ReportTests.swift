import Assessments
import Foundation
import Recordings
import SignalCore
import Symmetry
import Testing

@testable import Roster

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Parses a document and counts elements; a page of ours is well-formed where its `<br>`-like parts are left out.
private final class Elements: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]
    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        counts[name, default: 0] += 1
    }

    static func of(_ text: String) -> [String: Int]? {
        let parser = XMLParser(data: Data(text.utf8))
        let elements = Elements()
        parser.delegate = elements
        return parser.parse() ? elements.counts : nil
    }
}

@Suite("Reports")
struct ReportTests {
    private func filled(_ names: [String]) throws -> (TemporaryData, RosterIndex, [String]) {
        let folder = try TemporaryData()
        let index = try RosterIndex(data: folder.data, station: .madeValid("gym-1"))
        var ids: [String] = []
        for (k, name) in names.enumerated() {
            let id = RosterIndex.newID()
            ids.append(id)
            try index.apply([
                ChangeDraft(.athlete, id, person: id, field: "code", value: .text("A\(k)")),
                ChangeDraft(.athlete, id, person: id, field: "name", value: .text(name)),
            ])
            for day in 0..<6 {
                let wobble = Double((day * 7 + k * 3) % 5)
                try SampleRecording.make(
                    in: folder.data, athlete: "A\(k)", day: day, left: 1000 + 2 * wobble,
                    right: 1000 - 30 * Double(k) - wobble)
            }
        }
        try index.update()
        return (folder, index, ids)
    }

    @Test(
        "An athlete's page holds drawings, the table and the reason why nothing is suggested, and no markup of a name")
    func page() throws {
        let (_, index, ids) = try filled(["<script>alert('x')</script> & Söhne"])
        let athlete = try #require(try index.athlete(ids[0]))
        let norms = try NormTable(
            Array("test,metric,unit,mean,sd,source\ncmj,peakForce,N,990,50,\"Club <2025>\"\n".utf8), name: "norms.csv")
        let report = try index.athleteReport(athlete, norms: norms, day: "2026-11-23", software: "bilanx test")
        let html = report.html()
        #expect(!html.contains("<script>") && html.contains("&lt;script&gt;"))
        #expect(html.contains("Club &lt;2025&gt;"))
        #expect(html.contains("@page { size: A4") && report.html(paper: .letter).contains("size: letter"))
        #expect(html.contains("No suggestion is made"))
        #expect(
            !html.contains("http://") || !html.replacing("http://www.w3.org/2000/svg", with: "").contains("http://"))
        for drawing in html.split(separator: "<svg").dropFirst() {
            let svg = "<svg" + (drawing.components(separatedBy: "</svg>").first ?? "") + "</svg>"
            let elements = try #require(Elements.of(svg))
            #expect((elements["path"] ?? 0) >= 1 && elements["title"] == 1 && elements["desc"] == 1)
        }
        let json = try #require(try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
        #expect(json["schema"] as? String == "bilanx.report/1")
        let row = try #require(report.table.rows.first)
        #expect(row.count == report.table.header.count)
    }

    @Test("A team is in the order of what is clear: a large difference within noise comes after a small clear one")
    func team() throws {
        let athlete = { (name: String) in
            var athlete = Athlete(id: name)
            athlete.code = name
            return athlete
        }
        func row(_ name: String, _ value: Double, _ verdict: SessionPoint.Index) throws -> TeamReport.Row {
            var point = MadeSessions.points([1000], [1000 + value])[0]
            point.index = verdict
            return TeamReport.Row(
                athlete: athlete(name), row: ReportRow(change: try #require(ChangeReport([point]))))
        }
        func index(_ value: Double, _ low: Double, _ high: Double, clear: Bool) -> SessionPoint.Index {
            SessionPoint.Index(
                index: .symmetryIndex, unit: "%", value: value, larger: value > 0 ? .right : .left,
                interval: low...high,
                verdict: clear ? .clear : .withinNoise)
        }
        let rows = [
            TeamReport.Row(athlete: athlete("untested"), row: nil),
            try row("noisy", 15, index(15, -3, 33, clear: false)),
            try row("small", 3, index(3, 2, 4, clear: true)), try row("left", -8, index(-8, -10, -6, clear: true)),
        ]
        let report = TeamReport(
            group: nil, test: "cmj", testName: "Jump", metric: "peakForce", made: "2026-11-23", software: "test",
            rows: rows)
        #expect(report.rows.map(\.athlete.id) == ["left", "small", "noisy", "untested"])
        let reversed = TeamReport(
            group: nil, test: "cmj", testName: "Jump", metric: "peakForce", made: "2026-11-23", software: "test",
            rows: rows.reversed())
        #expect(reversed == report)
        #expect(report.html().contains("no ranking of people"))
        #expect(report.table.rows.allSatisfy { $0.count == report.table.header.count })
    }

    @Test("The team's table says of each athlete what the athlete's own report says")
    func agreement() throws {
        let (_, index, ids) = try filled(["Ana", "Ben", "Cleo"])
        let team = try index.teamReport(group: nil, test: "cmj", metric: "peakForce", made: "", software: "")
        #expect(team.rows.count == 3)
        for row in team.rows {
            let own = try #require(try index.change(athlete: row.athlete.id, test: "cmj", metric: "peakForce"))
            #expect(row.row?.change == own)
        }
        #expect(Set(team.rows.map(\.athlete.id)) == Set(ids))
        #expect(
            try index.teamReport(group: "none", test: "cmj", metric: "peakForce", made: "", software: "").rows.isEmpty)
    }

    @Test("A curve keeps its peaks however far it is thinned, and gaps stay gaps")
    func curve() throws {
        var left = (0..<4000).map { 500 + 100 * sin(Double($0) / 300) }
        left[2345] = 1900
        for i in 1000..<1200 { left[i] = .nan }
        let right = [Double](repeating: 500, count: 4000)
        let record = ForceRecord(rate: 1000, left: left, right: right)
        for points in [50, 333, 5000] {
            let curve = TrialCurve(
                recording: "r", started: "2026-11-22", trial: 1, record: record, span: 0..<4000,
                events: ["takeoff": 2.3],
                limb: nil, points: points)
            let drawn = try #require(curve.left)
            #expect(curve.times.count <= points && drawn.count == curve.times.count)
            #expect(drawn.compactMap(\.self).max() == 1900)
            #expect(drawn.contains(nil))
            #expect(curve.anchor.name == "takeoff")
        }
        let a = TrialCurve(
            recording: "a", started: "2026-11-22", trial: 1, record: record, span: 0..<4000,
            events: ["takeoff": 2.3, "onset": 1],
            limb: nil, points: 100)
        var b = a
        b.events = ["onset": 1.2]
        #expect(ComparePlot.anchor(a, a) == "takeoff" && ComparePlot.anchor(a, b) == "onset")
        b.events = [:]
        #expect(ComparePlot.anchor(a, b) == "start")
        let elements = try #require(Elements.of(ComparePlot.svg(a, b, id: "c")))
        #expect(elements["path"] == 4)
    }
}
