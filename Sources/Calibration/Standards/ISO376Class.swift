/// A class of ISO 376 as memory has it: never printed as certain (formulas D.3, E.14).
public enum ISO376Class: String, Sendable, Hashable, CaseIterable, Codable {
    /// The finest class.
    case class00 = "00"
    /// Class 0.5.
    case class05 = "0.5"
    /// Class 1.
    case class1 = "1"
    /// Class 2.
    case class2 = "2"

    /// What an instrument is classified for.
    public enum Case: String, Sendable, Hashable, CaseIterable, Codable {
        /// Specific forces, ascending only.
        case a = "A"
        /// Specific forces, both ways.
        case b = "B"
        /// Interpolated forces, ascending only.
        case c = "C"
        /// Interpolated forces, both ways.
        case d = "D"

        /// True where the interpolation error counts.
        public var interpolates: Bool { self == .c || self == .d }
        /// True where reversibility counts, creep otherwise.
        public var reverses: Bool { self == .b || self == .d }
    }

    /// The limits of a class in %.
    public struct Limits: Sendable, Hashable {
        /// b.
        public let reproducibility: Double
        /// b′.
        public let repeatability: Double
        /// fc, either way.
        public let interpolation: Double
        /// f0, either way.
        public let zeroReturn: Double
        /// v.
        public let reversibility: Double
        /// c.
        public let creep: Double
        /// Expanded uncertainty of the applied force.
        public let appliedForce: Double
        /// The smallest force over the resolution.
        public let smallestForce: Double
    }

    /// The limits, from memory.
    public var limits: Limits {
        func make(
            _ b: Double, _ b1: Double, _ fc: Double, _ f0: Double, _ v: Double, _ c: Double, _ u: Double, _ r: Double
        ) -> Limits {
            Limits(
                reproducibility: b, repeatability: b1, interpolation: fc, zeroReturn: f0, reversibility: v, creep: c,
                appliedForce: u, smallestForce: r)
        }
        return switch self {
        case .class00: make(0.05, 0.025, 0.025, 0.012, 0.07, 0.025, 0.01, 4000)
        case .class05: make(0.10, 0.05, 0.05, 0.025, 0.15, 0.05, 0.02, 2000)
        case .class1: make(0.20, 0.10, 0.10, 0.05, 0.30, 0.10, 0.05, 1000)
        case .class2: make(0.40, 0.20, 0.20, 0.10, 0.50, 0.20, 0.10, 500)
        }
    }

    /// Months that a classification holds at most, from memory.
    public static let longestValidity = 26
}

extension ISO376Evaluation {
    /// True where one force keeps the limits of a class; nil where a value that the case needs was not measured.
    public func keeps(_ row: Row, _ name: ISO376Class, case kind: ISO376Class.Case) -> Bool? {
        let limits = name.limits
        guard let zeroReturn else { return nil }
        var good =
            row.reproducibility <= limits.reproducibility && row.repeatability <= limits.repeatability
            && abs(zeroReturn) <= limits.zeroReturn
        if kind.interpolates { good = good && abs(row.interpolation) <= limits.interpolation }
        if kind.reverses {
            guard let reversibility = row.reversibility else { return nil }
            return good && reversibility <= limits.reversibility
        }
        guard let creep else { return nil }
        return good && abs(creep) <= limits.creep
    }

    /// The finest class whose limits, as memory has them, one force keeps; nil for none, or where a value is missing.
    public func unverifiedClass(_ row: Row, case kind: ISO376Class.Case) -> ISO376Class? {
        ISO376Class.allCases.first { keeps(row, $0, case: kind) == true }
    }

    /// The smallest force down to which a class holds from the largest one on, by limits from memory.
    ///
    /// - Parameters:
    ///   - resolution: newtons of one digit, or half the range of an unloaded reading that fluctuates by more.
    ///   - appliedUncertainty: expanded uncertainty of the applied forces in %; nil to leave it out of the judgement.
    /// - Returns: nil where the class does not reach down to half of the largest force, or a value is missing.
    public func unverifiedRange(
        of name: ISO376Class, case kind: ISO376Class.Case, resolution: Double, appliedUncertainty: Double? = nil
    ) -> Double? {
        guard let largest = rows.last?.force else { return nil }
        if let appliedUncertainty, appliedUncertainty > name.limits.appliedForce { return nil }
        var lowest: Double?
        for row in rows.reversed() {
            guard row.force >= 0.02 * largest, row.force >= name.limits.smallestForce * resolution,
                keeps(row, name, case: kind) == true
            else { break }
            lowest = row.force
        }
        return lowest.flatMap { $0 <= 0.5 * largest ? $0 : nil }
    }

    /// The class of the whole range: the worst of its forces, by limits from memory; nil where one keeps none.
    public func unverifiedClass(case kind: ISO376Class.Case) -> ISO376Class? {
        ISO376Class.allCases.first { name in rows.allSatisfy { keeps($0, name, case: kind) == true } }
    }
}
