/// What a driver knows to be lost, in scans of its device: the sums of its entries.
public struct LossCounts: Sendable, Hashable {
    /// Scans that never came.
    public var missing = 0
    /// Scans that came a second time and were left out.
    public var duplicate = 0
    /// Scans that came after their time and were left out; they are among the missing.
    public var reordered = 0
    /// Scans in packets that failed their checksum; they are not among the missing, though their rows are empty too.
    public var corrupt = 0
    /// Times that the device said its buffer ran over.
    public var overruns = 0
    /// Scans by which all figures together may be off: the sum of the entries' bounds.
    public var bound = 0
    /// True while every figure is exact by a count; false once one was timed, or an overrun only reported.
    public var exact = true

    /// Nothing lost.
    public init() {}

    /// The sums of two devices.
    public func adding(_ other: LossCounts) -> LossCounts {
        var sum = self
        sum.missing += other.missing
        sum.duplicate += other.duplicate
        sum.reordered += other.reordered
        sum.corrupt += other.corrupt
        sum.overruns += other.overruns
        sum.bound += other.bound
        sum.exact = exact && other.exact
        return sum
    }

    /// Scans without a value.
    public var empty: Int { missing + corrupt }
}
