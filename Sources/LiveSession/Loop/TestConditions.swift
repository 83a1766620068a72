/// What must be alike for two tests to be compared.
public struct TestConditions: Sendable, Hashable, Codable {
    /// What is on the feet.
    public var footwear: String?
    /// The words that the person was given.
    public var cue: String?
    /// Angle of the joint in degrees.
    public var angle: Double?
    /// Distance from the joint to where the force acts, in metres.
    public var lever: Double?
    /// Height of the box in metres.
    public var box: Double?
    /// Barbell or vest in kilograms.
    public var load: Double?
    /// Anything else.
    public var words: String?

    enum CodingKeys: String, CodingKey {
        case footwear, cue
        case angle = "angle_deg"
        case lever = "lever_m"
        case box = "box_m"
        case load = "load_kg"
        case words
    }

    /// Makes conditions.
    public init(
        footwear: String? = nil, cue: String? = nil, angle: Double? = nil, lever: Double? = nil, box: Double? = nil,
        load: Double? = nil, words: String? = nil
    ) {
        self.footwear = footwear
        self.cue = cue
        self.angle = angle
        self.lever = lever
        self.box = box
        self.load = load
        self.words = words
    }

    /// What is wrong with them, in plain words; nil where nothing is.
    public var fault: String? {
        func out(_ value: Double?, _ range: ClosedRange<Double>, _ name: String) -> String? {
            guard let value, !range.contains(value) else { return nil }
            return "The \(name) is between \(range.lowerBound) and \(range.upperBound)."
        }
        let texts = [footwear, cue, words].compactMap { $0 }
        return out(angle, -180...180, "angle in degrees") ?? out(lever, 0.01...2, "lever in metres")
            ?? out(box, 0.05...1.5, "height of the box in metres") ?? out(load, 0...999, "load in kilograms")
            ?? (texts.contains { $0.utf8.count > 200 } ? "Each text has 200 characters at most." : nil)
    }

    /// One line for a recording's header; nil where nothing is said.
    public var text: String? {
        func number(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
        let parts = [
            footwear.map { "footwear \($0)" }, cue.map { "cue \($0)" }, angle.map { "angle \(number($0))°" },
            lever.map { "lever \(number($0)) m" }, box.map { "box \(number($0)) m" }, words,
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}

/// Where it hurts, in the person's words: no diagnosis.
public enum PainReport: String, Sendable, Hashable, CaseIterable, Codable {
    /// Nowhere.
    case none
    /// On the left.
    case left
    /// On the right.
    case right
    /// On both sides.
    case both
}
