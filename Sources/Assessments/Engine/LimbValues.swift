import SignalCore
import Symmetry

/// What a test computed of one metric, before the index.
struct LimbValues {
    var both: Double?
    var left: Double?
    var right: Double?
    var status: MeasureStatus
    var lost: Int
    /// Turns the force floor in newtons into a floor in the metric's unit; 0 for no floor.
    var floorScale: Double
    /// Where it was computed otherwise than the catalogue says: how.
    var method: String?

    init(
        both: Double? = nil, left: Double? = nil, right: Double? = nil, status: MeasureStatus = .ok, lost: Int = 0,
        floorScale: Double = 0
    ) {
        self.both = both
        self.left = left
        self.right = right
        self.lost = lost
        self.floorScale = floorScale
        // A value that could not be formed is absent, never 0.
        let empty = both == nil && left == nil && right == nil
        self.status = status.carriesValue && empty ? .notDetected : status
    }

    /// The value of both as that of one limb.
    func of(_ limb: Side) -> LimbValues {
        var one = LimbValues(
            left: limb == .left ? both : nil, right: limb == .right ? both : nil, status: status, lost: lost,
            floorScale: floorScale)
        one.method = method
        return one
    }

    /// The same values divided by `divisor` > 0.
    func divided(by divisor: Double) -> LimbValues {
        var copy = self
        copy.both = both.map { $0 / divisor }
        copy.left = left.map { $0 / divisor }
        copy.right = right.map { $0 / divisor }
        copy.floorScale = floorScale / divisor
        return copy
    }
}

/// The values of one trial on their way to results: every metric of the test appears, absent ones with their status.
struct MetricTable {
    var values: [String: LimbValues] = [:]

    subscript(id: String) -> LimbValues? {
        get { values[id] }
        set { values[id] = newValue }
    }

    /// Gives every metric of `ids` that has no entry yet that status.
    mutating func absent(_ ids: [String], _ status: MeasureStatus, lost: Int = 0) {
        for id in ids where values[id] == nil { values[id] = LimbValues(status: status, lost: lost) }
    }

    /// The results in the catalogue's order.
    ///
    /// - Parameters:
    ///   - lowQuality: true marks every value that stands as given with a warning.
    ///   - limb: the limb whose trial it is; its pairs take the index of limbs that are tested alone.
    func results(
        of test: TestID, hasSides: Bool, settings: AnalysisSettings, lowQuality: Bool, limb: Side? = nil
    ) -> [MetricResult] {
        let floor = test.loadFloor(settings)
        let words = MethodWords(settings.rules)
        return MetricCatalogue.metrics(of: test).map { definition in
            var value = values[definition.id] ?? LimbValues(status: .notDetected)
            // A share is a symmetry by itself: what hides the one hides the other.
            if definition.index == .share, value.status.carriesValue, let rule = settings.rule(hasSides: hasSides) {
                value = LimbValues(status: rule, lost: value.lost)
            }
            if lowQuality, value.status == .ok { value.status = .lowQuality }
            let stands = value.status.carriesValue
            return MetricResult(
                id: definition.id, unit: definition.unit, method: value.method ?? words.method(definition, in: test),
                headline: definition.headlineOf.contains(test), status: value.status, lost: value.lost,
                both: stands ? value.both : nil, left: stands ? value.left : nil, right: stands ? value.right : nil,
                asymmetry: definition.index(in: test).map {
                    asymmetry(
                        settings.symmetry.index(insteadOf: limb == nil ? $0 : $0.ofSeparateLimbs).ofOneTrial,
                        unit: definition.unit, value, floor: floor, hasSides: hasSides, settings: settings)
                })
        }
    }

    private func asymmetry(
        _ index: PairIndex, unit: String, _ value: LimbValues, floor: Double, hasSides: Bool,
        settings: AnalysisSettings
    ) -> AsymmetryResult {
        let roles = settings.symmetry.roles
        var result = AsymmetryResult(pair: index, metricUnit: unit, roles: roles)
        if let rule = settings.rule(hasSides: hasSides) {
            result.status = rule
        } else if !value.status.carriesValue {
            result.status = value.status
        } else if let left = value.left, let right = value.right {
            result.set(
                index.evaluate(left: left, right: right, floor: floor * value.floorScale, roles: roles), left: left,
                right: right)
            if result.status == .ok { result.status = value.status }
        } else {
            result.status = value.left == nil && value.right == nil ? .notDetected : .unilateral
        }
        return result
    }
}

extension AsymmetryResult {
    /// An absent asymmetry of that index.
    ///
    /// It carries the declared roles where the index depends on them.
    init(pair index: PairIndex, metricUnit: String, roles: PairRoles) {
        let id = index == .difference && metricUnit != "N" ? "diff" : index.rawValue
        self.init(
            index: id, unit: index == .difference ? metricUnit : index.unit, value: nil, larger: nil,
            status: .notDetected, roles: index.usesRoles ? roles : PairRoles())
    }

    /// Takes a gated value over, with the larger side, which a view by roles or a magnitude does not show.
    mutating func set(_ pair: PairValue, left: Double, right: Double) {
        value = pair.value
        status = pair.status
        guard pair.value != nil else { return }
        larger = right > left ? .right : right < left ? .left : LargerSide.none
    }
}

extension AnalysisSettings {
    /// The rule that hides every symmetry, if there is one.
    func rule(hasSides: Bool) -> MeasureStatus? {
        if !hasSides { return .totalOnly }
        return withheld
    }
}

extension TestID {
    /// True for tests on plates in which the person is weighed.
    public var isWeighed: Bool { definition.isWeighed }

    /// Smallest meaningful force in newtons (formulas 0.2), by the noisier of both sides.
    func loadFloor(_ settings: AnalysisSettings) -> Double {
        let noise = settings.noise.values.max()
        return definition.surface == .dynamometers
            ? LoadFloor.dynamometers(noise: noise) : LoadFloor.plates(noise: noise)
    }
}
