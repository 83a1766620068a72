/// The steps of a calibration in their order; it can be written to a file and read from one.
public struct CalibrationPlan: Sendable, Hashable, Codable {
    /// What people call it.
    public var name: String
    /// The steps.
    public var steps: [CalibrationStep]

    /// Seconds that a force stays on before its reading, unless said otherwise: 30 s to 60 s are usual.
    public static let dwell = 30.0

    /// Makes a plan from steps.
    public init(name: String, steps: [CalibrationStep]) {
        self.name = name
        self.steps = steps
    }

    /// Zero and one weight.
    public static func zeroAndSpan(_ masses: [String], dwell: Double = dwell) -> CalibrationPlan {
        CalibrationPlan(
            name: "zero and span",
            steps: [
                CalibrationStep(.zero, dwell: dwell), CalibrationStep(.load, masses: masses, dwell: dwell),
                CalibrationStep(.zero, direction: .descending, dwell: dwell),
            ])
    }

    /// Rising stacks of weights in several series, each turned by its rotation, with the way down where it is wanted.
    ///
    /// - Parameters:
    ///   - stacks: names of the weights of each force, from the smallest to the largest; five or more.
    ///   - rotations: degrees, one a series.
    ///   - preloads: times to the largest force before the first series; once before each further rotation.
    ///   - descending: true to read on the way down as well.
    public static func deadWeight(
        _ stacks: [[String]], rotations: [Double] = [0, 120, 240], preloads: Int = 3, descending: Bool = true,
        dwell: Double = dwell
    ) -> CalibrationPlan {
        CalibrationPlan(
            name: "dead weight",
            steps: runs(stacks, rotations, preloads: preloads, dwell: dwell, descends: { _ in descending }))
    }

    /// The series X1 to X6 in the manner of ISO 376: two at 0° up, then 120° and 240° up and down.
    public static func proving(_ stacks: [[String]], dwell: Double = dwell) -> CalibrationPlan {
        CalibrationPlan(
            name: "proving series",
            steps: runs(stacks, [0, 0, 120, 240], preloads: 3, dwell: dwell, descends: { $0 >= 2 }))
    }

    private static func runs(
        _ stacks: [[String]], _ rotations: [Double], preloads: Int, dwell: Double, descends: (Int) -> Bool
    ) -> [CalibrationStep] {
        var steps: [CalibrationStep] = []
        for (series, rotation) in rotations.enumerated() {
            let isTurned = series > 0 && rotation != rotations[series - 1]
            for _ in 0..<(series == 0 ? preloads : isTurned ? 1 : 0) {
                steps.append(
                    CalibrationStep(
                        .preload, masses: stacks.last ?? [], series: series, rotation: rotation, dwell: dwell))
            }
            steps += run(stacks, series: series, rotation: rotation, descending: descends(series), dwell: dwell)
        }
        return steps
    }

    /// One weight at the centre and at places around it: for corner errors and the gains of four cells.
    public static func corners(
        _ masses: [String], positions: [SIMD2<Double>], dwell: Double = dwell
    ) -> CalibrationPlan {
        var steps = [CalibrationStep(.zero, dwell: dwell), CalibrationStep(.load, masses: masses, dwell: dwell)]
        steps += positions.filter { $0 != .zero }.map {
            CalibrationStep(.corner, masses: masses, position: $0, dwell: dwell)
        }
        steps.append(CalibrationStep(.zero, direction: .descending, dwell: dwell))
        return CalibrationPlan(name: "corners", steps: steps)
    }

    /// Several forces at each place of a grid: the map over the surface.
    public static func surface(
        _ stacks: [[String]], positions: [SIMD2<Double>], dwell: Double = dwell
    ) -> CalibrationPlan {
        var steps = [CalibrationStep(.zero, dwell: dwell)]
        for place in positions {
            for stack in stacks {
                steps.append(CalibrationStep(.corner, masses: stack, position: place, dwell: dwell))
            }
        }
        steps.append(CalibrationStep(.zero, direction: .descending, dwell: dwell))
        return CalibrationPlan(name: "surface", steps: steps)
    }

    /// A zero, the forces up, down where wanted, and a zero.
    private static func run(
        _ stacks: [[String]], series: Int, rotation: Double, descending: Bool, dwell: Double
    ) -> [CalibrationStep] {
        func step(_ masses: [String], _ direction: CalibrationPoint.Direction) -> CalibrationStep {
            CalibrationStep(
                masses.isEmpty ? .zero : .load, masses: masses, series: series, direction: direction,
                rotation: rotation, dwell: dwell)
        }
        var steps = [step([], .ascending)] + stacks.map { step($0, .ascending) }
        if descending { steps += stacks.dropLast().reversed().map { step($0, .descending) } }
        return steps + [step([], .descending)]
    }

    /// Names of weights that the plan uses and `masses` does not hold.
    public func unknownMasses(_ masses: [ReferenceMass]) -> [String] {
        let known = Set(masses.map(\.id))
        return Set(steps.flatMap(\.masses)).subtracting(known).sorted()
    }
}
