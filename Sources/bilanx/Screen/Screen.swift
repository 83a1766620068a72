import Acquisition
import Assessments
import Foundation
import Synchronization
import Transport

/// Shows a running test on standard output: redrawn in place on a terminal, plain lines in a pipe.
///
/// A real-time run hands frames over without waiting: a thread of the screen's own writes them, and a frame that was not
/// shown before the next one came is left out. Lines of text are never left out.
final class Screen: Sendable {
    private struct State {
        var frame: LiveFrame?
        var lines: [String] = []
        var isOver = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)
    private let test: String
    private let isTerminal: Bool
    private let isThreaded: Bool
    private let delays: DelayLog?

    /// Makes a screen; `isThreaded` for real-time runs, `measures` to keep how late its pictures are.
    init(test: String, isThreaded: Bool, measures: Bool = false) {
        delays = measures ? DelayLog() : nil
        self.test = test
        self.isThreaded = isThreaded
        isTerminal = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
        guard isThreaded else { return }
        let thread = Thread { [self] in show() }
        thread.name = "bilanx screen"
        thread.start()
    }

    /// Offers a frame; it may be left out where the screen is slow.
    func show(_ frame: LiveFrame) {
        if isThreaded {
            // Never waits: where the screen holds the lock, this frame is the one that is left out.
            if state.withLockIfAvailable({ $0.frame = frame }) != nil { wake.signal() }
        } else {
            var drawn = 0
            draw([], frame, &drawn, keep: !isTerminal)
        }
    }

    /// Shows a line that stays.
    func say(_ text: String) {
        if isThreaded {
            state.withLock { $0.lines.append(text) }
            wake.signal()
        } else {
            print(text)
        }
    }

    /// Tells something that is no result: among the pictures on a terminal, on standard error otherwise.
    func notice(_ text: String) {
        if isTerminal, isatty(STDERR_FILENO) == 1 { say(text) } else { Output.words(text) }
    }

    /// Shows what is left and gives the terminal back.
    func finish() {
        guard isThreaded else { return }
        state.withLock { $0.isOver = true }
        wake.signal()
        // A terminal that nobody reads must not keep the recording from being closed.
        _ = done.wait(timeout: .now() + 2)
    }

    private func show() {
        var drawn = 0
        while true {
            wake.wait()
            let next = state.withLock { state in
                defer {
                    state.lines.removeAll()
                    state.frame = nil
                }
                return state
            }
            if !next.lines.isEmpty || next.frame != nil { draw(next.lines, next.frame, &drawn, keep: !isTerminal) }
            if next.isOver { break }
        }
        done.signal()
    }

    private func draw(_ lines: [String], _ frame: LiveFrame?, _ drawn: inout Int, keep: Bool) {
        var text = ""
        if !keep, drawn > 0 { text += "\u{1B}[\(drawn)A\u{1B}[J" }
        for line in lines { text += line + "\n" }
        if let frame {
            let block = keep ? [FrameText.line(frame)] : FrameText.block(frame, test: test, width: Self.width)
            text += block.joined(separator: "\n") + "\n"
            drawn = keep ? 0 : block.count
        } else {
            drawn = 0
        }
        try? Output.results(text)
        if let frame { delays?.add(MonotonicClock.now, since: frame.stamp) }
    }

    /// How late its pictures were, in whole sentences.
    var latency: String { delays?.words ?? "" }

    private func print(_ text: String) { try? Output.results(text + "\n") }

    private static var width: Int {
        var size = winsize()
        return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}
