/// What the bytes of one file of changes hold.
public struct LogReading: Sendable, Equatable {
    /// A line that is no change.
    public struct Damage: Sendable, Hashable {
        /// Line from 1.
        public var line: Int
        /// True for a last line without its end, as a cut leaves it; the whole file may still arrive.
        public var isTorn: Bool
    }

    /// The changes in the file's order.
    public var changes: [Change] = []
    /// What could not be read.
    public var damage: [Damage] = []
    /// Bytes up to and with the last line feed: from there on the file may grow.
    public var consumed = 0

    /// Reads whole lines; what follows the last line feed is torn and left out, empty lines are passed over.
    ///
    /// - Parameters:
    ///   - bytes: the file, or what was added to it.
    ///   - firstLine: number of the first line of these bytes, from 1.
    public init(_ bytes: [UInt8], firstLine: Int = 1) {
        var start = 0
        var number = firstLine
        for at in bytes.indices where bytes[at] == 0x0A {
            if at > start {
                if let change = ChangeLine.read(bytes[start..<at]) {
                    changes.append(change)
                } else {
                    damage.append(Damage(line: number, isTorn: false))
                }
            }
            start = at + 1
            number += 1
        }
        consumed = start
        if start < bytes.count { damage.append(Damage(line: number, isTorn: true)) }
    }
}
