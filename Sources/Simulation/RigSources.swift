import SignalCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Somebody who pushes on the left, then on the right: what a push test asks for.
public struct PushingHand: ForceSource {
    /// Newtons of each push.
    public var force: Double
    /// The side that is pushed first.
    public var first: Side

    /// Seconds at which the two pushes begin; each lasts two seconds.
    static let starts = (5.0, 10.0)

    /// Pushes with 200 N on the left first, unless said otherwise.
    public init(force: Double = 200, first: Side = .left) {
        self.force = force
        self.first = first
    }

    /// A push that rises and falls smoothly.
    public func force(_ side: Side, at seconds: Double) -> Double {
        let start = side == first ? Self.starts.0 : Self.starts.1
        let t = seconds - start
        guard t > 0, t < 2 else { return 0 }
        return force * (t < 0.3 ? 0.5 - 0.5 * cos(.pi * t / 0.3) : t > 1.7 ? 0.5 - 0.5 * cos(.pi * (2 - t) / 0.3) : 1)
    }

    /// Twenty seconds.
    public var duration: Double { 20 }
}

/// Somebody who knocks on a board that lies across both plates: what a tap test asks for.
public struct Knocks: ForceSource {
    /// Newtons of a knock on each side at its height.
    public var force: Double
    /// Seconds that a knock lasts.
    public var length: Double

    /// Knocks of 300 N on each side that last 40 ms, unless said otherwise.
    public init(force: Double = 300, length: Double = 0.04) {
        self.force = force
        self.length = length
    }

    /// From 13 s on, every 1.237 s, so that no sampling rate meets them alike.
    public func force(_ side: Side, at seconds: Double) -> Double {
        guard seconds >= 13 else { return 0 }
        let period = 1.237
        let t = (seconds - 13) - ((seconds - 13) / period).rounded(.down) * period
        guard t < length else { return 0 }
        return force * (0.5 - 0.5 * cos(2 * .pi * t / length))
    }

    /// Half a minute.
    public var duration: Double { 30 }
}
