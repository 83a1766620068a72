import Assessments
import LiveSession
import SignalCore
import Synchronization

/// What a station shows: put there by its thread without waiting, read by anybody.
public final class StationBoard: Sendable {
    /// One picture of the running test with its number.
    public struct Picture: Sendable {
        /// Rises by one with every picture.
        public var number: UInt64
        /// Arrival of its newest sample in nanoseconds of the monotonic clock.
        public var stamp: UInt64
        /// The picture.
        public var frame: LiveFrame
        /// Time in the band to train in; nil where none is set.
        public var target: TargetBand?
    }

    private struct State {
        var document: StationDocument?
        var version: UInt64 = 0
        var picture: Picture?
        var pictures: UInt64 = 0
        var said: [(id: UInt64, words: Announcement)] = []
        var lastSaid: UInt64 = 0
        var trials: [Int: (result: TrialResult, record: TrialRecord)] = [:]
        var results: String?
    }

    private let state = Mutex(State())
    private let software: String

    init(software: String) { self.software = software }

    // MARK: The station's thread

    /// - Returns: false where a reader was just there.
    func show(_ document: StationDocument) -> Bool {
        let shown: Void? = state.withLockIfAvailable { state in
            state.document = document
            state.version += 1
        }
        return shown != nil
    }

    func show(_ frame: LiveFrame, target: TargetBand?) {
        // A picture that finds a reader there is left out: the next one is a sixtieth of a second away.
        _ = state.withLockIfAvailable { state in
            // Numbers go on from one recording to the next: a screen answers by them.
            state.pictures += 1
            state.picture = Picture(
                number: state.pictures, stamp: frame.stamp, frame: frame, target: target)
        }
    }

    func say(_ words: Announcement) {
        // Words are rare and must not be lost; readers hold the board for microseconds.
        state.withLock { state in
            state.lastSaid += 1
            state.said.append((state.lastSaid, words))
            if state.said.count > 200 { state.said.removeFirst(state.said.count - 200) }
        }
    }

    func keep(trial: TrialResult, _ record: TrialRecord) {
        state.withLock { $0.trials[trial.index] = (trial, record) }
    }

    func keep(results: String) { state.withLock { $0.results = results } }

    func forgetTrials() {
        state.withLock { state in
            state.trials = [:]
            state.results = nil
            state.picture = nil
        }
    }

    // MARK: Readers

    /// Number of the state, which rises with every change, and its JSON document (`bilanx.live/1`).
    public func document() -> (version: UInt64, json: String) {
        let (version, document) = state.withLock { ($0.version, $0.document) }
        return (version, document?.json(version: version) ?? "{}")
    }

    /// The one thing to do next; nil where the person is next.
    public var main: LoopCommand? { state.withLock { $0.document?.loop.main } }

    /// True while a recording runs.
    public var isRecording: Bool { state.withLock { $0.document?.loop.isRecording == true } }

    /// The test that is chosen.
    public var test: TestID { state.withLock { $0.document?.loop.plan.test } ?? .free }

    /// Number of the state.
    public var version: UInt64 { state.withLock { $0.version } }

    /// The newest picture; nil before the first of a recording.
    public var picture: Picture? { state.withLock { $0.picture } }

    /// What was said after `id`, with its number.
    public func said(after id: UInt64) -> [(id: UInt64, words: Announcement)] {
        state.withLock { state in state.said.filter { $0.id > id } }
    }

    /// The results document of the last closed recording; nil before.
    public var results: String? { state.withLock { $0.results } }

    /// A trial of the recording with what it was analysed from; nil where there is none of that number.
    public func trial(_ index: Int) -> (result: TrialResult, record: TrialRecord)? {
        state.withLock { $0.trials[index] }
    }
}
