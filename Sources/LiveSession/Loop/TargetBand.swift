/// Time that the load was shared as the trainer asks for.
public struct TargetBand: Sendable, Hashable {
    /// Right shares in % to stay in.
    public let band: ClosedRange<Double>
    /// Seconds inside.
    public private(set) var inside = 0.0
    /// Seconds with a share at all.
    public private(set) var total = 0.0
    /// True while the share is inside; nil while there is none.
    public private(set) var isInside: Bool?
    private var last: Double?

    /// Begins with no time.
    public init(_ band: ClosedRange<Double>) { self.band = band }

    /// Takes the share that holds from now on.
    ///
    /// - Parameter time: seconds of the recording, rising; after a step back it begins anew there.
    public mutating func add(_ share: Double?, at time: Double) {
        if let last, let isInside, time > last {
            total += time - last
            if isInside { inside += time - last }
        }
        last = time
        isInside = share.map { band.contains($0) }
    }
}
