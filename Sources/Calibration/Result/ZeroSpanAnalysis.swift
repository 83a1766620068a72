import Statistics

/// Zero and span of a run: the gain through the unloaded readings and one force (formulas D.1).
public struct ZeroSpanAnalysis: Sendable {
    /// The run.
    public let run: CalibrationRun
    /// The two points.
    public let twoPoint: TwoPointCalibration
    /// The uncertainty of the force.
    public let budget: UncertaintyBudget

    /// Takes the largest central load of a run, and its unloaded readings.
    public init(_ run: CalibrationRun) throws(CalibrationError) {
        let points = run.points
        let zeros = points.filter { $0.force == 0 }.map(\.raw)
        guard let zero = SeriesCharacteristics.mean(zeros) else { throw .missingSteps("unloaded readings") }
        guard let largest = points.map(\.force).max(), largest > 0 else { throw .missingSteps("loads") }
        let loaded = points.filter { $0.force == largest && $0.direction == .ascending }.map(\.raw)
        guard let reading = SeriesCharacteristics.mean(loaded) else { throw .missingSteps("loads") }
        let twoPoint = try TwoPointCalibration(zero: zero, reading: reading, force: largest)
        self.run = run
        self.twoPoint = twoPoint
        let reference = run.referenceUncertainty ?? (0, 0)
        var list = [
            Contribution("weights", reference.masses, .standard, sensitivity: largest, isShared: true),
            Contribution("gravity and air", reference.place, .standard, sensitivity: largest, isShared: true),
        ]
        var undetermined = ["nonlinearity", "hysteresis", "creep", "eccentricity", "temperature"]
        if let sd = Descriptive.standardDeviation(loaded.span) {
            var scatter = Contribution.readings("repeatability", deviation: sd, count: loaded.count)
            scatter.sensitivity = twoPoint.gain
            list.append(scatter)
        } else {
            undetermined.append("repeatability")
        }
        if let low = zeros.min(), let high = zeros.max(), zeros.count > 1 {
            // The gain stands on the zero: what the zero moved, the span may be off.
            list.append(Contribution("zero", (high - low) / 2, .rectangular, sensitivity: twoPoint.gain))
        } else {
            undetermined.append("zero")
        }
        if let step = run.device.resolution {
            list.append(Contribution("resolution", step, .resolution, sensitivity: twoPoint.gain, isOfGain: false))
        } else {
            undetermined.append("resolution")
        }
        budget = UncertaintyBudget(force: largest, contributions: list, undetermined: undetermined)
    }
}
