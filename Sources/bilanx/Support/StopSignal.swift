import Foundation
import Synchronization

private let stopRequested = Atomic<Bool>(false)

private func onStopSignal(_ number: Int32) {
    stopRequested.store(true, ordering: .relaxed)
    // A second one ends the program at once.
    signal(number, SIG_DFL)
}

/// Ctrl-C and `kill` end a recording cleanly: they only set a flag that the loop looks at.
enum StopSignal {
    /// Catches SIGINT, SIGTERM and SIGHUP from now on, also where whoever started the program has them blocked.
    static func install() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, onStopSignal)
            sigaddset(&signals, number)
        }
        // A thread of a pool blocks all signals, and a program started from one inherits that.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// True once one of them came.
    static var isRaised: Bool { stopRequested.load(ordering: .relaxed) }
}
