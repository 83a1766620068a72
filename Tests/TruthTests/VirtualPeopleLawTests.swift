import Assessments
import SignalCore
import Simulation
import Statistics
import Symmetry
import Testing

/// Laws that must hold for everybody in every test, whoever they are and whatever sensors they stand on.
@Suite struct VirtualPeopleLawTests {
    private static let people = 4

    /// A random person's recording; plates that ring and drift for every other one.
    private func recording(_ test: TestID, _ number: Int) -> (record: ForceRecord, settings: AnalysisSettings)? {
        guard var random = RandomPerson(test, seed: 77, number: number) else { return nil }
        if number % 2 == 1 {
            random.settings.ringing = 60
            random.settings.drift = -3
        }
        return (random.person.record(rate: random.rate, noise: 0.5, seed: random.seed), random.analysis)
    }

    private func analyze(
        _ record: ForceRecord, _ test: TestID, _ settings: AnalysisSettings, weighing: ClosedRange<Int>? = nil,
        trials: [TrialWindow]? = nil
    ) -> RecordingResult {
        RecordingAnalysis.analyze(
            record, info: .virtual, test: test, weighing: weighing, trials: trials, settings: settings)
    }

    /// Rounding differs where a share is 100 minus the other one, and nowhere else.
    private func mirrors(_ a: AsymmetryResult?, _ b: AsymmetryResult?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        guard a.status == b.status, a.index == b.index else { return false }
        guard let x = a.value, let y = b.value else { return a.value == nil && b.value == nil }
        return a.index == "share" ? abs(x + y - 100) < 1e-9 : x == -y
    }

    private func swaps(_ a: Double?, _ b: Double?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a - b) <= 1e-9 * max(1, abs(a))
    }

    @Test(arguments: TestID.allCases) func swappedSidesMirrorEverybody(_ test: TestID) throws {
        var compared = 0
        for number in 0..<Self.people {
            let (record, settings) = try #require(recording(test, number))
            let one = analyze(record, test, settings)
            let other = analyze(
                ForceRecord(rate: record.rate, left: record.right, right: record.left), test, settings)
            #expect(one.trials.map(\.window) == other.trials.map(\.window))
            for (a, b) in zip(one.trials, other.trials) {
                #expect(a.limb?.other == b.limb)
                for (x, y) in zip(a.metrics, b.metrics) {
                    #expect(x.status == y.status, "\(test) \(x.id)")
                    #expect(swaps(x.left, y.right) && swaps(x.right, y.left), "\(test) \(x.id)")
                    #expect(mirrors(x.asymmetry, y.asymmetry), "\(test) \(x.id)")
                }
            }
            #expect(one.summary.count == other.summary.count)
            for (x, y) in zip(one.summary, other.summary) {
                #expect(x.verdict == y.verdict, "\(test) \(x.id)")
                #expect(mirrors(x.asymmetry, y.asymmetry), "\(test) \(x.id)")
                if x.asymmetry?.value != nil { compared += 1 }
            }
        }
        #expect(compared >= Self.people)
    }

    @Test(arguments: TestID.allCases) func scalingBothSidesLeavesRatiosAlone(_ test: TestID) throws {
        var compared = 0
        for number in 0..<Self.people {
            let (record, settings) = try #require(recording(test, number))
            let one = analyze(record, test, settings)
            // Small enough that events at fixed thresholds stay in their samples, exact in binary.
            let k = 1 + 1.0 / 1024
            let other = analyze(
                ForceRecord(rate: record.rate, left: record.left.map { k * $0 }, right: record.right.map { k * $0 }),
                test, settings, weighing: one.weighing?.window, trials: marks(one))
            for (a, b) in zip(one.trials, other.trials) where a.events == b.events {
                for (x, y) in zip(a.metrics, b.metrics) where same(x.asymmetry, y.asymmetry, "\(test) \(x.id)") {
                    compared += 1
                }
            }
            // An event that moved by a sample changes the set.
            guard one.trials.map(\.events) == other.trials.map(\.events),
                one.trials.map(\.status) == other.trials.map(\.status)
            else { continue }
            for (x, y) in zip(one.summary, other.summary) where same(x.asymmetry, y.asymmetry, "\(test) \(x.id)") {
                compared += 1
            }
        }
        #expect(compared >= 2)
    }

    /// The trials as a file marks them: of steps alone it says the limb.
    private func marks(_ result: RecordingResult) -> [TrialWindow] {
        result.trials.map { TrialWindow($0.window, limb: result.test == .gait ? $0.limb : nil) }
    }

    /// Expects equal ratio indices; false where there is none to compare.
    private func same(_ a: AsymmetryResult?, _ b: AsymmetryResult?, _ what: String) -> Bool {
        guard let a, !a.index.hasPrefix("diff"), let x = a.value, a.status.carriesValue, a.status == b?.status,
            let y = b?.value
        else { return false }
        #expect(abs(x - y) <= 1e-9 * max(1, abs(x)), "\(what): \(x) \(y)")
        return true
    }

    /// The weighing as it was, so that only what lies before the trial has changed.
    @Test(arguments: TestID.allCases.filter { $0.isWeighedTest })
    func timeBeforeTheTrialsMovesNothing(_ test: TestID) throws {
        for number in 0..<Self.people {
            let (record, settings) = try #require(recording(test, number))
            let one = analyze(record, test, settings)
            let weighing = try #require(one.weighing)
            let first = one.trials.map(\.window.lowerBound).min() ?? 0
            guard weighing.window.upperBound < first else { continue }
            // The weighed second once more, right behind itself: everything after it is later by its length.
            let again = weighing.window
            let at = again.upperBound + 1
            func repeated(_ force: [Double]) -> [Double] {
                Array(force[..<at]) + Array(force[again]) + Array(force[at...])
            }
            let longer = ForceRecord(rate: record.rate, left: repeated(record.left), right: repeated(record.right))
            let other = analyze(
                longer, test, settings, weighing: again,
                trials: one.trials.map {
                    TrialWindow(($0.window.lowerBound + again.count)...($0.window.upperBound + again.count))
                })
            for (a, b) in zip(one.trials, other.trials) {
                #expect(a.events.map { $0.index + again.count } == b.events.map(\.index), "\(test)")
                #expect(a.metrics == b.metrics, "\(test)")
            }
        }
    }

    @Test(arguments: TestID.allCases) func theWindowsThatAreFoundGiveTheSameAsMarks(_ test: TestID) throws {
        for number in 0..<Self.people {
            let (record, settings) = try #require(recording(test, number))
            let found = analyze(record, test, settings)
            let marked = analyze(
                record, test, settings, weighing: found.weighing?.window,
                trials: marks(found))
            let one = ResultsDocument(software: "x", recordings: [found]).json()
            let other = ResultsDocument(software: "x", recordings: [marked]).json()
            #expect(one == other, "\(test)")
            #expect(one.utf8.count > 1000)
        }
    }
}

extension TestID {
    /// Tests in which somebody is weighed.
    fileprivate var isWeighedTest: Bool { definition.isWeighed }
}
