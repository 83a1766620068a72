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
    /// Catches SIGINT, SIGTERM and SIGHUP from now on.
    static func install() {
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, onStopSignal) }
    }

    /// True once one of them came.
    static var isRaised: Bool { stopRequested.load(ordering: .relaxed) }
}
