import Foundation

/// One line on standard error that says how far a batch is; nothing where that is no terminal.
struct ProgressLine {
    private let total: Int
    private let isShown: Bool
    private let start = Date()
    private var drawn = Date.distantPast
    private var isDrawn = false

    /// A line for so many recordings.
    init(total: Int) {
        self.total = total
        isShown =
            total > 1 && isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Draws it anew, ten times a second at most.
    mutating func draw(done: Int, bad: Int) {
        let now = Date()
        guard isShown, now.timeIntervalSince(drawn) >= 0.1 else { return }
        drawn = now
        isDrawn = true
        Output.raw("\r\u{1B}[K" + Self.text(done: done, bad: bad, of: total, seconds: now.timeIntervalSince(start)))
    }

    /// Takes it away, so that words can be written; the next drawing brings it back.
    mutating func clear() {
        guard isDrawn else { return }
        isDrawn = false
        drawn = .distantPast
        Output.raw("\r\u{1B}[K")
    }

    /// `[#####.....] 500 of 1000 · 250/s · 2 s left · 3 bad`.
    static func text(done: Int, bad: Int, of total: Int, seconds: Double) -> String {
        let filled = total > 0 ? 20 * done / total : 20
        var text = "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled) + "]"
        text += " \(done) of \(total)"
        if done > 0, seconds > 0 {
            text += " · \(pace(Double(done) / seconds)) · \(span(seconds * Double(total - done) / Double(done))) left"
        }
        if bad > 0 { text += " · \(bad) bad" }
        return text
    }

    private static func pace(_ rate: Double) -> String {
        if rate >= 10 { return "\(Int(min(rate, 1e9).rounded()))/s" }
        return rate >= 1 ? "\(Double(Int((rate * 10).rounded())) / 10)/s" : "\(span(1 / rate)) each"
    }

    private static func span(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(.up), 1e9))
        if whole < 60 { return "\(whole) s" }
        return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
    }
}
