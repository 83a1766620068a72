import Assessments
import SignalCore
import Statistics
import Symmetry

/// Which side is larger in one test of one athlete, in the latest session.
public struct TestDirection: Sendable, Hashable {
    /// The session.
    public var point: SessionPoint
    /// Its index.
    public var index: SessionPoint.Index

    /// Takes the latest session that has an index; nil where none has.
    public init?(_ sessions: [SessionPoint]) {
        guard let point = sessions.last(where: { $0.status == .ok && $0.index != nil }), let index = point.index else {
            return nil
        }
        self.point = point
        self.index = index
    }

    /// True where the session's own verdict on the difference is clear.
    public var isClear: Bool { index.verdict == .clear && index.larger != .none }
    /// Index minus what would be even: its sign is the side.
    public var signed: Double { index.value - index.index.symmetric }
}

/// Whether the tests of one athlete favour the same side.
public struct DirectionProfile: Sendable, Hashable {
    /// What may be said of it.
    public enum Agreement: String, Sendable, Hashable, CaseIterable, Codable {
        /// All clear tests favour the same side.
        case sameSide
        /// Clear tests favour different sides.
        case differentSides
        /// Fewer than two tests are clear.
        case needsMore
    }

    /// Athlete in the roster.
    public var athlete: String
    /// One a test, in the catalogue's order of tests.
    public var tests: [TestDirection]

    /// Makes a profile.
    public init(athlete: String, tests: [TestDirection]) {
        self.athlete = athlete
        self.tests = tests
    }

    /// What the clear tests say.
    public var agreement: Agreement {
        let sides = Set(clear.map(\.index.larger))
        return clear.count < 2 ? .needsMore : sides.count == 1 ? .sameSide : .differentSides
    }

    private var clear: [TestDirection] { tests.filter(\.isClear) }

    /// The profile in a sentence.
    public var words: String {
        func names(_ side: LargerSide) -> String {
            clear.filter { $0.index.larger == side }.map(\.point.test).joined(separator: ", ")
        }
        let unclear = tests.filter { !$0.isClear }.map(\.point.test).joined(separator: ", ")
        let rest = unclear.isEmpty ? "" : "; not clear: \(unclear)"
        switch agreement {
        case .sameSide:
            let side = clear.first?.index.larger ?? .none
            return "The \(side.rawValue) side is larger in \(names(side))\(rest)."
        case .differentSides: return "Right is larger in \(names(.right)), left in \(names(.left))\(rest)."
        case .needsMore:
            let only = clear.map { "\($0.index.larger.rawValue) in \($0.point.test)" }.joined(separator: ", ")
            return clear.isEmpty
                ? "No test shows a clear difference, so that nothing can agree\(rest)."
                : "Only one test shows a clear difference (\(only))\(rest)."
        }
    }
}

/// How far two tests favour the same side over the people of a squad.
public struct TestPairAgreement: Sendable, Hashable {
    /// Id of the first test.
    public var first: String
    /// Its metric.
    public var firstMetric: String
    /// Id of the second test.
    public var second: String
    /// Its metric.
    public var secondMetric: String
    /// People in whom both differences are clear; those inside noise in one of them are counted as undecided.
    public var clear: DirectionAgreement
    /// Everybody by the plain larger side, noise or not.
    public var all: DirectionAgreement

    /// People who have both tests.
    public var people: Int { decided + clear.undecided }
    /// People in whom both are clear.
    public var decided: Int { clear.bothRight + clear.firstRight + clear.secondRight + clear.bothLeft }

    /// Every pair of tests that at least one person of the profiles has, in the order of the catalogue.
    public static func pairs(_ profiles: [DirectionProfile]) -> [TestPairAgreement] {
        var order: [[String]] = []
        var values: [[String]: (clear: [(Double, Double)], all: [(Double, Double)])] = [:]
        for profile in profiles {
            for (k, first) in profile.tests.enumerated() {
                for second in profile.tests.dropFirst(k + 1) {
                    let key = [first.point.test, first.point.metric, second.point.test, second.point.metric]
                    if values[key] == nil { order.append(key) }
                    let isClear = first.isClear && second.isClear
                    // Zero favours no side.
                    values[key, default: ([], [])].clear.append(isClear ? (first.signed, second.signed) : (0, 0))
                    values[key, default: ([], [])].all.append((first.signed, second.signed))
                }
            }
        }
        return order.compactMap { key in
            guard let found = values[key],
                let clear = DirectionAgreement(first: found.clear.map(\.0), second: found.clear.map(\.1)),
                let all = DirectionAgreement(first: found.all.map(\.0), second: found.all.map(\.1))
            else { return nil }
            return TestPairAgreement(
                first: key[0], firstMetric: key[1], second: key[2], secondMetric: key[3], clear: clear, all: all)
        }
    }
}

/// What is shown of a test where nobody says which metric.
public enum ChangeDefaults {
    /// The headline metrics that trials of a test have.
    public static func metrics(of test: String) -> [String] {
        guard let id = TestID(rawValue: test) else { return [] }
        return MetricCatalogue.metrics(of: id).filter { $0.headlineOf.contains(id) }.map(\.id)
    }

    /// The metric by which tests are compared in direction: the first headline one with sides of which one end is better.
    public static func direction(of test: String) -> String? {
        guard let id = TestID(rawValue: test) else { return nil }
        let sided = MetricCatalogue.metrics(of: id).filter { metric in
            metric.perTrial && metric.headlineOf.contains(id)
                && (metric.index(in: id).map { $0 != .difference } ?? false)
        }
        return (sided.first { $0.better == .larger } ?? sided.first)?.id
    }
}
