import SignalCore

/// The check of both plates before a session: noise, zero and one known weight each (formulas D.11).
public struct SessionCheck: Sendable, Hashable, Codable {
    /// What one plate said.
    public struct Plate: Sendable, Hashable, Codable {
        /// The side.
        public var side: Side
        /// Standard deviation in newtons over 2 s unloaded.
        public var noise: Double
        /// Mean in newtons unloaded.
        public var zero: Double
        /// Newtons of the known weight; nil where it was not put on.
        public var reference: Double?
        /// Standard uncertainty in newtons of the known weight.
        public var referenceUncertainty: Double
        /// Indicated newtons under it; nil where it was not put on.
        public var indicated: Double?

        /// Makes a plate's readings.
        public init(
            side: Side, noise: Double, zero: Double, reference: Double? = nil, referenceUncertainty: Double = 0,
            indicated: Double? = nil
        ) {
            self.side = side
            self.noise = noise
            self.zero = zero
            self.reference = reference
            self.referenceUncertainty = referenceUncertainty
            self.indicated = indicated
        }

        /// Indicated less true newtons, the zero taken off; nil without a weight.
        public var error: Double? {
            guard let reference, let indicated else { return nil }
            return indicated - zero - reference
        }

        /// Newtons by which the weight may be off: max(0.5 %, 1 N + U); nil without a weight.
        public var limit: Double? {
            reference.map {
                max(SessionCheck.relativeLimit * $0, SessionCheck.absoluteLimit + 2 * referenceUncertainty)
            }
        }
    }

    /// Part of the known weight by which an indication has to be off before it is taken for that of another weight.
    ///
    /// A plate that still works is not off by a quarter; somebody who took the wrong weight is (project convention).
    public static let anotherWeight = 0.25

    /// What was checked and did not hold, with what helps.
    public enum Problem: Sendable, Hashable, CustomStringConvertible {
        /// The unloaded plate is restless.
        case noise(Side, newtons: Double, limit: Double)
        /// The unloaded plate does not show 0.
        case zero(Side, newtons: Double, limit: Double)
        /// The weight is not indicated as it should be.
        case weight(Side, error: Double, limit: Double)
        /// What was put on is not the weight that was named.
        case anotherWeight(Side, shows: Double, named: Double)
        /// No weight was put on.
        case noWeight(Side)
        /// A side was not checked at all.
        case noPlate(Side)
        /// A reading is not a number.
        case unreadable(Side)

        /// True where the check is incomplete rather than failed.
        public var isMissing: Bool {
            switch self {
            case .anotherWeight, .noWeight, .noPlate, .unreadable: true
            default: false
            }
        }

        /// The problem and what helps.
        public var description: String {
            switch self {
            case .noise(let side, let newtons, let limit):
                "\(side.rawValue): noise \(Self.short(newtons)) N, allowed \(Self.short(limit)) N: step away, check feet and cable"
            case .zero(let side, let newtons, let limit):
                "\(side.rawValue): zero off by \(Self.short(newtons)) N, allowed \(Self.short(limit)) N: clear the plate and zero it"
            case .weight(let side, let error, let limit):
                "\(side.rawValue): the weight reads \(Self.short(error)) N off, allowed \(Self.short(limit)) N: put it in the middle, check the scale, calibrate"
            case .anotherWeight(let side, let shows, let named):
                "\(side.rawValue): this looks like another weight: the plate shows \(Self.short(shows)) N, the one named has \(Self.short(named)) N. Name the weight that is there (--mass), or, if it is the right one, calibrate: bilanx calibrate run"
            case .noWeight(let side): "\(side.rawValue): no known weight was put on"
            case .noPlate(let side): "\(side.rawValue): was not checked"
            case .unreadable(let side): "\(side.rawValue): a reading is not a number"
            }
        }

        private static func short(_ newtons: Double) -> String { "\((newtons * 100).rounded() / 100)" }
    }

    /// What comes of it.
    public enum Outcome: String, Sendable, Hashable, CaseIterable, Codable {
        /// Everything holds.
        case passed
        /// Something does not hold.
        case failed
        /// Something was not checked.
        case incomplete
    }

    /// Part of the weight by which it may be off.
    public static let relativeLimit = 0.005
    /// Newtons by which it may be off, beside its own uncertainty.
    public static let absoluteLimit = 1.0
    /// The rule in words, for the page.
    public static let rule =
        "noise within 1 N, zero within 3 N, a known weight within the larger of 0.5 % and 1 N + its expanded uncertainty, on each plate"

    /// Time stamp of the check.
    public var time: String
    /// Who did it.
    public var operatorName: String
    /// °C; nil where nobody measured.
    public var temperature: Double?
    /// Minutes that the device had been on; nil where nobody said.
    public var warmUp: Double?
    /// What both plates said.
    public var plates: [Plate]
    /// Newtons of noise that are allowed.
    public var noiseLimit: Double
    /// Newtons by which the zero may be off.
    public var zeroLimit: Double

    /// Makes a check.
    public init(
        time: String, operatorName: String, temperature: Double? = nil, warmUp: Double? = nil, plates: [Plate],
        noiseLimit: Double = UnloadedCheck.plateNoise, zeroLimit: Double = UnloadedCheck.largestOffset
    ) {
        self.time = time
        self.operatorName = operatorName
        self.temperature = temperature
        self.warmUp = warmUp
        self.plates = plates
        self.noiseLimit = noiseLimit
        self.zeroLimit = zeroLimit
    }

    /// True where every plate that was loaded shows far more or far less than the weight that was named.
    ///
    /// Where one of them shows it as it is, the weight is the right one and the other plate is wrong.
    private var isAnotherWeight: Bool {
        let parts = plates.compactMap { plate in
            plate.error.flatMap { error in plate.reference.map { error / $0 } }
        }
        return !parts.isEmpty
            && (parts.allSatisfy { $0 > Self.anotherWeight } || parts.allSatisfy { $0 < -Self.anotherWeight })
    }

    /// Everything that does not hold, left before right.
    public var problems: [Problem] {
        var list: [Problem] = []
        for side in Side.allCases {
            let mine = plates.filter { $0.side == side }
            if mine.isEmpty { list.append(.noPlate(side)) }
            for plate in mine {
                guard plate.noise.isFinite, plate.zero.isFinite, plate.error?.isFinite ?? true else {
                    list.append(.unreadable(side))
                    continue
                }
                if plate.noise > noiseLimit { list.append(.noise(side, newtons: plate.noise, limit: noiseLimit)) }
                if abs(plate.zero) > zeroLimit { list.append(.zero(side, newtons: plate.zero, limit: zeroLimit)) }
                if let error = plate.error, let limit = plate.limit, let reference = plate.reference {
                    if abs(error) > limit, isAnotherWeight {
                        list.append(.anotherWeight(side, shows: reference + error, named: reference))
                    } else if abs(error) > limit {
                        list.append(.weight(side, error: error, limit: limit))
                    }
                } else {
                    list.append(.noWeight(side))
                }
            }
        }
        return list
    }

    /// What comes of it: a failure stands before something missing.
    public var outcome: Outcome {
        let problems = problems
        if problems.contains(where: { !$0.isMissing }) { return .failed }
        return problems.isEmpty ? .passed : .incomplete
    }

    /// Right less left relative error in %, which adds to every symmetry index; nil without both weights.
    public var mismatchPercent: Double? {
        func gain(_ side: Side) -> Double? {
            guard let plate = plates.first(where: { $0.side == side }), let error = plate.error,
                let reference = plate.reference, reference > 0
            else { return nil }
            return error / reference
        }
        guard let left = gain(.left), let right = gain(.right) else { return nil }
        return 100 * (right - left)
    }
}
