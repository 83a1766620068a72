import ArgumentParser
import Foundation
import Recordings
import Roster
import SignalCore
import Symmetry

/// `bilanx plan`: what may follow a difference, and the weeks of training that a trainer makes of it.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Guidance after a clear difference, and training blocks.",
        discussion: """
            Guidance is given only where the difference is clear, each side has three trials without a warning, the plates \
            passed their check, no pain was told and an adult trains or somebody supervises. Otherwise every reason is \
            named. It is no diagnosis and no clearance.
            """,
        subcommands: [
            PlanAdviseCommand.self, PlanStartCommand.self, PlanListCommand.self, PlanEditCommand.self,
            PlanCompareCommand.self, PlanCloseCommand.self,
        ], defaultSubcommand: PlanAdviseCommand.self)
}

/// The metric of a test that guidance and blocks are about.
struct PlanAbout: ParsableArguments {
    @Option(help: "Id of the test; else the test with the latest recording.")
    var test: String?
    @Option(help: "Id of the metric; else the first headline metric with a clear difference.")
    var metric: String?
    @Option(name: .customLong("supervised"), help: ArgumentHelp("Who stands by: needed for minors.", valueName: "who"))
    var supervisor: String?

    /// What the operator said of who stands by.
    var supervision: GuidanceFacts.Supervision { supervisor == nil ? .unknown : .supervised }

    /// The report that is asked for, with what guidance must know.
    func facts(_ athlete: Athlete, _ index: RosterIndex) throws(RecordingError) -> (ChangeReport, GuidanceFacts) {
        let tests = try index.reportTests(athlete: athlete.id)
        guard let chosen = test.map({ id in tests.first { $0.test == id } }) ?? tests.first else {
            throw RecordingError(
                .needsOption, file: athlete.title, problem: "has no results\(test.map { " of " + $0 } ?? "")",
                remedy: tests.isEmpty
                    ? "record a test with `bilanx live --athlete \(athlete.code ?? athlete.id)`"
                    : "there are: " + tests.map(\.test).joined(separator: ", "))
        }
        var first: (ChangeReport, GuidanceFacts)?
        for id in metric.map({ [$0] }) ?? chosen.metrics.map(\.id) {
            guard
                let report = try index.change(
                    athlete: athlete.id, test: chosen.test, metric: id,
                    request: ChangeRequest(involved: athlete.involved)),
                report.latest?.index != nil || metric != nil,
                let facts = try index.guidanceFacts(report, supervision: supervision)
            else { continue }
            if facts.verdict == .clear { return (report, facts) }
            first = first ?? (report, facts)
        }
        guard let first else {
            throw RecordingError(
                .needsOption, file: chosen.test,
                problem: "has no difference of the sides\(metric.map { " in " + $0 } ?? "")",
                remedy: "choose another test or metric; `bilanx trend` shows what there is")
        }
        return first
    }
}

/// `bilanx plan ATHLETE`.
struct PlanAdviseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advise", abstract: "What may be said of training, or why nothing is said.")

    @Argument(help: "Code, id or name.")
    var athlete: String
    @OptionGroup var about: PlanAbout
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try RosterOptions.athlete(athlete, index)
            let (_, facts) = try about.facts(person, index)
            try PlanText.write(Guidance(facts), facts, roster)
        }
    }
}

/// `bilanx plan start`.
struct PlanStartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Makes a training block of the guidance and saves it.",
        discussion:
            "Where the guidance refuses, nothing is saved. The day of the retest is that after the last week, unless given."
    )

    @Argument(help: "Code, id or name.")
    var athlete: String
    @OptionGroup var about: PlanAbout
    @OptionGroup var values: BlockOptions
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try RosterOptions.athlete(athlete, index)
            let (report, facts) = try about.facts(person, index)
            let guidance = Guidance(facts)
            guard case .advice(let advice) = guidance else {
                try PlanText.write(guidance, facts, roster)
                throw RecordingError(
                    .failed, file: person.title, problem: "no training block is made while guidance refuses",
                    remedy: "see the reasons above")
            }
            let start = try values.day(values.start, "--start") ?? RosterOptions.today
            let weeks = values.weeks ?? 6
            let after = Day(start)?.adding(7 * weeks).description ?? start
            var block = TrainingBlock(
                id: RosterIndex.newID(), athlete: person.id, test: report.test, metric: report.metric,
                weaker: advice.weaker, start: start, weeks: weeks, retest: after, difference: facts.difference)
            block.supervision = about.supervisor
            try values.apply(to: &block)
            try index.apply(index.drafts(block))
            try PlanText.write([block], index, roster)
        }
    }
}

/// `bilanx plan list`.
struct PlanListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists training blocks.")

    @Argument(help: "Code, id or name; else everybody.")
    var athlete: String?
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let id = try athlete.map { word throws(RecordingError) in try RosterOptions.athlete(word, index).id }
            try PlanText.write(index.blocks(athlete: id), index, roster)
        }
    }
}

/// `bilanx plan edit`.
struct PlanEditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "edit", abstract: "Changes a training block.")

    @Argument(help: "Id of the block, or its last letters.")
    var block: String
    @OptionGroup var values: BlockOptions
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            var found = try PlanText.block(block, index)
            try values.apply(to: &found)
            try index.apply(index.drafts(found))
            try PlanText.write([found], index, roster)
        }
    }
}

/// `bilanx plan compare`.
struct PlanCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Holds the sessions since a block began against those before it.")

    @Argument(help: "Id of the block, or its last letters.")
    var block: String
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let found = try PlanText.block(block, index)
            guard let result = try index.outcome(of: found) else {
                throw RecordingError(
                    .failed, file: found.id, problem: "there is no session of \(found.test) since \(found.start)",
                    remedy: "test again on \(found.retest), under the same conditions")
            }
            switch roster.format {
            case .json: try roster.write(json: result)
            case .csv, .table:
                try roster.write(
                    ["what", "words"],
                    [["block", found.sentences.joined(separator: " ")]] + result.sentences.map { ["found", $0] })
            }
        }
    }
}

/// `bilanx plan close`.
struct PlanCloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "close", abstract: "Ends a training block.")

    @Argument(help: "Id of the block, or its last letters.")
    var block: String
    @Option(help: "What came of it, in your words.")
    var outcome: String?
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            var found = try PlanText.block(block, index)
            found.state = .closed
            if let outcome { found.outcome = outcome }
            try index.apply(index.drafts(found))
            try PlanText.write([found], index, roster)
        }
    }
}
