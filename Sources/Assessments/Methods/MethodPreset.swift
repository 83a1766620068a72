import Symmetry

/// A set of rules with a name: how the project, a paper or another system comes from forces to numbers.
///
/// What is not known of a system is the project's own rule; `changes` says what is known and `source` how well.
public struct MethodPreset: Hashable, Sendable {
    /// Id on the command line and in results: `mcmahon`.
    public let id: String
    /// Name for people.
    public let name: String
    /// What it changes against the project's rules, in words.
    public let changes: String
    /// Where its rules come from and whether that was read, in words.
    public let source: String
    /// Its rules.
    public let rules: MethodRules
    /// The index of a pair that it shows, with the project's sign; nil for the project's choice.
    ///
    /// Engines do not apply it.
    public let preferredIndex: PairIndex?

    /// Makes a preset.
    public init(
        id: String, name: String, changes: String, source: String, rules: MethodRules,
        preferredIndex: PairIndex? = nil
    ) {
        self.id = id
        self.name = name
        self.changes = changes
        self.source = source
        self.rules = rules
        self.preferredIndex = preferredIndex
    }

    init(
        _ id: String, _ name: String, changes: String, source: String, preferredIndex: PairIndex? = nil,
        _ change: (inout MethodRules) -> Void
    ) {
        var rules = MethodRules.bilanx
        change(&rules)
        self.init(
            id: id, name: name, changes: changes, source: source, rules: rules, preferredIndex: preferredIndex)
    }
}
