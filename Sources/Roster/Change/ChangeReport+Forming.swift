import Assessments
import SignalCore
import Statistics
import Symmetry

extension ChangeReport {
    /// Compares sessions of one athlete, test and metric.
    ///
    /// - Parameters:
    ///   - sessions: all of them, of any conditions, oldest first, formed by the rule of the request.
    ///   - request: what is compared with what.
    ///   - squad: noise of the other athletes' repeats; empty where it is not known.
    /// - Returns: nil for no sessions, or none on the day that was asked for.
    public init?(
        _ sessions: [SessionPoint], request: ChangeRequest = ChangeRequest(), squad: SquadNoises = SquadNoises()
    ) {
        let upTo = request.day.map { day in sessions.filter { $0.day <= day } } ?? sessions
        let candidates = request.day.map { day in upTo.filter { $0.day == day } } ?? upTo
        guard let newest = candidates.last else { return nil }
        // Nothing can be said of a session without a value; the one before it is shown then, and it is said.
        let chosen = candidates.last { Comparability.poor($0) == nil } ?? newest
        athlete = chosen.athlete
        test = chosen.test
        metric = chosen.metric
        name = MetricCatalogue.metric(chosen.metric)?.name ?? chosen.metric
        unit = chosen.unit
        self.request = request
        points = []
        leftOut = []
        remarks = []
        for point in sessions {
            if let reason = Comparability.reason(point, with: chosen) {
                leftOut.append(reason)
            } else if (point.moment, point.recordings.first ?? "") > (chosen.moment, chosen.recordings.first ?? "") {
                leftOut.append(
                    LeftOutSession(point: point, reason: .later, words: "after the chosen session of \(chosen.day)"))
            } else {
                points.append(point)
            }
        }
        baseline = Self.baseline(points, request.against)
        baselineWords = Self.words(points, baseline, request.against)
        series = []
        isReversed = false
        for quantity in [ChangeQuantity.both, .left, .right, .index] {
            if let one = ChangeSeries(quantity, points, baseline, squad) { series.append(one) }
        }
        cause = SymmetryCause(self)
        isReversed = Self.reversal(self)
        let words = series.map { ChangeWords.finding($0, self) }
        for k in series.indices { series[k].finding?.words = words[k] }
        remarks = ChangeWords.remarks(self, newest: newest)
    }

    /// Where the baseline stands among the sessions that are used, of which the last is the chosen one.
    private static func baseline(_ points: [SessionPoint], _ against: ChangeBaseline) -> Range<Int> {
        let earlier = max(points.count - 1, 0)
        switch against {
        case .earlier: return 0..<earlier
        case .previous: return max(earlier - 1, 0)..<earlier
        case .first(let count): return 0..<min(max(count, 0), earlier)
        case .before(let day): return 0..<min(points.prefix { $0.day < day }.count, earlier)
        }
    }

    private static func words(_ points: [SessionPoint], _ baseline: Range<Int>, _ against: ChangeBaseline) -> String {
        guard let first = baseline.first else { return "no earlier session" }
        let count = baseline.count
        let sessions = count == 1 ? "session" : "\(count) sessions"
        switch against {
        case .earlier: return count == 1 ? "the one earlier session" : "the \(count) earlier sessions"
        case .previous: return "the session of \(points[first].day)"
        case .first: return "the first \(sessions)"
        case .before(let day): return "the \(sessions) before \(day)"
        }
    }

    /// True where the index has gone over to the other side.
    private static func reversal(_ report: ChangeReport) -> Bool {
        guard let index = report.latest?.index, let finding = report.series(.index)?.finding else { return false }
        let even = index.index.symmetric
        return (finding.baseline - even) * (finding.latest - even) < 0
    }
}

extension ChangeSeries {
    /// A series over the sessions; nil where none has a value.
    init?(_ quantity: ChangeQuantity, _ points: [SessionPoint], _ baseline: Range<Int>, _ noises: SquadNoises) {
        let valued = points.enumerated().compactMap { place, point in
            point.value(quantity).flatMap { $0.isFinite ? (place: place, point: point, value: $0) : nil }
        }
        guard let last = valued.last else { return nil }
        self.quantity = quantity
        values = valued.map(\.value)
        days = valued.map(\.point.day)
        unit = quantity == .index ? last.point.index?.unit ?? "%" : last.point.unit
        // Of a side at or under zero there is no ratio.
        let scale: ChangeScale = quantity != .index && values.allSatisfy { $0 > 0 } ? .relative : .plain
        self.scale = scale
        let places = values.map { scale == .relative ? ChangeMath.logarithm($0) : $0 }
        perSession = TrendInterval(places)
        let week = 7.0 * 86_400_000
        perWeek = TrendInterval(places, at: valued.map { Double($0.point.moment - valued[0].point.moment) / week })
        withinVariation = Self.within(valued.map(\.point), quantity)
        squad = noises[quantity, scale]
        let chosenPlace = points.count - 1
        let earlier = zip(valued, places).filter { $0.0.place < chosenPlace }.map { (place: $0.0.place, value: $0.1) }
        let own = earlier.map(\.value)
        betweenDeviation = Descriptive.standardDeviation(own.span)
        let ownValues = valued.filter { $0.place < chosenPlace }.map(\.value)
        betweenVariation =
            quantity == .index ? nil : Descriptive.coefficientOfVariation(ownValues.span)
        ownWorthwhile = betweenVariation.map { SmallestWorthwhileChange.individual(variation: $0) }
        let base = earlier.filter { baseline.contains($0.place) }.map(\.value)
        let judgement = ChangeJudgement(baseline: base, earlier: own, squad: squad)
        comparedWithSquad = judgement.comparedWithSquad
        band = judgement.band
        error = judgement.error
        guard last.place == chosenPlace, let chosen = places.last, let mean = judgement.mean else { return }
        finding = ChangeFinding(
            sessions: base.count, baseline: value(atScale: mean), latest: value(atScale: chosen), change: chosen - mean,
            limit: judgement.limit, rule: judgement.rule, verdict: judgement.verdict(chosen))
    }

    /// √(Σ(n − 1)·CV²/Σ(n − 1)) of the sessions; nil where none has two trials.
    private static func within(_ points: [SessionPoint], _ quantity: ChangeQuantity) -> Double? {
        var squares = 0.0
        var degrees = 0.0
        for point in points {
            let limb: SessionPoint.Limb? =
                switch quantity {
                case .left: point.left
                case .right: point.right
                case .both: point.both
                case .index: nil
                }
            guard let limb, let variation = limb.variation, limb.count > 1 else { continue }
            squares += Double(limb.count - 1) * variation * variation
            degrees += Double(limb.count - 1)
        }
        return degrees > 0 ? (squares / degrees).squareRoot() : nil
    }
}
