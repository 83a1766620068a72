#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The clock of all stamps here.
enum Monotonic {
    /// Nanoseconds of CLOCK_MONOTONIC.
    static var nanoseconds: UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    /// The same in seconds.
    static var seconds: Double { Double(nanoseconds) / 1e9 }
}
