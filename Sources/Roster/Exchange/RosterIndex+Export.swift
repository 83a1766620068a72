import Assessments
import Foundation
import Recordings

extension RosterIndex {
    /// One athlete, or all, as files: `athletes.csv`, `entries.csv`, `results.csv`, `roster.json`, and the recordings.
    ///
    /// - Parameters:
    ///   - athlete: id in the roster; nil for all.
    ///   - withRecordings: also the recordings' own folders, under `recordings/`.
    public func export(athlete: String? = nil, withRecordings: Bool = false) throws(RecordingError) -> FileBundle {
        try update()
        let people = try athletes(inGroup: nil).filter { athlete == nil || $0.id == athlete }
        var bundle = FileBundle()
        let groups = Dictionary(try groups().map { ($0.id, $0.name) }, uniquingKeysWith: { a, _ in a })
        var entries: [Entry] = []
        var recordings: [RecordingRow] = []
        var results = ResultsDocument.csvHeader
        for person in people {
            entries += try self.entries(athlete: person.id)
            for recording in try self.recordings(athlete: person.id) {
                recordings.append(recording)
                let path = data.path + "/" + recording.path
                if withRecordings {
                    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
                    for name in names {
                        bundle.files[recording.path + "/" + name] = try SystemFile.read(path + "/" + name)
                    }
                }
            }
            var after: String?
            while true {
                let page = try self.results(athlete: person.id, after: after, recordings: 200)
                guard let last = page.last?.recording, last != after else { break }
                results += page.map(Self.tidy).joined()
                after = last
            }
        }
        bundle.files["results.csv"] = Array(results.utf8)
        bundle.files["athletes.csv"] = Array(AthleteTable.csv(people, groups: groups).utf8)
        let table =
            "kind,id,athlete,date,about,value,side,text\n"
            + entries.map { entry in
                [
                    entry.kind, entry.id, entry.athlete ?? "", entry.date ?? "", entry.about ?? "",
                    entry.value.map { ChangeValue.number($0).shown } ?? "", entry.side ?? "", entry.text ?? "",
                ].map(CSVCell.text).joined(separator: ",") + "\n"
            }.joined()
        bundle.files["entries.csv"] = Array(table.utf8)
        struct Whole: Encodable {
            var schema = "bilanx.roster/1"
            var athletes: [Athlete]
            var groups: [AthleteGroup]
            var entries: [Entry]
            var recordings: [RecordingRow]
        }
        let used = Set(people.flatMap(\.groups))
        let whole = Whole(
            athletes: people,
            groups: groups.filter { used.contains($0.key) }.map { AthleteGroup(id: $0.key, name: $0.value) }
                .sorted { $0.id < $1.id }, entries: entries, recordings: recordings)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        if let json = try? encoder.encode(whole) { bundle.files["roster.json"] = Array(json) + [0x0A] }
        return bundle
    }

    /// A row of the tidy table, as `bilanx analyze --format csv` writes it; the athlete is the one of the roster.
    private static func tidy(_ row: MetricRow) -> String {
        // What was read has nine significant digits; the shortest text of it has the same.
        func number(_ value: Double?) -> String { value.map { ChangeValue.number($0).shown } ?? "" }
        let fields = [
            row.recording, row.athlete ?? "", row.test, row.trial.map(String.init) ?? "", row.metric, row.limb,
            number(row.value), row.unit, row.status, row.method, row.index ?? "", row.larger ?? "", number(row.low),
            number(row.high), row.count.map(String.init) ?? "", row.verdict ?? "", row.lost.map(String.init) ?? "",
            row.preset, row.software,
        ]
        return fields.map(CSVCell.text).joined(separator: ",") + "\n"
    }
}

/// Athletes as a table that the import reads back.
public enum AthleteTable {
    /// Columns in the order of the table.
    public static let columns = [
        "code", "name", "birthYear", "sex", "dominantHand", "dominantLeg", "involvedSide", "involvedSince",
        "injuryNotes", "job", "habits", "group", "tags", "rosterID",
    ]

    /// The table with its header row.
    public static func csv(_ athletes: [Athlete], groups: [String: String]) -> String {
        columns.joined(separator: ",") + "\n"
            + athletes.map { rows($0, groups: groups).map(CSVCell.text).joined(separator: ",") + "\n" }.joined()
    }

    /// One athlete's cells.
    public static func rows(_ athlete: Athlete, groups: [String: String]) -> [String] {
        [
            athlete.code ?? "", athlete.name ?? "", athlete.birthYear.map(String.init) ?? "", athlete.sex ?? "",
            athlete.dominantHand ?? "", athlete.dominantLeg ?? "", athlete.involvedSide ?? "",
            athlete.involvedSince ?? "", athlete.injuryNotes ?? "", athlete.job ?? "", athlete.habits ?? "",
            athlete.groups.map { groups[$0] ?? $0 }.joined(separator: "; "), athlete.tags.joined(separator: "; "),
            athlete.id,
        ]
    }
}
