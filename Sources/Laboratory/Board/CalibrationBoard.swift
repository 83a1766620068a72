import Synchronization

/// Where a guided run shows itself to screens, and where screens leave what they ask for.
///
/// The run writes and reads it between two turns of the device and never waits for a screen.
public final class CalibrationBoard: Sendable {
    /// What a screen asks for, with the one who waits for the answer.
    public struct Request: Sendable {
        /// What is asked for.
        public let command: GuidedRun.Command
        private let waiting: CheckedContinuation<String?, Never>

        init(_ command: GuidedRun.Command, _ waiting: CheckedContinuation<String?, Never>) {
            self.command = command
            self.waiting = waiting
        }

        /// Answers it, once: nil where it was done, else why not.
        public func answer(_ refusal: String?) { waiting.resume(returning: refusal) }
    }

    private struct State {
        var version: UInt64 = 0
        var snapshot: GuidedRun.Snapshot?
        var requests: [Request] = []
        var isClosed = false
    }
    private let state = Mutex(State())

    /// Requests that wait at most: more than a screen may send within a turn.
    private static let largestQueue = 64
    private static let over = "The run is over."

    /// An empty board.
    public init() {}

    /// Shows how the run stands now.
    public func show(_ snapshot: GuidedRun.Snapshot) {
        state.withLock { state in
            guard state.snapshot != snapshot else { return }
            state.snapshot = snapshot
            state.version += 1
        }
    }

    /// How the run stands, with a number that grows with every change; nil where `version` is the newest or there is nothing.
    public func snapshot(after version: UInt64?) -> (version: UInt64, snapshot: GuidedRun.Snapshot)? {
        state.withLock { state in
            guard let snapshot = state.snapshot, state.version != version else { return nil }
            return (state.version, snapshot)
        }
    }

    /// Leaves a request and waits for the run to answer it.
    ///
    /// - Returns: nil where it was done, else why not.
    public func obey(_ command: GuidedRun.Command) async -> String? {
        await withCheckedContinuation { continuation in
            let refusal = state.withLock { state -> String? in
                if state.isClosed { return Self.over }
                guard state.requests.count < Self.largestQueue else { return "Too much is asked for at once." }
                state.requests.append(Request(command, continuation))
                return nil
            }
            if let refusal { continuation.resume(returning: refusal) }
        }
    }

    /// Takes the requests; each has to be answered.
    public func takeRequests() -> [Request] {
        state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    /// The run is over: whoever waits is told so, and whoever asks later.
    public func close() {
        let left = state.withLock { state in
            defer { state.requests = [] }
            state.isClosed = true
            return state.requests
        }
        for request in left { request.answer(Self.over) }
    }
}
