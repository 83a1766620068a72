import Assessments
import Foundation
import SignalCore
import Symmetry
import TestSupport
import Testing

/// What needs two tests.
@Suite struct DerivedTests {
    private func one(
        _ test: TestID, _ metrics: [String: MadeTrials.Values], athlete: String? = "A-1", load: Double = 0,
        limb: Side? = nil, source: String = "x.csv", settings: AnalysisSettings = AnalysisSettings()
    ) -> RecordingResult {
        var settings = settings
        settings.loadKilograms = load
        return MadeTrials.recording(
            [MadeTrials.trial(metrics, test: test, limb: limb, settings: settings)], test: test, source: source,
            athlete: athlete, settings: settings)
    }

    @Test func dynamicStrengthIndex() throws {
        let jump = one(.cmj, ["peakForce": .init(1750, 920, 830)])
        let pull = one(.imtp, ["peakForce": .init(2500, 1300, 1250)])
        let derived = DerivedResult.standard([jump, pull])
        let result = try #require(derived.first)
        #expect(derived.count == 1)
        #expect(result.id == "dsi")
        #expect(result.both?.value == 1750.0 / 2500)
        #expect(result.left?.value == 920.0 / 1300)
        #expect(result.right?.value == 830.0 / 1250)
        let expected = PairIndex.percentageDifference.formula(left: 920.0 / 1300, right: 830.0 / 1250)
        #expect(result.asymmetry?.value == expected)
        #expect(result.asymmetry?.larger == .left)
        #expect(result.numerator.test == .cmj)
        #expect(result.denominator.both == 2500)
        #expect(result.cvBoth == nil)
        // Order in the call does not matter, and the squat jump is a jump too.
        #expect(DerivedResult.standard([pull, jump]).map(\.id) == ["dsi"])
        #expect(DerivedResult.standard([pull, jump, one(.sj, ["peakForce": .init(1700, 880, 820)])]).count == 2)
        // Another athlete, nobody, or another load: no pair.
        var other = pull
        other.info.athlete = "A-2"
        #expect(DerivedResult.standard([jump, other]).isEmpty)
        let nobody = [
            one(.cmj, ["peakForce": .init(1750)], athlete: nil), one(.imtp, ["peakForce": .init(2500)], athlete: nil),
        ]
        #expect(DerivedResult.standard(nobody).isEmpty)
        #expect(DerivedResult.standard(nobody, unnamedAreOne: true).map(\.id) == ["dsi"])
        #expect(DerivedResult.standard([one(.cmj, ["peakForce": .init(1750)], load: 20), pull]).isEmpty)
    }

    @Test func stretchUseByOneHeightMethodEach() throws {
        let with = one(.cmj, ["jumpHeightIM": .init(0.36), "jumpHeightFT": .init(0.37)])
        let without = one(.sj, ["jumpHeightIM": .init(0.32)])
        let results = DerivedResult.standard([with, without])
        #expect(results.map(\.id) == ["eur", "preStretch"])
        #expect(results.allSatisfy { $0.numerator.metric == $0.denominator.metric })
        #expect(abs(try #require(results[0].both?.value) - 1.125) < 1e-12)
        #expect(abs(try #require(results[1].both?.value) - 12.5) < 1e-9)
        #expect(results[1].unit == "%")
        #expect(results[0].asymmetry == nil)
    }

    @Test func bilateralIndexOfTwoTests() throws {
        let both = one(.cmj, ["peakForce": .init(1900, 980, 920), "jumpHeightIM": .init(0.36)])
        let left = one(.slcmj, ["peakForce": .init(nil, 1000), "jumpHeightIM": .init(nil, 0.2)], limb: .left)
        let right = one(
            .slcmj, ["peakForce": .init(nil, nil, 1100), "jumpHeightIM": .init(nil, nil, 0.19)], limb: .right)
        let results = DerivedResult.standard([both, left, right])
        #expect(results.map(\.id) == ["bli", "bilateralDeficit", "bli", "bilateralDeficit"])
        let force = try #require(results.first { $0.id == "bli" && $0.numerator.metric == "peakForce" })
        #expect(try Vectors()["A.BLI"].matches(try #require(force.both?.value)))
        let deficit = try #require(results.first { $0.id == "bilateralDeficit" && $0.numerator.metric == "peakForce" })
        #expect(deficit.both?.value == force.both?.value.map { -$0 })
        #expect(force.formula.contains("negative = bilateral deficit"))
        #expect(deficit.formula.contains("positive = deficit"))
        let height = try #require(results.first { $0.numerator.metric == "jumpHeightIM" })
        let heights = try #require(height.both?.value)
        let expected = 100 * 0.36 / 0.39 - 100
        #expect(abs(heights - expected) < 1e-9)
        #expect(DerivedResult.standard([both, left]).isEmpty)
    }

    @Test func bilateralIndexOfOneDynamometry() throws {
        let trials = [
            MadeTrials.trial(["peakForce": .init(700, 360, 340)], test: .grip),
            MadeTrials.trial(["peakForce": .init(nil, 400)], test: .grip, limb: .left),
            MadeTrials.trial(["peakForce": .init(nil, nil, 380)], test: .grip, limb: .right),
        ]
        // One recording is one person's, named or not.
        let results = DerivedResult.standard([MadeTrials.recording(trials, test: .grip, athlete: nil)])
        #expect(results.map(\.id) == ["bli", "bilateralDeficit"])
        let value = try #require(results[0].both?.value)
        let expected: Double = 100 * 700 / 780 - 100
        #expect(abs(value - expected) < 1e-9)
        let weak = [
            MadeTrials.trial(["peakForce": .init(8, 4, 4)], test: .grip),
            MadeTrials.trial(["peakForce": .init(nil, 4)], test: .grip, limb: .left),
            MadeTrials.trial(["peakForce": .init(nil, nil, 4)], test: .grip, limb: .right),
        ]
        let none = DerivedResult.standard([MadeTrials.recording(weak, test: .grip)])
        #expect(none.first?.both == PairValue(value: nil, status: .belowFloor))
    }

    @Test func theWorkedRatios() throws {
        let vectors = try Vectors()
        for (task, above, below, key) in [
            (TaskRatio.hamstringQuadriceps, 120.0, 200.0, "A.HQ"),
            (.functionalHamstringQuadriceps, 170, 200, "A.DCR"), (.adductionAbduction, 320, 340, "A.ADAB"),
        ] {
            let recordings = [
                one(.iso, ["peakForceNet": .init(nil, above, above)]),
                one(.iso, ["peakForceNet": .init(nil, below, below)]),
            ]
            let result = try NamedRatio(task: task, numerator: [0], denominator: [1]).evaluate(recordings)
            #expect(vectors[key].matches(try #require(result.left?.value)), "\(key)")
            #expect(result.asymmetry?.value == 0)
            #expect(result.asymmetry?.larger == LargerSide.none)
            #expect(result.both == nil)
            #expect(result.notes.contains { $0.contains("force ratio") })
        }
    }

    @Test func ratiosCombineVariation() throws {
        func recording(_ left: [Double], _ right: [Double]) -> RecordingResult {
            MadeTrials.recording(
                zip(left, right).map { MadeTrials.trial(["peakForceNet": .init(nil, $0, $1)], test: .iso) }, test: .iso)
        }
        let h = recording([118, 120, 122], [100, 101, 102])
        let q = recording([196, 200, 204], [199, 200, 201])
        let result = try NamedRatio(task: .hamstringQuadriceps, numerator: [0], denominator: [1]).evaluate([h, q])
        let (a, b) = (100 * 2.0 / 120, 100 * 4.0 / 200)
        #expect(abs(try #require(result.cvLeft) - (a * a + b * b).squareRoot()) < 1e-9)
        #expect(result.cvBoth == nil)
        #expect(abs(try #require(result.right?.value) - 0.505) < 1e-12)
        #expect(result.asymmetry?.larger == .left)
        #expect(result.numerator.count == 3)
    }

    @Test func torqueBeforeForce() throws {
        let arm = AnalysisSettings(leverArm: 0.4)
        let recordings = [48.0, 80].map {
            one(
                .iso, ["peakForceNet": .init(nil, $0 / 0.4, $0 / 0.4), "peakTorque": .init(nil, $0, $0)], settings: arm)
        }
        let torque = try NamedRatio(task: .hamstringQuadriceps, numerator: [0], denominator: [1]).evaluate(recordings)
        #expect(torque.numerator.metric == "peakTorque")
        #expect(torque.notes.isEmpty)
        let force = try NamedRatio(
            task: .hamstringQuadriceps, metric: "peakForceNet", numerator: [0], denominator: [1]
        ).evaluate(recordings)
        #expect(force.numerator.metric == "peakForceNet")
        #expect(abs(try #require(force.left?.value) - 0.6) < 1e-12)
    }

    @Test func whatCannotBeFormedSaysWhy() throws {
        let good = one(.iso, ["peakForceNet": .init(nil, 120, 110)])
        let task = TaskRatio.hamstringQuadriceps
        func problem(_ recordings: [RecordingResult], _ above: [Int], _ below: [Int], metric: String? = nil) -> String {
            do throws(RatioError) {
                _ = try NamedRatio(task: task, metric: metric, numerator: above, denominator: below)
                    .evaluate(recordings)
                return ""
            } catch { return error.description }
        }
        #expect(problem([good], [0], [0]) == "")
        #expect(problem([good], [0], [7]).contains("no recording is named for quadriceps concentric"))
        #expect(
            problem([good, one(.iso, ["peakForceNet": .init(nil, 1, 1)], athlete: "A-2")], [0], [1]).contains(
                "A-1 and A-2"))
        #expect(
            problem([good, one(.grip, ["peakForceNet": .init(nil, 1, 1)])], [0, 1], [0]).contains("different tests"))
        #expect(problem([good, MadeTrials.recording([], test: .iso)], [0], [1]).contains("no trial for quadriceps"))
        #expect(problem([good], [0], [0], metric: "rsi").contains("do not both have rsi"))
        // A denominator under the floor is no zero and no ratio.
        let weak = one(.iso, ["peakForceNet": .init(nil, 3, 200)])
        let result = try NamedRatio(task: task, numerator: [0], denominator: [1]).evaluate([good, weak])
        #expect(result.left == PairValue(value: nil, status: .belowFloor))
        #expect(result.right?.value == 0.55)
        #expect(result.asymmetry?.value == nil)
        #expect(result.asymmetry?.status == .belowFloor)
    }

    @Test func whatIsWithheldStaysSo() throws {
        let hidden = AnalysisSettings(withheld: .sidesUnconfirmed)
        let recordings = [
            one(.iso, ["peakForceNet": .init(nil, 120, 110)], settings: hidden),
            one(.iso, ["peakForceNet": .init(nil, 200, 210)]),
        ]
        let result = try NamedRatio(task: .hamstringQuadriceps, numerator: [0], denominator: [1]).evaluate(recordings)
        #expect(result.asymmetry?.value == nil)
        #expect(result.asymmetry?.status == .sidesUnconfirmed)
    }

    @Test func inEveryForm() throws {
        let document = ResultsDocument(
            software: "b",
            recordings: [
                one(.cmj, ["peakForce": .init(1750, 920, 830)], source: "j.csv"),
                one(.imtp, ["peakForce": .init(2500, 1300, 1250)], source: "p.csv"),
            ])
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(document.json().utf8)) as? [String: Any])
        let derived = try #require((object["derived"] as? [[String: Any]])?.first)
        #expect(derived["id"] as? String == "dsi")
        #expect(derived["both"] as? Double == 0.7)
        #expect(derived["status_both"] as? String == "ok")
        #expect((derived["numerator"] as? [String: Any])?["left"] as? Double == 920)
        #expect((derived["denominator"] as? [String: Any])?["recordings"] as? [String] == ["p.csv"])
        #expect((derived["asymmetry"] as? [String: Any])?["larger"] as? String == "left")
        let csv = document.csv()
        #expect(csv.contains(",A-1,cmj:imtp,,dsi,both,0.7,1,ok,peakForce/peakForce,,,,,1,,,bilanx,b\n"))
        let table = document.table(all: false)
        #expect(table.contains("dynamic strength index (dsi), athlete A-1: 0.70"))
        #expect(table.contains("1750.0 N, 920.0 N left, 830.0 N right (1 trial)"))
    }
}
