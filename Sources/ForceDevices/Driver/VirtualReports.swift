import Transport

/// What an emulated HID device has for the host: replies first, then what was left of the last stream, then the stream.
struct VirtualReports {
    /// Replies to commands.
    var replies: [[UInt8]] = []
    /// Reports of the running stream.
    private(set) var waiting: [[UInt8]] = []
    private var leftover: [[UInt8]] = []

    var isEmpty: Bool { replies.isEmpty && leftover.isEmpty && waiting.isEmpty }

    mutating func append(_ report: [UInt8]) { waiting.append(report) }

    mutating func append(contentsOf reports: [[UInt8]]) { waiting += reports }

    /// A stream begins: what nobody fetched of the last one is gone.
    mutating func beginStream() {
        leftover = []
        waiting = []
    }

    /// The stream ends; what waits can still be fetched.
    mutating func endStream() {
        leftover = waiting
        waiting = []
    }

    /// Forgets what was left of the last stream.
    mutating func forgetLeftover() { leftover = [] }

    /// As many whole reports as fit into a transfer, one at least.
    mutating func read(length: Int, reportSize: Int) -> ModelReply {
        var bytes: [UInt8] = []
        while bytes.count + reportSize <= max(length, reportSize), let report = next() { bytes += report }
        return bytes.isEmpty ? .notReady : .done(bytes)
    }

    private mutating func next() -> [UInt8]? {
        if !replies.isEmpty { return replies.removeFirst() }
        if !leftover.isEmpty { return leftover.removeFirst() }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }
}
