/// What one line of data says.
struct LineReading: Sendable, Hashable {
    /// Left, or the only force, in the line's unit.
    var first = Double.nan
    /// Right; NaN where there is one cell.
    var second = Double.nan
    /// The digits of both as sent, without the decimal sign.
    var rawFirst: Int32 = 0
    var rawSecond: Int32 = 0
    /// The device's time in microseconds, or its counter; NaN where the line has neither.
    var mark = Double.nan
    /// The trigger column; nil where the line has none.
    var trigger: Bool?
    /// The unit that the line states.
    var unit: ForceUnit?
}

/// Why a line was not taken.
public enum LineDamage: Int, Sendable, Hashable, CaseIterable {
    /// Longer than any line of data.
    case overlong
    /// A field that should hold a number does not.
    case notANumber
    /// A number that is not finite: `nan`, `inf`.
    case notFinite
    /// Too few or too many fields, or a JSON object that is cut.
    case fieldCount
    /// The check at its end is wrong.
    case checksum
    /// A force beyond what the device can mean.
    case outOfRange
    /// The bridge reported lost or damaged bytes in it.
    case lineStatus
    /// Beside a gap: it may be the head of one line joined to the tail of a later one.
    case besideGap
    /// Its time or counter is far from where the stream stands.
    case implausibleTime
}

/// How many lines were not taken, why, and where.
public struct LineFaults: Sendable, Hashable {
    /// Why, and the number of the scan that the line would have been.
    public struct Place: Sendable, Hashable {
        /// Number of the scan.
        public var index: Int
        /// Why.
        public var damage: LineDamage
    }

    /// The first ones, at most 64.
    public private(set) var places: [Place] = []
    private var counts = [Int](repeating: 0, count: LineDamage.allCases.count)

    init() { places.reserveCapacity(64) }

    /// How many lines were not taken for that reason.
    public func count(_ damage: LineDamage) -> Int { counts[damage.rawValue] }

    /// How many lines were not taken.
    public var total: Int { counts.reduce(0, +) }

    mutating func add(_ damage: LineDamage, at index: Int) {
        counts[damage.rawValue] += 1
        if places.count < 64 { places.append(Place(index: index, damage: damage)) }
    }
}
