import SignalCore
import Symmetry

/// What a change is to be measured against.
public enum ChangeBaseline: Sendable, Hashable {
    /// All earlier sessions under equal conditions.
    case earlier
    /// The session before.
    case previous
    /// The first sessions, n ≥ 1.
    case first(Int)
    /// Sessions before a day, `2026-11-22`.
    case before(String)

    /// Reads `baseline`, `previous`, `first:N` or `before:DATE`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("baseline", 1): self = .earlier
        case ("previous", 1): self = .previous
        case ("first", 2):
            guard let count = Int(parts[1]), count >= 1 else { return nil }
            self = .first(count)
        case ("before", 2):
            guard Self.isDay(parts[1]) else { return nil }
            self = .before(parts[1])
        default: return nil
        }
    }

    /// The text that ``init(_:)`` reads.
    public var text: String {
        switch self {
        case .earlier: "baseline"
        case .previous: "previous"
        case .first(let count): "first:\(count)"
        case .before(let day): "before:" + day
        }
    }

    /// True for a day such as `2026-11-22`.
    static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }
}

/// How a change is asked for.
public struct ChangeRequest: Sendable, Hashable {
    /// How trials become one value, the same for all sessions and both limbs.
    public var rule: SetRule
    /// What the chosen session is compared with.
    public var against: ChangeBaseline
    /// Day of the chosen session; nil for the latest one.
    public var day: String?
    /// The limb that was declared as involved, for the limb symmetry index; nil for none.
    public var involved: Side?

    /// Makes a request: by default the mean, of the latest session against all earlier ones.
    public init(
        rule: SetRule = .mean, against: ChangeBaseline = .earlier, day: String? = nil, involved: Side? = nil
    ) {
        self.rule = rule
        self.against = against
        self.day = day
        self.involved = involved
    }
}
