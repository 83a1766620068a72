#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The host's clock that never goes back: what stamps transfers.
public enum MonotonicClock {
    /// Nanoseconds since an arbitrary moment, not steered by time servers where the system has such a clock.
    public static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_RAW, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Sleeps until ``now`` reaches `deadline`; returns at once where it has passed.
    public static func sleep(until deadline: UInt64) {
        while true {
            let current = now
            guard current < deadline else { return }
            let left = deadline - current
            var wait = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
            nanosleep(&wait, nil)
        }
    }
}
