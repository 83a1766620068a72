import SignalCore

/// How wrong a device was before anything was changed, by the scale that was in use (formulas D.11).
public struct AsFoundCheck: Sendable, Hashable {
    /// What one force says.
    public struct Row: Sendable, Hashable {
        /// Newtons of the reference.
        public let force: Double
        /// Indicated less true newtons, the zero of the series taken off.
        public let error: Double
        /// Expanded uncertainty in newtons of the reference.
        public let expanded: Double
        /// Newtons that are permitted.
        public let limit: Double
        /// The judgement.
        public let outcome: DecisionRule.Outcome
    }

    /// One a reading under load.
    public let rows: [Row]
    /// The scale in use until then.
    public let scale: String
    /// The worst of the rows.
    public let outcome: DecisionRule.Outcome

    /// Checks a run against the scale that was in use.
    ///
    /// - Parameters:
    ///   - relativeLimit: largest permitted error as a part of the force.
    ///   - absoluteLimit: newtons that are permitted at least.
    public init(
        _ run: CalibrationRun, scale: ForceScale, relativeLimit: Double = PositionMap.relativeLimit,
        absoluteLimit: Double = PositionMap.absoluteLimit
    ) throws(CalibrationError) {
        let points = run.levelledPoints
        guard let unloaded = points.first(where: { $0.force == 0 }) else { throw .missingSteps("unloaded readings") }
        let zero = scale.gross(unloaded.raw)
        let reference = run.referenceUncertainty ?? (0, 0)
        let relative = (reference.masses * reference.masses + reference.place * reference.place).squareRoot()
        let rows = points.filter { $0.force > 0 }.compactMap { point -> Row? in
            let error = scale.gross(point.raw) - zero - point.force
            let limit = max(relativeLimit * point.force, absoluteLimit)
            let expanded = 2 * relative * point.force
            return DecisionRule(limit: limit).judge(error: error, expanded: expanded).map {
                Row(force: point.force, error: error, expanded: expanded, limit: limit, outcome: $0)
            }
        }
        guard !rows.isEmpty else { throw .missingSteps("loads") }
        self.init(rows, scale: scale.id)
    }

    /// Checks a run against the set that was in use; of a plate the vertical force at each place is judged.
    ///
    /// - Throws: `.missingSteps` where there is no unloaded reading, no load, or the run has other channels than the set.
    public init(_ run: CalibrationRun, set: CalibrationSet) throws(CalibrationError) {
        guard set.isPlate else {
            try self.init(run, scale: set.scale())
            return
        }
        // The rows that weights cannot find have no part in the vertical force.
        let none = [[Double]](repeating: [Double](repeating: 0, count: set.device.channels.count), count: 6)
        guard let sensor = set.sensor(base: none) else { throw .missingSteps("the plate of the set in use") }
        let loads = run.surfaceLoads(sensor)
        let reference = run.referenceUncertainty ?? (0, 0)
        let relative = (reference.masses * reference.masses + reference.place * reference.place).squareRoot()
        let rows = loads.compactMap { load -> Row? in
            let limit = max(PositionMap.relativeLimit * load.force, PositionMap.absoluteLimit)
            let expanded = 2 * relative * load.force
            return DecisionRule(limit: limit).judge(error: load.indicated - load.force, expanded: expanded).map {
                Row(
                    force: load.force, error: load.indicated - load.force, expanded: expanded, limit: limit,
                    outcome: $0)
            }
        }
        guard !rows.isEmpty else { throw .missingSteps("loads on the channels of the set in use") }
        self.init(rows, scale: set.id)
    }

    private init(_ rows: [Row], scale: String) {
        self.rows = rows
        self.scale = scale
        let outcomes = rows.map(\.outcome)
        outcome = outcomes.contains(.fail) ? .fail : outcomes.contains(.undecided) ? .undecided : .pass
    }

    /// The days whose recordings are in doubt after a failure: from the day after the last pass to the check.
    ///
    /// - Parameter lastPass: nil where there never was one: from the beginning of time then.
    /// - Returns: nil where nothing is in doubt.
    public func affected(lastPass: CalendarDay?, checked: CalendarDay) -> (after: CalendarDay?, until: CalendarDay)? {
        outcome == .fail ? (lastPass, checked) : nil
    }
}
