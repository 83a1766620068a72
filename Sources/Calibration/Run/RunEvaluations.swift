import SignalCore

extension CalibrationRun {
    /// Readings under load with their steps and forces, in the order of the plan.
    private var loads: [(step: CalibrationStep, reading: StepReading, force: Double)] {
        plan.steps.enumerated().compactMap { number, step in
            guard step.kind == .load || step.kind == .corner, let reading = reading(number),
                let force = load(step)?.force, force > 0
            else { return nil }
            return (step, reading, force)
        }
    }

    /// What a plate's sensor makes of the loads over its surface: what ``PositionMap`` judges.
    ///
    /// Empty before there is an unloaded reading, and where the sensor takes another number of channels.
    public func surfaceLoads(_ sensor: SideSensor) -> [PositionMap.Load] {
        guard let zeros = zeroMeans, zeros.count == sensor.channels else { return [] }
        let unloaded = sensor.load(zeros)
        return loads.compactMap { step, reading, force in
            guard reading.means.count == zeros.count else { return nil }
            let load = sensor.load(reading.means)
            let indicated = load.force - unloaded.force
            let centre = CentreOfPressure.of(force: indicated, moment: load.moment - unloaded.moment)
            var horizontal: SIMD2<Double>?
            if case .sixComponent(let plate) = sensor {
                let all = plate.components(reading.means.span, from: 0).force
                let none = plate.components(zeros.span, from: 0).force
                horizontal = SIMD2(all.x - none.x, all.y - none.y)
            }
            return PositionMap.Load(
                force: force, position: step.position ?? .zero, indicated: indicated,
                indicatedPosition: centre?.point, indicatedHorizontal: horizontal)
        }
    }

    /// What a scale makes of the central loads: what ``MachineVerification`` judges, each series' zero taken off.
    public func verificationSteps(_ scale: ForceScale) -> [MachineVerification.Step] {
        let points = levelledPoints
        guard let zero = points.first(where: { $0.force == 0 }).map({ scale.gross($0.raw) }) else { return [] }
        return Set(points.map(\.force)).sorted().filter { $0 > 0 }.map { force in
            func indicated(_ direction: CalibrationPoint.Direction) -> [Double] {
                points.filter { $0.force == force && $0.direction == direction }.map { scale.gross($0.raw) - zero }
            }
            return MachineVerification.Step(
                force: force, ascending: indicated(.ascending), descending: indicated(.descending))
        }
    }

    /// Loads for ``SixComponentFit``, zeros taken off; empty before there is an unloaded reading.
    ///
    /// - Parameter height: metres of the surface above the transducer origin, negative where its z points down.
    public func sixComponentLoads(height: Double) -> [SixComponentLoad] {
        guard let zeros = zeroMeans else { return [] }
        return plan.steps.enumerated().compactMap { number, step in
            guard step.kind == .load || step.kind == .corner, let reading = reading(number),
                reading.means.count == zeros.count
            else { return nil }
            // A reference cell tells the force where no weights are named.
            let weight = load(step).flatMap { $0.force > 0 ? SIMD3(0, 0, $0.force) : nil }
            guard let force = reading.reference ?? weight else { return nil }
            let place = (step.position ?? .zero) / 1000
            return SixComponentLoad(
                force: force, position: SIMD3(place.x, place.y, height),
                channels: zip(reading.means, zeros).map { $0 - $1 })
        }
    }

    /// The unloaded reading and that under the largest central load: one temperature of a ``TemperatureModel``.
    ///
    /// nil where one is missing or nobody measured the temperature.
    public var temperatureSpan: TemperatureModel.Span? {
        let points = points
        guard let temperatures, let force = points.map(\.force).max(), force > 0,
            let zero = SeriesCharacteristics.mean(points.filter { $0.force == 0 }.map(\.raw)),
            let loaded = SeriesCharacteristics.mean(
                points.filter { $0.force == force && $0.direction == .ascending }.map(\.raw))
        else { return nil }
        return TemperatureModel.Span(
            temperature: (temperatures.lowerBound + temperatures.upperBound) / 2, zero: zero, loaded: loaded)
    }
}
