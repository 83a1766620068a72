import Assessments
import SignalCore
import Simulation
import Statistics
import Symmetry
import Testing

/// Whatever is recorded, analysis answers: a status with every value, and no verdict without enough trials.
@Suite struct RoughRecordTests {
    private func expectHonest(_ result: RecordingResult, _ what: String) {
        for metric in result.trials.flatMap(\.metrics) {
            let values = [metric.both, metric.left, metric.right, metric.asymmetry?.value].compactMap(\.self)
            #expect(!values.contains { !$0.isFinite }, "\(what) \(metric.id)")
            if !metric.status.carriesValue {
                #expect(metric.both == nil && metric.left == nil && metric.right == nil, "\(what) \(metric.id)")
            }
            if let index = metric.asymmetry, !index.status.carriesValue {
                #expect(index.value == nil && index.larger == nil, "\(what) \(metric.id) \(index.status)")
            }
        }
        for summary in result.summary where summary.verdict == .clear {
            #expect(summary.count >= 3 && summary.interval != nil, "\(what) \(summary.id)")
        }
    }

    @Test(arguments: TestID.allCases, [60.0, 100, 240, 500, 1000, 2000, 10_000])
    func everyRateIsAnalysed(_ test: TestID, rate: Double) throws {
        var random = try #require(RandomPerson(test, seed: 5, number: Int(rate)))
        random.settings.repetitions = 1
        random.settings.ringing = 40
        random.settings.drift = -5
        let record = random.person.record(rate: rate, noise: 0.5, seed: random.seed, quantum: 1)
        let result = RecordingAnalysis.analyze(record, info: .virtual, test: test, settings: random.analysis)
        expectHonest(result, "\(test) at \(rate)")
        #expect(
            result.trials.contains { $0.status.carriesValue }, "\(test) at \(rate): \(result.trials.map(\.reasons))")
    }

    @Test(arguments: TestID.allCases) func recordingsCutAnywhereAreAnalysed(_ test: TestID) throws {
        let random = try #require(RandomPerson(test, seed: 9, number: 1))
        let whole = random.person.record(rate: 250, noise: 0.5, seed: random.seed)
        var chance = SplitMix64(seed: 3)
        for _ in 0..<20 {
            let a = chance.index(whole.count)
            let b = chance.index(whole.count)
            let cut = whole.slice(min(a, b)...max(a, b))
            expectHonest(
                RecordingAnalysis.analyze(cut, info: .virtual, test: test, settings: random.analysis), "\(test)")
            let moved = ForceRecord(rate: cut.rate, left: cut.left, right: cut.right)
            expectHonest(
                RecordingAnalysis.analyze(moved, info: .virtual, test: test, settings: random.analysis), "\(test)")
        }
    }

    /// What people do beside the test does not pass unseen.
    @Test func aHoldThatGivesWayIsNoSquatJump() {
        var settings = PersonSettings(.sj)
        settings.countermovement = 0.25
        let result = RecordingAnalysis.analyze(
            VirtualPerson(settings).record(rate: 1000, noise: 0.5), info: .virtual, test: .sj)
        #expect(result.trials.count == 1)
        #expect(result.trials.first?.reasons.contains("countermovement") == true)
        #expect(result.trials.first?.status == .lowQuality)
    }

    @Test func aLandingWithABounceIsNotHeldStill() throws {
        var settings = PersonSettings(.lah)
        let calm = VirtualPerson(settings)
        settings.secondContact = true
        let bounced = VirtualPerson(settings)
        func result(_ person: VirtualPerson) -> RecordingResult {
            RecordingAnalysis.analyze(person.record(rate: 1000, noise: 0.5), info: .virtual, test: .lah)
        }
        #expect(result(calm).trials.map(\.reasons) == [[]])
        #expect(result(bounced).trials.count == 1)
        let reasons = try #require(result(bounced).trials.first?.reasons)
        #expect(reasons.contains("notHeld"))
    }

    @Test(arguments: [TestID.cmjr, .slcmj]) func aRestlessMomentIsNoOnset(_ test: TestID) throws {
        var settings = try #require(PersonSettings.Activity(rawValue: test.rawValue).map { PersonSettings($0) })
        settings.fidget = 30
        let person = VirtualPerson(settings)
        let result = RecordingAnalysis.analyze(person.record(rate: 1000, noise: 0.5), info: .virtual, test: test)
        #expect(result.trials.count == person.truth.trials.count)
        for (trial, truth) in zip(result.trials, person.truth.trials) {
            let onset = try #require(trial.event("onset"))
            #expect(abs(Double(onset) / 1000 - truth.onset) < 0.05)
        }
    }

    @Test(arguments: [TestID.sj, .dj, .cmjr, .hops, .slcmj, .sldj]) func aRingingPlateMovesNoTakeoff(_ test: TestID)
        throws
    {
        var settings = try #require(PersonSettings.Activity(rawValue: test.rawValue).map { PersonSettings($0) })
        settings.ringing = 120
        let person = VirtualPerson(settings)
        let result = RecordingAnalysis.analyze(person.record(rate: 1000, noise: 0.5), info: .virtual, test: test)
        #expect(result.trials.count == person.truth.trials.count)
        for (trial, truth) in zip(result.trials, person.truth.trials) {
            let takeoff = try #require(trial.event("takeoff"))
            // Ringing for half a period at 70 Hz holds the force over 20 N.
            #expect(abs(Double(takeoff) / 1000 - (truth.takeoff ?? .nan)) < 0.009)
        }
    }
}
