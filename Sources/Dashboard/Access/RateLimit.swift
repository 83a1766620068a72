/// Lets so many through at once and so many a second after that.
struct TokenBucket {
    private let perSecond: Double
    private let atOnce: Double
    private var left: Double
    /// When it was last asked, in seconds.
    private(set) var last: Double

    init(_ rate: (perSecond: Double, atOnce: Double), now: Double) {
        (perSecond, atOnce, left, last) = (rate.perSecond, rate.atOnce, rate.atOnce, now)
    }

    /// Whether one more may pass.
    mutating func take(now: Double) -> Bool {
        left = min(atOnce, left + max(0, now - last) * perSecond)
        last = now
        guard left >= 1 else { return false }
        left -= 1
        return true
    }
}

/// A bucket for each of the last 256 that came.
struct RateLimit {
    private static let kept = 256
    private let rate: (perSecond: Double, atOnce: Double)
    private var buckets: [String: TokenBucket] = [:]

    init(_ rate: (perSecond: Double, atOnce: Double)) { self.rate = rate }

    /// Whether one more of `client` may pass.
    mutating func take(_ client: String, now: Double) -> Bool {
        if buckets[client] == nil, buckets.count >= Self.kept,
            let oldest = buckets.min(by: { $0.value.last < $1.value.last })
        {
            buckets[oldest.key] = nil
        }
        return buckets[client, default: TokenBucket(rate, now: now)].take(now: now)
    }
}
