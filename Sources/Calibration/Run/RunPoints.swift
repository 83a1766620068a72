extension CalibrationRun {
    /// A reading with the step to which it belongs and its force.
    private func counted(_ kinds: Set<CalibrationStep.Kind>) -> [(CalibrationStep, StepReading, DeadWeight)] {
        plan.steps.enumerated().compactMap { number, step in
            guard kinds.contains(step.kind), let reading = reading(number), let load = load(step) else { return nil }
            return (step, reading, load)
        }
    }

    /// Points of central loads, the unloaded ones with them: what the curve is fitted to.
    ///
    /// A plate of several cells counts by the sum of its channels.
    public var points: [CalibrationPoint] {
        counted([.zero, .load]).map { step, reading, load in
            CalibrationPoint(
                force: load.force, raw: reading.sum, direction: step.direction, series: step.series,
                rotation: step.rotation, temperature: reading.temperature)
        }
    }

    /// The same with each series moved so that its first unloaded reading is the mean of those of all series.
    ///
    /// A zero that wanders between the series then does not look like a bent curve. A series without an unloaded reading
    /// stays as it is.
    public var levelledPoints: [CalibrationPoint] {
        let points = points
        var zeros: [Int: Double] = [:]
        for point in points where point.force == 0 && point.direction == .ascending && zeros[point.series] == nil {
            zeros[point.series] = point.raw
        }
        guard let mean = SeriesCharacteristics.mean(zeros.sorted { $0.key < $1.key }.map(\.value)) else {
            return points
        }
        return points.map { point in
            var moved = point
            moved.raw += mean - (zeros[point.series] ?? mean)
            return moved
        }
    }

    /// For each weight, the standard uncertainty in newtons that it brings to each of ``points``: 0 where it is not on.
    var massColumns: [[Double]] {
        let loads = counted([.zero, .load])
        return masses.map { mass in
            let one = DeadWeight([mass], gravity: site.gravity, air: climate.air).massUncertainty
            return loads.map { step, _, _ in one * Double(step.masses.count { $0 == mass.id }) }
        }
    }

    /// Unloaded readings in their order.
    public var zeros: [ZeroBehaviour.Sample] {
        counted([.zero]).map { step, reading, _ in
            ZeroBehaviour.Sample(
                time: reading.time, reading: reading.sum, series: step.direction == .descending ? step.series : nil)
        }
    }

    /// Mean unloaded reading of each channel; nil before the first.
    public var zeroMeans: [Double]? {
        let readings = counted([.zero]).map { $0.1.means }
        guard let first = readings.first, readings.allSatisfy({ $0.count == first.count }) else { return nil }
        return first.indices.map { k in readings.reduce(0) { $0 + $1[k] } / Double(readings.count) }
    }

    /// Points away from the centre.
    public var cornerPoints: [CalibrationPoint] {
        counted([.corner]).map { step, reading, load in
            CalibrationPoint(
                force: load.force, raw: reading.sum, series: step.series, rotation: step.rotation,
                temperature: reading.temperature, position: step.position)
        }
    }

    /// Loads of a plate on several cells for ``CornerGains``, zeros taken off; empty before there is a zero.
    public var cellLoads: [CornerGains.Load] {
        guard let zeros = zeroMeans else { return [] }
        return counted([.load, .corner]).compactMap { step, reading, load in
            guard reading.means.count == zeros.count else { return nil }
            return CornerGains.Load(
                force: load.force, position: step.position ?? .zero, cells: zip(reading.means, zeros).map { $0 - $1 })
        }
    }

    /// The largest relative standard uncertainty of the loads, from the weights and from gravity and air; nil without loads.
    public var referenceUncertainty: (masses: Double, place: Double)? {
        let loads = counted([.load, .corner]).map(\.2).filter { $0.force > 0 }
        guard !loads.isEmpty else { return nil }
        let masses = loads.map { $0.massUncertainty / $0.force }.max() ?? 0
        let place = loads.map { $0.placeUncertainty / $0.force }.max() ?? 0
        return (masses, place)
    }

    /// Lowest and highest temperature among the readings; the climate's where none has one; nil where nobody measured.
    public var temperatures: ClosedRange<Double>? {
        let all = readings.compactMap { $0.void == nil ? $0.temperature : nil }
        if let low = all.min(), let high = all.max() { return low...high }
        return climate.temperature.map { $0...$0 }
    }

    /// The record of a creep step, from when its force went on; nil where there is none or no zero.
    public var creepSamples: [Creep.Sample]? {
        guard let zeros = zeroMeans else { return nil }
        for (number, step) in plan.steps.enumerated() where step.kind == .creep {
            guard let reading = reading(number), let first = reading.samples.first?.time else { continue }
            return reading.samples.compactMap { sample in
                let values = sample.values.compactMap { $0 }
                guard values.count == zeros.count else { return nil }
                return Creep.Sample(
                    time: sample.time - first, reading: values.reduce(0, +) - zeros.reduce(0, +))
            }
        }
        return nil
    }

    /// The series X1 to X6 of a proving plan, zeros taken off before each; nil where a series is missing.
    public var provingSeries: ISO376Evaluation.Series? {
        let points = points
        func deflections(_ series: Int, _ direction: CalibrationPoint.Direction) -> [(Double, Double)]? {
            let mine = points.filter { $0.series == series }
            guard let zero = mine.first(where: { $0.force == 0 && $0.direction == .ascending }) else { return nil }
            var list = mine.filter { $0.force > 0 && $0.direction == direction }.map { ($0.force, $0.raw - zero.raw) }
            if direction == .descending, !list.isEmpty,
                let top = mine.filter({ $0.direction == .ascending }).max(by: { $0.force < $1.force })
            {
                // The largest force belongs to both ways.
                list.append((top.force, top.raw - zero.raw))
            }
            return list.sorted { $0.0 < $1.0 }
        }
        guard let x1 = deflections(0, .ascending), let x2 = deflections(1, .ascending),
            let x3 = deflections(2, .ascending), let x4 = deflections(2, .descending),
            let x5 = deflections(3, .ascending), let x6 = deflections(3, .descending)
        else { return nil }
        let forces = x1.map(\.0)
        guard !forces.isEmpty, [x2, x3, x5].allSatisfy({ $0.map(\.0) == forces }) else { return nil }
        return ISO376Evaluation.Series(
            forces: forces, x1: x1.map(\.1), x2: x2.map(\.1), x3: x3.map(\.1), x4: x4.map(\.1), x5: x5.map(\.1),
            x6: x6.map(\.1))
    }
}
