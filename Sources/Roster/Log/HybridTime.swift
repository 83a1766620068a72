/// A moment that orders edits of several machines: real time where clocks are right, cause before effect always.
///
/// It is never before any moment that its writer had seen, so that a clock that is wrong delays nobody's last word.
public struct HybridTime: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970 UTC, by the fastest clock that the writer had heard of.
    public var milliseconds: Int64
    /// Which of the changes within that millisecond, from 0.
    public var count: Int64

    /// Makes a moment.
    public init(milliseconds: Int64, count: Int64 = 0) {
        self.milliseconds = milliseconds
        self.count = count
    }

    /// Before every other.
    public static let zero = HybridTime(milliseconds: 0)

    /// The first moment that is after this one and not before the clock on the wall.
    ///
    /// - Parameter wall: milliseconds since 1970 UTC as this machine believes.
    public func next(wall: Int64) -> HybridTime {
        wall > milliseconds
            ? HybridTime(milliseconds: wall) : HybridTime(milliseconds: milliseconds, count: count &+ 1)
    }

    /// By milliseconds, then by count.
    public static func < (a: HybridTime, b: HybridTime) -> Bool {
        (a.milliseconds, a.count) < (b.milliseconds, b.count)
    }
}
