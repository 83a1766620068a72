import Assessments
import SignalCore
import Simulation
import Testing

/// Events that somebody moves by hand decide the values behind them.
@Suite struct MovedEventTests {
    private func analyze(
        _ activity: PersonSettings.Activity, _ test: TestID, moved: [String: Int] = [:]
    ) throws -> TrialResult {
        var settings = PersonSettings(activity)
        settings.asymmetry = 6
        settings.stepOn = 0
        let record = VirtualPerson(settings).record(rate: 1000)
        var weighing: Weighing?
        let analysis = AnalysisSettings()
        if test.isWeighed { weighing = RecordingAnalysis.findWeighing(record, test: test, settings: analysis) }
        let window = try #require(
            RecordingAnalysis.findTrials(record, test: test, weighing: weighing, settings: analysis).first)
        return RecordingAnalysis.analyzeTrial(
            record.slice(window.window), index: 1, kept: true, test: test, weighing: weighing, settings: analysis,
            moved: moved)
    }

    @Test(arguments: [(PersonSettings.Activity.cmj, TestID.cmj), (.sj, .sj)])
    func flightTimeFollowsTheMovedEnds(activity: PersonSettings.Activity, test: TestID) throws {
        let own = try analyze(activity, test)
        let takeoff = try #require(own.event("takeoff"))
        let landing = try #require(own.event("landing"))
        let moved = try analyze(activity, test, moved: ["takeoff": takeoff + 10, "landing": landing - 20])
        #expect(moved.event("takeoff") == takeoff + 10)
        #expect(moved.event("landing") == landing - 20)
        let before = try #require(own.metric("flightTime")?.both)
        let after = try #require(moved.metric("flightTime")?.both)
        #expect(abs(before - after - 0.030) < 1e-9)
        #expect(moved.reasons.contains("eventMoved"))
        #expect(!own.reasons.contains("eventMoved"))
    }

    @Test func timeToTakeoffFollowsTheMovedOnset() throws {
        let own = try analyze(.cmj, .cmj)
        let onset = try #require(own.event("onset"))
        let moved = try analyze(.cmj, .cmj, moved: ["onset": onset - 50])
        let before = try #require(own.metric("timeToTakeoff")?.both)
        let after = try #require(moved.metric("timeToTakeoff")?.both)
        #expect(abs(after - before - 0.050) < 1e-9)
    }

    @Test func earlyForceFollowsTheMovedOnsetOfAPull() throws {
        let own = try analyze(.imtp, .imtp)
        let onset = try #require(own.event("onset"))
        let moved = try analyze(.imtp, .imtp, moved: ["onset": onset + 50])
        let later = try #require(moved.metric("f100")?.both)
        #expect(later == own.metric("f150")?.both)
    }

    @Test func whatCannotBeIsLeftAloneAndSaid() throws {
        let own = try analyze(.cmj, .cmj)
        let landing = try #require(own.event("landing"))
        let moved = try analyze(.cmj, .cmj, moved: ["onset": landing + 5, "knee": 3])
        #expect(moved.event("onset") == own.event("onset"))
        #expect(moved.reasons.contains("moveIgnored"))
        #expect(moved.metric("jumpHeightIM")?.both == own.metric("jumpHeightIM")?.both)
        #expect(try analyze(.cmj, .cmj, moved: ["knee": 3]) == own)
    }
}
