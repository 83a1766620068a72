import FlyingSocks

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One connection: requests one after the other, or a WebSocket, each within bounds of size and time.
///
/// FlyingFox's own connections bound neither headers nor frames nor the time that a request may take (0.27.1), so only
/// its sockets are used. A descriptor is closed when nobody waits for it any more: the pool would otherwise keep a
/// waiter for ever, and not hear of the next connection that gets the same number.
final class Connection: Sendable {
    /// The other end's address without its port.
    let peer: String
    private let socket: AsyncSocket
    private let limits: DashboardLimits
    private let respond: @Sendable (Request) async -> Response
    private let desk: ClientDesk
    private let refusals: RefusalLog

    private struct Watch {
        var deadline: ContinuousClock.Instant?
        var client: Client?
        var heard = ContinuousClock.now
        var pinged = ContinuousClock.now
        var isOverdue = false
    }
    private let watch = Locked(Watch())

    init(
        _ socket: AsyncSocket, peer: String, limits: DashboardLimits, desk: ClientDesk, refusals: RefusalLog,
        respond: @escaping @Sendable (Request) async -> Response
    ) {
        self.socket = socket
        self.peer = peer
        self.limits = limits
        self.desk = desk
        self.refusals = refusals
        self.respond = respond
    }

    /// Whether the other end has used up its time; also asks a quiet screen for a sign of life.
    func isOverdue(_ now: ContinuousClock.Instant) -> Bool {
        watch.withLock { watch in
            if let client = watch.client {
                if now - watch.heard > limits.silence { watch.isOverdue = true }
                if now - max(watch.heard, watch.pinged) > limits.silence / 3 {
                    watch.pinged = now
                    client.outbox.put(ping: SocketEncoder.ping())
                }
            }
            if let deadline = watch.deadline, now > deadline { watch.isOverdue = true }
            return watch.isOverdue
        }
    }

    /// Serves until either end has enough; the descriptor is closed then.
    func run() async {
        defer { try? socket.close() }
        var input = ByteInput(socket: socket)
        do {
            while true {
                expect(within: limits.idleTime)
                guard try await input.hasSomething() else { return }
                expect(within: limits.requestTime)
                let (request, keepsOpen) = try await read(&input)
                expect(within: nil)
                var response = await respond(request)
                response.headers += SecurityHeaders.all
                let isLast = !keepsOpen || [408, 413, 414, 431].contains(response.status)
                try await send(response.encoded(keepsOpen: !isLast, withBody: request.method != "HEAD"))
                if let client = response.client {
                    await serve(client, &input)
                    return await drain(&input)
                }
                if isLast { return await drain(&input) }
            }
        } catch let refusal as RequestRefusal {
            await refuse(refusal, &input)
        } catch {
            // Cancelled in the middle of a request: it took too long. Else the other end has gone.
            let wasTooSlow = watch.withLock { $0.isOverdue } && !input.isEmpty
            if wasTooSlow { await refuse(.tooSlow, &input) }
        }
    }

    // MARK: Requests

    private func read(_ input: inout ByteInput) async throws -> (Request, keepsOpen: Bool) {
        var searched = 0
        var end = input.headEnd(from: searched)
        while end == nil {
            guard input.count <= limits.headBytes else { throw RequestRefusal.headTooLong }
            searched = max(0, input.count - 3)
            guard try await input.more() else { throw SocketError.disconnected }
            end = input.headEnd(from: searched)
        }
        guard let end, end <= limits.headBytes else { throw RequestRefusal.headTooLong }
        let head = try RequestHead(input.take(end), limits: limits)
        _ = input.take(4)
        guard head.headers["host"] != nil else { throw RequestRefusal.malformed }
        if head.length > 0, head.headers["expect"]?.lowercased() == "100-continue" {
            try await socket.write(Data("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        while input.count < head.length {
            guard try await input.more() else { throw SocketError.disconnected }
        }
        let request = Request(
            method: head.method, path: head.path, query: head.query, headers: head.headers,
            body: input.take(head.length), peer: peer)
        return (request, head.keepsOpen)
    }

    private func refuse(_ refusal: RequestRefusal, _ input: inout ByteInput) async {
        var response = refusal.response
        response.headers += SecurityHeaders.all
        refusals.tell("request with status \(response.status)", peer)
        try? await send(response.encoded(keepsOpen: false))
        await drain(&input)
    }

    private func send(_ bytes: [UInt8]) async throws {
        expect(within: limits.sendTime)
        try await socket.write(Data(bytes))
        expect(within: nil)
    }

    /// Lets the other end read the answer before the connection goes: what is unread at the close would throw it away.
    private func drain(_ input: inout ByteInput) async {
        expect(within: .seconds(1))
        _ = shutdown(socket.socket.file.rawValue, Int32(SHUT_WR))
        for _ in 0..<64 {
            input.removeAll()
            guard let more = try? await input.more(), more else { return }
        }
    }

    private func expect(within time: Duration?) {
        watch.withLock { $0.deadline = time.map { ContinuousClock.now + $0 } }
    }

    // MARK: WebSocket

    private func serve(_ client: Client, _ input: inout ByteInput) async {
        expect(within: nil)
        // Little is kept by the system for a screen that does not read: it would get minutes of old frames afterwards.
        var size: Int32 = 65536
        _ = setsockopt(
            socket.socket.file.rawValue, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        watch.withLock { watch in
            watch.client = client
            watch.heard = .now
            watch.pinged = .now
        }
        desk.join(client)
        let early = input.take(input.count)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await self.listen(to: client, early)
                return false
            }
            group.addTask {
                await self.speak(to: client)
                return true
            }
            // Once listening has ended, the goodbye has still to be said; once speaking has, nothing is left to do.
            for await hasSpoken in group where hasSpoken { group.cancelAll() }
        }
        desk.leave(client)
        if watch.withLock({ $0.isOverdue }) { refusals.tell("screen that stopped reading or answering", peer) }
    }

    private func listen(to client: Client, _ early: [UInt8]) async {
        var decoder = SocketDecoder(limit: limits.messageBytes)
        decoder.append(early)
        do {
            while true {
                while let message = try decoder.next() {
                    switch message {
                    case .text(let text): try client.receive(text)
                    case .ping(let payload): client.outbox.put(pong: SocketEncoder.pong(payload))
                    case .pong: break
                    case .close:
                        client.outbox.finish(SocketEncoder.close(nil))
                        return
                    }
                }
                let bytes = try await socket.read(atMost: 4096)
                watch.withLock { $0.heard = .now }
                decoder.append(bytes)
            }
        } catch let violation as SocketViolation {
            refusals.tell("WebSocket message with code \(violation.rawValue)", peer)
            client.outbox.finish(SocketEncoder.close(violation))
        } catch {
            client.outbox.finish()
        }
    }

    private func speak(to client: Client) async {
        while let piece = await client.outbox.next() {
            expect(within: limits.sendTime)
            do { try await socket.write(piece) } catch { return }
            expect(within: nil)
        }
    }
}

/// Bytes that have come in and are not used yet.
struct ByteInput {
    let socket: AsyncSocket
    private var bytes: [UInt8] = []

    init(socket: AsyncSocket) { self.socket = socket }

    var count: Int { bytes.count }
    var isEmpty: Bool { bytes.isEmpty }

    /// Waits for a byte unless there is one; false where the other end has finished.
    mutating func hasSomething() async throws -> Bool {
        if !bytes.isEmpty { return true }
        return try await more()
    }

    /// Waits for more bytes; false where the other end has finished.
    mutating func more() async throws -> Bool {
        do {
            bytes += try await socket.read(atMost: 4096)
            return true
        } catch SocketError.disconnected {
            return false
        }
    }

    /// Where a head ends, looked for from `start`.
    func headEnd(from start: Int) -> Int? {
        guard bytes.count >= start + 4 else { return nil }
        for at in start...(bytes.count - 4)
        where bytes[at] == 0x0D && bytes[at + 1] == 0x0A && bytes[at + 2] == 0x0D && bytes[at + 3] == 0x0A {
            return at
        }
        return nil
    }

    mutating func take(_ count: Int) -> [UInt8] {
        let taken = Array(bytes.prefix(count))
        bytes.removeFirst(taken.count)
        return taken
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
