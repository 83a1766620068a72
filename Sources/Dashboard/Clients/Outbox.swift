#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What one screen has still to be sent; bounded, so that a slow one costs only its own frames.
///
/// Of frames the newest few are kept, of the state and of who is in control the newest, of announcements the newest
/// 64: a screen that is behind by more has been behind for minutes. Putting something in never waits.
final class Outbox: Sendable {
    private static let framesKept = 4
    private static let announcementsKept = 64

    private struct Contents {
        var first: [Data] = []
        var control: Data?
        var announcements: [Data] = []
        var state: Data?
        var frames: [Data] = []
        var pong: Data?
        var ping: Data?
        var isFinished = false
        var last: Data?
        var waiting: CheckedContinuation<Void, Never>?
        var framesDropped = 0
    }

    private let contents = Locked(Contents())

    /// Frames that this screen was too slow for.
    var framesDropped: Int { contents.withLock { $0.framesDropped } }

    func greet(_ message: Data) { change { $0.first.append(message) } }
    func put(control message: Data) { change { $0.control = message } }
    func put(state message: Data) { change { $0.state = message } }
    func put(pong message: Data) { change { $0.pong = message } }
    func put(ping message: Data) { change { $0.ping = message } }

    func put(frame message: Data) {
        change {
            if $0.frames.count == Self.framesKept {
                $0.frames.removeFirst()
                $0.framesDropped += 1
            }
            $0.frames.append(message)
        }
    }

    func put(announcement message: Data) {
        change {
            if $0.announcements.count == Self.announcementsKept { $0.announcements.removeFirst() }
            $0.announcements.append(message)
        }
    }

    /// Nothing more is put in; what is there goes out, then `last`.
    func finish(_ last: Data? = nil) {
        change {
            if !$0.isFinished { $0.last = last }
            $0.isFinished = true
        }
    }

    /// Whatever there is, as one piece, as soon as there is something; nil at the end.
    func next() async -> Data? {
        while true {
            let (piece, isAtEnd) = take()
            if let piece { return piece }
            if isAtEnd || Task.isCancelled { return nil }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let resumesNow = contents.withLock { contents in
                        if Self.hasSomething(contents) || contents.isFinished { return true }
                        contents.waiting = continuation
                        return false
                    }
                    if resumesNow { continuation.resume() }
                }
            } onCancel: {
                change { $0.isFinished = true }
            }
        }
    }

    private func take() -> (piece: Data?, isAtEnd: Bool) {
        contents.withLock { contents in
            var pieces = contents.first
            if let pong = contents.pong { pieces.append(pong) }
            if let ping = contents.ping { pieces.append(ping) }
            if let control = contents.control { pieces.append(control) }
            if let state = contents.state { pieces.append(state) }
            pieces += contents.announcements + contents.frames
            contents.first = []
            (contents.pong, contents.ping, contents.control, contents.state) = (nil, nil, nil, nil)
            contents.announcements = []
            contents.frames = []
            if pieces.isEmpty, contents.isFinished {
                if let last = contents.last { pieces.append(last) }
                contents.last = nil
            }
            if pieces.isEmpty { return (nil, contents.isFinished) }
            return (pieces.count == 1 ? pieces[0] : pieces.reduce(into: Data()) { $0.append($1) }, false)
        }
    }

    private static func hasSomething(_ contents: Contents) -> Bool {
        !contents.first.isEmpty || contents.control != nil || contents.state != nil || contents.pong != nil
            || contents.ping != nil || !contents.announcements.isEmpty || !contents.frames.isEmpty
    }

    private func change(_ body: (inout Contents) -> Void) {
        let waiting = contents.withLock { contents -> CheckedContinuation<Void, Never>? in
            body(&contents)
            let waiting = contents.waiting
            contents.waiting = nil
            return waiting
        }
        waiting?.resume()
    }
}
