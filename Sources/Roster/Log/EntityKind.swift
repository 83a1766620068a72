/// What a change is about; kinds of a later version are kept and passed over.
public struct EntityKind: Sendable, Hashable, RawRepresentable, Codable {
    /// The word in the file.
    public let rawValue: String

    /// Takes a word, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A person who is tested.
    public static let athlete = EntityKind(rawValue: "athlete")
    /// A team or another set of athletes.
    public static let group = EntityKind(rawValue: "group")
    /// One visit of one person; its id is `ATHLETE/DAY`, so that stations that never met call it the same.
    public static let session = EntityKind(rawValue: "session")
    /// Words about an athlete, a recording or a trial.
    public static let comment = EntityKind(rawValue: "comment")
    /// One repetition of a recording; its id is `RECORDING/NUMBER`.
    public static let trial = EntityKind(rawValue: "trial")
    /// A body mass on a day.
    public static let bodyMass = EntityKind(rawValue: "bodyMass")
    /// What the person said of pain.
    public static let pain = EntityKind(rawValue: "pain")
    /// An injury, with the side that is involved.
    public static let injury = EntityKind(rawValue: "injury")
    /// Weeks of training that follow a difference.
    public static let block = EntityKind(rawValue: "block")
    /// A calibration that is mentioned for a device.
    public static let calibration = EntityKind(rawValue: "calibration")
    /// An export that was made: a copy that an erasure cannot reach.
    public static let export = EntityKind(rawValue: "export")
}
