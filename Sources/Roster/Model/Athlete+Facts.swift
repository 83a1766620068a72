import SignalCore

extension Athlete {
    /// The side of an injury or operation; nil for none and for both.
    public var involved: Side? { involvedSide.flatMap(Side.init(rawValue:)) }

    /// The lowest age in years that the year of birth allows on a day; nil where no year is known.
    public func age(on day: String) -> Int? {
        guard let birthYear, let year = Day(day)?.year else { return nil }
        return year - birthYear - 1
    }

    /// What a page says beneath the name.
    ///
    /// - Parameter groups: names of groups by id.
    public func facts(groups names: [String: String]) -> [String] {
        var parts = groups.compactMap { names[$0] }
        if let birthYear { parts.append("born \(birthYear)") }
        if let dominantLeg { parts.append("dominant leg \(dominantLeg)") }
        if let dominantHand { parts.append("dominant hand \(dominantHand)") }
        if let involvedSide {
            parts.append("involved side \(involvedSide)" + (involvedSince.map { " since " + $0 } ?? ""))
        }
        return parts
    }
}
