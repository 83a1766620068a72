import Foundation

/// State that one thread at a time may touch.
///
/// A system lock where `Mutex` would be shorter: the slow path of `Mutex` lies in the runtime, which no sanitizer sees, so
/// that the thread sanitizer reports a race whenever two hosts meet at it.
final class Locked<State: Sendable>: @unchecked Sendable {
    // Sendable without the compiler's proof: `state` is read and written only while `lock` is held.
    private let lock = NSLock()
    private var state: State

    init(_ state: State) { self.state = state }

    /// Runs `body` alone with the state; `body` must not come back here.
    func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        try lock.withLock { try body(&state) }
    }
}
