/// A preset with rules of its own: what a call of the analysis was asked for.
public struct MethodSelection: Hashable, Sendable {
    /// The preset that it starts from.
    public let preset: MethodPreset
    /// The rules with every change.
    public private(set) var rules: MethodRules

    /// Starts from a preset.
    public init(_ preset: MethodPreset = MethodPresets.bilanx) {
        self.preset = preset
        rules = preset.rules
    }

    /// Sets a rule from text.
    public mutating func set(_ rule: MethodRule, _ text: String) throws(MethodRuleError) {
        try rule.set(text, in: &rules)
    }

    /// What results say: the preset's id, then every rule that was changed, such as `bilanx+takeoff=30N`.
    public var name: String {
        rules.differences(from: preset.rules).reduce(preset.id) { $0 + "+" + $1.rawValue + "=" + $1.text(rules) }
    }
}
