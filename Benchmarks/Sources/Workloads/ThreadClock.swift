#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Processor time, which other programs on the machine change less than the time of day.
public enum ThreadClock {
    /// Nanoseconds that the calling thread has spent on a processor.
    public static var now: UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

    /// Nanoseconds that all threads of this process have spent on processors.
    public static var process: UInt64 { read(CLOCK_PROCESS_CPUTIME_ID) }

    /// Seconds of the calling thread that `work` takes.
    public static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let start = now
        try work()
        return Double(now - start) * 1e-9
    }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
