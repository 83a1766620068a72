import Foundation

/// State that one thread at a time may touch.
///
/// A system lock and not `Mutex`, whose slow path the thread sanitizer cannot see: it would report a race wherever two
/// screens meet. The USB/IP server has the same for the same reason; neither knows of the other.
final class Locked<State: Sendable>: @unchecked Sendable {
    // Sendable without the compiler's proof: `state` is touched only while `lock` is held.
    private let lock = NSLock()
    private var state: State

    init(_ state: State) { self.state = state }

    /// Runs `body` alone with the state; `body` must not come back here.
    func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        try lock.withLock { try body(&state) }
    }
}
