#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Calls of the system that read the same on all platforms, repeated where a signal interrupted them.
enum SystemCall {
    /// `strerror` in words.
    static func describe(_ code: Int32) -> String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }

    /// Runs `call` until it is not interrupted.
    ///
    /// - Returns: its result, or the negated error number.
    static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = errno
            if code != EINTR { return -Int(code) }
        }
    }

    /// The whole of a small file of the system; nil where it cannot be read.
    static func contents(of path: String) -> String? {
        let file = retrying { Int(open(path, O_RDONLY | O_CLOEXEC)) }
        guard file >= 0 else { return nil }
        defer { close(Int32(file)) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 1 << 20 {
            let count = retrying { read(Int32(file), &buffer, buffer.count) }
            if count <= 0 { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes `text` to a file of the system in one call.
    ///
    /// - Returns: 0 or the error number.
    static func write(_ text: String, to path: String) -> Int32 {
        let file = retrying { Int(open(path, O_WRONLY | O_CLOEXEC)) }
        guard file >= 0 else { return Int32(-file) }
        defer { close(Int32(file)) }
        var text = text
        let result = text.withUTF8 { bytes in
            #if canImport(Darwin)
                retrying { Darwin.write(Int32(file), bytes.baseAddress, bytes.count) }
            #elseif canImport(Glibc)
                retrying { Glibc.write(Int32(file), bytes.baseAddress, bytes.count) }
            #elseif canImport(Musl)
                retrying { Musl.write(Int32(file), bytes.baseAddress, bytes.count) }
            #endif
        }
        return result < 0 ? Int32(-result) : 0
    }
}
