/// A verification of indicated forces in the manner of ISO 7500-1: informative (formulas D.6).
public struct MachineVerification: Sendable, Hashable {
    /// One applied force and what was indicated.
    public struct Step: Sendable, Hashable, Codable {
        /// Newtons, > 0.
        public var force: Double
        /// Indicated newtons on the way up, one a run.
        public var ascending: [Double]
        /// Indicated newtons on the way down, one a run; empty where it was not done.
        public var descending: [Double]

        /// Makes a step.
        public init(force: Double, ascending: [Double], descending: [Double] = []) {
            self.force = force
            self.ascending = ascending
            self.descending = descending
        }
    }

    /// What one force says, in %.
    public struct Row: Sendable, Hashable {
        /// Newtons.
        public let force: Double
        /// q: error of indication.
        public let error: Double
        /// b: range of the indications; nil for a single one.
        public let repeatability: Double?
        /// v: mean of descending less mean of ascending; nil without descending ones.
        public let reversibility: Double?
        /// a: resolution.
        public let resolution: Double
    }

    /// A class by name; of its limits only those of q stand in a text that quotes the standard, the others are from memory.
    public enum Class: String, Sendable, Hashable, CaseIterable, Codable {
        /// Class 0.5.
        case class05 = "0.5"
        /// Class 1.
        case class1 = "1"
        /// Class 2.
        case class2 = "2"
        /// Class 3.
        case class3 = "3"

        /// Limits in % of q, b, v, f0 and a.
        public var limits:
            (error: Double, repeatability: Double, reversibility: Double, zero: Double, resolution: Double)
        {
            switch self {
            case .class05: (0.5, 0.5, 0.75, 0.05, 0.25)
            case .class1: (1, 1, 1.5, 0.1, 0.5)
            case .class2: (2, 2, 3, 0.2, 1)
            case .class3: (3, 3, 4.5, 0.3, 1.5)
            }
        }
    }

    /// In whose manner.
    public let manner = Manner.iso7500
    /// One a force.
    public let rows: [Row]
    /// f0: indicated newtons left after unloading, in % of the largest force; nil where it was not measured.
    public let zeroReturn: Double?

    /// Verifies steps.
    ///
    /// - Parameters:
    ///   - zeroReturn: newtons indicated after unloading.
    ///   - resolution: newtons of one digit.
    public init(_ steps: [Step], zeroReturn: Double? = nil, resolution: Double = 0) throws(CalibrationError) {
        guard let largest = steps.map(\.force).max() else { throw .missingSteps("applied forces") }
        guard steps.allSatisfy({ $0.force > 0 && $0.force.isFinite && !$0.ascending.isEmpty }) else {
            throw .implausible("a force")
        }
        rows = steps.map { step in
            let mean = SeriesCharacteristics.mean(step.ascending) ?? .nan
            let range = (step.ascending.max() ?? .nan) - (step.ascending.min() ?? .nan)
            let down = SeriesCharacteristics.mean(step.descending)
            return Row(
                force: step.force, error: 100 * (mean - step.force) / step.force,
                repeatability: step.ascending.count > 1 ? 100 * range / step.force : nil,
                reversibility: down.map { 100 * ($0 - mean) / step.force }, resolution: 100 * resolution / step.force)
        }
        self.zeroReturn = zeroReturn.map { 100 * $0 / largest }
    }

    /// The finest class whose limits every row keeps; characteristics that were not measured do not count.
    ///
    /// nil where none is kept.
    public var unverifiedClass: Class? {
        Class.allCases.first { name in
            let limits = name.limits
            return abs(zeroReturn ?? 0) <= limits.zero
                && rows.allSatisfy { row in
                    abs(row.error) <= limits.error && (row.repeatability ?? 0) <= limits.repeatability
                        && abs(row.reversibility ?? 0) <= limits.reversibility && row.resolution <= limits.resolution
                }
        }
    }
}
