import SignalCore
import Symmetry

/// The ratio of opposing muscles of each limb in one session, beside left and right (formulas A.4).
///
/// Recordings are told apart by what the operator wrote into their conditions: `hamstring 60°`, `quadriceps 60°`. No pass mark
/// belongs to a ratio.
public struct OpposingSession: Sendable, Hashable {
    /// The ratio.
    public var task: TaskRatio
    /// Day of both.
    public var day: String
    /// Id of the metric of both.
    public var metric: String
    /// Above the line.
    public var numerator: SessionPoint
    /// Below the line.
    public var denominator: SessionPoint
    /// Of the left limb.
    public var left: PairValue
    /// Of the right limb.
    public var right: PairValue
    /// `PD` of both ratios.
    public var asymmetry: PairValue
    /// Test-retest variation of the left ratio in %, about √(CV₁² + CV₂²); nil where one is not known.
    public var leftVariation: Double?
    /// Of the right ratio.
    public var rightVariation: Double?
    /// What else must be known.
    public var notes: [String]
}

/// A ratio with the words by which its recordings are known.
public struct OpposingPair: Sendable, Hashable {
    /// The ratio.
    public var task: TaskRatio
    /// Any of these words in the conditions stands above the line.
    public var above: [String]
    /// Any of these stands below it.
    public var below: [String]

    /// Makes a pair.
    public init(task: TaskRatio, above: [String], below: [String]) {
        self.task = task
        self.above = above
        self.below = below
    }

    /// The pairs with a name of their own, by the words of their muscles.
    public static let named = [
        OpposingPair(task: .hamstringQuadriceps, above: ["hamstring"], below: ["quadriceps"]),
        OpposingPair(task: .adductionAbduction, above: ["adduction"], below: ["abduction"]),
        OpposingPair(task: .externalInternalRotation, above: ["external"], below: ["internal"]),
    ]

    /// The sessions in which both were measured on one day by one metric, oldest first.
    ///
    /// - Parameter points: sessions of one athlete, of any test and metric.
    public func sessions(_ points: [SessionPoint]) -> [OpposingSession] {
        func has(_ point: SessionPoint, _ words: [String]) -> Bool {
            let text = point.conditions.folded.text ?? ""
            return words.contains { text.contains($0.lowercased()) }
        }
        let usable = points.filter { Comparability.poor($0) == nil }
        return usable.filter { has($0, above) && !has($0, below) }.compactMap { top in
            // The lines stand for one position: load and test agree, the words differ by the muscle.
            let partner = usable.first {
                $0.day == top.day && $0.metric == top.metric && $0.test == top.test && has($0, below) && !has($0, above)
                    && $0.conditions.load == top.conditions.load && $0.preset == top.preset
            }
            return partner.flatMap { OpposingSession(task, top, $0) }
        }
    }
}

extension OpposingSession {
    /// The ratio of two sessions; nil where no limb has both values.
    init?(_ task: TaskRatio, _ top: SessionPoint, _ bottom: SessionPoint) {
        func ratio(_ a: SessionPoint.Limb?, _ b: SessionPoint.Limb?) -> (PairValue, Double?)? {
            guard let a, let b else { return nil }
            let variation: Double? =
                if let x = a.variation, let y = b.variation { TaskRatio.variation(numerator: x, denominator: y) } else {
                    nil
                }
            // Each trial has passed the floor already.
            return (task.evaluate(numerator: a.value, denominator: b.value, floor: 0), variation)
        }
        let l = ratio(top.left, bottom.left)
        let r = ratio(top.right, bottom.right)
        guard l != nil || r != nil else { return nil }
        let absent = PairValue(value: nil, status: .notDetected)
        self.task = task
        day = top.day
        metric = top.metric
        numerator = top
        denominator = bottom
        left = l?.0 ?? absent
        right = r?.0 ?? absent
        leftVariation = l?.1
        rightVariation = r?.1
        if let a = left.value, let b = right.value {
            asymmetry = PairIndex.percentageDifference.evaluate(left: a, right: b, floor: 0)
        } else {
            asymmetry = absent
        }
        notes = top.unit == "N" ? ["force ratio: one of torques only with equal lever arms"] : []
        if top.conditions.leverArm != bottom.conditions.leverArm { notes.append("the lever arms differ") }
    }
}
