import SignalCore
import Symmetry

extension DerivedResult {
    /// Everything that the tests of a call allow without being asked for.
    ///
    /// Only recordings of one athlete with one load go together.
    ///
    /// - Parameter unnamedAreOne: true where recordings without an athlete id are one person's.
    public static func standard(_ recordings: [RecordingResult], unnamedAreOne: Bool = false) -> [DerivedResult] {
        let groups = TestGroup.all(recordings, unnamedAreOne: unnamedAreOne)
        let byPerson = Dictionary(grouping: groups, by: \.person)
        var results: [DerivedResult] = []
        for first in groups {
            results += bilateralInOneTest(first)
            for second in byPerson[first.person] ?? [] where second.load == first.load {
                results += dynamicStrength(first, second) + stretchUse(first, second) + bilateral(first, second)
            }
        }
        return results
    }

    /// Dynamic strength index: peak force of a jump by that of the pull.
    private static func dynamicStrength(_ jump: TestGroup, _ pull: TestGroup) -> [DerivedResult] {
        guard jump.test == .cmj || jump.test == .sj, pull.test == .imtp,
            let numerator = TaskValues(jump, "peakForce"), let denominator = TaskValues(pull, "peakForce")
        else { return [] }
        let task = TaskRatio(
            id: "dsi", numerator: "\(numerator.name) peak force", denominator: "\(denominator.name) peak force")
        var result = ratio(
            task, "dynamic strength index", source: "formulas B.8", athlete: jump.athlete, numerator, denominator)
        result.notes = ["gross peak forces, body weight included, in both"]
        return [result]
    }

    /// What the countermovement adds to the jump: quotient and gain in %, by one height method each.
    private static func stretchUse(_ with: TestGroup, _ without: TestGroup) -> [DerivedResult] {
        guard with.test == .cmj, without.test == .sj else { return [] }
        let (withSummary, withoutSummary) = (with.summary(), without.summary())
        return ["jumpHeightIM", "jumpHeightFT"].flatMap { metric -> [DerivedResult] in
            guard let numerator = TaskValues(with, withSummary, metric),
                let denominator = TaskValues(without, withoutSummary, metric)
            else { return [] }
            let names = (numerator: "\(numerator.name) height", denominator: "\(denominator.name) height")
            let quotient = ratio(
                TaskRatio(id: "eur", numerator: names.numerator, denominator: names.denominator),
                "eccentric utilization ratio", source: "formulas B.14; McGuigan 2006", athlete: with.athlete,
                numerator, denominator)
            var gain = DerivedResult(
                TaskRatio(id: "preStretch", numerator: names.numerator, denominator: names.denominator),
                "pre-stretch augmentation", unit: "%",
                formula: "100·(CMJ − SJ)/SJ, positive = higher with the countermovement",
                source: "formulas B.14; Walshe 1996", athlete: with.athlete, numerator, denominator)
            gain.both = quotient.both.map { both in
                PairValue(value: both.value.map { 100 * ($0 - 1) }, status: both.status)
            }
            return [quotient, gain]
        }
    }

    /// Tests on both legs with those on one.
    private static let pairs: [(both: TestID, alone: TestID, metrics: [String])] = [
        (.cmj, .slcmj, ["jumpHeightIM", "jumpHeightFT", "peakForce"]),
        (.dj, .sldj, ["jumpHeightFT", "rsi", "peakForce"]),
        (.hops, .slhop, ["jumpHeightFT", "rsi", "peakForce"]),
    ]

    private static func bilateral(_ both: TestGroup, _ alone: TestGroup) -> [DerivedResult] {
        guard let pair = pairs.first(where: { $0.both == both.test && $0.alone == alone.test }), both.box == alone.box
        else { return [] }
        let (bothSummary, aloneSummary) = (both.summary(), alone.summary())
        return pair.metrics.flatMap { metric -> [DerivedResult] in
            guard let together = TaskValues(both, bothSummary, metric),
                let limbs = TaskValues(alone, aloneSummary, metric)
            else { return [] }
            return bilateral(together, limbs, athlete: both.athlete)
        }
    }

    /// Dynamometry has both tasks in one test: efforts of both limbs and of one.
    private static func bilateralInOneTest(_ group: TestGroup) -> [DerivedResult] {
        guard group.test.definition.surface == .dynamometers else { return [] }
        let together = group.summary(.together)
        let alone = group.summary(.alone)
        return ["peakForce", "peakForceNet", "peakTorque"].flatMap { metric -> [DerivedResult] in
            guard let both = TaskValues(group, together, metric, name: group.test.definition.name + ", both limbs"),
                let limbs = TaskValues(group, alone, metric, name: group.test.definition.name + ", one limb")
            else { return [] }
            return bilateral(both, limbs, athlete: group.athlete)
        }
    }

    /// The bilateral limb index and the same as a deficit: both conventions are in use, each by its name.
    private static func bilateral(_ together: TaskValues, _ alone: TaskValues, athlete: String?) -> [DerivedResult] {
        guard let both = together.both, let left = alone.left, let right = alone.right else { return [] }
        let names = (numerator: together.name, denominator: alone.name)
        let floor = alone.floor
        var index = DerivedResult(
            TaskRatio(id: "bli", numerator: names.numerator, denominator: names.denominator), "bilateral limb index",
            unit: "%", formula: "100·B/(L + R) − 100, negative = bilateral deficit, positive = facilitation",
            source: "formulas A.4; Howard & Enoka 1991", athlete: athlete, together, alone)
        index.both = index.warned(
            BilateralLimbIndex.evaluate(bilateral: both, left: left, right: right, floor: floor))
        var deficit = DerivedResult(
            TaskRatio(id: "bilateralDeficit", numerator: names.numerator, denominator: names.denominator),
            "bilateral deficit", unit: "%", formula: "100·(1 − B/(L + R)), positive = deficit",
            source: "formulas A.4", athlete: athlete, together, alone)
        deficit.both = deficit.warned(
            BilateralLimbIndex.deficit(bilateral: both, left: left, right: right, floor: floor))
        return [index, deficit]
    }
}
