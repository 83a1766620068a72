extension TestID {
    /// Events of a trial that may be moved by hand, since every value behind them follows.
    ///
    /// In the order in which they must stay. The others follow from these or mark what was found only.
    public var movableEvents: [String] {
        switch self {
        case .cmj, .slcmj, .sj: ["onset", "takeoff", "landing"]
        case _ where definition.movement == .effort: ["onset"]
        default: []
        }
    }
}

extension TrialFrame {
    /// Where somebody has put an event, within `rows`; nil where nobody has, or outside of them.
    ///
    /// Says so in `outcome`: a value by hand is never taken for one that a rule has found.
    func hand(_ event: String, in rows: Range<Int>, _ outcome: inout TrialOutcome) -> Int? {
        guard let row = moved[event] else { return nil }
        guard rows.contains(row), rows.lowerBound >= 0, rows.upperBound <= count else {
            outcome.add(.moveIgnored)
            return nil
        }
        outcome.add(.eventMoved)
        return row
    }

    /// A flight whose ends somebody has moved.
    func byHand(_ found: JumpFlights.Flight, _ outcome: inout TrialOutcome) -> JumpFlights.Flight {
        var flight = found
        let end = flight.landing ?? count
        if let row = hand("takeoff", in: 1..<max(end, 1), &outcome) { flight.takeoff = row }
        if let row = hand("landing", in: (flight.takeoff + 1)..<max(count, flight.takeoff + 1), &outcome) {
            flight.landing = row
        }
        return flight
    }
}
