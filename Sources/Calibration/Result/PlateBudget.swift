import SignalCore

/// The uncertainty of the largest force of a plate of several channels (formulas D.10).
enum PlateBudget {
    /// Of a plate that is read cell by cell.
    static func cells(_ run: CalibrationRun, _ fit: CornerGains, _ loads: [CornerGains.Load]) -> UncertaintyBudget {
        let largest = loads.map(\.force).max() ?? 0
        var list = references(run, largest)
        var undetermined = ["hysteresis", "creep", "temperature"]
        if let errors = fit.standardErrors {
            // The load that leans most on one cell: each gain errs on that cell's reading.
            let parts = loads.map { load in
                zip(errors, load.cells).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }.squareRoot()
                    / load.force * largest
            }
            list.append(
                Contribution(
                    "cell gains", parts.max() ?? 0, .standard,
                    degreesOfFreedom: Double(3 * loads.count - fit.gains.count)))
        } else {
            undetermined.append("cell gains")
        }
        let rest = zip(fit.forceResiduals, loads).map { abs($0) / $1.force * largest }
        list.append(Contribution("place of the load", rest.max() ?? 0, .rectangular))
        let mean = fit.gains.reduce(0, +) / Double(fit.gains.count)
        add(run, gain: mean, channels: fit.gains.count, &list, &undetermined)
        return UncertaintyBudget(force: largest, contributions: list, undetermined: undetermined)
    }

    /// Of a plate with a matrix.
    static func matrix(
        _ run: CalibrationRun, _ fit: SixComponentFit, _ loads: [SixComponentLoad]
    ) -> UncertaintyBudget {
        let largest = loads.map { abs($0.force.z) }.max() ?? 0
        let hasCell = run.readings.contains { $0.void == nil && $0.reference != nil }
        var list = hasCell ? [] : references(run, largest)
        var undetermined = ["hysteresis", "creep", "temperature"]
        if hasCell { undetermined.append("reference cell") }
        guard let row = fit.components.firstIndex(of: .fz) else {
            return UncertaintyBudget(force: largest, contributions: list, undetermined: undetermined + ["matrix"])
        }
        let left = fit.count - fit.channels.count
        if left > 0, let percent = fit.residualPercent[row] {
            // The stored share is over all loads; what is left over has fewer degrees of freedom.
            let square = percent / 100 * largest
            list.append(
                Contribution(
                    "matrix", square * (Double(fit.count) / Double(left)).squareRoot(), .standard,
                    degreesOfFreedom: Double(left)))
        } else {
            undetermined.append("matrix")
        }
        let gain = fit.matrix[row].map(abs).max() ?? 0
        add(run, gain: gain, channels: fit.channels.count, &list, &undetermined)
        return UncertaintyBudget(force: largest, contributions: list, undetermined: undetermined)
    }

    private static func references(_ run: CalibrationRun, _ largest: Double) -> [Contribution] {
        let reference = run.referenceUncertainty ?? (0, 0)
        return [
            Contribution("weights", reference.masses, .standard, sensitivity: largest, isShared: true),
            Contribution("gravity and air", reference.place, .standard, sensitivity: largest, isShared: true),
        ]
    }

    /// The zero's wandering and the resolution.
    private static func add(
        _ run: CalibrationRun, gain: Double, channels: Int, _ list: inout [Contribution],
        _ undetermined: inout [String]
    ) {
        let zeros = run.zeros.map(\.reading)
        if zeros.count > 1, let low = zeros.min(), let high = zeros.max() {
            list.append(Contribution("zero", high - low, .rectangular, sensitivity: gain, isOfGain: false))
        } else {
            undetermined.append("zero")
        }
        if let step = run.device.resolution {
            list.append(
                Contribution(
                    "resolution", step, .resolution, sensitivity: gain * Double(channels).squareRoot(),
                    isOfGain: false))
        } else {
            undetermined.append("resolution")
        }
    }
}
