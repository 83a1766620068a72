/// What may be said of a value: why it stands, carries a warning, or is absent (formulas 0.2).
///
/// An undefined value is absent with its status; it is never reported as 0, because 0 means perfect symmetry.
public enum MeasureStatus: String, Sendable, Hashable, CaseIterable, Codable {
    /// The value stands.
    case ok
    /// The inputs are smaller than the smallest meaningful load.
    case belowFloor
    /// 0/0, or signs for which the formula means nothing.
    case undefined
    /// One side is unloaded: only bounded indices are given.
    case unilateral
    /// The sensor was at its limit inside the window.
    case saturated
    /// Samples are missing inside the window.
    case gap
    /// The event that the value needs was not found.
    case notDetected
    /// Not shown by rule: the sides are not confirmed.
    case sidesUnconfirmed
    /// Not shown by rule: only the sum of both sides is known.
    case totalOnly
    /// Not shown by rule: the two clocks are not aligned yet.
    case alignmentUnknown
    /// Not shown by rule: the session check of the plates failed.
    case checkFailed
    /// The record is too short for the value.
    case tooShort
    /// The value is given, with a warning.
    case lowQuality

    /// True where a value stands beside this status.
    public var carriesValue: Bool { self == .ok || self == .lowQuality || self == .unilateral }

    /// True for the statuses that hide a value by rule rather than by lack of data.
    public var isWithheld: Bool {
        switch self {
        case .sidesUnconfirmed, .totalOnly, .alignmentUnknown, .checkFailed: true
        default: false
        }
    }
}
