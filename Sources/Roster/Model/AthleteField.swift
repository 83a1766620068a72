/// Names of an athlete's fields in changes.
public enum AthleteField {
    /// What the trainer types and what recordings carry: a code, or a name where no code is wanted.
    public static let code = "code"
    /// The person's name.
    public static let name = "name"
    /// Year of birth.
    public static let birthYear = "birthYear"
    /// `female`, `male` or other words; norms and some methods ask for it.
    public static let sex = "sex"
    /// `left`, `right` or `both`.
    public static let dominantHand = "dominantHand"
    /// `left`, `right` or `both`.
    public static let dominantLeg = "dominantLeg"
    /// The side of an injury or operation: `left`, `right` or `both`.
    public static let involvedSide = "involvedSide"
    /// Day from which that side is involved, `2026-11-22`.
    public static let involvedSince = "involvedSince"
    /// Notes on injury.
    public static let injuryNotes = "injuryNotes"
    /// Work that loads the body.
    public static let job = "job"
    /// Habits that the trainer finds useful.
    public static let habits = "habits"
    /// Id of the athlete who is the same person.
    public static let mergedInto = "mergedInto"
    /// True from an erasure on.
    public static let erased = "erased"
    /// When a person was anonymised.
    public static let anonymised = "anonymised"

    /// Name of the field that says whether the athlete is in a group.
    public static func group(_ id: String) -> String { "group:" + id }
    /// Name of the field that says whether the athlete has a tag.
    public static func tag(_ text: String) -> String { "tag:" + text }
    /// Name of the field that holds the digest of a code whose recordings belong to the athlete.
    public static func formerCode(_ digest: String) -> String { "formerCode:" + digest }

    /// Name of the field that says that a recording was removed with the person.
    public static func erasedRecording(_ id: String) -> String { "erasedRecording:" + id }

    /// The digest in a field's name; nil for any other field.
    static func formerCode(in field: String) -> String? { part(of: field, after: "formerCode:") }
    /// The recording in a field's name; nil for any other field.
    static func erasedRecording(in field: String) -> String? { part(of: field, after: "erasedRecording:") }
    /// The group in a field's name; nil for any other field.
    static func group(in field: String) -> String? { part(of: field, after: "group:") }
    /// The tag in a field's name; nil for any other field.
    static func tag(in field: String) -> String? { part(of: field, after: "tag:") }

    private static func part(of field: String, after prefix: String) -> String? {
        field.hasPrefix(prefix) ? String(field.dropFirst(prefix.count)) : nil
    }

    /// True for the fields of which a tombstone is made.
    static func staysInTombstone(_ field: String) -> Bool {
        field == erased || formerCode(in: field) != nil || erasedRecording(in: field) != nil
    }

    /// True for fields that tell who somebody is; an anonymisation takes them.
    public static func isPersonal(_ field: String) -> Bool {
        [code, name, birthYear, injuryNotes, job, habits].contains(field) || field.hasPrefix("tag:")
    }
}

extension Change {
    /// True for the erasure of a person.
    public var isErasure: Bool { kind == .athlete && field == AthleteField.erased && value == .flag(true) }
}
