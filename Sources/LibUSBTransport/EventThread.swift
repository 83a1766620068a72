import CLibUSB
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The one thread of a context on which libusb runs its callbacks.
///
/// Sendable without the compiler's proof: `context` never changes and libusb lets any thread use it, `stopping` is
/// atomic, and `thread` is touched by the owner only.
final class EventThread: @unchecked Sendable {
    private let context: OpaquePointer
    private let stopping = Atomic<Bool>(false)
    private var thread: pthread_t?

    init(_ context: OpaquePointer) { self.context = context }

    /// Starts the thread.
    ///
    /// - Returns: 0, or the error number of the system.
    func start() -> Int32 {
        let argument = Unmanaged.passRetained(self)
        #if canImport(Darwin)
            let result = pthread_create(&thread, nil, runEvents, argument.toOpaque())
        #else
            var created = pthread_t()
            let result = pthread_create(&created, nil, runEvents, argument.toOpaque())
            if result == 0 { thread = created }
        #endif
        if result != 0 { argument.release() }
        return result
    }

    /// Ends the loop and waits for the thread.
    func stop() {
        guard let thread else { return }
        stopping.store(true, ordering: .releasing)
        // Sticky: also ends a wait that has not begun yet.
        libusb_interrupt_event_handler(context)
        pthread_join(thread, nil)
        self.thread = nil
    }

    fileprivate func run() {
        bilanx_name_thread("libusb events")
        while !stopping.load(ordering: .acquiring) {
            var wait = timeval(tv_sec: 0, tv_usec: 500_000)
            let result = libusb_handle_events_timeout_completed(context, &wait, nil)
            if result < 0, result != LIBUSB_ERROR_INTERRUPTED.rawValue { usleep(10_000) }
        }
    }
}

#if canImport(Darwin)
    private func runEvents(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<EventThread>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }
#else
    private func runEvents(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        Unmanaged<EventThread>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }
#endif
