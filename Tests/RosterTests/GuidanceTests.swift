import Foundation
import Recordings
import SignalCore
import Symmetry
import Testing

@testable import Roster

@Suite("Guidance after a difference")
struct GuidanceTests {
    private static let sound = GuidanceFacts(
        test: "cmj", metric: "peakForce", date: "2026-11-22", difference: -9.53, verdict: .clear, weaker: .right,
        noiseBand: 3.25, trials: [.left: 3, .right: 3], check: .passed, age: 27)

    private func kinds(_ change: (inout GuidanceFacts) -> Void) -> [GuidanceRefusal.Kind] {
        var facts = Self.sound
        change(&facts)
        guard case .refused(let reasons) = Guidance(facts) else { return [] }
        #expect(reasons.allSatisfy { $0.sentence.hasSuffix(".") && $0.remedy.hasSuffix(".") })
        return reasons.map(\.kind)
    }

    @Test("Only where every condition holds is something said; each that fails is named")
    func conditions() {
        #expect(kinds { _ in } == [])
        #expect(kinds { $0.verdict = .withinNoise } == [.withinNoise])
        #expect(kinds { $0.verdict = .cannotSay } == [.cannotSay])
        #expect(kinds { $0.verdict = nil } == [.cannotSay])
        #expect(kinds { $0.difference = nil } == [.noDifference])
        #expect(kinds { $0.weaker = nil } == [.noDifference])
        #expect(kinds { $0.trials = [.left: 3, .right: 2] } == [.fewTrials])
        #expect(kinds { $0.trials = [.left: 3] } == [.fewTrials])
        #expect(kinds { $0.flags = ["trial 2: gap"] } == [.flagged])
        for check in [GuidanceFacts.Check.failed, .expired, .never] {
            #expect(kinds { $0.check = check } == [.check])
        }
        #expect(kinds { $0.check = .notNeeded } == [])
        #expect(kinds { $0.pain = 3 } == [.pain])
        #expect(kinds { $0.pain = 0 } == [])
        #expect(kinds { $0.age = 17 } == [.minor])
        #expect(kinds { $0.age = nil } == [.ageUnknown])
        #expect(kinds { ($0.age, $0.supervision) = (12, .supervised) } == [])
        #expect(
            kinds { ($0.pain, $0.age, $0.verdict, $0.check) = (5, 15, .withinNoise, .failed) }
                == [.pain, .minor, .withinNoise, .check])
    }

    @Test("Swapping the sides swaps the advice and nothing else")
    func sides() throws {
        var mirrored = Self.sound
        (mirrored.difference, mirrored.weaker) = (9.53, .left)
        guard case .advice(let right) = Guidance(Self.sound), case .advice(let left) = Guidance(mirrored) else {
            Issue.record("no advice")
            return
        }
        #expect(right.sentences[0].contains("the left side showed more") && right.sentences[0].contains("9.5 %"))
        #expect(
            right.sentences[1] == "Start with the right side. Match the reps and load it achieves on the left side.")
        func swapped(_ text: String) -> String {
            text.replacing("left", with: "#").replacing("right", with: "left").replacing("#", with: "right")
        }
        #expect(right.sentences.map(swapped) == left.sentences)
    }

    @Test("It never speaks of diseases, risks or clearances")
    func words() throws {
        var facts = Self.sound
        facts.hasInvolvedSide = true
        guard case .advice(let advice) = Guidance(facts) else {
            Issue.record("no advice")
            return
        }
        var said = (advice.sentences + advice.grounds).joined(separator: " ").lowercased()
        for kind in GuidanceRefusal.Kind.allCases {
            let refusal = GuidanceRefusal(kind, facts)
            said += (refusal.sentence + refusal.remedy).lowercased()
        }
        for word in [
            "diagnos", "risk", "imbalance", "cleared", "clearance", "return to", "prevent", "correct your", "safe",
        ] {
            #expect(!said.contains(word), "\(word)")
        }
        #expect(said.contains("clinician") && said.contains("operation"))
        #expect(said.contains("a change smaller than 3.3 percentage points may be measurement noise"))
    }
}

@Suite("Training blocks")
struct TrainingBlockTests {
    private func block(_ athlete: String) -> TrainingBlock {
        TrainingBlock(
            id: RosterIndex.newID(), athlete: athlete, test: "cmj", metric: "peakForce", weaker: .right,
            start: "2026-11-22", weeks: 6, retest: "2027-01-03", difference: -9.5, extraSet: true)
    }

    @Test("Its limits are those of the guidance")
    func limits() {
        var block = self.block("a")
        #expect(block.fault == nil)
        #expect((block.weakerSets, block.otherSets) == (3, 2))
        block.weakerSets = 4
        #expect(block.fault == nil)
        block.weakerSets = 5
        #expect(block.fault?.contains("more than twice") == true)
        block.weakerSets = 1
        #expect(block.fault?.contains("fewer sets") == true)
        block = self.block("a")
        for weeks in [3, 9] {
            block.weeks = weeks
            #expect(block.fault != nil)
        }
        block = self.block("a")
        block.sessionsPerWeek = 4
        #expect(block.fault != nil)
        block = self.block("a")
        block.retest = block.start
        #expect(block.fault != nil)
    }

    @Test("It is saved as changes, edited field by field, and found again by another index of the same folder")
    func saved() throws {
        let folder = try TemporaryData()
        let index = try RosterIndex(data: folder.data, station: .madeValid("gym-1"))
        let athlete = RosterIndex.newID()
        try index.apply([ChangeDraft(.athlete, athlete, person: athlete, field: "code", value: .text("A1"))])
        var block = self.block(athlete)
        block.exercises = "split squats"
        try index.apply(index.drafts(block))
        #expect(try index.blocks(athlete: athlete) == [block])
        #expect(try index.blocks(athlete: "somebody else") == [])
        #expect(try index.block(String(block.id.suffix(8))) == block)
        block.reps = 10
        block.outcome = "done twice a week"
        block.state = .closed
        let drafts = try index.drafts(block)
        #expect(Set(drafts.map(\.field)) == ["reps", "outcome", "state"])
        try index.apply(drafts)
        try FileManager.default.removeItem(atPath: index.path)
        let again = try RosterIndex(data: folder.data, station: .madeValid("gym-2"))
        try again.update()
        #expect(try again.blocks(athlete: nil) == [block])
        block.weakerSets = 9
        #expect(throws: RecordingError.self) { try again.drafts(block) }
        // Whoever asks for erasure takes the block along.
        try again.erase(athlete)
        #expect(try again.blocks(athlete: nil).isEmpty)
    }

    @Test("The retest is held against what was before the block")
    func outcome() throws {
        let folder = try TemporaryData()
        let index = try RosterIndex(data: folder.data, station: .madeValid("gym-1"))
        let athlete = RosterIndex.newID()
        try index.apply([ChangeDraft(.athlete, athlete, person: athlete, field: "code", value: .text("A1"))])
        for day in 0..<5 {
            try SampleRecording.make(
                in: folder.data, athlete: "A1", day: day, left: 1000 + Double(day % 2) * 4, right: 900)
        }
        try index.update()
        let last = try #require(index.recordings(athlete: athlete).last?.started)
        var block = self.block(athlete)
        block.start = try #require(Day(last)).adding(1).description
        block.retest = try #require(Day(last)).adding(30).description
        try index.apply(index.drafts(block))
        #expect(try index.outcome(of: block) == nil)
        try SampleRecording.make(in: folder.data, athlete: "A1", day: 20, left: 1002, right: 980)
        try index.update()
        let outcome = try #require(try index.outcome(of: block))
        #expect(outcome.isEarly && outcome.difference == "real")
        #expect(outcome.other == "withinNoise")
        #expect(outcome.sentences.contains { $0.contains("before the planned retest") })
    }
}
