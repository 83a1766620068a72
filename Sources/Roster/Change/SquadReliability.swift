import Assessments
import Statistics

/// How well a metric of a test repeats in a squad, over sessions of each person under equal conditions.
public struct SquadReliability: Sendable, Hashable {
    /// One series of it.
    public struct Series: Sendable, Hashable {
        /// What it is of.
        public var quantity: ChangeQuantity
        /// On what scale: relative where every value is above zero.
        public var scale: ChangeScale
        /// Unit of the values.
        public var unit: String
        /// Within-person noise pooled over all repeats, on the scale.
        public var noise: SquadNoise
        /// The last two sessions of each person, in the unit of the values; nil for fewer than two people.
        public var pair: TypicalError?
        /// Reliability of these two sessions; nil where it is not defined.
        public var icc: IntraclassCorrelation?

        /// Typical error as people read it: % where the scale is relative, 100·(e^TE − 1), else the unit.
        public var readableError: Double { readable(noise.typicalError) }
        /// Minimal detectable change of two sessions, t·√2·TE, as people read it.
        public var minimalDetectableChange: Double {
            readable(noise.coverage * 2.0.squareRoot() * noise.typicalError)
        }
        /// Smallest worthwhile change, 0.2 of the deviation between people, as people read it.
        public var smallestWorthwhile: Double? { noise.smallestWorthwhile.map(readable) }

        private func readable(_ difference: Double) -> Double {
            scale == .relative ? ChangeMath.percent(difference) : difference
        }
    }

    /// Id of the test.
    public var test: String
    /// Id of the metric.
    public var metric: String
    /// The series that have repeats.
    public var series: [Series]
    /// Their noise, for ``ChangeReport``.
    public var noises: SquadNoises

    /// Finds the reliability of sessions of many athletes, each formed by one rule.
    ///
    /// Sessions of one athlete count as repeats where conditions, preset and method agree; those without a value that may be
    /// compared are left out.
    ///
    /// - Parameter leavingOut: an athlete who is not to count, since their own change is judged by it; nil for nobody.
    public init(test: String, metric: String, sessions: [SessionPoint], leavingOut athlete: String? = nil) {
        self.test = test
        self.metric = metric
        var keys: [RepeatKey] = []
        var repeats: [RepeatKey: [SessionPoint]] = [:]
        for point in sessions where point.athlete != athlete && Comparability.poor(point) == nil {
            let key = RepeatKey(point)
            if repeats[key] == nil { keys.append(key) }
            repeats[key, default: []].append(point)
        }
        series = []
        noises = SquadNoises()
        for quantity in ChangeQuantity.allCases {
            let people = keys.compactMap { key -> [SessionPoint]? in
                let valued = (repeats[key] ?? []).filter { $0.value(quantity)?.isFinite ?? false }
                return valued.isEmpty ? nil : valued
            }
            let values = people.map { $0.compactMap { $0.value(quantity) } }
            guard !values.isEmpty else { continue }
            noises.plain[quantity] = SquadNoise(values)
            let positive = values.filter { $0.allSatisfy { $0 > 0 } }
            if quantity != .index {
                noises.relative[quantity] = SquadNoise(positive.map { $0.map(ChangeMath.logarithm) })
            }
            let scale: ChangeScale = quantity != .index && positive.count == values.count ? .relative : .plain
            guard let noise = noises[quantity, scale], let last = people.last?.last else { continue }
            let pairs = values.filter { $0.count > 1 }.map { Array($0.suffix(2)) }
            series.append(
                Series(
                    quantity: quantity, scale: scale,
                    unit: quantity == .index ? last.index?.unit ?? "%" : last.unit, noise: noise,
                    pair: TypicalError(first: pairs.map { $0[0] }, second: pairs.map { $0[1] }),
                    icc: TwoWayAnova(pairs).map(IntraclassCorrelation.init)))
        }
    }
}

/// What makes sessions repeats of each other.
private struct RepeatKey: Hashable {
    var athlete: String
    var conditions: Conditions
    var preset: String
    var method: String
    var isSeparate: Bool

    init(_ point: SessionPoint) {
        athlete = point.athlete
        conditions = point.conditions.folded
        preset = point.preset
        method = point.method
        isSeparate = point.isSeparate
    }
}
