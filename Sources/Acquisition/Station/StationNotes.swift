import Foundation
import LiveSession
import Recordings
import Synchronization

/// Writes decisions beside the recording, on a queue of its own, since a disk may be slow.
final class StationNotes: Sendable {
    private struct State {
        var folder: String?
        var waiting: [String] = []
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "bilanx notes")

    /// A new recording begins; its folder is not known yet.
    func begin() {
        queue.sync {}
        state.withLock { $0 = State() }
    }

    func add(_ note: LoopNote) {
        let line = Self.entry(note).json()
        let isReady = state.withLock { state in
            state.waiting.append(line)
            return state.folder != nil
        }
        if isReady { queue.async { self.write() } }
    }

    func found(folder: String) {
        state.withLock { $0.folder = folder }
        queue.async { self.write() }
    }

    /// The recording is closed, and has its final name.
    func end(folder: String?) {
        queue.sync {}
        if let folder { state.withLock { $0.folder = folder } }
        queue.async { self.write() }
    }

    /// Waits until everything is written.
    func finish() { queue.sync { self.write() } }

    private func write() {
        while true {
            let next = state.withLock { state in
                state.folder.flatMap { folder in state.waiting.first.map { (folder, $0) } }
            }
            guard let (folder, line) = next else { return }
            // A folder that has just got its name is tried again under that one.
            guard (try? RecordingFolder(path: folder).appendNote(line)) != nil else { return }
            state.withLock { _ = $0.waiting.removeFirst() }
        }
    }

    private static func entry(_ note: LoopNote) -> RecordingNotes.Entry {
        let now = ZonedTime.now()
        return switch note {
        case .discard(let trial, let reason):
            RecordingNotes.Entry(at: now, action: .discard, trial: trial, text: reason)
        case .keep(let trial): RecordingNotes.Entry(at: now, action: .keep, trial: trial)
        case .words(let text, let trial): RecordingNotes.Entry(at: now, action: .note, trial: trial, text: text)
        case .pain(let pain): RecordingNotes.Entry(at: now, action: .pain, text: pain.rawValue)
        case .event(let name, let trial, let time):
            RecordingNotes.Entry(at: now, action: .event, trial: trial, event: name, time: time)
        }
    }
}
