import LiveSession
import SignalCore

/// What somebody types into a live test, as a command of the trainer's loop.
enum LoopLine {
    /// What a line asks for.
    enum Meaning: Equatable {
        /// Whatever is next.
        case main
        case command(LoopCommand)
        case help
        case quit
        /// Not understood, and why.
        case fault(String)
    }

    /// Every word with what it does, for help.
    static let words: [(form: String, does: String)] = [
        ("Enter", "whatever is next: start, finish, save, next athlete"), ("athlete CODE", "choose the athlete"),
        ("test PROTOCOL", "choose test and protocol, such as cmj3"), ("start", "zero and go"),
        ("weigh", "weigh anew, before the first trial"), ("retake", "discard the last trial and take one more"),
        ("discard N WHY", "trial N does not count"), ("keep N", "trial N counts after all"),
        ("finish", "end the trials"), ("save", "close the recording"), ("next", "save, and clear the athlete"),
        ("cancel", "give up before the first trial"), ("mark WORDS", "mark the moment"),
        ("note WORDS", "write words beside the recording"), ("pain none|left|right|both", "note pain"),
        ("target LOW HIGH", "right share in % to train in; target off"), ("limb left|right|both", "who works now"),
        ("quit", "end the program; a running recording is closed"), ("?", "these words"),
    ]

    static func read(_ line: String) -> Meaning {
        let parts = line.split(separator: " ").map(String.init)
        guard let first = parts.first else { return .main }
        let rest = parts.dropFirst().joined(separator: " ")
        switch first.lowercased() {
        case "athlete", "a": return .command(.athlete(rest.isEmpty ? nil : rest))
        case "test", "t":
            guard let plan = TestProtocol.named(rest) else {
                return .fault(
                    "There is no protocol `\(rest)`. There are: \(TestProtocol.all.map(\.id).joined(separator: ", ")).")
            }
            return .command(.test(plan))
        case "start": return .command(.start)
        case "weigh": return .command(.weigh)
        case "retake", "r": return .command(.retake)
        case "discard", "d":
            guard parts.count >= 3, let trial = Int(parts[1]) else {
                return .fault("Say which and why: discard 2 foot off.")
            }
            return .command(.discard(trial: trial, reason: parts.dropFirst(2).joined(separator: " ")))
        case "keep":
            guard parts.count == 2, let trial = Int(parts[1]) else { return .fault("Say which: keep 2.") }
            return .command(.keep(trial: trial))
        case "finish", "f": return .command(.finish)
        case "save", "s": return .command(.save)
        case "next", "n": return .command(.next)
        case "cancel": return .command(.cancel)
        case "mark", "m": return .command(.mark(rest))
        case "note": return .command(.note(rest, trial: nil))
        case "pain":
            guard let pain = PainReport(rawValue: rest) else { return .fault("pain is none, left, right or both.") }
            return .command(.pain(pain))
        case "target":
            if rest == "off" { return .command(.target(nil)) }
            guard parts.count == 3, let low = Double(parts[1]), let high = Double(parts[2]), low <= high else {
                return .fault("Say from where to where: target 45 55, or target off.")
            }
            return .command(.target(low...high))
        case "limb":
            guard rest == "both" || Side(rawValue: rest) != nil else { return .fault("limb is left, right or both.") }
            return .command(.limb(Side(rawValue: rest)))
        case "quit", "q": return .quit
        case "?", "help": return .help
        default: return .fault("`\(first)` is no word here; type ? for all of them, or Enter for what is next.")
        }
    }
}
