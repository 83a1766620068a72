/// A rule that cannot be understood.
public struct MethodRuleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule, as the command line names it: `takeoff`.
    public let rule: String
    /// What was given.
    public let text: String
    /// What may be given, in words.
    public let allowed: String

    /// What was given to which option, and what it takes.
    public var description: String { "--\(rule) does not take `\(text)`: \(allowed)." }
}
