import Recordings
import SignalCore
import Statistics

/// What the sessions since a block began say beside those before it.
public struct BlockOutcome: Sendable, Hashable, Encodable {
    /// Id of the block.
    public var block: String
    /// Day of the session that was compared.
    public var day: String
    /// Verdict on the difference of the sides.
    public var difference: String
    /// Verdict on the side that was trained first.
    public var weaker: String
    /// Verdict on the other side.
    public var other: String
    /// True where the session was before the planned day of the retest.
    public var isEarly: Bool
    /// The verdicts in sentences, and what to make of them.
    public var sentences: [String]
}

extension RosterIndex {
    /// Compares the latest session since a block began with all before it, by the block's test and metric.
    ///
    /// - Returns: nil where there is no session since.
    public func outcome(of block: TrainingBlock) throws(RecordingError) -> BlockOutcome? {
        let person = try athlete(block.athlete)
        let report = try change(
            athlete: person?.id ?? block.athlete, test: block.test, metric: block.metric,
            request: ChangeRequest(against: .before(block.start), involved: person?.involved))
        guard let report, let latest = report.latest, latest.day >= block.start else { return nil }
        func verdict(_ quantity: ChangeQuantity) -> String {
            (report.series(quantity)?.verdict ?? .needsMore).rawValue
        }
        let isEarly = latest.day < block.retest
        var sentences = report.sentences
        if isEarly {
            sentences.append("The session of \(latest.day) was before the planned retest of \(block.retest).")
        }
        if verdict(.index) != ChangeTest.Verdict.real.rawValue {
            sentences.append("If two retests show no change, ask a qualified professional.")
        }
        return BlockOutcome(
            block: block.id, day: latest.day, difference: verdict(.index),
            weaker: verdict(block.weaker == .left ? .left : .right),
            other: verdict(block.weaker == .left ? .right : .left), isEarly: isEarly, sentences: sentences)
    }
}
