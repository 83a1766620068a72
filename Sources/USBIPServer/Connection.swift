import Foundation
import Transport

/// A conversation with one host on a thread of its own, which any thread may end.
final class Connection: Sendable {
    /// The host's end.
    let socket: Socket
    /// Ending this one wakes the thread.
    private let stopper: Socket
    private let stop: Socket
    private let running = DispatchGroup()

    /// Talks over `socket` once ``start(_:_:)`` is called.
    init(_ socket: Socket) throws(USBIPError) {
        self.socket = socket
        (stopper, stop) = try Socket.pair()
    }

    /// Runs `body` on a new thread; when it returns, the connection is ended.
    func start(_ name: String, _ body: @escaping @Sendable (Connection) -> Void) {
        running.enter()
        let thread = Thread { [self] in
            body(self)
            socket.shutDown()
            running.leave()
        }
        thread.name = name
        thread.start()
    }

    /// Asks the thread to end; returns at once.
    func cut() { stopper.shutDown() }

    /// Waits until the thread has ended.
    func wait() { running.wait() }

    /// Waits for bytes of an operation, which a host sends at once.
    ///
    /// - Returns: nil where the host ended it, sent no USB/IP, or took longer than five seconds.
    func readOperation() -> OperationRequest? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        let deadline = MonotonicClock.now + 5_000_000_000
        while true {
            let now = MonotonicClock.now
            guard now < deadline else { return nil }
            let ready = Socket.wait(socket, or: stop, timeout: deadline - now)
            guard !ready.second else { return nil }
            guard ready.first else { continue }
            switch socket.receive(into: &buffer) {
            case .nothing: continue
            case .end: return nil
            case .bytes(let count): bytes += buffer.prefix(count)
            }
            do throws(WireError) {
                // A host waits for the answer before it says more.
                if let (request, _) = try OperationRequest.parse(bytes[...]) { return request }
            } catch { return nil }
        }
    }

    /// Waits for a host to connect to a listening socket; nil once this was cut.
    func nextGuest() -> Socket? {
        while true {
            let ready = Socket.wait(socket, or: stop, timeout: nil)
            if ready.second { return nil }
            if let guest = socket.accepted() { return guest }
            // Where the system has no descriptor left, asking at once again would only heat the room.
            MonotonicClock.sleep(until: MonotonicClock.now + 10_000_000)
        }
    }

    /// Sends everything, waiting where needed; false where the connection ended before.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var left = bytes
        while !left.isEmpty {
            let ready = Socket.wait(socket, wantsToReceive: false, wantsToSend: true, or: stop, timeout: nil)
            guard !ready.second, let count = socket.send(left) else { return false }
            left.removeFirst(count)
        }
        return true
    }

    /// Lets `model` talk with the host until one of them is gone.
    func run(_ model: any DeviceModel) -> USBIPServer.DetachReason {
        let start = MonotonicClock.now
        var session = URBSession(model)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var timeout: UInt64?
        while true {
            let ready = Socket.wait(
                socket, wantsToReceive: session.canTakeMore, wantsToSend: !session.output.isEmpty, or: stop,
                timeout: timeout)
            if ready.second { return .unplugged }
            let now = MonotonicClock.now - start
            if ready.first, session.canTakeMore {
                switch socket.receive(into: &buffer) {
                case .nothing: break
                case .end: return .host
                case .bytes(let count):
                    do throws(WireError) {
                        try session.receive(buffer.prefix(count), at: now)
                    } catch { return .protocolError(error.description) }
                }
            }
            session.serve(at: now)
            if !session.output.isEmpty {
                guard let count = socket.send(session.output) else { return .host }
                session.sent(count)
            }
            // A model that has nothing when it said it would must not make this thread spin.
            timeout = session.nextService(at: now).map { max($0, now + 100_000) - now }
        }
    }
}
