import Assessments
import SignalCore
import Symmetry
import Testing

/// External load: the weighed system and the person stay apart everywhere.
@Suite struct LoadTests {
    private func analyze(_ load: Double, _ test: TestID = .cmj) -> RecordingResult {
        let info = RecordingInfo(id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))
        var settings = AnalysisSettings(gravity: 9.81)
        settings.loadKilograms = load
        let record = test == .cmj ? ReferenceSignals.jump() : ReferenceSignals.pull(leftShare: 0.45)
        return RecordingAnalysis.analyze(
            record, info: info, test: test, weighing: 0...999, settings: settings)
    }

    private func value(_ result: RecordingResult, _ id: String) throws -> Double {
        try #require(result.trials.first?.metric(id)?.both)
    }

    @Test(arguments: [TestID.cmj, .imtp])
    func aBarChangesTheMassOfThePersonOnly(_ test: TestID) throws {
        let free = analyze(0, test)
        let bar = analyze(40, test)
        let system = try value(free, "mass")
        #expect(try value(free, "bodyMass") == system)
        #expect(try value(bar, "mass") == system)
        #expect(abs(try value(bar, "bodyMass") - (system - 40)) < 1e-9)
        #expect(abs(try #require(bar.bodyMass) - (system - 40)) < 1e-9)
        #expect(try value(bar, "bw") == value(free, "bw"))
        // By kilogram of the person, and by the weight of the system.
        #expect(abs(try value(bar, "peakForcePerKg") - value(bar, "peakForce") / (system - 40)) < 1e-9)
        #expect(abs(try value(free, "peakForcePerKg") - value(free, "peakForce") / system) < 1e-9)
        #expect(try value(bar, "peakForcePerBW") == value(free, "peakForcePerBW"))
        let limb = try #require(bar.trials.first?.metric("peakForcePerKg"))
        let peak = try #require(bar.trials.first?.metric("peakForce"))
        #expect(abs(try #require(limb.left) - (try #require(peak.left)) / (system - 40)) < 1e-9)
        #expect(
            abs(try #require(limb.asymmetry?.value) - (try #require(peak.asymmetry?.value))) < 1e-9)
    }

    @Test func motionIsThatOfTheSystem() throws {
        for id in ["jumpHeightIM", "vTO", "peakPower", "rsiMod", "depth"] {
            #expect(try value(analyze(0), id) == value(analyze(40), id), "\(id)")
        }
    }

    @Test func everyMetricPerKilogramFollowsTheRule() throws {
        let free = try #require(analyze(0).trials.first)
        let bar = try #require(analyze(40).trials.first)
        let ratio = try value(analyze(0), "mass") / value(analyze(40), "bodyMass")
        var count = 0
        for definition in MetricCatalogue.metrics(of: .cmj) where definition.unit.hasSuffix("/kg") {
            guard let a = free.metric(definition.id)?.both, let b = bar.metric(definition.id)?.both else { continue }
            count += 1
            #expect(abs(b / a - ratio) < 1e-9, "\(definition.id)")
        }
        #expect(count > 0)
    }

    @Test func aLoadThatWasNotWeighedIsNoNegativePerson() throws {
        let result = analyze(100)
        #expect(result.bodyMass == nil)
        let trial = try #require(result.trials.first)
        #expect(trial.metric("bodyMass")?.both == nil)
        #expect(trial.metric("bodyMass")?.status == .undefined)
        #expect(trial.metric("peakForcePerKg")?.status == .undefined)
        #expect(trial.metric("peakForcePerKg")?.left == nil)
        #expect(trial.metric("peakForcePerBW")?.both != nil)
    }
}
