/// The value of a rank without sorting all of them.
enum OrderStatistic {
    /// Groups that values are counted in at a time.
    private static let groups = 4096
    /// Values that are sorted rather than counted.
    private static let few = 64

    /// The value that would stand at `rank` if the values were sorted, bit for bit.
    ///
    /// Bits of positive numbers are in the order of the numbers, so they are counted by their first bits, and only the group
    /// that holds the rank is looked at again: time in proportion to the count, however the values lie.
    ///
    /// - Parameters:
    ///   - values: above 0, infinity included; taken apart.
    ///   - rank: from 0, below the count.
    /// - Returns: nil for a rank outside.
    static func select(_ values: consuming [Double], rank: Int) -> Double? {
        guard values.indices.contains(rank) else { return nil }
        var rest = values
        var rank = rank
        var counts = [Int32](repeating: 0, count: groups)
        while rest.count > few {
            var low = rest[0].bitPattern
            var high = low
            for value in rest {
                low = min(low, value.bitPattern)
                high = max(high, value.bitPattern)
            }
            if low == high { return rest[0] }
            // Every group is narrower than what there was, so that this ends.
            let shift = UInt64(max(52 - (high - low).leadingZeroBitCount, 0))
            for i in counts.indices { counts[i] = 0 }
            for value in rest { counts[Int((value.bitPattern - low) >> shift)] += 1 }
            var group = 0
            while rank >= Int(counts[group]) {
                rank -= Int(counts[group])
                group += 1
            }
            rest = rest.filter { Int(($0.bitPattern - low) >> shift) == group }
        }
        rest.sort()
        return rest[rank]
    }
}
