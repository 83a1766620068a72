import Assessments
import Foundation

/// What was decided about a recording afterwards: lines of `notes.jsonl`, in order; nothing recorded is changed.
public struct RecordingNotes: Sendable, Hashable {
    /// One line.
    public struct Entry: Sendable, Hashable, Codable {
        /// What a line decides.
        public enum Action: String, Sendable, Hashable, Codable {
            /// The trial does not count.
            case discard
            /// The trial counts after all.
            case keep
            /// Words only.
            case note
            /// The person said where it hurts: `none`, `left`, `right` or `both` in the text.
            case pain
            /// An event of the trial was moved by hand, or moved back where no time is given.
            case event
        }

        /// When it was decided, with zone.
        public var at: String
        /// What was decided.
        public var action: Action
        /// Which trial, from 1; nil for the whole recording.
        public var trial: Int?
        /// Why, or what was noted.
        public var text: String?
        /// The event that was moved, as results name it.
        public var event: String?
        /// Where to, in seconds of the recording; nil for back to where analysis finds it.
        public var time: Double?

        /// Makes a line.
        public init(
            at: ZonedTime, action: Action, trial: Int? = nil, text: String? = nil, event: String? = nil,
            time: Double? = nil
        ) {
            self.at = at.description
            self.action = action
            self.trial = trial
            self.text = text
            self.event = event
            self.time = time
        }

        /// The line's JSON, keys in alphabetic order.
        public func json() -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        }
    }

    /// The lines that could be read.
    public var entries: [Entry]
    /// Numbers of the lines that could not, from 1: of a later version, or damaged.
    public var unreadable: [Int]

    /// Reads lines; one that is no entry is left out and counted, so that a torn line costs itself only.
    public init(_ text: String) {
        entries = []
        unreadable = []
        let decoder = JSONDecoder()
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard !line.isEmpty else { continue }
            if let entry = try? decoder.decode(Entry.self, from: Data(line.utf8)) {
                entries.append(entry)
            } else {
                unreadable.append(number + 1)
            }
        }
    }

    /// The notes beside a recording; none where there is no such file.
    ///
    /// - Throws: where it is there and cannot be read.
    public static func read(_ folder: RecordingFolder) throws(RecordingError) -> RecordingNotes {
        guard FileManager.default.fileExists(atPath: folder.notes) else { return RecordingNotes("") }
        return RecordingNotes(String(decoding: try FileAccess.read(folder.notes), as: UTF8.self))
    }

    /// The trials with what was decided of each; the last word counts.
    ///
    /// - Parameter rate: rows a second, for events that were moved.
    public func apply(to trials: [TrialWindow], rate: Double) -> [TrialWindow] {
        var result = trials
        for entry in entries {
            guard let number = entry.trial, result.indices.contains(number - 1) else { continue }
            switch entry.action {
            case .discard: result[number - 1].kept = false
            case .keep: result[number - 1].kept = true
            case .event:
                guard let event = entry.event else { break }
                result[number - 1].moved[event] = entry.time.flatMap { Int(exactly: ($0 * rate).rounded()) }
            case .note, .pain: break
            }
        }
        return result
    }
}
