import SignalCore
import Statistics

/// The outcome of a calibration: what turns raw readings into newtons, for how long, and how surely.
public struct CalibrationSet: Sendable, Hashable, Codable {
    /// Names the set; the scale made from it carries this id into every recording.
    public var id: String
    /// The run from which it stems.
    public var run: String
    /// True for zero and span alone, which cannot show how straight the sensor is: for verification and interim work.
    public var isInterim: Bool
    /// State of the device then.
    public var phase: CalibrationRun.Phase
    /// The device.
    public var device: CalibrationDevice
    /// The side on which it is used; nil where it has none.
    public var side: Side?
    /// Newtons per quantity^k, from k = 0; empty for a plate of several channels.
    public var coefficients: [Double]
    /// Half-widths of the 95 % intervals of ``coefficients``.
    public var coefficientHalfWidths: [Double]
    /// The cells of a plate that is read cell by cell; nil for any other sensor.
    public var cells: PlateCells?
    /// The matrix of a plate of several components; nil for any other sensor.
    public var matrix: PlateMatrix?
    /// How the sensor moves with temperature; nil where nobody determined it.
    public var temperatureModel: TemperatureModel?
    /// °C of the calibration; nil where nobody measured.
    public var temperature: Double?
    /// Newtons for which it holds.
    public var range: ClosedRange<Double>
    /// The uncertainty of the largest force.
    public var budget: UncertaintyBudget
    /// First day on which it holds; nil for a run without a date.
    public var from: CalendarDay?
    /// Last day on which it holds; nil for a run without a date.
    public var until: CalendarDay?

    /// Months for which a calibration holds, unless said otherwise (project convention).
    public static let months = 12

    /// Whether a set may be used on a day.
    public enum Validity: String, Sendable, Hashable, CaseIterable, Codable {
        /// It may.
        case valid
        /// Its time is over: results carry the mark.
        case expired
        /// It begins later, or nobody knows when.
        case undated
    }

    /// The set of an analysed run.
    ///
    /// - Parameters:
    ///   - id: nil to name it by its day and its numbers.
    ///   - months: for which it holds.
    public init(_ analysis: RunAnalysis, id: String? = nil, months: Int = months) {
        self.init(
            analysis.run, id: id, months: months, isInterim: false, coefficients: analysis.fit.coefficients,
            halfWidths: analysis.coefficients.map(\.halfWidth), temperatureModel: analysis.temperatureModel,
            budget: analysis.budget)
    }

    /// The set of zero and span alone.
    ///
    /// - Parameters:
    ///   - id: nil to name it by its day and its numbers.
    ///   - months: for which it holds.
    public init(_ analysis: ZeroSpanAnalysis, id: String? = nil, months: Int = 1) {
        let relative = analysis.budget.relativeGain ?? 0
        let factor = StandardNormal.twoSided95
        let coefficients = analysis.twoPoint.coefficients
        self.init(
            analysis.run, id: id, months: months, isInterim: true, coefficients: coefficients,
            halfWidths: coefficients.map { factor * relative * abs($0) }, temperatureModel: nil,
            budget: analysis.budget)
    }

    /// The set of a plate's cells.
    ///
    /// - Parameters:
    ///   - id: nil to name it by its day and its numbers.
    ///   - months: for which it holds.
    public init(_ calibration: CellCalibration, id: String? = nil, months: Int = months) {
        self.init(
            calibration.run, id: id, months: months, isInterim: false, cells: PlateCells(calibration),
            budget: calibration.budget)
    }

    /// The set of a plate's matrix.
    ///
    /// - Parameters:
    ///   - id: nil to name it by its day and its numbers.
    ///   - months: for which it holds.
    public init(_ calibration: SixComponentCalibration, id: String? = nil, months: Int = months) {
        self.init(
            calibration.run, id: id, months: months, isInterim: false, matrix: calibration.matrix,
            budget: calibration.budget)
    }

    private init(
        _ run: CalibrationRun, id: String?, months: Int, isInterim: Bool, coefficients: [Double] = [],
        halfWidths: [Double] = [], cells: PlateCells? = nil, matrix: PlateMatrix? = nil,
        temperatureModel: TemperatureModel? = nil, budget: UncertaintyBudget
    ) {
        let numbers = Self.numbers(coefficients, cells, matrix)
        self.id = id ?? "cal:\(run.day?.description ?? "undated")-\(Self.fingerprint(numbers))"
        self.cells = cells
        self.matrix = matrix
        self.run = run.id
        self.isInterim = isInterim
        phase = run.phase
        device = run.device
        side = run.side
        self.coefficients = coefficients
        coefficientHalfWidths = halfWidths
        self.temperatureModel = temperatureModel
        temperature = run.temperatures.map { ($0.lowerBound + $0.upperBound) / 2 }
        let forces = (run.points + run.cornerPoints).map(\.force)
        range = (forces.min() ?? 0)...(forces.max() ?? 0)
        self.budget = budget
        from = run.day
        until = run.day?.adding(months: months)
    }

    /// Relative standard uncertainty of the gain; nil where the budget has no force.
    public var relativeUncertainty: Double? { budget.relativeGain }

    /// Sixteen digits that change with any coefficient: the hash that a log keeps.
    public var fingerprint: String { Self.fingerprint(Self.numbers(coefficients, cells, matrix)) }

    private static func numbers(_ coefficients: [Double], _ cells: PlateCells?, _ matrix: PlateMatrix?) -> [Double] {
        coefficients + (cells.map { $0.gains + $0.zeros } ?? []) + (matrix?.rows.flatMap { $0 } ?? [])
    }

    /// Whether it may be used on a day.
    public func validity(on day: CalendarDay) -> Validity {
        guard let from, let until, day >= from else { return .undated }
        return day <= until ? .valid : .expired
    }

    /// True where the sensor's temperature is too far from that of the calibration, or nobody knows; a model lifts the limit.
    public func isOutsideTemperature(_ now: Double?) -> Bool {
        if temperatureModel != nil { return now == nil }
        guard let now, let temperature else { return true }
        return abs(now - temperature) > TemperatureModel.largestDifference
    }

    /// The sensor of a side that live and offline use.
    ///
    /// - Parameters:
    ///   - now: °C of the sensor; nil to take the temperature of the calibration.
    ///   - base: the maker's matrix of a plate of six components, for the rows that weights alone cannot find.
    ///   - origin: millimetres of a plate's centre in the frame that both plates share.
    ///   - registerEntry: of the register, for recordings to quote.
    /// - Returns: nil for a plate that no side takes: other than four cells, or a matrix without all six components and
    ///   without `base`.
    public func sensor(
        at now: Double? = nil, base: [[Double]]? = nil, origin: SIMD2<Double> = .zero, registerEntry: String? = nil
    ) -> SideSensor? {
        if let cells {
            return cells.plate(
                id: id, quantity: device.quantity, capacity: device.capacity, relativeUncertainty: relativeUncertainty,
                origin: origin, registerEntry: registerEntry
            ).map { .fourCell($0) }
        }
        if let matrix {
            return matrix.plate(
                id: id, quantity: device.quantity, capacity: device.capacity, relativeUncertainty: relativeUncertainty,
                base: base, origin: origin, registerEntry: registerEntry
            ).map { .sixComponent($0) }
        }
        var scale = scale(at: now)
        scale.registerEntry = registerEntry
        return .single(scale)
    }

    /// True for a plate of several channels, which ``sensor(at:)`` makes.
    public var isPlate: Bool { cells != nil || matrix != nil }

    /// The scale that live and offline use; of a plate, which gives newtons, the scale 1.
    ///
    /// - Parameter now: °C of the sensor; nil to take the temperature of the calibration.
    public func scale(at now: Double? = nil) -> ForceScale {
        if isPlate {
            return ForceScale(
                id: id, quantity: "N", coefficients: [0, 1], relativeUncertainty: relativeUncertainty,
                capacity: device.capacity)
        }
        let used = now.flatMap { now in temperatureModel.map { $0.coefficients(coefficients, at: now) } }
        return ForceScale(
            id: id, quantity: device.quantity, coefficients: used ?? coefficients,
            relativeUncertainty: relativeUncertainty, capacity: device.capacity)
    }

    /// Standard uncertainty of the log ratio of two plates' gains; what both share cancels where they had the same weights.
    ///
    /// nil where one is unknown.
    public static func logRatioUncertainty(
        _ left: CalibrationSet, _ right: CalibrationSet, sameWeights: Bool
    ) -> Double? {
        guard let a = left.relativeUncertainty, let b = right.relativeUncertainty else { return nil }
        let shared = sameWeights ? min(left.budget.relativeShared ?? 0, right.budget.relativeShared ?? 0) : 0
        return PairUncertainty.logRatio(left: a, right: b, shared: shared)
    }

    private static func fingerprint(_ coefficients: [Double]) -> String {
        var hash: UInt64 = 0
        for coefficient in coefficients { hash = SplitMix64.mix(hash &* 31 &+ coefficient.bitPattern) }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
