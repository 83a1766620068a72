#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Puts a terminal into raw mode at any speed, also one that no `B…` constant names.
enum LineSpeed {
    /// Raw bytes, eight data bits, no parity, one stop bit, no flow control.
    ///
    /// - Returns: false where the descriptor is no terminal or refuses.
    static func makeRaw(_ descriptor: Int32) -> Bool {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return false }
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
        settings.c_cflag &= ~tcflag_t(CSTOPB | PARENB)
        settings.c_cflag &= ~tcflag_t(CRTSCTS)
        return tcsetattr(descriptor, TCSANOW, &settings) == 0
    }

    #if os(Linux)
        // <asm-generic/termbits.h>: four words of flags, the discipline, 19 control characters, two speeds. The C
        // header cannot be imported beside <termios.h>, so the 44 bytes are handled as such.
        private static let size = 44
        private static let flagsAt = 8
        private static let speedAt = 36
        private static let getSettings: UInt = 0x802C_542A
        private static let putSettings: UInt = 0x402C_542B
        private static let speedMask: UInt32 = 0x100F
        private static let otherSpeed: UInt32 = 0x1000

        /// Sets both directions to `baud` bits a second.
        static func set(_ baud: UInt32, _ descriptor: Int32) -> Bool {
            var bytes = [UInt8](repeating: 0, count: size)
            return bytes.withUnsafeMutableBytes { memory in
                guard command(descriptor, getSettings, memory) else { return false }
                var flags = memory.load(fromByteOffset: flagsAt, as: UInt32.self)
                // The upper copy of the mask holds a separate speed of the input; 0 means the same.
                flags &= ~(speedMask | speedMask << 16)
                flags |= otherSpeed
                memory.storeBytes(of: flags, toByteOffset: flagsAt, as: UInt32.self)
                memory.storeBytes(of: baud, toByteOffset: speedAt, as: UInt32.self)
                memory.storeBytes(of: baud, toByteOffset: speedAt + 4, as: UInt32.self)
                return command(descriptor, putSettings, memory)
            }
        }

        /// Bits a second of the output; nil for no terminal.
        static func get(_ descriptor: Int32) -> UInt32? {
            var bytes = [UInt8](repeating: 0, count: size)
            return bytes.withUnsafeMutableBytes { memory in
                guard command(descriptor, getSettings, memory) else { return nil }
                return memory.load(fromByteOffset: speedAt + 4, as: UInt32.self)
            }
        }
    #else
        /// Sets both directions to `baud` bits a second (`IOSSIOSPEED`).
        static func set(_ baud: UInt32, _ descriptor: Int32) -> Bool {
            var speed = UInt(baud)
            return ioctl(descriptor, 0x8008_5402, &speed) == 0
        }

        /// Bits a second of the output; nil for no terminal.
        static func get(_ descriptor: Int32) -> UInt32? {
            var settings = termios()
            guard tcgetattr(descriptor, &settings) == 0 else { return nil }
            return UInt32(clamping: cfgetospeed(&settings))
        }
    #endif

    /// Raises or drops DTR and RTS; pseudo-terminals have neither and are left alone.
    static func setLines(dtr: Bool, rts: Bool, _ descriptor: Int32) {
        var on: Int32 = (dtr ? Int32(TIOCM_DTR) : 0) | (rts ? Int32(TIOCM_RTS) : 0)
        var off: Int32 = (dtr ? 0 : Int32(TIOCM_DTR)) | (rts ? 0 : Int32(TIOCM_RTS))
        if on != 0 { _ = ioctl(descriptor, UInt(TIOCMBIS), &on) }
        if off != 0 { _ = ioctl(descriptor, UInt(TIOCMBIC), &off) }
    }

    /// Framing errors, overruns, parity errors and buffer overruns since the port exists; nil where the driver counts none.
    static func errorCounters(_ descriptor: Int32) -> [UInt32]? {
        #if os(Linux)
            // <linux/serial.h>: cts, dsr, rng, dcd, rx, tx, frame, overrun, parity, brk, buf_overrun, 9 reserved.
            var counters = [Int32](repeating: 0, count: 20)
            guard counters.withUnsafeMutableBytes({ command(descriptor, 0x545D, $0) }) else { return nil }
            return [6, 7, 8, 10].map { UInt32(bitPattern: counters[$0]) }
        #else
            return nil
        #endif
    }

    private static func command(
        _ descriptor: Int32, _ request: UInt, _ memory: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard let base = memory.baseAddress else { return false }
        return ioctl(descriptor, request, base) == 0
    }
}
