import Dispatch
import Synchronization

/// Wakes a thread that waits for another's work, without a lock on the side that works.
///
/// The flag keeps the semaphore's count at one or below, however much arrives while nobody waits.
final class Wakeup: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let armed = Atomic<Bool>(false)

    /// Says that there is something new; what was stored before is visible to the waiter.
    func post() {
        if armed.exchange(false, ordering: .acquiringAndReleasing) { semaphore.signal() }
    }

    /// Waits for a ``post()``, at most `timeout` nanoseconds; may come back early for no reason.
    ///
    /// - Parameter ready: asked once the flag is up, so that what came just before is not slept over.
    func wait(_ timeout: UInt64, unless ready: () -> Bool) {
        _ = armed.exchange(true, ordering: .acquiringAndReleasing)
        guard !ready() else { return }
        _ = semaphore.wait(timeout: .now() + .nanoseconds(Int(clamping: timeout)))
    }
}
