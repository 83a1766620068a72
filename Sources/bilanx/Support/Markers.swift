import Foundation
import Synchronization

private let raised = Atomic<Int>(0)

private func onMarkerSignal(_ number: Int32) { raised.add(1, ordering: .relaxed) }

/// Markers from outside: `kill -USR1`, and lines typed into a live test.
enum Markers {
    private static let typed = TypedLines()

    /// Catches SIGUSR1 from now on, and reads lines where somebody sits at a terminal.
    static func install(fromTerminal: Bool) {
        signal(SIGUSR1, onMarkerSignal)
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGUSR1)
        // A program started from a pool's thread has it blocked.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        if fromTerminal, isatty(STDIN_FILENO) == 1 { typed.start(named: "bilanx markers") }
    }

    /// The next marker's words; nil for none.
    static func next() -> String? {
        if raised.load(ordering: .relaxed) > 0 {
            raised.subtract(1, ordering: .relaxed)
            return "signal"
        }
        return typed.next().map { $0.isEmpty ? "mark" : String($0.prefix(200)) }
    }
}
