import Assessments
import SignalCore
import Simulation
import Symmetry
import Testing

/// Tests whose trials are not repetitions: standing, walking, records without a test; and sets of limbs by turns.
@Suite struct WholeRecordTests {
    private struct Case {
        var result: RecordingResult
        var person: VirtualPerson
        var asymmetry: Double { person.settings.asymmetry(.standing) }
    }

    private func people(_ test: TestID, _ count: Int) -> [Case] {
        (0..<count).compactMap { number in
            RandomPerson(test, seed: StudySize.seed, number: number).map {
                let person = $0.person
                return Case(result: TruthStudy.analyze($0, person, test), person: person)
            }
        }
    }

    private func value(_ result: RecordingResult, _ id: String) -> MetricSummary? {
        result.summary.first { $0.id == id }
    }

    @Test(arguments: [TestID.stance, .free]) func theShareOfStandingIsTheTrueOne(_ test: TestID) throws {
        for item in people(test, 40) {
            let force = try #require(value(item.result, "meanForce"))
            let index = try #require(force.asymmetry?.value)
            #expect(abs(index - item.asymmetry) < 0.1, "\(test) \(index) \(item.asymmetry)")
            let right = try #require(value(item.result, "share")?.right)
            #expect(abs(right - (50 + item.asymmetry / 2)) < 0.05)
        }
    }

    @Test func everyStepOfAWalkIsFound() throws {
        for item in people(.gait, 40) {
            let truth = item.person.truth.trials
            let rate = item.result.rate
            var contacts: [Side: [Int]] = [:]
            for trial in item.result.trials {
                guard let limb = trial.limb, let contact = trial.event("contact") else { continue }
                contacts[limb, default: []].append(contact)
            }
            for side in Side.allCases {
                let touchdowns = truth.filter { $0.limb == side }.compactMap(\.touchdown)
                let found = Array(Set(contacts[side] ?? [])).sorted()
                #expect(found.count == touchdowns.count)
                // 20 N are reached within 5 ms of the touch, and no sample comes sooner.
                for (a, b) in zip(found, touchdowns) { #expect((-0.001...0.009).contains(Double(a) / rate - b)) }
            }
            let stance = try #require(value(item.result, "stance"))
            #expect(abs((stance.left ?? 0) - 0.68) < 0.012 && abs((stance.right ?? 0) - 0.68) < 0.012)
            // A step belongs to a foot, so a set has no value of both.
            let step = try #require(value(item.result, "stepTime"))
            let mean = try (#require(step.left) + #require(step.right)) / 2
            #expect(abs(mean - 0.55) < 0.003)
        }
    }

    @Test func thePeaksOfAWalkDifferAsTheFeetDo() throws {
        for item in people(.gait, 40) where item.person.settings.variation < 0.5 {
            let peak = try #require(value(item.result, "f1"))
            let left = try #require(peak.left)
            let right = try #require(peak.right)
            #expect(abs(100 * (right - left) / (right + left) - item.asymmetry) < 0.6)
        }
    }

    /// The difference between limbs by turns is that of their own values.
    @Test(arguments: [(TestID.slcmj, "jumpHeightIM"), (.sldj, "jumpHeightIM"), (.slhop, "rsi")])
    func setsOfSingleLegsHaveTheTrueDifference(_ test: TestID, _ id: String) throws {
        var compared = 0
        for item in people(test, 40) {
            func mean(_ side: Side) -> Double {
                let heights = item.person.truth.trials.filter { $0.limb == side }.compactMap(\.jumpHeight)
                return heights.reduce(0, +) / Double(heights.count)
            }
            let left = mean(.left)
            let right = mean(.right)
            let truth = 100 * (right - left) / max(left, right)
            let good = item.result.trials.filter { $0.status == .ok }.map(\.limb)
            let summary = value(item.result, id)
            // Where every trial of a limb carries a warning and the other limb has good ones, only those count: no index.
            guard good.contains(.left), good.contains(.right) else {
                #expect(summary?.asymmetry?.value == nil || summary?.status == .lowQuality)
                continue
            }
            let index = try #require(summary?.asymmetry?.value, "\(test)")
            compared += 1
            // One centimetre of error on a limb: 1 N of sway in the weighing is 3 mm, and a set may count one trial of two.
            #expect(abs(index - truth) < 100 * 0.01 / min(left, right), "\(test) \(index) \(truth)")
        }
        #expect(compared >= 30)
    }
}
