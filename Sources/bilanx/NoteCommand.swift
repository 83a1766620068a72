import ArgumentParser
import Foundation
import Recordings

/// `bilanx note`: what is decided about a recording afterwards.
struct NoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Discards a trial, takes that back, or notes words beside a recording.",
        discussion: """
            Nothing recorded is changed: each call appends a line to the recording's notes.jsonl, which `bilanx analyze` \
            follows. Without an option the notes so far are printed.
            """)

    @Argument(help: "The recording's folder.")
    var recording: String

    @Option(help: "Trial, from 1, that is not to count.")
    var discard: Int?

    @Option(help: "Discarded trial that is to count after all.")
    var keep: Int?

    @Option(help: "The reason, or words of their own.")
    var text: String?

    func validate() throws {
        if discard != nil, keep != nil { throw ValidationError("--discard and --keep exclude each other.") }
        if discard != nil, text == nil {
            throw ValidationError("--discard needs a reason: --text \"foot on the edge\".")
        }
    }

    func run() throws {
        Output.ignoreBrokenPipes()
        do throws(RecordingError) {
            let opened = try RecordingReader.open(recording)
            let folder = RecordingFolder(path: recording)
            let action: RecordingNotes.Entry.Action = discard != nil ? .discard : keep != nil ? .keep : .note
            let trial = discard ?? keep
            if let trial, !(1...max(opened.trials?.count ?? 0, 1)).contains(trial) || opened.trials == nil {
                throw RecordingError(
                    .needsOption, file: recording, problem: "has no trial \(trial)",
                    remedy: "it has \(opened.trials?.count ?? 0) marked trials; `bilanx analyze` lists them")
            }
            if trial != nil || text != nil {
                let entry = RecordingNotes.Entry(at: ZonedTime.now(), action: action, trial: trial, text: text)
                try folder.appendNote(entry.json())
                return
            }
            let notes = try RecordingNotes.read(folder)
            let lines = notes.entries.map { $0.json() + "\n" }
            do { try Output.results(lines.joined()) } catch { return }
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }
}
