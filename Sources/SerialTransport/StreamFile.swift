import Transport

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An open tty, pipe, FIFO or file, with what the system says when it cannot be had.
struct StreamFile: ~Copyable {
    /// What kind of file it is.
    enum Kind {
        case terminal
        case pipe
        case other
    }

    let descriptor: Int32
    let kind: Kind
    let isWritable: Bool
    let name: String
    private let closes: Bool

    /// Standard input.
    init(standardInput name: String) {
        descriptor = STDIN_FILENO
        kind = isatty(STDIN_FILENO) == 1 ? .terminal : .other
        isWritable = false
        closes = false
        self.name = name
    }

    /// Opens `path`; a terminal is taken for this program alone and put into raw mode.
    init(path: String) throws(TransportError) {
        if let holder = PortHolder.holder(of: path), Self.isTerminalDevice(path) {
            throw TransportError(
                .busy, device: path, detail: "\(holder) has it open, and each would get a part of the bytes",
                advice: PortHolder.advice(holder))
        }
        var information = stat()
        guard stat(path, &information) == 0 else { throw Self.refusal(errno, path) }
        let type = information.st_mode & S_IFMT
        let isFIFO = type == S_IFIFO
        // A FIFO is only read: opened for both it would never end.
        let flags = type == S_IFCHR ? O_RDWR : O_RDONLY
        let opened = open(path, flags | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else { throw Self.refusal(errno, path, group: information.st_gid) }
        let isTerminal = isatty(opened) == 1
        descriptor = opened
        kind = isTerminal ? .terminal : isFIFO ? .pipe : .other
        isWritable = flags == O_RDWR
        name = path
        closes = true
        if isTerminal {
            _ = ioctl(opened, UInt(TIOCEXCL))
            _ = LineSpeed.makeRaw(opened)
        }
    }

    deinit { if closes { close(descriptor) } }

    private static func isTerminalDevice(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFCHR
    }

    private static func refusal(_ code: Int32, _ path: String, group: gid_t? = nil) -> TransportError {
        let words = String(cString: strerror(code))
        switch code {
        case EACCES, EPERM:
            let name = group.flatMap { getgrgid($0) }.map { String(cString: $0.pointee.gr_name) } ?? "dialout"
            return TransportError(
                .accessDenied, device: path, detail: "this user may not open it (\(words))",
                advice: "Join the group that owns it: sudo usermod -aG \(name) $USER, then log out and in.")
        case EBUSY:
            let running = PortHolder.running()
            return TransportError(
                .busy, device: path, detail: "another program has it (\(words))",
                advice: running.first.map(PortHolder.advice))
        case ENOENT:
            let thief = PortHolder.running().first { $0 == "brltty" }
            return TransportError(
                .notFound, device: path, detail: "there is no such port",
                advice: thief.map {
                    "Check the cable; if the port vanishes right after plugging in: " + PortHolder.advice($0)
                })
        default:
            return TransportError(.notFound, device: path, detail: "it cannot be opened (\(words))")
        }
    }
}
