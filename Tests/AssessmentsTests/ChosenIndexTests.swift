import Assessments
import SignalCore
import Statistics
import Symmetry
import TestSupport
import Testing

/// Chosen index, declared roles, set rule and known typical errors.
@Suite struct ChosenIndexTests {
    private let five: [(Double, Double)] = [(540, 600), (552, 588), (531, 612), (545, 597), (548, 605)]

    private func peak(_ symmetry: SymmetrySettings, _ pairs: [(Double, Double)]? = nil) throws -> MetricSummary {
        let result = MadeTrials.forces(pairs ?? five, settings: AnalysisSettings(comparing: symmetry))
        return try #require(result.summary.first { $0.id == "peakForce" })
    }

    @Test func everyIndexOfTheMeans() throws {
        let roles = PairRoles(dominant: .right, involved: .left)
        for index in PairIndex.allCases where index != .normalized && index != .weightedUniversal {
            let summary = try peak(SymmetrySettings(index: index, roles: roles))
            let asymmetry = try #require(summary.asymmetry)
            #expect(asymmetry.index == index.rawValue)
            let expected = index.formula(left: 543.2, right: 600.4, roles: roles)
            #expect(abs(try #require(asymmetry.value) - expected) < 1e-9, "\(index)")
            #expect(asymmetry.larger == .right, "\(index)")
            #expect(summary.verdict == .clear, "\(index)")
            #expect(try #require(summary.interval).contains(expected), "\(index)")
            #expect(asymmetry.unit == (index == .universal ? "" : index == .difference ? "N" : "%"))
        }
    }

    @Test func indicesOfTheTrialsThemselves() throws {
        let vectors = try Vectors()
        let pairs: [(Double, Double)] = [(520, 590), (540, 600), (560, 610)]
        let normalized = try peak(SymmetrySettings(index: .normalized), pairs)
        #expect(vectors["A.NSI"]["NSI"].matches(try #require(normalized.asymmetry?.value)))
        let weighted = try peak(SymmetrySettings(index: .weightedUniversal), pairs)
        #expect(vectors["A.wUSI"]["wUSI"].matches(try #require(weighted.asymmetry?.value)))
        #expect(weighted.asymmetry?.index == "wUSI")
        // One trial has no spread to weight by: it shows the index without its weight, by that name.
        let trial = MadeTrials.forces(
            pairs, settings: AnalysisSettings(comparing: SymmetrySettings(index: .weightedUniversal))
        ).trials[1]
        #expect(trial.metric("peakForce")?.asymmetry?.index == "USI")
        #expect(vectors["A.wUSI"]["USI"].matches(try #require(trial.metric("peakForce")?.asymmetry?.value)))
    }

    @Test func sharesAndTimesKeepTheirOwn() throws {
        let settings = AnalysisSettings(comparing: SymmetrySettings(index: .percentageDifference))
        let result = MadeTrials.forces(five, settings: settings)
        #expect(result.summary.first { $0.id == "share" }?.asymmetry?.index == "share")
        #expect(result.summary.first { $0.id == "meanForce" }?.asymmetry?.index == "PD")
        for (index, expected) in [(PairIndex.percentageDifference, "diff"), (.normalized, "NSI")] {
            let trial = RecordingAnalysis.analyzeTrial(
                ReferenceSignals.pull(leftShare: 0.45), index: 1, kept: true, test: .iso, weighing: nil,
                settings: AnalysisSettings(comparing: SymmetrySettings(index: index)))
            #expect(trial.metric("timeToPeak")?.asymmetry?.index == expected)
            #expect(trial.metric("peakForce")?.asymmetry?.index == index.rawValue)
        }
    }

    @Test func aRoleIndexWithoutItsRoleIsNotDefined() throws {
        for index in [PairIndex.limbSymmetry, .limbDeficit, .limbInverse, .asymmetryIndex] {
            let symmetry = SymmetrySettings(index: index)
            #expect(symmetry.missingRole == index.neededRole)
            let summary = try peak(symmetry)
            #expect(summary.asymmetry?.value == nil)
            #expect(summary.asymmetry?.status == .undefined)
            #expect(summary.verdict == .cannotSay)
            #expect(summary.left != nil)
        }
        #expect(SymmetrySettings(index: .limbSymmetry, roles: PairRoles(dominant: .left)).missingRole == .none)
        #expect(SymmetrySettings(index: .limbDeficit, roles: PairRoles(involved: .left)).missingRole == .dominant)
        #expect(SymmetrySettings().missingRole == .none)
    }

    @Test func theRuleOfTheSet() throws {
        let median = try peak(SymmetrySettings(rule: .median))
        #expect(median.rule == "median")
        #expect(median.left == 545)
        #expect(median.right == 600)
        #expect(median.verdict == .clear)
        let best = try peak(SymmetrySettings(index: .percentageDifference, rule: .best))
        #expect(best.rule == "best")
        #expect(try Vectors()["A.stats"]["PD_best"].matches(try #require(best.asymmetry?.value)))
        // No interval of a best trial is honest.
        #expect(best.interval == nil)
        #expect(best.verdict == .cannotSay)
        #expect(try #require(best.reason).contains("best trial"))
        // Neither end of a share is the better one.
        let result = MadeTrials.forces(five, settings: AnalysisSettings(comparing: SymmetrySettings(rule: .best)))
        #expect(result.summary.first { $0.id == "share" }?.rule == "mean")
    }

    @Test func shortTimesAreTheBetterOnes() throws {
        let settings = AnalysisSettings(comparing: SymmetrySettings(rule: .best))
        let trials = [0.21, 0.18, 0.25].map {
            MadeTrials.trial(["contactTime": .init($0)], test: .dj, settings: settings)
        }
        let set = SetResult.all(
            [1, 2].map { MadeTrials.recording(trials, test: .dj, id: "\($0)", settings: settings) })
        #expect(set.first?.summary.first { $0.id == "contactTime" }?.both == 0.18)
    }

    @Test func knownTypicalErrorOfTheLogRatio() throws {
        let error = try #require(KnownError(typicalError: 0.02, degreesOfFreedom: 40))
        func known(_ test: TestID) -> SymmetrySettings {
            SymmetrySettings(
                reliability: [
                    KnownReliability(test: test, metric: "peakForce", error: .logRatio(error), source: "our squad 2026")
                ])
        }
        // A single trial can be judged where its error is known (design, *A single trial…*).
        let one = try peak(known(.free), [(540, 600)])
        #expect(one.verdict == .clear)
        #expect(one.interval == nil)
        let band = try #require(one.band)
        #expect(band.scale == .logRatio)
        #expect(abs(band.halfWidth - 1.959963984540054 * 0.02) < 1e-12)
        #expect(try #require(one.reason).contains("our squad 2026"))
        let near = try peak(known(.free), [(540, 555)])
        #expect(near.verdict == .withinNoise)
        #expect(try #require(near.reason).contains("cannot be told apart from measurement noise"))
        // An error of another test says nothing.
        let other = try peak(known(.cmj), [(540, 600)])
        #expect(other.verdict == .cannotSay)
        #expect(other.band == nil)
        let table = ResultsDocument(
            software: "b",
            recordings: [MadeTrials.forces([(540, 600)], settings: AnalysisSettings(comparing: known(.free)))]
        ).table(all: false)
        #expect(table.contains("5.3 % right, clear: 1 trial; outside the noise band of the known typical error"))
        // Three trials narrow the band and have an interval beside it.
        let three = try peak(known(.free), Array(five.prefix(3)))
        #expect(abs(try #require(three.band).halfWidth - band.halfWidth / 3.0.squareRoot()) < 1e-12)
        #expect(three.interval != nil)
        let text = ResultsDocument(
            software: "b", recordings: [MadeTrials.forces(five, settings: AnalysisSettings(comparing: known(.free)))]
        ).json()
        #expect(text.contains(#""noise_band": {"scale": "logRatio", "half_width": 0.01753"#))
    }

    @Test func errorsOfLimbsAreForLimbsAlone() throws {
        let error = try #require(KnownError(typicalError: 16.367142))
        let entry = KnownReliability(
            test: .pull, metric: "peakForce", error: .limbs(left: error, right: error), source: "A.7-4")
        let settings = AnalysisSettings(comparing: SymmetrySettings(reliability: [entry]))
        let alone = five.flatMap { pair in
            [
                MadeTrials.trial(["peakForce": .init(nil, pair.0)], test: .pull, limb: .left, settings: settings),
                MadeTrials.trial(["peakForce": .init(nil, nil, pair.1)], test: .pull, limb: .right, settings: settings),
            ]
        }
        let recording = MadeTrials.recording(alone, test: .pull, id: "1", settings: settings)
        let second = MadeTrials.recording([], test: .pull, id: "2", settings: settings)
        let set = try #require(SetResult.all([recording, second]).first)
        let peak = try #require(set.summary.first { $0.id == "peakForce" })
        // The worked band of formulas A.7-4.
        #expect(abs(try #require(peak.band).halfWidth - 20.289) < 5e-4)
        #expect(peak.band?.scale == .unit)
        #expect(peak.asymmetry?.index == "PD")
        #expect(peak.verdict == .clear)
        let together = five.map {
            MadeTrials.trial(["peakForce": .init(nil, $0.0, $0.1)], test: .pull, settings: settings)
        }
        let both = try #require(
            SetResult.all([
                MadeTrials.recording(together, test: .pull, id: "1", settings: settings),
                MadeTrials.recording([], test: .pull, id: "2", settings: settings),
            ]).first?.summary.first { $0.id == "peakForce" })
        #expect(both.band == nil)
        #expect(both.verdict == .clear)
    }

    @Test func viewsByRole() throws {
        func table(_ symmetry: SymmetrySettings) -> String {
            ResultsDocument(
                software: "b", recordings: [MadeTrials.forces(five, settings: AnalysisSettings(comparing: symmetry))]
            ).table(all: false)
        }
        let roles = PairRoles(dominant: .right, involved: .left)
        let plain = table(SymmetrySettings(roles: roles))
        #expect(plain.contains("dominant right · involved left"))
        #expect(plain.contains("5.0 % right (dominant +5.0 %; involved = 90.5 % of uninvolved, 543.2 N of 600.4 N)"))
        let mirrored = table(SymmetrySettings(roles: PairRoles(dominant: .left)))
        #expect(mirrored.contains("(dominant −5.0 %)"))
        let limb = table(SymmetrySettings(index: .limbSymmetry, roles: roles))
        #expect(limb.contains("involved (left) = 90.5 % of uninvolved (543.2 N of 600.4 N) ["))
        let deficit = table(SymmetrySettings(index: .limbDeficit, roles: PairRoles(dominant: .left)))
        #expect(deficit.contains("non-dominant (right) 10.5 % over dominant"))
        let inverse = table(SymmetrySettings(index: .limbInverse, roles: roles))
        #expect(inverse.contains("dominant (right) = 110.5 % of non-dominant"))
        let signed = table(SymmetrySettings(index: .asymmetryIndex, roles: PairRoles(dominant: .left)))
        #expect(signed.contains("dominant (left) −10.0 %"))
        // Nothing declared, nothing said of roles.
        #expect(!table(SymmetrySettings()).contains("dominant"))
    }

    @Test func theDocumentCarriesWhatWasChosen() throws {
        let symmetry = SymmetrySettings(
            index: .limbSymmetry, roles: PairRoles(dominant: .right, involved: .left), rule: .median)
        let text = ResultsDocument(
            software: "b", recordings: [MadeTrials.forces(five, settings: AnalysisSettings(comparing: symmetry))]
        ).json()
        #expect(
            text.contains(
                #""index": "LSI1", "rule": "median", "roles": {"dominant": "right", "involved": "left"}"#))
        let plain = ResultsDocument(software: "b", recordings: [MadeTrials.forces(five)]).json()
        #expect(!plain.contains("roles") && !plain.contains("noise_band"))
    }
}
