import SignalCore
import Statistics

/// A run with its fit, the set that comes of it, and the evaluations that its steps allow.
public struct CalibrationOutcome: Sendable {
    /// Which fit is wanted.
    public enum Request: Sendable, Hashable {
        /// A curve of one sensor.
        case curve(RunAnalysis.Model)
        /// Zero and one weight.
        case zeroSpan
        /// The gains of cells at these millimetres from the centre.
        case cells([SIMD2<Double>])
        /// The matrix of a plate whose surface is this many millimetres above the origin.
        case sixComponents(height: Double, channels: [Int]?)
    }

    /// The fit.
    public enum Fit: Sendable {
        /// A curve of one sensor.
        case curve(RunAnalysis)
        /// Zero and one weight.
        case zeroSpan(ZeroSpanAnalysis)
        /// The gains of cells.
        case cells(CellCalibration)
        /// A matrix.
        case sixComponents(SixComponentCalibration)
    }

    /// An evaluation, or why there is none.
    public enum Evaluation<Value: Sendable>: Sendable {
        /// It was done.
        case done(Value)
        /// It was not, for a reason in words.
        case not(String)

        /// The evaluation; nil where it was not done.
        public var value: Value? { if case .done(let value) = self { value } else { nil } }
    }

    /// The run.
    public let run: CalibrationRun
    /// The fit.
    public let fit: Fit
    /// What live and offline take.
    public let set: CalibrationSet
    /// In the manner of ISO 376.
    public let iso376: Evaluation<ISO376Evaluation>
    /// The uncertainty of each force of ``iso376``, in its order; empty where that was not done.
    public let iso376Uncertainties: [ISO376Uncertainty]
    /// Part of the span per K by which the sensor may change, such as a data sheet's; nil where nobody stated it.
    public let temperatureLimit: Double?
    /// In the manner of ASTM E74.
    public let e74: Evaluation<E74Evaluation>
    /// In the manner of ISO 7500-1, of the indication with the new set.
    public let verification: Evaluation<MachineVerification>
    /// In the manner of ASTM F3109, of the indication with the new set.
    public let map: Evaluation<PositionMap>

    /// Fits a run and evaluates it.
    ///
    /// - Parameters:
    ///   - months: for which the set holds; nil for the usual time.
    ///   - temperatureModel: from runs at several temperatures.
    ///   - temperatureLimit: largest part of the span per K, such as a data sheet's.
    public init(
        _ run: CalibrationRun, _ request: Request, months: Int? = nil, temperatureModel: TemperatureModel? = nil,
        temperatureLimit: Double? = nil
    ) throws(CalibrationError) {
        self.run = run
        var resolution = 0.0
        switch request {
        case .curve(let model):
            let analysis = try RunAnalysis(
                run, model: model, temperatureModel: temperatureModel, temperatureLimit: temperatureLimit)
            fit = .curve(analysis)
            set = CalibrationSet(analysis, months: months ?? CalibrationSet.months)
            resolution = (run.device.resolution ?? 0) * abs(analysis.fit.slope(analysis.fit.range.upperBound))
        case .zeroSpan:
            let analysis = try ZeroSpanAnalysis(run)
            fit = .zeroSpan(analysis)
            set = CalibrationSet(analysis, months: months ?? 1)
            resolution = (run.device.resolution ?? 0) * abs(analysis.twoPoint.gain)
        case .cells(let cells):
            guard run.device.channels.count == cells.count else {
                throw .cellCount(places: cells.count, channels: run.device.channels.count)
            }
            let calibration = try CellCalibration(run, cells: cells)
            fit = .cells(calibration)
            set = CalibrationSet(calibration, months: months ?? CalibrationSet.months)
        case .sixComponents(let height, let channels):
            let calibration = try SixComponentCalibration(run, height: height, channels: channels)
            fit = .sixComponents(calibration)
            set = CalibrationSet(calibration, months: months ?? CalibrationSet.months)
        }
        let isSingle: Bool
        switch fit {
        case .curve, .zeroSpan: isSingle = true
        case .cells, .sixComponents: isSingle = false
        }
        iso376 = isSingle ? Self.iso376(run) : .not("a plate of several channels is no force-proving instrument")
        self.temperatureLimit = temperatureLimit
        let applied = run.referenceUncertainty.map { 100 * ($0.masses * $0.masses + $0.place * $0.place).squareRoot() }
        let kelvin = run.temperatures.map { $0.upperBound - $0.lowerBound }
        let evaluated = iso376.value
        iso376Uncertainties = (evaluated?.rows ?? []).compactMap { row in
            evaluated.map {
                ISO376Uncertainty(
                    $0, row, appliedForce: applied, resolution: run.device.resolution,
                    temperatureCoefficient: temperatureModel?.span ?? temperatureLimit, temperatureRange: kelvin)
            }
        }
        e74 = isSingle ? Self.e74(run, resolution) : .not("a plate of several channels is no force-proving instrument")
        let scale = set.scale()
        let steps = isSingle ? run.verificationSteps(scale) : []
        verification =
            steps.isEmpty
            ? .not("there are no central loads of a single sensor with an unloaded reading")
            : Self.attempt { () throws(CalibrationError) in
                try MachineVerification(steps, zeroReturn: Self.zeroReturn(run, scale), resolution: resolution)
            }
        let loads = run.plan.steps.contains { $0.kind == .corner } ? set.sensor().map(run.surfaceLoads) ?? [] : []
        map =
            loads.isEmpty
            ? .not("no places beside the centre were loaded, or live takes no such plate")
            : Self.attempt { () throws(CalibrationError) in try PositionMap(loads) }
    }

    private static func attempt<Value: Sendable>(
        _ body: () throws(CalibrationError) -> Value
    ) -> Evaluation<Value> {
        do throws(CalibrationError) { return .done(try body()) } catch { return .not(error.description) }
    }

    /// The largest change of an unloaded reading from before to after a series, in raw units; nil without one.
    private static func rawReturn(_ run: CalibrationRun) -> Double? {
        let zeros = run.zeros
        let changes = zip(zeros, zeros.dropFirst()).filter { $0.1.series != nil }.map { $0.1.reading - $0.0.reading }
        return changes.max { abs($0) < abs($1) }
    }

    private static func zeroReturn(_ run: CalibrationRun, _ scale: ForceScale) -> Double? {
        guard let change = rawReturn(run), let zero = run.zeros.first?.reading else { return nil }
        return scale.gross(zero + change) - scale.gross(zero)
    }

    private static func iso376(_ run: CalibrationRun) -> Evaluation<ISO376Evaluation> {
        guard let series = run.provingSeries else {
            return .not("the series X1 to X6 at 0°, 0°, 120° and 240° were not done")
        }
        let creep = Creep(run.creepSamples ?? [], style: .fiveMinutes)?.change
        return attempt { () throws(CalibrationError) in
            try ISO376Evaluation(series, zeroReturn: rawReturn(run), creep: creep)
        }
    }

    private static func e74(_ run: CalibrationRun, _ resolution: Double) -> Evaluation<E74Evaluation> {
        let points = run.levelledPoints
        guard let zero = points.first(where: { $0.force == 0 }) else { return .not("there is no unloaded reading") }
        let loads = points.filter { $0.force > 0 && $0.direction == .ascending }
        guard Set(loads.map(\.series)).count >= 2 else { return .not("there is only one series of rising forces") }
        return attempt { () throws(CalibrationError) in
            try E74Evaluation(
                forces: loads.map(\.force), deflections: loads.map { $0.raw - zero.raw }, resolution: resolution)
        }
    }
}
