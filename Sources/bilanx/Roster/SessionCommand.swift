import ArgumentParser
import Recordings
import Roster

/// `bilanx session`: one visit of one person.
struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Visits: lists them, shows one, notes what was said.",
        discussion: """
            A session is all that one person did on one day. It is there by itself as soon as there is a recording of that \
            day, and several machines mean the same session without talking to each other.
            """, subcommands: [SessionListCommand.self, SessionShowCommand.self, SessionNoteCommand.self])

    /// `yes` and who, `no`, or nothing where nobody said.
    static func supervision(_ facts: SessionFacts) -> String {
        switch facts.supervised {
        case true?: "yes" + (facts.supervisor.map { ", " + $0 } ?? "")
        case false?: "no"
        case nil: facts.supervisor ?? ""
        }
    }
}

/// `bilanx session list`.
struct SessionListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists visits, the latest first.")

    @Argument(help: "Code, id or name; else all.")
    var athlete: String?
    @Option(help: "First day, such as 2026-11-22.")
    var from: String?
    @Option(help: "Last day.")
    var until: String?
    @Option(help: "How many at most.")
    var limit = 50
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try athlete.map { word throws(RecordingError) in try RosterOptions.athlete(word, index).id }
            let first = try from.map { day throws(RecordingError) in
                try AthleteFields.value("date", day, option: "--from").shown
            }
            let last = try until.map { day throws(RecordingError) in
                try AthleteFields.value("date", day, option: "--until").shown
            }
            let sessions = try index.sessions(athlete: person, from: first, until: last, limit: max(limit, 1))
            if roster.format == .json { return try roster.write(json: sessions) }
            try roster.write(
                [
                    "date", "athlete", "tests", "recordings", "trials", "verification", "supervised", "readiness",
                    "notes",
                ],
                sessions.map { session in
                    [
                        session.facts.day, session.title, session.tests.joined(separator: " "),
                        String(session.recordings.count), String(session.recordings.reduce(0) { $0 + $1.trials }),
                        session.verification ?? "", SessionCommand.supervision(session.facts),
                        session.facts.readiness ?? "", String(session.entries.count { $0.kind == "comment" }),
                    ]
                })
        }
    }
}

/// `bilanx session show`.
struct SessionShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One visit: recordings with their calibrations, comments, what was said.")

    @Argument(help: "Code, id or name.")
    var athlete: String
    @Argument(help: "Day, such as 2026-11-22; else the latest visit.")
    var day: String?
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try RosterOptions.athlete(athlete, index)
            var session = try index.sessions(athlete: person.id, limit: 1).first
            if let day {
                let date = try AthleteFields.value("date", day, option: "DAY").shown
                session = try index.session(athlete: person.id, day: date)
            }
            guard let session, !session.recordings.isEmpty || !session.entries.isEmpty || session.isSaid else {
                throw RecordingError(
                    .needsOption, file: athlete,
                    problem: "has no session" + (day.map { " on " + $0 } ?? ""),
                    remedy: "`bilanx session list \(athlete)` shows those that there are")
            }
            if roster.format == .json { return try roster.write(json: session) }
            var rows = [
                ["date", session.facts.day], ["athlete", session.title], ["verification", session.verification ?? ""],
                ["supervised", SessionCommand.supervision(session.facts)],
                ["readiness", session.facts.readiness ?? ""],
            ].filter { !$0[1].isEmpty }
            for recording in session.recordings {
                let scales = recording.scales.isEmpty ? "no calibration named" : recording.scales
                rows.append([recording.test, "\(recording.path), \(recording.trials) trials, \(scales)"])
            }
            for entry in session.entries { rows.append([entry.kind, RecordingCommand.words(entry)]) }
            try roster.write(["what", "value"], rows)
        }
    }
}

extension AthleteSession {
    /// True where something was said of the visit itself.
    var isSaid: Bool { facts.readiness != nil || facts.supervised != nil || facts.supervisor != nil }
}

/// `bilanx session note`.
struct SessionNoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Notes words, readiness and who supervised; words are added to those before.")

    @Argument(help: "Code, id or name.")
    var athlete: String
    @Argument(help: "Words about the visit.")
    var text: String?
    @Option(help: "Day, such as 2026-11-22; else today.")
    var date: String?
    @Option(help: "How ready the person is, in words, such as \"slept little\"; empty takes it back.")
    var readiness: String?
    @Option(help: "Whether somebody who knows the tests was there: yes or no.")
    var supervised: String?
    @Option(help: "Who that was.")
    var by: String?
    @OptionGroup var roster: RosterOptions

    func validate() throws {
        if text == nil, readiness == nil, supervised == nil, by == nil {
            throw ValidationError("Say something: words, --readiness, --supervised yes or no, --by WHO.")
        }
        if let supervised, !["yes", "no", ""].contains(supervised) {
            throw ValidationError("--supervised is yes or no.")
        }
        if by?.isEmpty == false, supervised == "no" { throw ValidationError("--by says who, and --supervised nobody.") }
    }

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try RosterOptions.athlete(athlete, index)
            let day = try AthleteFields.value("date", date ?? RosterOptions.today, option: "--date").shown
            var values: [String: ChangeValue] = [:]
            if let readiness { values[SessionField.readiness] = readiness.isEmpty ? .nothing : .text(readiness) }
            if let by {
                values[SessionField.supervisor] = by.isEmpty ? .nothing : .text(by)
                if !by.isEmpty { values[SessionField.supervised] = .flag(true) }
            }
            if let supervised {
                values[SessionField.supervised] = supervised.isEmpty ? .nothing : .flag(supervised == "yes")
                if supervised == "no" { values[SessionField.supervisor] = .nothing }
            }
            var drafts = try index.drafts(session: person.id, day: day, values)
            if let text { drafts += RosterIndex.comment(session: person.id, day: day, text: text) }
            try index.apply(drafts)
            try roster.write(["session"], [[SessionFacts.id(athlete: person.id, day: day)]])
        }
    }
}
