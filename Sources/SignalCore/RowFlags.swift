/// What is known of one row of a recording beside its forces.
///
/// The bits are those of the file's `flags` column.
public struct RowFlags: OptionSet, Sendable, Hashable {
    /// The bits as the file stores them, 0…255.
    public let rawValue: UInt8

    /// Makes flags from stored bits; unknown bits are kept.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The sample is missing: its force fields are empty.
    public static let missing = RowFlags(rawValue: 1)
    /// A force of this row was interpolated over a lost sample.
    public static let interpolated = RowFlags(rawValue: 2)
    /// The left channel was at its limit.
    public static let leftSaturated = RowFlags(rawValue: 4)
    /// The right channel was at its limit.
    public static let rightSaturated = RowFlags(rawValue: 8)
    /// The device said that it lost samples here.
    public static let deviceOverrun = RowFlags(rawValue: 16)
    /// First row of a segment: nothing before it may be joined to it.
    public static let segmentStart = RowFlags(rawValue: 32)
    /// The trigger input was on.
    public static let trigger = RowFlags(rawValue: 64)
    /// It was not known yet how the clocks of the two devices lie to each other: no symmetry from this row.
    public static let alignmentUnknown = RowFlags(rawValue: 128)
}
