/// A person who is tested, as the roster shows them.
public struct Athlete: Sendable, Hashable, Codable, Identifiable {
    /// Unique everywhere; never a name.
    public var id: String
    /// What the trainer types and recordings carry.
    public var code: String?
    /// The person's name; many rosters have none.
    public var name: String?
    /// Year of birth.
    public var birthYear: Int?
    /// `female`, `male` or other words.
    public var sex: String?
    /// `left`, `right` or `both`.
    public var dominantHand: String?
    /// `left`, `right` or `both`.
    public var dominantLeg: String?
    /// Side of an injury or operation.
    public var involvedSide: String?
    /// Day from which it is involved.
    public var involvedSince: String?
    /// Notes on injury.
    public var injuryNotes: String?
    /// Work that loads the body.
    public var job: String?
    /// Habits that the trainer finds useful.
    public var habits: String?
    /// Ids of the groups, sorted.
    public var groups: [String] = []
    /// Tags, sorted.
    public var tags: [String] = []
    /// The athlete who is the same person; nil for none.
    public var mergedInto: String?
    /// True where name and code were taken out on request.
    public var isAnonymised = false

    /// An athlete of whom only the id is known.
    public init(id: String) { self.id = id }

    /// What to call the person: the name with the code, or what there is of them.
    public var title: String {
        switch (name, code) {
        case (let name?, let code?): "\(name) (\(code))"
        case (let name?, nil): name
        case (nil, let code?): code
        case (nil, nil): id
        }
    }

    /// Reads an athlete from merged changes.
    public init(_ state: EntityState) {
        id = state.id
        func text(_ field: String) -> String? { state[field]?.text }
        code = text(AthleteField.code)
        name = text(AthleteField.name)
        birthYear = state[AthleteField.birthYear]?.number.flatMap { Int(exactly: $0) }
        sex = text(AthleteField.sex)
        dominantHand = text(AthleteField.dominantHand)
        dominantLeg = text(AthleteField.dominantLeg)
        involvedSide = text(AthleteField.involvedSide)
        involvedSince = text(AthleteField.involvedSince)
        injuryNotes = text(AthleteField.injuryNotes)
        job = text(AthleteField.job)
        habits = text(AthleteField.habits)
        mergedInto = text(AthleteField.mergedInto)
        let set = state.fields.filter { $0.value.shown.value == .flag(true) }.keys.sorted()
        groups = set.compactMap(AthleteField.group(in:))
        tags = set.compactMap(AthleteField.tag(in:))
        isAnonymised = state[AthleteField.anonymised] != nil
    }
}
