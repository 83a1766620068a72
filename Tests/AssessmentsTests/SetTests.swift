import Assessments
import Foundation
import SignalCore
import Symmetry
import Testing

/// Sets: the trials of one athlete and test over several recordings.
@Suite struct SetTests {
    private let five: [(Double, Double)] = [(540, 600), (552, 588), (531, 612), (545, 597), (548, 605)]

    private func split(athlete: String? = "A-1", settings: AnalysisSettings = AnalysisSettings()) -> [RecordingResult] {
        [
            MadeTrials.forces(Array(five.prefix(2)), settings: settings, id: "one", athlete: athlete),
            MadeTrials.forces(Array(five.suffix(3)), settings: settings, id: "two", athlete: athlete),
        ]
    }

    @Test func aSetOfTwoRecordingsIsTheSetOfTheirTrials() throws {
        let sets = SetResult.all(split())
        let set = try #require(sets.first)
        #expect(sets.count == 1)
        #expect(set.recordings == ["one", "two"])
        #expect(set.trials == 5)
        #expect(set.athlete == "A-1")
        #expect(set.summary == MadeTrials.forces(five).summary)
        // Alone, neither could say much.
        #expect(split().map { $0.summary.first { $0.id == "peakForce" }?.verdict } == [.cannotSay, .clear])
    }

    @Test func nobodysRecordingsFormNoSet() throws {
        #expect(SetResult.all(split(athlete: nil)).isEmpty)
        let told = SetResult.all(split(athlete: nil), unnamedAreOne: true)
        #expect(told.count == 1)
        #expect(told.first?.athlete == nil)
        var other = split()
        other[1].info.athlete = "A-2"
        #expect(SetResult.all(other).isEmpty)
        other[1].info.athlete = nil
        #expect(SetResult.all(other, unnamedAreOne: true).isEmpty)
        other[1] = other[0]
        // The same recording twice is one recording.
        #expect(SetResult.all(other).isEmpty)
    }

    @Test func loadsTestsAndBoxesStayApart() throws {
        var loaded = AnalysisSettings()
        loaded.loadKilograms = 40
        let free = split()
        let heavy = split(settings: loaded).map { recording in
            var copy = recording
            copy.info.id = (copy.info.id ?? "") + "-40"
            return copy
        }
        let sets = SetResult.all(free + heavy)
        #expect(sets.map(\.load) == [0, 40])
        #expect(sets.map(\.recordings.count) == [2, 2])
        func drop(_ id: String, _ box: Double) -> RecordingResult {
            MadeTrials.recording(
                [MadeTrials.trial(["contactTime": .init(0.2)], test: .dj)], test: .dj, id: id,
                settings: AnalysisSettings(boxHeight: box))
        }
        #expect(SetResult.all([drop("a", 0.3), drop("b", 0.4)]).isEmpty)
        #expect(SetResult.all([drop("a", 0.3), drop("b", 0.3)]).first?.boxHeight == 0.3)
        var mixed = free
        mixed[1].test = .squat
        #expect(SetResult.all(mixed).isEmpty)
    }

    @Test func eachWeighingIsOneRepetition() throws {
        func recording(_ id: String, _ left: Double, _ right: Double) -> RecordingResult {
            let trial = MadeTrials.trial(["bw": .init(left + right, left, right)], test: .cmj)
            return MadeTrials.recording([trial, trial], test: .cmj, id: id)
        }
        let two = [recording("1", 400, 350), recording("2", 402, 352)]
        let weight = try #require(SetResult.all(two).first?.summary.first { $0.id == "bw" })
        #expect(weight.count == 2)
        #expect(weight.left == 401)
        #expect(weight.verdict == .cannotSay)
        let three = SetResult.all(two + [recording("3", 398, 349)]).first?.summary.first { $0.id == "bw" }
        #expect(three?.count == 3)
        #expect(three?.verdict == .clear)
        #expect(three?.asymmetry?.larger == .left)
    }

    @Test func oneWithheldRecordingWithholdsTheSet() throws {
        let hidden = MadeTrials.forces(
            five, settings: AnalysisSettings(withheld: .sidesUnconfirmed), id: "three", athlete: "A-1")
        let set = try #require(SetResult.all(split() + [hidden]).first)
        let peak = try #require(set.summary.first { $0.id == "peakForce" })
        #expect(peak.asymmetry?.value == nil)
        #expect(peak.asymmetry?.status == .sidesUnconfirmed)
        #expect(peak.verdict == .cannotSay)
    }

    @Test func theWorstKnownSensorCounts() throws {
        func set(_ first: Double?, _ second: Double?) throws -> MetricSummary {
            func settings(_ gain: Double?) -> AnalysisSettings {
                AnalysisSettings(gainUncertainty: gain.map { [.left: $0, .right: $0] } ?? [:])
            }
            let recordings = [
                MadeTrials.forces(Array(five.prefix(2)), settings: settings(first), id: "1", athlete: "A"),
                MadeTrials.forces(Array(five.suffix(3)), settings: settings(second), id: "2", athlete: "A"),
            ]
            return try #require(SetResult.all(recordings).first?.summary.first { $0.id == "peakForce" })
        }
        let plain = try set(nil, nil)
        let poor = try set(0.06, 0.001)
        #expect(poor.interval == (try set(0.001, 0.06)).interval)
        #expect(poor.verdict == .withinNoise)
        #expect(plain.verdict == .clear)
        // What is known of one recording only widens the interval, and the words say that not all is known.
        let half = try set(0.06, nil)
        #expect(half.interval == poor.interval)
        #expect(try #require(half.reason).contains("not known"))
        #expect(try #require(poor.reason).contains("known uncertainty"))
    }

    @Test func inEveryForm() throws {
        let document = ResultsDocument(software: "b", recordings: split())
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(document.json().utf8)) as? [String: Any])
        let set = try #require((object["sets"] as? [[String: Any]])?.first)
        #expect(set["athlete"] as? String == "A-1")
        #expect(set["test"] as? String == "free")
        #expect(set["recordings"] as? [String] == ["one", "two"])
        #expect(set["n_recordings"] as? Int == 2)
        #expect(set["n_trials"] as? Int == 5)
        let summary = try #require(set["summary"] as? [[String: Any]])
        let peak = try #require(summary.first { $0["id"] as? String == "peakForce" })
        #expect((peak["asymmetry"] as? [String: Any])?["verdict"] as? String == "clear")
        let rows = document.csv().split(separator: "\n").filter { $0.hasPrefix(",A-1,free,,peakForce,asymmetry,") }
        #expect(rows.count == 1)
        #expect(rows.first?.contains(",SIs,right,") == true)
        #expect(
            document.csv().split(separator: "\n").allSatisfy {
                $0.split(separator: ",", omittingEmptySubsequences: false).count == 19
            })
        let table = document.table(all: false)
        #expect(table.contains("set of 2 recordings · free · athlete A-1 · 5 trials count\n"))
    }
}
