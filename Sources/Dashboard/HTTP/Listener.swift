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

/// Accepts connections, keeps their number bounded, and ends those whose time is over.
final class Listener: Sendable {
    private static let sweep = Duration.milliseconds(200)

    /// The port, also where any was asked for.
    let port: UInt16
    private let socket: Socket
    private let pool: any AsyncSocketPool
    private let limits: DashboardLimits

    private struct Open {
        var connection: Connection
        var task: Task<Void, Never>
    }
    private let open = Locked<(next: Int, connections: [Int: Open])>((0, [:]))

    /// Listens at once; connections wait until `run`.
    init(address: String, port: UInt16, limits: DashboardLimits) throws(DashboardError) {
        self.limits = limits
        pool = .make()
        do {
            let isSix = address.contains(":")
            let socket = try Socket(domain: isSix ? AF_INET6 : AF_INET, type: .stream)
            do {
                try socket.setValue(true, for: .localAddressReuse)
                // A browser that we start must not hold the port after us.
                Self.keepFromChildren(socket)
                try socket.setFlags(.nonBlocking)
                if isSix {
                    try socket.bind(to: sockaddr_in6.inet6(ip6: address, port: port))
                } else {
                    try socket.bind(to: sockaddr_in.inet(ip4: address, port: port))
                }
                self.port =
                    switch try socket.sockname() {
                    case .ip4(_, let port), .ip6(_, let port): port
                    case .unix: port
                    }
            } catch {
                try? socket.close()
                throw error
            }
            try socket.listen()
            self.socket = socket
        } catch {
            throw Self.explain(error, address, port)
        }
    }

    /// Serves until cancelled; all connections are closed then.
    func run(_ makeConnection: @escaping @Sendable (AsyncSocket, String) -> Connection) async throws {
        defer { try? socket.close() }
        try await pool.prepare()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.pool.run() }
            group.addTask { try await self.accept(makeConnection) }
            group.addTask { try await self.watchTime() }
            defer { group.cancelAll() }
            do { try await group.next() } catch {
                await endAll()
                throw error
            }
        }
    }

    private func accept(_ makeConnection: @Sendable (AsyncSocket, String) -> Connection) async throws {
        while true {
            do {
                let accepted = Socket(file: try socket.accept().file)
                admit(accepted, makeConnection)
            } catch SocketError.blocked {
                try await pool.suspendSocket(socket, untilReadyFor: .connection)
            } catch {
                // Too many open files, or gone before it was taken: that passes, and must not end the dashboard.
                try await Task.sleep(for: .milliseconds(100))
            }
            try Task.checkCancellation()
        }
    }

    private func admit(_ accepted: Socket, _ makeConnection: @Sendable (AsyncSocket, String) -> Connection) {
        Self.keepFromChildren(accepted)
        // A frame must not wait for the answer to the one before it.
        var yes: Int32 = 1
        _ = setsockopt(
            accepted.file.rawValue, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard let asyncSocket = try? AsyncSocket(socket: accepted, pool: pool),
            let peer = Self.address(try? accepted.remotePeer())
        else {
            try? accepted.close()
            return
        }
        let isTaken = open.withLock { open in
            let sameAddress = open.connections.values.count { $0.connection.peer == peer }
            guard open.connections.count < limits.connections,
                OriginRule.isLoopback(peer) || sameAddress < limits.connectionsPerAddress
            else { return false }
            let number = open.next
            open.next += 1
            let connection = makeConnection(asyncSocket, peer)
            let task = Task {
                await connection.run()
                self.open.withLock { $0.connections[number] = nil }
            }
            open.connections[number] = Open(connection: connection, task: task)
            return true
        }
        if !isTaken {
            let answer = Response.refusal(503, "Too many connections: close other screens.", code: "full")
            _ = try? accepted.write(Data(answer.encoded(keepsOpen: false)))
            try? accepted.close()
        }
    }

    private func watchTime() async throws {
        while true {
            try await Task.sleep(for: Self.sweep)
            let now = ContinuousClock.now
            let overdue = open.withLock { open in
                open.connections.values.filter { $0.connection.isOverdue(now) }.map(\.task)
            }
            for task in overdue { task.cancel() }
        }
    }

    private func endAll() async {
        let tasks = open.withLock { $0.connections.values.map(\.task) }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    private static func keepFromChildren(_ socket: Socket) {
        _ = fcntl(socket.file.rawValue, F_SETFD, FD_CLOEXEC)
    }

    private static func address(_ peer: Socket.Address?) -> String? {
        switch peer {
        case .ip4(let address, _): address
        // An address of four numbers that came in over a socket for both kinds.
        case .ip6(let address, _): address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
        case .unix, nil: nil
        }
    }

    private static func explain(_ error: any Error, _ address: String, _ port: UInt16) -> DashboardError {
        guard case SocketError.failed(let type, let number, let message) = error else {
            return .addressUnknown(address)
        }
        return switch number {
        case EADDRINUSE: .portInUse(port)
        case EACCES: .portNotPermitted(port)
        case EADDRNOTAVAIL: .addressUnknown(address)
        default: type.contains("inet_pton") ? .addressUnknown(address) : .system(message)
        }
    }
}
