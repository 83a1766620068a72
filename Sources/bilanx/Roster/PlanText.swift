import Recordings
import Roster
import SignalCore

/// Guidance and blocks as the terminal shows them.
enum PlanText {
    /// Guidance, or every reason against it.
    private struct Said: Encodable {
        var schema = "bilanx.plan/1"
        var test: String
        var metric: String
        var day: String
        var advice: TrainingAdvice?
        var refused: [GuidanceRefusal]?
    }

    static func write(_ guidance: Guidance, _ facts: GuidanceFacts, _ roster: RosterOptions) throws(RecordingError) {
        var said = Said(test: facts.test, metric: facts.metric, day: facts.date)
        var rows: [[String]] = []
        switch guidance {
        case .advice(let advice):
            said.advice = advice
            rows = advice.sentences.map { ["do", $0] } + advice.grounds.map { ["grounds", $0] }
        case .refused(let reasons):
            said.refused = reasons
            rows = reasons.map { ["refused: " + $0.kind.rawValue, $0.sentence + " " + $0.remedy] }
        }
        if roster.format == .json { return try roster.write(json: said) }
        try roster.write(["what", "words"], rows)
    }

    static func write(_ blocks: [TrainingBlock], _ index: RosterIndex, _ roster: RosterOptions) throws(RecordingError) {
        if roster.format == .json { return try roster.write(json: blocks) }
        var rows: [[String]] = []
        for block in blocks {
            let athlete = try index.athlete(block.athlete)
            rows.append([
                String(block.id.suffix(8)), athlete?.code ?? block.athlete, block.test, block.metric, block.start,
                block.retest,
                block.weaker.rawValue, "\(block.weakerSets)/\(block.otherSets) × \(block.reps)",
                "\(block.sessionsPerWeek)", block.state.rawValue, block.exercises ?? "", block.outcome ?? "",
            ])
        }
        try roster.write(
            [
                "block", "athlete", "test", "metric", "start", "retest", "first", "sets", "a week", "state",
                "exercises",
                "outcome",
            ], rows)
    }

    /// The block that a text means.
    static func block(_ text: String, _ index: RosterIndex) throws(RecordingError) -> TrainingBlock {
        if let block = try index.block(text) { return block }
        throw RecordingError(
            .needsOption, file: text, problem: "is no training block, or more than one ends so",
            remedy: "`bilanx plan list` shows all")
    }
}
