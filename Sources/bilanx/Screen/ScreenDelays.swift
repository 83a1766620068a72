import Synchronization

/// How late the terminal's pictures were: from the arrival of the newest sample in one to its last byte being written.
struct ScreenDelays: Sendable {
    /// Tenths of milliseconds up to two seconds; the last one holds everything beyond.
    private var counts = [Int](repeating: 0, count: 20_001)
    private(set) var count = 0
    private var longest: UInt64 = 0

    /// Counts one picture; one without a sample yet is none.
    mutating func add(_ now: UInt64, since stamp: UInt64) {
        guard stamp > 0, now >= stamp else { return }
        counts[min(Int((now - stamp) / 100_000), counts.count - 1)] += 1
        count += 1
        longest = max(longest, now - stamp)
    }

    /// Milliseconds within which that part of the pictures was written, to a tenth upwards.
    func quantile(_ part: Double) -> Double {
        var left = Int((part * Double(count)).rounded(.up))
        for (tenth, number) in counts.enumerated() {
            left -= number
            if left <= 0 { return Double(tenth + 1) / 10 }
        }
        return Double(counts.count) / 10
    }

    /// In whole sentences.
    var words: String {
        guard count > 0 else { return "No picture of a running test was written, so nothing was measured." }
        return
            "Newest sample to written picture: half within \(quantile(0.5)) ms, 95 of 100 within \(quantile(0.95)) ms, "
            + "99 of 100 within \(quantile(0.99)) ms, longest \(Double(longest / 100_000) / 10) ms, over \(count) pictures. "
            + "What the terminal itself takes to draw, sound, and the way from sensor to computer are not measured."
    }
}

/// The delays of a screen that one thread draws and another asks about.
final class DelayLog: Sendable {
    private let delays = Mutex(ScreenDelays())

    func add(_ now: UInt64, since stamp: UInt64) { delays.withLock { $0.add(now, since: stamp) } }

    var words: String { delays.withLock { $0.words } }
}
