/// A part of the exported results that is replaced as a whole: one team in one month.
public struct ResultPartition: Sendable, Hashable, Comparable {
    /// Name of the team; nil for results of nobody's or of people in no group.
    public var team: String?
    /// Month of the recording where it was made, `2026-11`.
    public var month: String

    /// What the team's folder is called where there is none: readers of such folders take it as null.
    private static let noTeam = "__HIVE_DEFAULT_PARTITION__"

    /// Makes it.
    public init(team: String?, month: String) {
        self.team = team
        self.month = month
    }

    /// Folder below the export: `team=U21/month=2026-11`.
    public var path: String { "team=" + (team.map(Self.escaped) ?? Self.noTeam) + "/month=" + month }

    /// A value as the name of a folder, as Hive writes it: `%` and two digits for what a path or a reader would misread.
    ///
    /// Letters beyond ASCII stay as they are, because some readers take the digits for one letter each.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 || scalar.value == 0x7F || "\"#%'*/:=?\\{}[]^<>|+&".unicodeScalars.contains(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "%" + (digits.count < 2 ? "0" : "") + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        // A name of nothing, or one that means the folder itself or that above it.
        if result.isEmpty { return "%20" }
        return result
    }

    /// No team first, then by name and month, by their bytes.
    public static func < (a: ResultPartition, b: ResultPartition) -> Bool {
        if a.team != b.team {
            guard let one = a.team, let other = b.team else { return a.team == nil }
            return one.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return a.month < b.month
    }
}

/// Which results are meant: whole partitions.
public struct ResultSelection: Sendable, Hashable {
    /// Name of the team; nil for all.
    public var team: String?
    /// First month, `2026-11`; nil for the first that there is.
    public var firstMonth: String?
    /// Last month; nil for the last that there is.
    public var lastMonth: String?

    /// Everything, or a team or months of it.
    public init(team: String? = nil, firstMonth: String? = nil, lastMonth: String? = nil) {
        self.team = team
        self.firstMonth = firstMonth
        self.lastMonth = lastMonth
    }

    /// True for a partition that is meant.
    public func holds(_ partition: ResultPartition) -> Bool {
        (team == nil || partition.team == team) && (firstMonth.map { partition.month >= $0 } ?? true)
            && (lastMonth.map { partition.month <= $0 } ?? true)
    }
}
