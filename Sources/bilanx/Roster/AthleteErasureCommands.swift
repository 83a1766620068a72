import ArgumentParser
import Recordings
import Roster

/// `bilanx athlete erase`.
struct AthleteEraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Removes a person on request: recordings and everything said of them.",
        discussion: """
            What stays is a tombstone without a name, which makes the other stations that share the folder do the same \
            when it reaches them. Copies elsewhere, such as exports and backups, are yours to remove; exports that Bilanx \
            made are named. `bilanx export results` into the same folder takes the person out of it.
            """)

    @Argument(help: "Code or id.")
    var athlete: String
    @Flag(help: "Yes, for good.")
    var confirm = false
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            guard let person = try index.athlete(athlete) else {
                throw RecordingError(
                    .needsOption, file: athlete, problem: "is no code or id in the roster",
                    remedy: "an erasure takes no guess: see `bilanx athlete find`")
            }
            let count = try index.recordings(athlete: person.id).count
            guard confirm else {
                throw RecordingError(
                    .needsOption, file: person.title,
                    problem: "and \(count) recordings would be removed for good, and nothing was",
                    remedy: "say so with --confirm")
            }
            let exports = try index.exports(holding: person.id)
            let removed = try index.erase(person.id)
            Output.words("\(removed) recordings and everything said of the person were removed.")
            for path in try index.runningOfErased() {
                Output.words("\(path) is being recorded now: it goes with the next command after its end.")
            }
            for (place, day) in exports {
                Output.words("An export of \(day) holds the person and is yours to remove: \(place)")
            }
            for name in index.foreignIndices() {
                Output.words(
                    "\(name) is the index of another station, which removes the person when it runs; where no machine "
                        + "has that name any more, delete it.")
            }
            for file in try index.filesWithErasedValues() {
                Output.words("\(file) is another station's and still holds values of erased people until it obeys.")
            }
            do { try Output.results(person.id + "\n") } catch { return }
        }
    }
}

/// `bilanx athlete anonymise`.
struct AthleteAnonymiseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anonymise", abstract: "Puts a new code in place of code and name, and keeps the results.")

    @Argument(help: "Code or id.")
    var athlete: String
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try RosterOptions.athlete(athlete, index)
            let (code, recordings) = try index.anonymise(person.id)
            if recordings > 0 {
                Output.words(
                    "\(recordings) recordings carry a code from before in their files, which are never rewritten. Where "
                        + "that code tells who it is, erase the person instead.")
            }
            try roster.write(["code", "id"], [[code, person.id]])
        }
    }
}
