import Dashboard
import Laboratory
import Transport

/// The page of a check or a comparison of the plates: it shows what to do and can only leave off.
final class RoutinePage {
    private let board = CalibrationBoard()
    private let page: ServedPage
    private var lastShown: UInt64 = 0
    /// True once a screen has asked to leave off.
    private(set) var isStopped = false

    /// Serves the page.
    init(_ web: WebOptions) throws {
        page = try ServedPage(CalibrationDashboard(board), web) { Output.words($0) }
    }

    /// Shows how it stands, at most ten times a second, and answers what screens ask for.
    func turn(_ snapshot: () -> GuidedRun.Snapshot) {
        for request in board.takeRequests() {
            if case .stop = request.command {
                isStopped = true
                request.answer(nil)
            } else {
                request.answer("This goes on by itself once the plates show what is asked for.")
            }
        }
        let now = MonotonicClock.now
        guard now > lastShown + 100_000_000 else { return }
        lastShown = now
        board.show(snapshot())
    }

    /// Shows the end and stops serving once screens have heard of it.
    func end(_ snapshot: GuidedRun.Snapshot) {
        board.show(snapshot)
        board.close()
        MonotonicClock.sleep(until: MonotonicClock.now + 500_000_000)
        page.stop()
    }
}
