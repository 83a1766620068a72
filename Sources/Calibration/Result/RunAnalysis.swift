import Statistics

/// Everything that a run of central loads says: the curve, what lies beside it, and how sure it is.
///
/// The curve is fitted to the readings on the way up, as the standards do; the way down shows the hysteresis.
public struct RunAnalysis: Sendable {
    /// Which curve.
    public enum Model: Sendable, Hashable {
        /// The degree that the F-test supports, 3 at most.
        case automatic
        /// A given degree, 1…3.
        case degree(Int)
    }

    /// How far a reading lies from the curve.
    public struct Residual: Sendable, Hashable {
        /// The reading.
        public let point: CalibrationPoint
        /// Newtons of the reference less those of the curve.
        public let newtons: Double
    }

    /// The run.
    public let run: CalibrationRun
    /// The curve: newtons as a polynomial of the raw quantity.
    public let fit: PolynomialFit
    /// The tests by which the degree was chosen or can be judged.
    public let tests: [DegreeTest]
    /// True where a higher degree was refused because its curve turns round in the range.
    public let refusedTurning: Bool
    /// The coefficients with their uncertainties, from k = 0.
    public let coefficients: [CoefficientUncertainty]
    /// Every reading, down as well as up, against the curve: what a residual plot shows.
    public let residuals: [Residual]
    /// From the best straight line.
    public let bestFitLinearity: Linearity
    /// From the line through the end points.
    public let endPointLinearity: Linearity
    /// What repeated series say.
    public let series: SeriesCharacteristics
    /// How the zero moved; nil for fewer than two unloaded readings.
    public let zero: ZeroBehaviour?
    /// Creep as far as the record of the creep step reaches, the data sheet's way before the shorter one; nil without one.
    public let creep: Creep?
    /// Corner errors; nil where no place beside the centre was loaded.
    public let eccentricity: Eccentricity?
    /// The uncertainty of the largest force.
    public let budget: UncertaintyBudget
    /// How the sensor moves with temperature; nil where nobody determined it.
    public let temperatureModel: TemperatureModel?

    /// Forces that a fit needs: zero and the loads together.
    public static let fewestForces = 5

    /// Analyses a run.
    ///
    /// - Parameters:
    ///   - temperatureModel: from spans at several temperatures.
    ///   - temperatureLimit: largest part of the span per K that the sensor may change, such as a data sheet's; it counts
    ///     where no model is known.
    ///   - temperatureRange: kelvin from the temperature of calibration within which the sensor will be used.
    public init(
        _ run: CalibrationRun, model: Model = .automatic, temperatureModel: TemperatureModel? = nil,
        temperatureLimit: Double? = nil, temperatureRange: Double = TemperatureModel.largestDifference
    ) throws(CalibrationError) {
        let points = run.levelledPoints
        let rising = points.indices.filter { points[$0].direction == .ascending }
        let up = rising.map { points[$0] }
        let forces = Set(up.map(\.force))
        guard forces.count >= Self.fewestForces, let largest = forces.max(), largest > 0 else {
            throw .tooFewForces(have: forces.count, need: Self.fewestForces)
        }
        let raw = up.map(\.raw)
        let newtons = up.map(\.force)
        let choice = try DegreeChoice(raw, newtons)
        let fit: PolynomialFit
        switch model {
        case .automatic: fit = choice.fit
        case .degree(let degree):
            guard (1...3).contains(degree) else { throw .implausible("the degree") }
            fit = degree == choice.fit.degree ? choice.fit : try PolynomialFit(raw, newtons, degree: degree)
        }
        guard fit.isMonotone else {
            if fit.degree == 1 { throw .negativeGain }
            throw .notMonotone(degree: fit.degree)
        }
        self.run = run
        self.fit = fit
        tests = choice.tests
        refusedTurning = choice.refusedTurning
        self.temperatureModel = temperatureModel
        coefficients = try Self.uncertainties(run, fit, up, rising)
        residuals = points.map { Residual(point: $0, newtons: $0.force - fit.value($0.raw)) }
        bestFitLinearity = try Linearity(up, line: .bestFit)
        endPointLinearity = try Linearity(Self.means(up), line: .endPoint)
        let series = SeriesCharacteristics(points, fullScale: largest, newtons: fit.value)
        self.series = series
        let zeroReading = up.first { $0.force == 0 }?.raw ?? fit.range.lowerBound
        let zero = ZeroBehaviour(run.zeros, gain: fit.slope(zeroReading), fullScale: largest)
        self.zero = zero
        let samples = run.creepSamples ?? []
        let creep = Creep(samples, style: .dataSheet) ?? Creep(samples, style: .fiveMinutes)
        self.creep = creep
        let eccentricity = Self.eccentricity(run, fit)
        self.eccentricity = eccentricity

        // The budget of the largest force.
        var list: [Contribution] = []
        var undetermined: [String] = []
        let reference = run.referenceUncertainty ?? (0, 0)
        list.append(Contribution("weights", reference.masses, .standard, sensitivity: largest, isShared: true))
        list.append(Contribution("gravity and air", reference.place, .standard, sensitivity: largest, isShared: true))
        if let curve = Self.curveUncertainty(up, fit, largest) {
            list.append(curve)
        } else {
            undetermined.append("curve")
        }
        let lack = Self.lackOfFit(up, fit)
        list.append(Contribution("interpolation", lack, .rectangular))
        func add(_ name: String, _ value: Double?, isOfGain: Bool = true) {
            if let value {
                list.append(Contribution(name, value, .rectangular, isOfGain: isOfGain))
            } else {
                undetermined.append(name)
            }
        }
        add("hysteresis", series.hysteresis)
        add("creep", creep.map { abs($0.percent) / 100 * largest })
        // A corner's error is that of its own force; at the largest force it is as many percent.
        add("eccentricity", eccentricity.map { $0.largest / $0.force * largest })
        // Two temperatures give a model and nothing that says how sure it is.
        if let uncertainty = temperatureModel?.spanUncertainty, uncertainty > 0 {
            list.append(
                Contribution("temperature", uncertainty * temperatureRange, .standard, sensitivity: largest))
        } else {
            add("temperature", temperatureLimit.map { $0 * temperatureRange * largest })
        }
        add("zero", zero?.largestReturn, isOfGain: false)
        if let step = run.device.resolution {
            list.append(
                Contribution(
                    "resolution", step, .resolution, sensitivity: fit.slope(fit.range.upperBound), isOfGain: false))
        } else {
            undetermined.append("resolution")
        }
        budget = UncertaintyBudget(force: largest, contributions: list, undetermined: undetermined)
    }

    /// Degree of the curve.
    public var degree: Int { fit.degree }

    /// Newtons of a raw reading.
    public func newtons(_ raw: Double) -> Double { fit.value(raw) }

    /// The mean of the readings at each force.
    private static func means(_ points: [CalibrationPoint]) -> [CalibrationPoint] {
        Set(points.map(\.force)).sorted().compactMap { force in
            SeriesCharacteristics.mean(points.filter { $0.force == force }.map(\.raw)).map {
                CalibrationPoint(force: force, raw: $0)
            }
        }
    }

    /// The largest distance in newtons between the mean reading at a force and the curve.
    private static func lackOfFit(_ points: [CalibrationPoint], _ fit: PolynomialFit) -> Double {
        means(points).map { abs($0.force - fit.value($0.raw)) }.max() ?? 0
    }

    /// The fits of the single series; empty where one has too few forces or there are fewer than three.
    private static func seriesFits(_ points: [CalibrationPoint], _ degree: Int) -> [PolynomialFit] {
        let numbers = Set(points.map(\.series)).sorted()
        guard numbers.count >= 3 else { return [] }
        var fits: [PolynomialFit] = []
        for number in numbers {
            let mine = points.filter { $0.series == number }
            guard let fit = try? PolynomialFit(mine.map(\.raw), mine.map(\.force), degree: degree) else { return [] }
            fits.append(fit)
        }
        return fits
    }

    /// The larger of two standard uncertainties: by the residuals, and by what the series say apart.
    ///
    /// The readings of one series move together when the sensor is mounted anew, which residuals alone hide.
    private static func larger(
        _ error: Double, _ degrees: Double, _ values: [Double]
    ) -> (value: Double, degrees: Double) {
        guard let sd = Descriptive.standardDeviation(values.span) else { return (error, degrees) }
        let between = sd / Double(values.count).squareRoot()
        return between > error ? (between, Double(values.count - 1)) : (error, degrees)
    }

    private static func curveUncertainty(
        _ points: [CalibrationPoint], _ fit: PolynomialFit, _ force: Double
    ) -> Contribution? {
        let raw = fit.range.upperBound
        guard let error = fit.standardError(raw) else { return nil }
        let values = seriesFits(points, fit.degree).map { $0.value(raw) }
        let u = larger(error, Double(fit.degreesOfFreedom), values)
        return Contribution("curve", u.value, .standard, degreesOfFreedom: u.degrees)
    }

    private static func uncertainties(
        _ run: CalibrationRun, _ fit: PolynomialFit, _ points: [CalibrationPoint], _ rising: [Int]
    ) throws(CalibrationError) -> [CoefficientUncertainty] {
        let errors = fit.standardErrors ?? fit.coefficients.map { _ in 0 }
        let fits = seriesFits(points, fit.degree)
        // A coefficient depends linearly on the forces: a weight's error goes through the same fit.
        var squares = [Double](repeating: 0, count: fit.coefficients.count)
        var sums = squares
        for column in run.massColumns {
            let errors = rising.map { column[$0] }
            guard errors.contains(where: { $0 != 0 }) else { continue }
            let shift = try PolynomialFit(points.map(\.raw), errors, degree: fit.degree).coefficients
            for k in shift.indices {
                squares[k] += shift[k] * shift[k]
                sums[k] += shift[k]
            }
        }
        let place = run.referenceUncertainty?.place ?? 0
        return fit.coefficients.indices.map { k in
            let scatter = larger(errors[k], Double(max(fit.degreesOfFreedom, 1)), fits.map { $0.coefficients[k] })
            // Weights of one laboratory may err together or apart: whichever does more counts.
            let weights = max(squares[k].squareRoot(), abs(sums[k]))
            let common = place * fit.coefficients[k]
            return CoefficientUncertainty(
                value: fit.coefficients[k], scatter: scatter.value, scatterDegrees: scatter.degrees,
                reference: (weights * weights + common * common).squareRoot())
        }
    }

    private static func eccentricity(_ run: CalibrationRun, _ fit: PolynomialFit) -> Eccentricity? {
        let corners = run.cornerPoints
        guard let force = corners.map(\.force).max() else { return nil }
        let centre = run.points.filter { $0.force == force && $0.direction == .ascending }.map { fit.value($0.raw) }
        return Eccentricity(
            force: force, centre: SeriesCharacteristics.mean(centre),
            places: corners.filter { $0.force == force }.map { ($0.position ?? .zero, fit.value($0.raw)) })
    }
}
