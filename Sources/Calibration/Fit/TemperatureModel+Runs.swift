extension TemperatureModel {
    /// The coefficients from runs of one sensor at two temperatures or more, under the same largest force.
    ///
    /// - Parameter runs: the first is the calibration: the model counts from its temperature.
    /// - Throws: `.missingSteps` where a run has no temperature, no zero or no load, or the temperatures are the same;
    ///   `.implausible` where the sensors or the forces differ.
    public init(runs: [CalibrationRun]) throws(CalibrationError) {
        var spans: [Span] = []
        var force: Double?
        for run in runs {
            guard let span = run.temperatureSpan else {
                throw .missingSteps("a temperature, an unloaded reading and a load of run \(run.id)")
            }
            let sensor = runs.first.map { ($0.device.model, $0.device.serial, $0.device.channels) }
            if let sensor, sensor != (run.device.model, run.device.serial, run.device.channels) {
                throw .implausible("the sensor of run \(run.id), which is another one than that of the first run")
            }
            let largest = run.points.map(\.force).max() ?? 0
            // The model compares readings under one force.
            if let force, abs(largest - force) > 1e-3 * force {
                throw .implausible("the largest force of run \(run.id), which is not that of the first run")
            }
            force = force ?? largest
            spans.append(span)
        }
        guard let first = spans.first else { throw .missingSteps("runs") }
        try self.init(spans, temperature: first.temperature)
    }
}
