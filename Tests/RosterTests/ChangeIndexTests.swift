import Assessments
import Foundation
import Recordings
import SignalCore
import Statistics
import Symmetry
import TestSupport
import Testing

@testable import Roster

@Suite("Changes from the index")
struct ChangeIndexTests {
    private func index(_ folder: TemporaryData) throws -> RosterIndex {
        try RosterIndex(data: folder.data, station: .madeValid("gym-1"))
    }

    private func add(_ index: RosterIndex, _ code: String, group: String? = nil) throws -> String {
        let id = RosterIndex.newID()
        var groups = Dictionary(try index.groups().map { ($0.name, $0.id) }, uniquingKeysWith: min)
        var values: [String: ChangeValue] = ["code": .text(code)]
        if let group { values["group"] = .text(group) }
        try index.apply(index.drafts(athlete: id, values: values, day: "2026-11-22", groups: &groups))
        return id
    }

    private let five: [(left: Double?, right: Double?)] = [
        (900, 850), (910, 845), (905, 861), (893, 848), (902, 853),
    ]

    @Test("A session of one recording carries the interval and verdict that were reported")
    func reported() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let id = try add(index, "A1")
        let recording = SeasonRecording(trials: five, systematic: 0.003)
        let name = try recording.write(in: folder.data)
        try index.update()
        let point = try #require(try index.sessions(athlete: id, test: "cmj", metric: "peakForce").first)
        #expect(point.recordings == [name] && point.status == .ok && point.conditions.text == "barefoot")
        #expect(point.left?.value == 902 && point.right?.value == 851.4 && point.left?.count == 5)
        #expect(point.left?.variation == Descriptive.coefficientOfVariation([900, 910, 905, 893, 902].span))
        let own = try #require(point.index)
        let judged = recording.judgement
        #expect(own.isReported && own.verdict == judged.verdict && own.larger == .left)
        let interval = try #require(own.interval)
        let expected = try #require(judged.interval)
        #expect(abs(interval.lowerBound - expected.lowerBound) < 1e-7)
        #expect(abs(interval.upperBound - expected.upperBound) < 1e-7)
        // Another rule is formed anew, with what the sensors add.
        let median = try #require(
            try index.sessions(athlete: id, test: "cmj", metric: "peakForce", rule: .median).first)
        let rule = DifferenceRule(index: .symmetryIndex, rule: .median, floor: 0, systematic: 0.003)
        let anew = rule.judge(
            LimbTrials(left: five.compactMap(\.left), right: five.compactMap(\.right), timing: .simultaneous))
        #expect(median.left?.value == 902 && median.right?.value == 850)
        let found = try #require(median.index)
        #expect(!found.isReported && found.verdict == anew.verdict)
        #expect(try abs(#require(found.interval).lowerBound - #require(anew.interval).lowerBound) < 1e-6)
        let best = try #require(try index.sessions(athlete: id, test: "cmj", metric: "peakForce", rule: .best).first)
        #expect(best.left?.value == 910 && best.right?.value == 861)
        #expect(best.index?.verdict == .cannotSay && best.index?.interval == nil)
    }

    @Test(
        "A trial that was disabled or discarded leaves values, interval and verdict, with what the sensors add kept",
        arguments: [false, true])
    func leftOut(_ byNote: Bool) throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let id = try add(index, "A1")
        var recording = SeasonRecording(trials: five, systematic: 0.003)
        if byNote { recording.discarded = [3] }
        let name = try recording.write(in: folder.data)
        try index.update()
        if !byNote {
            try index.apply([
                ChangeDraft(.trial, "\(name)/3", person: id, field: "disabled", value: .text("slipped"))
            ])
        }
        let point = try #require(try index.sessions(athlete: id, test: "cmj", metric: "peakForce").first)
        recording.trials.remove(at: 2)
        let judged = recording.judgement
        #expect(point.left?.value == 901.25 && point.left?.count == 4)
        #expect(point.reasons == (byNote ? [] : ["trial 3 does not count: slipped"]))
        let own = try #require(point.index)
        #expect(!own.isReported && own.verdict == judged.verdict)
        #expect(abs(own.value - (judged.value.value ?? .nan)) < 1e-9)
        #expect(try abs(#require(own.interval).upperBound - #require(judged.interval).upperBound) < 1e-6)
    }

    @Test("Two recordings of a day are one session; without a reported interval nobody judges it")
    func sameDay() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let id = try add(index, "A1")
        var first = SeasonRecording(trials: Array(five[..<3]), systematic: 0.002)
        try first.write(in: folder.data)
        try SeasonRecording(second: 600, trials: Array(five[3...])).write(in: folder.data)
        // Another day on plates of unknown gains, whose report gives no interval, in two recordings.
        first.isUnjudgeable = true
        first.day = 3
        try first.write(in: folder.data)
        try SeasonRecording(day: 3, second: 60, trials: Array(five[3...]), isUnjudgeable: true).write(in: folder.data)
        try index.update()
        let points = try index.sessions(athlete: id, test: "cmj", metric: "peakForce")
        #expect(points.map(\.recordings.count) == [2, 2])
        let judged = SeasonRecording(trials: five, systematic: 0.002).judgement
        let own = try #require(points[0].index)
        #expect(own.verdict == judged.verdict && !own.isReported)
        #expect(try abs(#require(own.interval).lowerBound - #require(judged.interval).lowerBound) < 1e-6)
        #expect(points[1].index?.verdict == .cannotSay && points[1].index?.interval == nil)
        #expect(points[1].index?.value == own.value)
    }

    @Test("Other conditions on the same day are sessions of their own; sides that were not confirmed give no index")
    func conditionsAndSides() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let id = try add(index, "A1")
        try SeasonRecording(trials: five).write(in: folder.data)
        try SeasonRecording(second: 60, trials: five, conditions: "shoes").write(in: folder.data)
        try SeasonRecording(second: 120, trials: five, load: 20).write(in: folder.data)
        try SeasonRecording(day: 1, trials: five, indexStatus: .sidesUnconfirmed).write(in: folder.data)
        try SeasonRecording(day: 2, trials: five, status: .lowQuality).write(in: folder.data)
        try SeasonRecording(day: 3, trials: five, conditions: " Barefoot").write(in: folder.data)
        try index.update()
        let report = try #require(try index.change(athlete: id, test: "cmj", metric: "peakForce"))
        #expect(report.points.count == 2 && report.latest?.day == report.points[1].day)
        #expect(report.leftOut.map(\.reason) == [.otherConditions, .otherLoad, .poorStatus, .poorStatus])
        #expect(report.leftOut[2].words.contains("sides not confirmed"))
        #expect(try index.tests(athlete: id).map(\.recordings) == [6])
        #expect(try index.tests(athlete: id).map(\.days) == [4])
        #expect(try index.metrics(athlete: id, test: "cmj") == ["peakForce"])
    }

    @Test("Limbs tested one after the other are compared as such, by the index for limbs alone")
    func separate() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let id = try add(index, "A1")
        let trials: [(left: Double?, right: Double?)] = [
            (400, nil), (nil, 450), (410, nil), (nil, 455), (405, nil), (nil, 460), (398, nil),
        ]
        try SeasonRecording(test: "grip", trials: trials).write(in: folder.data)
        try index.update()
        let point = try #require(try index.sessions(athlete: id, test: "grip", metric: "peakForce").first)
        #expect(point.isSeparate && point.left?.count == 4 && point.right?.count == 3)
        #expect(point.index?.index == .percentageDifference && point.index?.verdict == .clear)
        #expect(point.index?.isReported == true)
    }

    @Test("Tests that favour the same side are counted with their kappa, and those inside noise apart")
    func agreement() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let right: [(left: Double?, right: Double?)] = [(900, 1000), (905, 1001), (902, 999)]
        let left: [(left: Double?, right: Double?)] = right.map { ($0.right, $0.left) }
        let even: [(left: Double?, right: Double?)] = [(900, 910), (950, 900), (900, 930)]
        // Both right 3, both left 2, first right only 1, one within noise; two people have one test only.
        let kinds = [
            (right, right), (right, right), (right, right), (left, left), (left, left), (right, left), (right, even),
        ]
        for (k, kind) in kinds.enumerated() {
            _ = try add(index, "P\(k)", group: "team")
            try SeasonRecording(athlete: "P\(k)", test: "cmj", trials: kind.0).write(in: folder.data)
            // An older session that says otherwise does not count.
            try SeasonRecording(athlete: "P\(k)", day: -9, test: "cmj", trials: left).write(in: folder.data)
            try SeasonRecording(athlete: "P\(k)", day: 1, test: "imtp", trials: kind.1).write(in: folder.data)
        }
        _ = try add(index, "Q")
        try SeasonRecording(athlete: "Q", test: "cmj", trials: right).write(in: folder.data)
        try index.update()
        let profiles = try index.directions(group: nil)
        #expect(profiles.count == 8)
        let pair = try #require(TestPairAgreement.pairs(profiles).first)
        #expect([pair.first, pair.second] == ["cmj", "imtp"] && pair.people == 7 && pair.decided == 6)
        let clear = pair.clear
        let counts: [Int] = [clear.bothRight, clear.firstRight, clear.secondRight, clear.bothLeft, clear.undecided]
        #expect(counts == [3, 1, 0, 2, 1])
        // po = 5/6, pe = (4·3 + 2·3)/36 = 1/2.
        #expect(try abs(#require(clear.kappa?.kappa) - 2.0 / 3) < 1e-12)
        let team = try #require(try index.groups().first)
        #expect(try index.directions(group: team.id).count == 7)
        let first = try #require(try index.athlete("P0"))
        let profile = try index.directions(athlete: first.id)
        #expect(profile.agreement == .sameSide && profile.words == "The right side is larger in cmj, imtp.")
        let split = try index.directions(athlete: #require(try index.athlete("P5")).id)
        #expect(split.agreement == .differentSides)
        #expect(split.words == "Right is larger in cmj, left in imtp.")
        let one = try index.directions(athlete: #require(try index.athlete("P6")).id)
        #expect(one.agreement == .needsMore && one.words.contains("not clear: imtp"))
        // Everybody on one side: kappa is not defined, and no number stands for it.
        let same = try #require(TestPairAgreement.pairs(Array(profiles.filter { $0.athlete == first.id })).first)
        #expect(same.clear.kappa != nil && same.clear.kappa?.kappa == nil)
    }

    @Test("Opposing muscles are set against each other by the words of their conditions, a limb at a time")
    func opposing() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let id = try add(index, "A1")
        for day in 0..<2 {
            try SeasonRecording(
                day: day, test: "iso", trials: [(120, 110), (120, 110)], conditions: "Hamstring 60°", lever: 0.3
            ).write(in: folder.data)
            try SeasonRecording(
                day: day, second: 300, test: "iso", trials: [(200, 220), (200, 220)], conditions: "quadriceps 60°",
                lever: 0.3
            ).write(in: folder.data)
        }
        // Without its partner there is no ratio.
        try SeasonRecording(day: 5, test: "iso", trials: [(120, 110)], conditions: "hamstring 60°").write(
            in: folder.data)
        try index.update()
        let sessions = try index.opposing(athlete: id)
        #expect(sessions.map(\.task.id) == ["hq", "hq"])
        let first = try #require(sessions.first)
        #expect(first.left.value == 0.6 && first.right.value == 0.5)
        #expect(try abs(#require(first.asymmetry.value) + 100.0 / 6) < 1e-9)
        #expect(first.notes == ["force ratio: one of torques only with equal lever arms"])
        let custom = OpposingPair(
            task: TaskRatio(id: "qh", numerator: "q", denominator: "h"), above: ["quadriceps"], below: ["hamstring"])
        #expect(try index.opposing(athlete: id, pairs: [custom]).first?.right.value == 2)
    }

    @Test(
        "The squad's repeats give the typical error, the reliability and the smallest worthwhile change of vectors.json"
    )
    func reliability() throws {
        let first = [1510.0, 1622, 1388, 1705, 1460, 1555]
        let second = [1530.0, 1600, 1420, 1690, 1485, 1580]
        var points: [SessionPoint] = []
        for (k, pair) in zip(first, second).enumerated() {
            for (day, value) in [pair.0, pair.1].enumerated() {
                points.append(
                    SessionPoint(
                        athlete: "p\(k)", day: "2026-10-0\(day + 1)", moment: Int64(day), test: "imtp",
                        metric: "peakForce", unit: "N", both: SessionPoint.Limb(value: value, count: 3)))
            }
        }
        let found = SquadReliability(test: "imtp", metric: "peakForce", sessions: points)
        let series = try #require(found.series.first)
        #expect(series.quantity == .both && series.scale == .relative)
        #expect(try abs(#require(series.pair).typicalError - 16.367142) < 5e-7)
        #expect(try abs(#require(series.pair?.logVariation) - 1.074031) < 5e-7)
        #expect(try abs(#require(series.icc?.consistency) - 0.975446) < 5e-7)
        let plain = try #require(found.noises[.both, .plain])
        #expect(try abs(#require(plain.smallestWorthwhile) - 20.761447) < 5e-7)
        #expect(plain.degreesOfFreedom == 6 && plain.people == 6)
        // Whoever is judged does not count.
        let others = SquadReliability(test: "imtp", metric: "peakForce", sessions: points, leavingOut: "p0")
        #expect(others.noises[.both, .plain]?.people == 5)
    }

    @Test("A season of forty athletes and twenty sessions through recordings and index says what the engine says")
    func season() throws {
        let folder = try TemporaryData()
        let index = try index(folder)
        let season = try WrittenSeason(folder.data, seed: 5)
        var groups: [String: String] = [:]
        var drafts: [ChangeDraft] = []
        for k in season.season.people.indices {
            drafts += try index.drafts(
                athlete: "id-\(k)", values: ["code": .text("S\(k)"), "group": .text("season")], day: "2026-01-01",
                groups: &groups)
        }
        try index.apply(drafts)
        #expect(try index.troubles().isEmpty)
        var compared = 0
        var alarms = ClusteredShare()
        var found = (0, 0)
        for (k, person) in season.season.people.enumerated() {
            let sessions = try index.sessions(athlete: "id-\(k)", test: "cmj", metric: "peakForce")
            try #require(sessions.count == SimulatedSeason.sessions)
            var hits = (0, 0)
            for session in [4, 9, 14, 19] {
                let request = ChangeRequest(day: sessions[session].day)
                let report = try #require(ChangeReport(sessions, request: request))
                let values = season.index(of: k)
                let judgement = ChangeJudgement(
                    baseline: Array(values[..<session]), earlier: Array(values[..<session]), squad: nil)
                let verdict = try #require(report.series(.index)).verdict
                #expect(verdict == judgement.verdict(values[session]), "athlete \(k), session \(session)")
                compared += 1
                if !person.changes(.index) || session < person.step {
                    hits.0 += verdict == .real ? 1 : 0
                    hits.1 += 1
                } else if session == person.step {
                    found.0 += verdict == .real ? 1 : 0
                    found.1 += 1
                }
            }
            alarms.add(hits: hits.0, of: hits.1)
        }
        #expect(compared == 160)
        print("season through the index: real at no change \(alarms.text); at the step \(found.0) of \(found.1)")
        #expect(alarms.share <= 0.05 + 3 * alarms.standardError)
        // The squad judges where an athlete has too few sessions of their own.
        let second = try #require(
            try index.sessions(athlete: "id-0", test: "cmj", metric: "peakForce").dropFirst().first)
        let report = try #require(
            try index.change(
                athlete: "id-0", test: "cmj", metric: "peakForce", request: ChangeRequest(day: second.day)))
        let left = try #require(report.series(.left))
        #expect(left.error?.source == .squad && left.error?.count == 39 && left.error?.degreesOfFreedom == 39 * 19)
    }

    @Test(.enabled(if: Dump.folder != nil, "BILANX_DUMP names no folder"))
    func seasonDump() throws {
        let root = try #require(Dump.folder).appending(path: "season")
        try? FileManager.default.removeItem(at: root)
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let data = DataDirectory(path: root.path)
        let season = try WrittenSeason(data, seed: 7)
        let index = try RosterIndex(data: data, station: .madeValid("gym-1"))
        var groups: [String: String] = [:]
        var drafts: [ChangeDraft] = []
        for k in season.season.people.indices {
            drafts += try index.drafts(
                athlete: "id-\(k)", values: ["code": .text("S\(k)"), "group": .text("season")], day: "2026-01-01",
                groups: &groups)
        }
        try index.apply(drafts)
        // A second test, whose sides go with the first one's for most people.
        var random = SplitMix64(seed: 11)
        for (k, person) in season.season.people.enumerated() {
            guard let left = person.left.last, let right = person.right.last else { continue }
            let difference = 0.7 * (right - left) + 0.03 * random.gaussian()
            let trials: [(left: Double?, right: Double?)] = (0..<3).map { _ in
                let total = ChangeMath.exponential(0.01 * random.gaussian())
                return (
                    1500 * total, 1500 * total * ChangeMath.exponential(difference + 0.01 * random.gaussian())
                )
            }
            try SeasonRecording(athlete: "S\(k)", day: 80, second: k, test: "imtp", trials: trials).write(in: data)
        }
        try index.update()
        // What truly happened, for whoever judges the verdicts.
        let lines = season.season.people.enumerated().map { k, person in
            "S\(k),\(person.changes(.left) ? person.step : SimulatedSeason.sessions),"
                + "\(person.changes(.right) ? person.step : SimulatedSeason.sessions),"
                + "\(person.changes(.index) ? person.step : SimulatedSeason.sessions),\(person.size)"
        }
        try Data(("code,left,right,index,size\n" + lines.joined(separator: "\n") + "\n").utf8)
            .write(to: root.appending(path: "truth.csv"))
    }
}

/// A simulated season as recordings of three trials a session.
struct WrittenSeason {
    let season: SimulatedSeason
    /// Left and right of every trial, by athlete and session.
    let trials: [[[(left: Double?, right: Double?)]]]

    init(_ data: DataDirectory, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        season = SimulatedSeason(.lognormal, &random)
        var all: [[[(left: Double?, right: Double?)]]] = []
        for (k, person) in season.people.enumerated() {
            var sessions: [[(left: Double?, right: Double?)]] = []
            for session in 0..<SimulatedSeason.sessions {
                let trials: [(left: Double?, right: Double?)] = (0..<3).map { _ in
                    let left = ChangeMath.exponential(person.left[session] + 0.01 * random.gaussian())
                    let right = ChangeMath.exponential(person.right[session] + 0.01 * random.gaussian())
                    // Newtons lie on the grid of 0.0001 N.
                    return ((left * 10_000).rounded() / 10_000, (right * 10_000).rounded() / 10_000)
                }
                sessions.append(trials)
                try SeasonRecording(
                    athlete: "S\(k)", day: 4 * session + k % 2, second: k, trials: trials, systematic: 0.002
                ).write(in: data)
            }
            all.append(sessions)
        }
        trials = all
    }

    /// The index of each session of an athlete, from the means of its trials.
    func index(of athlete: Int) -> [Double] {
        trials[athlete].map { session in
            let left = session.compactMap(\.left).reduce(0, +) / 3
            let right = session.compactMap(\.right).reduce(0, +) / 3
            return 100 * (right - left) / (right + left)
        }
    }
}
