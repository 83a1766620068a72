import Assessments
import SignalCore
import Statistics
import Symmetry
import Testing

/// Laws that hold for any trials, over seeds.
@Suite struct SymmetryLawTests {
    private static let antisymmetric = PairIndex.allCases.filter { $0.underSwap() == .negates }
    private static let byRole: [PairIndex] = [
        .limbSymmetry, .limbDeficit, .limbInverse, .bilateralAsymmetry1, .bilateralAsymmetry2, .asymmetryIndex,
    ]

    private func mirror(_ pairs: [(Double, Double)]) -> [(Double, Double)] { pairs.map { ($0.1, $0.0) } }

    private func peak(_ summary: [MetricSummary]?) throws -> MetricSummary {
        try #require(summary?.first { $0.id == "peakForce" })
    }

    private func expectMirrored(_ a: MetricSummary, _ b: MetricSummary, _ word: Comment) throws {
        #expect(a.left == b.right && a.right == b.left, word)
        #expect(a.cvLeft == b.cvRight && a.cvRight == b.cvLeft, word)
        #expect(a.both == b.both, word)
        #expect(try #require(a.asymmetry?.value) == -(try #require(b.asymmetry?.value)), word)
        #expect(a.verdict == b.verdict, word)
        let sides: [LargerSide: LargerSide] = [.left: .right, .right: .left, .none: .none]
        #expect(try #require(a.asymmetry?.larger) == sides[try #require(b.asymmetry?.larger)], word)
        #expect((a.interval == nil) == (b.interval == nil), word)
        if let x = a.interval, let y = b.interval {
            #expect(abs(x.lowerBound + y.upperBound) < 1e-9 * (1 + abs(x.lowerBound)), word)
            #expect(abs(x.upperBound + y.lowerBound) < 1e-9 * (1 + abs(x.upperBound)), word)
        }
        #expect(a.trend?.left?.slope == b.trend?.right?.slope, word)
        if let x = a.trend?.asymmetry?.slope, let y = b.trend?.asymmetry?.slope {
            #expect(abs(x + y) < 1e-12 * (1 + abs(x)), word)
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func swappedSidesNegateSummariesAndSets(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for index in Self.antisymmetric {
            for rule in [SetRule.mean, .median] {
                let settings = AnalysisSettings(comparing: SymmetrySettings(index: index, rule: rule))
                let pairs = MadeTrials.pairs(3 + random.index(4), &random)
                let more = MadeTrials.pairs(2, &random)
                func results(_ pairs: [(Double, Double)], _ more: [(Double, Double)]) -> [RecordingResult] {
                    [
                        MadeTrials.forces(pairs, settings: settings, id: "1", athlete: "A"),
                        MadeTrials.forces(more, settings: settings, id: "2", athlete: "A"),
                    ]
                }
                let one = results(pairs, more)
                let other = results(mirror(pairs), mirror(more))
                let word: Comment = "\(index) \(rule) seed \(seed)"
                try expectMirrored(try peak(one[0].summary), try peak(other[0].summary), word)
                try expectMirrored(
                    try peak(SetResult.all(one).first?.summary), try peak(SetResult.all(other).first?.summary), word)
            }
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func swappedSidesAndRolesKeepRoleIndices(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let roles = PairRoles(
            dominant: random.index(2) == 0 ? .left : .right, involved: random.index(2) == 0 ? .left : .right)
        for index in Self.byRole {
            let pairs = MadeTrials.pairs(4, &random)
            func summary(_ pairs: [(Double, Double)], _ roles: PairRoles) throws -> MetricSummary {
                try peak(
                    MadeTrials.forces(
                        pairs, settings: AnalysisSettings(comparing: SymmetrySettings(index: index, roles: roles))
                    ).summary)
            }
            let one = try summary(pairs, roles)
            let other = try summary(mirror(pairs), roles.swapped)
            #expect(try #require(one.asymmetry?.value) == other.asymmetry?.value, "\(index) seed \(seed)")
            #expect(one.verdict == other.verdict)
            let x = try #require(one.interval)
            let y = try #require(other.interval)
            #expect(abs(x.lowerBound - y.lowerBound) < 1e-9 * (1 + abs(x.lowerBound)), "\(index) seed \(seed)")
            #expect(abs(x.upperBound - y.upperBound) < 1e-9 * (1 + abs(x.upperBound)), "\(index) seed \(seed)")
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func aCommonFactorLeavesRatioIndicesAlone(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let roles = PairRoles(dominant: .left, involved: .right)
        let factor = 0.5 + 3 * random.unit()
        for index in PairIndex.allCases where index != .difference {
            let pairs = MadeTrials.pairs(4, &random)
            let settings = AnalysisSettings(comparing: SymmetrySettings(index: index, roles: roles))
            let one = try peak(MadeTrials.forces(pairs, settings: settings).summary)
            let other = try peak(
                MadeTrials.forces(pairs.map { ($0.0 * factor, $0.1 * factor) }, settings: settings).summary)
            let value = try #require(one.asymmetry?.value)
            #expect(
                abs(value - (try #require(other.asymmetry?.value))) < 1e-9 * (1 + abs(value)), "\(index) seed \(seed)")
            #expect(one.verdict == other.verdict)
            if let x = one.interval, let y = other.interval {
                #expect(abs(x.lowerBound - y.lowerBound) < 1e-8 * (1 + abs(x.lowerBound)), "\(index) seed \(seed)")
            }
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func swappedSidesNegateRatiosOfTwoTests(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        func recording(_ pairs: [(Double, Double)], _ test: TestID) -> RecordingResult {
            MadeTrials.recording(
                pairs.map { MadeTrials.trial(["peakForce": .init($0.0 + $0.1, $0.0, $0.1)], test: test) }, test: test)
        }
        let jumps = MadeTrials.pairs(3, &random)
        let pulls = MadeTrials.pairs(2, &random)
        let one = DerivedResult.standard([recording(jumps, .cmj), recording(pulls, .imtp)])
        let other = DerivedResult.standard([recording(mirror(jumps), .cmj), recording(mirror(pulls), .imtp)])
        #expect(one.map(\.id) == ["dsi"] && other.map(\.id) == ["dsi"])
        #expect(one[0].left == other[0].right && one[0].right == other[0].left)
        #expect(one[0].both == other[0].both)
        #expect(try #require(one[0].asymmetry?.value) == -(try #require(other[0].asymmetry?.value)))
        #expect(one[0].cvLeft == other[0].cvRight)
        let scaled = DerivedResult.standard([
            recording(jumps.map { ($0.0 * 2, $0.1 * 2) }, .cmj), recording(pulls.map { ($0.0 * 2, $0.1 * 2) }, .imtp),
        ])
        #expect(scaled[0].left == one[0].left)
        #expect(scaled[0].asymmetry?.value == one[0].asymmetry?.value)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func oneTrialCannotSay(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for index in PairIndex.allCases {
            for rule in SetRule.allCases {
                let roles = PairRoles(dominant: .left, involved: .right)
                let settings = AnalysisSettings(
                    comparing: SymmetrySettings(index: index, roles: roles, rule: rule))
                let summary = MadeTrials.forces(MadeTrials.pairs(1, &random), settings: settings).summary
                #expect(!summary.isEmpty)
                for metric in summary {
                    #expect(metric.verdict == nil || metric.verdict == .cannotSay, "\(index) \(rule) \(metric.id)")
                    #expect(metric.interval == nil)
                }
            }
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func anIntervalWidensWithTheUncertaintyOfTheGain(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pairs = MadeTrials.pairs(4, &random)
        for index in [PairIndex.symmetryIndex, .percentageDifference, .gaitAsymmetry, .normalized, .difference] {
            var width = 0.0
            for gain in [0, 0.001, 0.01, 0.03] {
                var settings = AnalysisSettings(gainUncertainty: [.left: gain, .right: gain])
                settings.symmetry.index = index
                let interval = try #require(try peak(MadeTrials.forces(pairs, settings: settings).summary).interval)
                let next = interval.upperBound - interval.lowerBound
                #expect(next > width, "\(index) \(gain) seed \(seed)")
                width = next
            }
        }
    }
}
