import Foundation
import GRDB
import Recordings

extension RosterIndex {
    /// A new id.
    public static func newID() -> String {
        UUIDv7(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).description
    }

    /// Drafts that give an athlete values: fields, `bodyMass` as an entry of the day, `group` by name.
    ///
    /// - Parameters:
    ///   - athlete: the athlete's id, new or known.
    ///   - values: what to set; `.nothing` empties a field.
    ///   - day: day of a body mass.
    ///   - groups: ids of groups by name; a group that is missing is made and added.
    public func drafts(
        athlete: String, values: [String: ChangeValue], day: String, groups: inout [String: String]
    ) throws(RecordingError) -> [ChangeDraft] {
        var drafts: [ChangeDraft] = []
        for (field, value) in values.sorted(by: { $0.key < $1.key }) {
            switch field {
            case "bodyMass":
                // Saying the same mass of the same day twice is one measurement.
                let known = try entries(athlete: athlete, kind: .bodyMass)
                if known.contains(where: { $0.date == day && $0.value == value.number }) { continue }
                drafts += Self.entry(.bodyMass, athlete: athlete, ["value": value, "date": .text(day)])
            case "group":
                guard let name = value.text else { continue }
                let id = groups[name] ?? Self.newID()
                if groups[name] == nil {
                    groups[name] = id
                    drafts.append(ChangeDraft(.group, id, field: "name", value: value))
                }
                let field = AthleteField.group(id)
                if let draft = try draft(.athlete, athlete, person: athlete, field: field, value: .flag(true)) {
                    drafts.append(draft)
                }
            default:
                if let draft = try draft(.athlete, athlete, person: athlete, field: field, value: value) {
                    drafts.append(draft)
                }
            }
        }
        return drafts
    }

    /// Drafts of a new dated line about a person or a thing.
    public static func entry(
        _ kind: EntityKind, athlete: String?, _ values: [String: ChangeValue]
    ) -> [ChangeDraft] {
        let id = newID()
        return values.sorted { $0.key < $1.key }.map { field, value in
            ChangeDraft(kind, id, person: athlete, field: field, value: value)
        }
    }

    /// Drafts that take a table into the roster; who is there by code gets the values, the others are new.
    ///
    /// A table does not say when its masses were taken: one that equals the latest known is no new measurement.
    public func drafts(_ table: TeamTable, day: String) throws(RecordingError) -> [ChangeDraft] {
        var groups = Dictionary(try groups().map { ($0.name, $0.id) }, uniquingKeysWith: min)
        var drafts: [ChangeDraft] = []
        for line in table.lines {
            let known = try line.values[AthleteField.code]?.text.flatMap(athleteID)
            let id = known ?? Self.newID()
            var values = line.values
            if let mass = values["bodyMass"]?.number, known != nil,
                try entries(athlete: id, kind: .bodyMass).last(where: { $0.value != nil })?.value == mass
            {
                values["bodyMass"] = nil
            }
            drafts += try self.drafts(athlete: id, values: values, day: day, groups: &groups)
        }
        return drafts
    }

    private func athleteID(_ text: String) throws(RecordingError) -> String? { try athlete(text)?.id }

    /// Erases a person: their recordings, and every value about them in this station's files and the index.
    ///
    /// What stays is the tombstone: the id, digests of the codes, ids of the recordings. Other stations do the same when
    /// the tombstone reaches them. Recordings that were cut off go too; one that is running goes when it has ended, see
    /// `runningOfErased()`.
    ///
    /// - Returns: how many recordings were removed.
    @discardableResult
    public func erase(_ athlete: String) throws(RecordingError) -> Int {
        try update()
        let unfinished = unfinished().map(\.path)
        let recordings = try recordings(athlete: athlete)
        var drafts: [ChangeDraft] = []
        for id in try identities(athlete) {
            func mark(_ field: String) -> ChangeDraft {
                ChangeDraft(.athlete, id, person: id, field: field, value: .flag(true))
            }
            drafts.append(mark(AthleteField.erased))
            drafts += try digests(id, recordings).map { mark(AthleteField.formerCode($0)) }
            drafts += recordings.map { mark(AthleteField.erasedRecording($0.id)) }
        }
        try apply(drafts)
        return recordings.count + unfinished.count { !FileManager.default.fileExists(atPath: $0) }
    }

    /// Takes out who somebody is: a new code in place of code and name, the birth year rounded down to ten years.
    ///
    /// Notes, job, habits, tags and words of comments go too; results, body masses, groups and sides stay. Recordings are
    /// never rewritten: they keep the code that they were made with.
    ///
    /// - Returns: the new code, and how many recordings still carry an old one.
    public func anonymise(_ athlete: String) throws(RecordingError) -> (code: String, recordings: Int) {
        try update()
        let before = try self.athlete(athlete)
        let code = "A-" + UUIDv7(milliseconds: 0).shortName
        let recordings = try recordings(athlete: athlete)
        var drafts: [ChangeDraft] = []
        for id in try identities(athlete) {
            func mark(_ field: String, _ value: ChangeValue = .flag(true)) -> ChangeDraft {
                ChangeDraft(.athlete, id, person: id, field: field, value: value)
            }
            // First, so that what follows is after it and stays.
            drafts.append(mark(AthleteField.anonymised))
            if id == athlete { drafts.append(mark(AthleteField.code, .text(code))) }
            if id == athlete, let year = before?.birthYear {
                drafts.append(mark(AthleteField.birthYear, .number(Double(year / 10 * 10))))
            }
            drafts += try digests(id, recordings).map { mark(AthleteField.formerCode($0)) }
        }
        try apply(drafts)
        return (code, recordings.count { $0.athleteText != athlete })
    }

    /// The athlete's id and those of everybody who was merged into them.
    func identities(_ athlete: String) throws(RecordingError) -> [String] {
        try read { db in
            let owners = try Owners(db)
            let ids = try String.fetchAll(db, sql: "SELECT id FROM athlete ORDER BY id")
            return [athlete] + ids.filter { $0 != athlete && owners.root($0) == athlete }
        }
    }

    /// Digests of every code that an athlete ever had, and of what their recordings carry.
    private func digests(_ athlete: String, _ recordings: [RecordingRow]) throws(RecordingError) -> [String] {
        let codes = try read { db in
            try String.fetchAll(db, sql: "SELECT code FROM athleteCode WHERE athlete = ?", arguments: [athlete])
        }
        return Set(codes + recordings.compactMap(\.athleteText))
            .map { FormerCode.digest(athlete: athlete, code: $0) }.sorted()
    }
}
