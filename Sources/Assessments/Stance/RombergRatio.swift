import SignalCore

/// Sway with eyes closed by sway with eyes open, of one metric (formulas B.11).
public struct RombergRatio: Sendable, Hashable {
    /// Id of the metric in the catalogue.
    public var id: String
    /// Eyes closed by eyes open; 1 where sight makes no difference.
    ///
    /// Nil where `status` carries no value.
    public var value: Double?
    /// Why the value stands or is absent.
    public var status: MeasureStatus

    /// The ratio of two values that are both above 0.
    ///
    /// - Returns: `undefined` where one is 0, negative or not finite.
    public init(_ id: String, closed: Double, open: Double) {
        self.id = id
        let ratio = closed / open
        let isDefined = closed > 0 && open > 0 && ratio.isFinite
        value = isDefined ? ratio : nil
        status = isDefined ? .ok : .undefined
    }

    /// Metrics of the centre of pressure that have a ratio: sizes, not the direction or the time.
    public static var ids: [String] {
        MetricCatalogue.sway.filter { $0.index != nil }.map(\.id)
    }

    /// The ratios of two stances of one person, from the values of both feet together.
    ///
    /// A value that carries a warning gives a ratio with one; an absent value gives an absent ratio with its status.
    public static func ratios(closed: TrialResult, open: TrialResult) -> [RombergRatio] {
        ids.compactMap { id in
            guard let a = closed.metric(id), let b = open.metric(id) else { return nil }
            guard let x = a.both, let y = b.both else {
                var absent = RombergRatio(id, closed: 0, open: 0)
                let status = a.both == nil ? a.status : b.status
                absent.status = status.carriesValue ? .notDetected : status
                return absent
            }
            var ratio = RombergRatio(id, closed: x, open: y)
            if ratio.status == .ok, a.status != .ok || b.status != .ok { ratio.status = .lowQuality }
            return ratio
        }
    }
}
