/// Which columns the rows of a recording have.
public struct TrialColumns: Sendable, Hashable {
    /// True for `left_N,right_N`, false for `total_N` alone.
    public var sides: Bool
    /// True where the left device's integers are there.
    public var leftRaw: Bool
    /// True where the right device's integers are there.
    public var rightRaw: Bool
    /// True where rows carry flags.
    public var flags: Bool

    /// Makes a choice of columns; what recordings of ours have unless said otherwise: both sides, no raw, flags.
    public init(sides: Bool = true, leftRaw: Bool = false, rightRaw: Bool = false, flags: Bool = true) {
        self.sides = sides
        self.leftRaw = leftRaw
        self.rightRaw = rightRaw
        self.flags = flags
    }

    /// The names in order, with units.
    public var names: [String] {
        var names = ["time_s"]
        names += sides ? ["left_N", "right_N"] : ["total_N"]
        if leftRaw { names.append("left_raw") }
        if rightRaw { names.append("right_raw") }
        if flags { names.append("flags") }
        return names
    }

    /// Reads a header row; nil where it is none of those that `names` makes.
    init?(_ row: String) {
        let names = row.split(separator: ",", omittingEmptySubsequences: false)
        self.init(
            sides: names.contains("left_N"), leftRaw: names.contains("left_raw"),
            rightRaw: names.contains("right_raw"), flags: names.contains("flags"))
        guard self.names.elementsEqual(names, by: { $0 == $1 }) else { return nil }
    }
}
