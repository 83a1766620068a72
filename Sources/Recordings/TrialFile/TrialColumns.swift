/// Which columns the rows of a recording have.
public struct TrialColumns: Sendable, Hashable {
    /// True for `left_N,right_N`, false for `total_N` alone.
    public var sides: Bool
    /// True where the centre of pressure under the left foot is there.
    public var leftCentre = false
    /// True where the centre of pressure under the right foot is there.
    public var rightCentre = false
    /// True where the centre of pressure under both feet together is there.
    public var centre = false
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
        if leftCentre { names += ["left_copx_mm", "left_copy_mm"] }
        if rightCentre { names += ["right_copx_mm", "right_copy_mm"] }
        if centre { names += ["copx_mm", "copy_mm"] }
        if leftRaw { names.append("left_raw") }
        if rightRaw { names.append("right_raw") }
        if flags { names.append("flags") }
        return names
    }

    /// Number of columns with coordinates of a centre of pressure.
    var coordinates: Int { (leftCentre ? 2 : 0) + (rightCentre ? 2 : 0) + (centre ? 2 : 0) }

    /// Reads a header row; nil where it is none of those that `names` makes.
    init?(_ row: String) {
        let names = row.split(separator: ",", omittingEmptySubsequences: false)
        self.init(
            sides: names.contains("left_N"), leftRaw: names.contains("left_raw"),
            rightRaw: names.contains("right_raw"), flags: names.contains("flags"))
        leftCentre = names.contains("left_copx_mm")
        rightCentre = names.contains("right_copx_mm")
        centre = names.contains("copx_mm")
        guard self.names.elementsEqual(names, by: { $0 == $1 }) else { return nil }
    }
}
