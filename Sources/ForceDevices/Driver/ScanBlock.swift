import SignalCore

extension RowFlags {
    /// What marks channel `index` of a scan of `count` as at its limit: the first half is the left side's.
    @inline(__always)
    static func saturated(_ index: Int, of count: Int) -> RowFlags {
        2 * index < count ? .leftSaturated : .rightSaturated
    }
}

/// A run of scans as a driver hands them on: one value a channel a scan, in the device's own quantity.
///
/// A block is filled, read and emptied again; it keeps its memory, so that the live path does not allocate.
public struct ScanBlock: Sendable {
    /// Channels a scan.
    public let channels: Int
    /// Number of the first scan on the device's clock, counted from the start of the stream, lost scans included.
    public private(set) var firstIndex = 0
    /// Number of scans, missing ones too.
    public private(set) var count = 0
    /// Scan-major; NaN where missing.
    public private(set) var values: [Double] = []
    /// The converter's integers, scan-major; 0 where missing.
    public private(set) var raw: [Int32] = []
    /// One a scan; `leftSaturated` belongs to channel 0, `rightSaturated` to channel 1, of more to the first and second half.
    public private(set) var flags: [RowFlags] = []
    /// What is known to be lost, in the order in which it was found; the empty rows above are the missing and the corrupt.
    public private(set) var losses: [LossEntry] = []
    /// Arrival of the last transfer that brought something, in nanoseconds of the link's clock.
    public var arrival: UInt64 = 0

    /// Makes an empty block that holds `capacity` scans before it has to grow.
    public init(channels: Int, capacity: Int = 4096) {
        self.channels = channels
        values.reserveCapacity(capacity * channels)
        raw.reserveCapacity(capacity * channels)
        flags.reserveCapacity(capacity)
        losses.reserveCapacity(min(capacity, 64))
    }

    /// Forgets the scans; the next one is number `index`.
    public mutating func restart(at index: Int) {
        firstIndex = index
        count = 0
        values.removeAll(keepingCapacity: true)
        raw.removeAll(keepingCapacity: true)
        flags.removeAll(keepingCapacity: true)
        losses.removeAll(keepingCapacity: true)
    }

    /// Takes note of a loss; the empty rows that belong to it are appended by ``appendMissing(_:_:)``.
    public mutating func note(_ entry: LossEntry) { losses.append(entry) }

    /// Appends one channel's value; a scan is complete after ``channels`` of them and one call of ``endScan(_:)``.
    @inline(__always)
    public mutating func append(_ value: Double, raw integer: Int32) {
        values.append(value)
        raw.append(integer)
    }

    /// Closes a scan.
    @inline(__always)
    public mutating func endScan(_ scanFlags: RowFlags) {
        flags.append(scanFlags)
        count += 1
    }

    /// Appends scans that never came.
    public mutating func appendMissing(_ scans: Int, _ scanFlags: RowFlags) {
        for _ in 0..<max(scans, 0) {
            for _ in 0..<channels { append(.nan, raw: 0) }
            endScan(scanFlags.union(.missing))
        }
    }
}
