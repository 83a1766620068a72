import Foundation
import Recordings
import Testing

@testable import Roster

@Suite("Results as a folder of partitions")
struct WarehouseTests {
    /// Three people in two teams and none, over two months.
    private struct Club {
        let folder: TemporaryData
        let index: RosterIndex
        let target: String
        var people: [String] = []

        init() throws {
            folder = try TemporaryData()
            target = folder.path + "/out"
            index = try RosterIndex(data: folder.data, station: .madeValid("gym"))
            let table = try TeamTable(
                Array("code,team\nA1,U21\nB2,\"Süd/1=x\"\nC3,\n".utf8), name: "team.csv", year: 2026)
            try index.apply(index.drafts(table, day: "2026-11-22"))
            for code in ["A1", "B2", "C3"] {
                people.append(try #require(try index.athlete(code)).id)
                // 22 November and 1 December 2026.
                for day in [0, 9] { try SampleRecording.make(in: folder.data, athlete: code, day: day) }
            }
            try SampleRecording.make(in: folder.data, athlete: nil, day: 0)
            try index.update()
        }

        @discardableResult
        func write(
            _ selection: ResultSelection = ResultSelection(), isParquet: Bool = false
        ) throws -> ResultExport.Outcome {
            try ResultExport(folder: target, isParquet: isParquet, software: "test").write(index, selection)
        }

        /// Fields of all rows by folder.
        func read() throws -> [String: [[String: String]]] {
            var parts: [String: [[String: String]]] = [:]
            let files = FileManager.default.enumerator(atPath: target)?.compactMap { $0 as? String } ?? []
            for file in files where file.hasSuffix(".csv") {
                let lines = try String(contentsOfFile: target + "/" + file, encoding: .utf8).split(separator: "\n")
                let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
                let header = try #require(rows.first)
                parts[(file as NSString).deletingLastPathComponent] = rows.dropFirst().map { row in
                    Dictionary(zip(header, row), uniquingKeysWith: { a, _ in a })
                }
            }
            return parts
        }
    }

    @Test("Every row stands once, in its team and month, and the names of folders can be read back")
    func partitions() throws {
        let club = try Club()
        let done = try club.write()
        let parts = try club.read()
        let none = "team=__HIVE_DEFAULT_PARTITION__"
        #expect(
            Set(parts.keys) == [
                "team=U21/month=2026-11", "team=U21/month=2026-12", "team=Süd%2F1%3Dx/month=2026-11",
                "team=Süd%2F1%3Dx/month=2026-12", none + "/month=2026-11", none + "/month=2026-12",
            ])
        // Three trials of three limbs and an absent metric, and a summary of three limbs.
        #expect(done == ResultExport.Outcome(rows: 7 * 15, partitions: 6, removed: 0))
        #expect(parts.values.reduce(0) { $0 + $1.count } == 7 * 15)
        let rows = try #require(parts["team=U21/month=2026-11"])
        #expect(rows.allSatisfy { $0["athlete"] == club.people[0] && $0["started"]?.hasPrefix("2026-11-22") == true })
        let left = rows.filter { $0["metric"] == "peakForce" && $0["limb"] == "left" }
        #expect(left.map { $0["value"] } == ["900", "901", "902", "903"])
        #expect(left.map { $0["trial"] } == ["", "1", "2", "3"] && left.map { $0["n"] } == ["3", "", "", ""])
        // Undefined is no number.
        #expect(
            rows.filter { $0["metric"] == "flightTime" }.allSatisfy { $0["value"] == "" && $0["status"] == "undefined" }
        )
        #expect(rows.allSatisfy { $0["counts"] == "true" })
    }

    @Test("A trial that was taken out does not count, nor does the mean that was formed over it")
    func outdated() throws {
        let club = try Club()
        let recording = try #require(try club.index.recordings(athlete: club.people[0]).first)
        func summary() throws -> MetricRow {
            try #require(
                try club.index.history(athlete: club.people[0], test: "cmj", metric: "peakForce", limb: "left")
                    .first { $0.recording == recording.id && $0.trial == nil })
        }
        #expect(try !summary().isOutdated)
        let draft = try #require(
            try club.index.draft(
                .trial, recording.id + "/2", person: club.people[0], field: "disabled", value: .text("slipped")))
        try club.index.apply([draft])
        #expect(try summary().isOutdated)
        try club.write()
        let rows = try #require(try club.read()["team=U21/month=2026-11"])
        #expect(Set(rows.filter { $0["counts"] == "false" }.map { $0["trial"] }) == ["", "2"])
        let before = try club.index.totals(ResultSelection(team: "U21", firstMonth: "2026-11", lastMonth: "2026-11"))
        let total = try #require(before.first { $0.metric == "peakForce" && $0.limb == "left" && !$0.isSummary })
        #expect(total.rows == 3 && total.count == 2 && total.sum == 901 + 903 && total.mean == 902)
        let mean = try #require(before.first { $0.metric == "peakForce" && $0.limb == "left" && $0.isSummary })
        #expect(mean.rows == 1 && mean.count == 0 && mean.sum == nil && mean.mean == nil)
        // A note beside the recording says the same, and taking both back makes the mean good again.
        let back = try #require(
            try club.index.draft(
                .trial, recording.id + "/2", person: club.people[0], field: "disabled", value: .nothing))
        try club.index.apply([back])
        #expect(try !summary().isOutdated)
        let folder = RecordingFolder(path: club.folder.path + "/" + recording.path)
        try folder.appendNote(RecordingNotes.Entry(at: .now(), action: .discard, trial: 1, text: "slipped").json())
        try club.index.update()
        #expect(try summary().isOutdated)
        let overview = try club.index.overview(test: "cmj", metric: "peakForce")
        // The latest recording is that of December, of which nothing was taken out.
        #expect(overview.allSatisfy { !$0.isOutdated })
        try folder.appendNote(RecordingNotes.Entry(at: .now(), action: .keep, trial: 1, text: "no, fine").json())
        try club.index.update()
        #expect(try !summary().isOutdated)
    }

    @Test("Totals are those of the rows that were written")
    func totals() throws {
        let club = try Club()
        try club.write()
        var sums: [String: (count: Int, sum: Double)] = [:]
        for row in try club.read().values.joined() {
            guard let value = row["value"].flatMap({ Double($0) }), row["counts"] == "true" else { continue }
            let summary = row["trial"] == ""
            let athlete = row["athlete"]
            let team = athlete == club.people[0] ? "U21" : athlete == club.people[1] ? "Süd/1=x" : "-"
            let key = "\(team) \(row["metric"] ?? "") \(row["limb"] ?? "") \(summary)"
            sums[key, default: (0, 0)].count += 1
            sums[key, default: (0, 0)].sum += value
        }
        let totals = try club.index.totals()
        #expect(totals.filter { $0.count > 0 }.count == sums.count && sums.count == 18)
        for total in totals where total.count > 0 {
            let found = sums["\(total.team ?? "-") \(total.metric) \(total.limb) \(total.isSummary)"]
            #expect(found?.count == total.count && found?.sum == total.sum, "\(total)")
        }
    }

    @Test("A partition is replaced as a whole, others stay, and what is gone is taken away")
    func replacing() throws {
        let club = try Club()
        try club.write()
        let before = try club.read()
        try club.write()
        #expect(try club.read() == before)
        // Somebody changes the team: the results go with them, and stand once.
        let groups = Dictionary(try club.index.groups().map { ($0.name, $0.id) }, uniquingKeysWith: min)
        let south = try #require(groups["Süd/1=x"])
        let person = club.people[1]
        let draft = try #require(
            try club.index.draft(
                .athlete, person, person: person, field: AthleteField.group(south), value: .nothing))
        try club.index.apply([draft])
        let done = try club.write()
        #expect(done.removed == 2 && done.rows == 7 * 15)
        #expect(try !club.read().keys.contains { $0.hasPrefix("team=Süd") })
        #expect(!FileManager.default.fileExists(atPath: club.target + "/team=Süd%2F1%3Dx"))
        // In two groups the first by name has the results.
        var names = groups
        try club.index.apply(
            club.index.drafts(
                athlete: club.people[0], values: ["group": .text("A team")], day: "2026-11-22", groups: &names))
        #expect(try club.index.countedElsewhere(group: "U21") == 1)
        // One team and one month only: nothing else is touched, and nothing of it is left in its old place.
        try club.write(ResultSelection(team: "U21", firstMonth: "2026-12"))
        #expect(try club.read().keys.contains("team=U21/month=2026-11"))
        #expect(try !club.read().keys.contains("team=U21/month=2026-12"))
        try club.write()
        let rows = try club.read()
        #expect(rows.keys.contains("team=A team/month=2026-11") && !rows.keys.contains { $0.hasPrefix("team=U21") })
        #expect(rows.values.reduce(0) { $0 + $1.count } == 7 * 15)
        // An erased person's rows go with the next export.
        try club.index.erase(club.people[0])
        try club.write()
        #expect(try !club.read().values.joined().contains { $0["athlete"] == club.people[0] })
    }

    @Test("A folder of something else, or of the other format, is left alone")
    func foreign() throws {
        let club = try Club()
        try FileManager.default.createDirectory(
            atPath: club.target + "/team=X/month=2026-11", withIntermediateDirectories: true)
        #expect(throws: RecordingError.self) { try club.write() }
        try FileManager.default.removeItem(atPath: club.target)
        try club.write(isParquet: true)
        let error = #expect(throws: RecordingError.self) { try club.write(isParquet: false) }
        #expect(error?.problem.contains("parquet") == true)
        // What a killed export left aside does no harm.
        try FileManager.default.createDirectory(atPath: club.target + "/_new", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(filePath: club.target + "/_new/0"))
        #expect(try club.write(isParquet: true).partitions == 6)
        #expect(!FileManager.default.fileExists(atPath: club.target + "/_new"))
        for file in club.folder.files() where file.hasSuffix(".parquet") {
            let bytes = try Data(contentsOf: URL(filePath: file))
            #expect(bytes.prefix(4) == Data("PAR1".utf8) && bytes.suffix(4) == Data("PAR1".utf8))
        }
    }

    @Test(
        "Names of teams as folders",
        arguments: [
            ("U21", "team=U21/month=2026-11"), ("a/b", "team=a%2Fb/month=2026-11"),
            ("100 %", "team=100 %25/month=2026-11"), ("..", "team=../month=2026-11"), ("", "team=%20/month=2026-11"),
            ("Straße: 1=2?", "team=Straße%3A 1%3D2%3F/month=2026-11"), ("a\nb", "team=a%0Ab/month=2026-11"),
        ])
    func names(_ team: String, _ path: String) {
        #expect(ResultPartition(team: team, month: "2026-11").path == path)
    }
}
