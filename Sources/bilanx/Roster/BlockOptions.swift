import ArgumentParser
import Recordings
import Roster

/// What a trainer may set of a training block.
struct BlockOptions: ParsableArguments {
    @Option(help: "First day, such as 2026-11-22; else today.")
    var start: String?
    @Option(help: "Weeks, 4 to 8; else 6.")
    var weeks: Int?
    @Option(help: "Day of the retest.")
    var retest: String?
    @Option(help: "Sessions in a week, 2 or 3; else 2.")
    var sessions: Int?
    @Option(help: "Sets of the other side; else 2.")
    var sets: Int?
    @Option(help: "Sets of the side that begins: as many as the other's, at most twice.")
    var weakerSets: Int?
    @Option(help: "Repetitions of a set on both sides; else 8.")
    var reps: Int?
    @Option(help: "Exercises, and what else is to be noted.")
    var exercises: String?

    /// A day that was given; nil where none was.
    func day(_ text: String?, _ option: String) throws(RecordingError) -> String? {
        guard let text else { return nil }
        return try AthleteFields.value("date", text, option: option).shown
    }

    /// Puts what was given into a block.
    func apply(to block: inout TrainingBlock) throws(RecordingError) {
        if let given = try day(start, "--start") { block.start = given }
        if let weeks {
            block.weeks = weeks
            if retest == nil, let first = Day(block.start) { block.retest = first.adding(7 * weeks).description }
        }
        if let given = try day(retest, "--retest") { block.retest = given }
        if let sessions { block.sessionsPerWeek = sessions }
        if let sets {
            block.otherSets = sets
            if weakerSets == nil { block.weakerSets = max(block.weakerSets, sets) }
        }
        if let weakerSets { block.weakerSets = weakerSets }
        if let reps { block.reps = reps }
        if let exercises { block.exercises = exercises }
    }
}
