import Assessments
import SignalCore
import Statistics
import Symmetry
import Testing

@testable import Roster

/// Sessions made up of limb values, one day apart by seven.
enum MadeSessions {
    /// Points with the index that the limbs make; a week between them.
    static func points(
        _ left: [Double], _ right: [Double], conditions: [Conditions] = [], status: [MeasureStatus] = []
    ) -> [SessionPoint] {
        left.indices.map { k in
            let (l, r) = (left[k], right[k])
            let value = PairIndex.symmetryIndex.evaluate(left: l, right: r, floor: 0).value
            return SessionPoint(
                athlete: "a", day: day(k), moment: Int64(k) * 7 * 86_400_000, test: "cmj", metric: "peakForce",
                unit: "N",
                left: SessionPoint.Limb(value: l, count: 3, variation: 2),
                right: SessionPoint.Limb(value: r, count: 3, variation: 2),
                index: value.map {
                    SessionPoint.Index(
                        index: .symmetryIndex, unit: "%", value: $0, larger: r > l ? .right : l > r ? .left : .none,
                        verdict: .clear)
                },
                conditions: conditions.isEmpty ? Conditions(load: 0) : conditions[k],
                status: status.isEmpty ? .ok : status[k], recordings: ["r\(k)"])
        }
    }

    static func day(_ k: Int) -> String { "2026-\(k / 4 + 10)-0\(k % 4 * 2 + 1)" }
}

@Suite("The report on a change")
struct ChangeReportTests {
    private let left = [1000.0, 1010, 990, 1005, 995, 1002]
    private let right = [900.0, 905, 895, 902, 898, 1010]

    @Test("With four sessions and more the athlete's own band judges, by the formula of the prediction interval")
    func ownBand() throws {
        let report = try #require(ChangeReport(MadeSessions.points(left, right)))
        let index = try #require(report.series(.index))
        let values = zip(left, right).map { 100 * ($1 - $0) / ($1 + $0) }
        let threshold = try #require(IndividualThreshold(baseline: Array(values.dropLast())))
        let finding = try #require(index.finding)
        #expect(finding.rule == .individualBand && finding.verdict == .real && finding.sessions == 5)
        #expect(try abs(#require(finding.limit) - threshold.halfWidth) < 1e-12)
        #expect(abs(finding.baseline - threshold.mean) < 1e-12)
        #expect(report.series(.left)?.verdict == .withinNoise)
        let right = try #require(report.series(.right))
        #expect(right.verdict == .real && right.scale == .relative)
        #expect(right.finding?.words.hasPrefix("Right rose by 12.2 % from 900.0 N to 1010.0 N") == true)
        #expect(report.isReversed)
        #expect(index.finding?.words.hasPrefix("The larger side changed: 5.3 % left became 0.4 % right") == true)
    }

    @Test("Sessions under other conditions are left out with the reason, and the rest is compared")
    func conditions() throws {
        var all = [Conditions](repeating: Conditions(load: 0, text: "Barefoot "), count: 6)
        all[1].load = 20
        all[2].text = "shoes"
        all[3].leverArm = 0.3
        all[5].text = "barefoot"
        var statuses = [MeasureStatus](repeating: .ok, count: 6)
        statuses[4] = .lowQuality
        let report = try #require(
            ChangeReport(MadeSessions.points(left, right, conditions: all, status: statuses)))
        #expect(report.points.map(\.recordings) == [["r0"], ["r5"]])
        #expect(report.leftOut.map(\.reason) == [.otherLoad, .otherConditions, .otherLever, .poorStatus])
        #expect(report.leftOut.first?.words == "load 20 kg, not 0 kg")
        #expect(report.series.allSatisfy { $0.verdict == .needsMore && $0.finding?.limit == nil })
        #expect(report.remarks.contains { $0.hasPrefix("4 sessions were left out") })
    }

    @Test("Fewer than four sessions are judged by the squad's error where it has six degrees of freedom")
    func squad() throws {
        let points = MadeSessions.points(Array(left.prefix(3)), [900, 905, 1010])
        func noise(_ people: Int, _ spread: Double) throws -> SquadNoise {
            try #require(SquadNoise((0..<people).map { _ in [0, spread] }))
        }
        var squad = SquadNoises()
        squad.plain[.index] = try noise(6, 2)
        var report = try #require(ChangeReport(points, squad: squad))
        let finding = try #require(report.series(.index)?.finding)
        let error = 2 / 2.0.squareRoot()
        let limit = StudentT(degreesOfFreedom: 6).quantile(0.975) * error * 1.5.squareRoot()
        #expect(finding.rule == .squadError && finding.sessions == 2)
        #expect(try abs(#require(finding.limit) - limit) < 1e-12)
        #expect(finding.verdict == .real)
        #expect(report.series(.left)?.verdict == .needsMore)
        squad.plain[.index] = try noise(5, 2)
        report = try #require(ChangeReport(points, squad: squad))
        #expect(report.series(.index)?.verdict == .needsMore)
        #expect(report.series(.index)?.finding?.rule == ChangeRule.none)
    }

    @Test("Somebody who clearly varies more than the squad is not called changed by the squad's error")
    func restless() throws {
        let points = MadeSessions.points([1000, 800, 1250, 1600], [1000, 1000, 1000, 1000])
        let squad = try #require(SquadNoise((0..<30).map { _ in [0, 0.01] }))
        let report = try #require(ChangeReport(points, squad: SquadNoises(relative: [.left: squad])))
        let left = try #require(report.series(.left))
        #expect(left.comparedWithSquad == .more && left.verdict == .needsMore)
        #expect(report.remarks.contains { $0.contains("varies clearly more") })
    }

    @Test(
        "A side at or under zero has no ratio: its change is judged in its unit, and no limb symmetry index is formed")
    func noRatio() throws {
        let report = try #require(ChangeReport(MadeSessions.points([5, 4, -1, 3, 2, 30], [9, 8, 9, 8, 9, 8])))
        #expect(report.series(.left)?.scale == .plain)
        #expect(report.series(.left)?.verdict == .real)
        #expect(report.series(.right)?.scale == .relative)
        #expect(report.cause == nil)
        #expect(report.series(.index)?.values.count == 5)
    }

    @Test("One session, and one without a value, need more and say nothing of a change")
    func single() throws {
        let one = try #require(ChangeReport(MadeSessions.points([1000], [900])))
        #expect(one.series.allSatisfy { $0.finding == nil && $0.verdict == .needsMore })
        #expect(one.baseline.isEmpty && one.baselineWords == "no earlier session")
        #expect(ChangeReport([]) == nil)
        let poor = MadeSessions.points([1000, 1010], [900, 910], status: [.ok, .sidesUnconfirmed])
        let report = try #require(ChangeReport(poor))
        #expect(report.latest?.recordings == ["r0"])
        #expect(report.leftOut.map(\.reason) == [.poorStatus])
        #expect(report.remarks.contains { $0.contains("no value that may be compared") })
    }

    @Test("An index that rises because the stronger side fell is called out with the sizes of both")
    func wellsandt() throws {
        let report = try #require(
            ChangeReport(MadeSessions.points([1000, 1004, 996, 1001, 999, 900], [850, 853, 847, 851, 849, 851])))
        let cause = try #require(report.cause)
        #expect(cause.isCalledOut && cause.weaker == .right && cause.strongerVerdict == .real)
        #expect(try #require(cause.shareOfFall) > 0.9)
        #expect(
            abs(cause.weakerChange - cause.strongerChange - (ChangeMath.logarithm(cause.after / cause.before))) < 1e-12)
        #expect(
            report.remarks.contains {
                $0.hasPrefix("Limb symmetry rose from 85.0 % to 94.6 % because the stronger side (left) fell by 10.0 %")
            })
        // The weaker side's own rise is no such thing.
        let good = try #require(
            ChangeReport(MadeSessions.points([1000, 1004, 996, 1001, 999, 1000], [850, 853, 847, 851, 849, 950])))
        #expect(good.cause?.isCalledOut == false)
        // Declared: the involved side is the larger one, and so nothing under 100 % can rise to it.
        let declared = try #require(
            ChangeReport(
                MadeSessions.points([1000, 1004, 996, 1001, 999, 900], [850, 853, 847, 851, 849, 851]),
                request: ChangeRequest(involved: .left)))
        #expect(declared.cause?.isCalledOut == false && declared.cause?.weaker == .left)
    }

    @Test(
        "What is compared with what: previous, first and before, by the error of all earlier sessions where there are four"
    )
    func baselines() throws {
        let points = MadeSessions.points(left, right)
        func report(_ text: String) throws -> ChangeReport {
            let against = try #require(ChangeBaseline(text))
            return try #require(ChangeReport(points, request: ChangeRequest(against: against)))
        }
        let previous = try report("previous")
        #expect(previous.baseline == 4..<5)
        let finding = try #require(previous.series(.right)?.finding)
        #expect(finding.rule == .ownError && finding.baseline.rounded() == 898)
        let logs = right.dropLast().map(ChangeMath.logarithm)
        let deviation = Descriptive.standardDeviation(logs.span) ?? .nan
        let limit = StudentT(degreesOfFreedom: 4).quantile(0.975) * deviation * 2.0.squareRoot()
        #expect(try abs(#require(finding.limit) - limit) < 1e-12)
        #expect(try report("first:2").baseline == 0..<2)
        #expect(try report("first:90").baseline == 0..<5)
        let before = try report("before:" + points[4].day)
        #expect(before.baseline == 0..<4 && before.series(.left)?.finding?.rule == .individualBand)
        #expect(before.baselineWords == "the 4 sessions before \(points[4].day)")
        for bad in ["first:0", "first:", "first", "before:x", "before:2026-13-01", "later", "", "previous:2"] {
            #expect(ChangeBaseline(bad) == nil, "\(bad)")
        }
        for text in ["baseline", "previous", "first:3", "before:2026-01-02"] {
            #expect(ChangeBaseline(text)?.text == text)
        }
        // A chosen day leaves what came later out.
        let chosen = try #require(ChangeReport(points, request: ChangeRequest(day: points[3].day)))
        #expect(chosen.points.count == 4 && chosen.leftOut.map(\.reason) == [.later, .later])
        #expect(ChangeReport(points, request: ChangeRequest(day: "2020-01-01")) == nil)
    }

    @Test("Trends are lines over sessions and over weeks")
    func trends() throws {
        let rising = (0..<6).map { 1000 * ChangeMath.exponential(0.02 * Double($0)) }
        var points = MadeSessions.points(rising, right)
        for k in points.indices { points[k].moment = Int64(k) * 14 * 86_400_000 }
        let left = try #require(ChangeReport(points)?.series(.left))
        let session = try #require(left.perSession)
        let week = try #require(left.perWeek)
        #expect(abs(session.slope - 0.02) < 1e-12 && abs(week.slope - 0.01) < 1e-12)
        #expect(abs(left.readable(session.slope) - 2.02013) < 1e-5)
    }
}
