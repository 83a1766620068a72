#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A stream socket that is closed when nobody holds it any more.
final class Socket: Sendable {
    /// The descriptor, for the system only.
    let descriptor: Int32

    /// Takes an open descriptor over.
    init(owning descriptor: Int32) {
        self.descriptor = descriptor
        #if canImport(Darwin)
            var yes: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
        #endif
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    #if canImport(Glibc)
        private static let stream = Int32(SOCK_STREAM.rawValue)
    #else
        private static let stream = SOCK_STREAM
    #endif

    #if canImport(Darwin)
        private static let sendFlags = Int32(MSG_DONTWAIT)
    #else
        private static let sendFlags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
    #endif

    /// Two sockets that are connected with each other.
    static func pair() throws(USBIPError) -> (Socket, Socket) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, stream, 0, &ends) == 0 else { throw .system("making a pair of sockets", errno) }
        return (Socket(owning: ends[0]), Socket(owning: ends[1]))
    }

    /// A socket that listens on 127.0.0.1.
    ///
    /// - Parameter port: 0 lets the system choose.
    /// - Returns: the socket and its port.
    static func listening(on port: UInt16) throws(USBIPError) -> (socket: Socket, port: UInt16) {
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else { throw .system("opening a socket", errno) }
        let socket = Socket(owning: descriptor)
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Int32 in
                guard bind(descriptor, pointer, length) == 0, listen(descriptor, 16) == 0,
                    getsockname(descriptor, pointer, &length) == 0
                else { return errno }
                return 0
            }
        }
        switch result {
        case 0: return (socket, UInt16(bigEndian: address.sin_port))
        case EADDRINUSE: throw .portInUse(port)
        case EACCES:
            throw USBIPError(
                kind: .accessDenied, detail: "no permission to listen on port \(port)",
                remedy: "Choose a port above 1023 with --port.")
        default: throw .system("listening on 127.0.0.1:\(port)", result)
        }
    }

    /// The next connection; nil where there is none now.
    func accepted() -> Socket? {
        let descriptor = SystemCall.retrying { Int(accept(self.descriptor, nil, nil)) }
        guard descriptor >= 0 else { return nil }
        var yes: Int32 = 1
        // Replies are small and waited for.
        setsockopt(Int32(descriptor), Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        return Socket(owning: Int32(descriptor))
    }

    /// Ends both directions: the other side reads to the end and then learns of it.
    func shutDown() {
        #if canImport(Darwin)
            shutdown(descriptor, SHUT_RDWR)
        #else
            shutdown(descriptor, Int32(SHUT_RDWR))
        #endif
    }

    /// What ``receive(into:)`` met.
    enum Received {
        /// So many bytes.
        case bytes(Int)
        /// Nothing yet.
        case nothing
        /// The other side has ended the connection, or it broke.
        case end
    }

    /// Reads what has arrived, without waiting.
    func receive(into buffer: inout [UInt8]) -> Received {
        let count = SystemCall.retrying { recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)) }
        if count > 0 { return .bytes(count) }
        return count == -Int(EAGAIN) ? .nothing : .end
    }

    /// Sends as much as goes without waiting.
    ///
    /// - Returns: how many bytes went; nil where the connection is broken.
    func send(_ bytes: [UInt8]) -> Int? {
        #if canImport(Darwin)
            let count = SystemCall.retrying { Darwin.send(descriptor, bytes, bytes.count, Self.sendFlags) }
        #elseif canImport(Glibc)
            let count = SystemCall.retrying { Glibc.send(descriptor, bytes, bytes.count, Self.sendFlags) }
        #else
            let count = SystemCall.retrying { Musl.send(descriptor, bytes, bytes.count, Self.sendFlags) }
        #endif
        if count >= 0 { return count }
        return count == -Int(EAGAIN) ? 0 : nil
    }

    /// Waits until one of two sockets has something to read or has ended, or `wantsToSend` and the first can be written.
    ///
    /// - Parameter timeout: nanoseconds; nil waits for ever.
    /// - Returns: whether the first and the second are ready.
    static func wait(
        _ first: Socket, wantsToReceive: Bool = true, wantsToSend: Bool = false, or second: Socket, timeout: UInt64?
    ) -> (first: Bool, second: Bool) {
        let events = (wantsToReceive ? POLLIN : 0) | (wantsToSend ? POLLOUT : 0)
        var polled = [
            pollfd(fd: first.descriptor, events: Int16(events), revents: 0),
            pollfd(fd: second.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        // Rounded up: who is woken too early only asks again.
        let milliseconds = timeout.map { Int32(clamping: $0 / 1_000_000 + ($0 % 1_000_000 == 0 ? 0 : 1)) } ?? -1
        _ = poll(&polled, 2, milliseconds)
        return (polled[0].revents != 0, polled[1].revents != 0)
    }
}
