/// The forces of a platform in its own frame, newtons as the file counts their sign.
struct C3DPlateForces {
    /// Fx, Fy, Fz, each with one value a sample.
    var force: [[Double]]
    /// Mx, My, Mz about the plate's origin, newtons times POINT:UNITS; of type 1 the place x, y and the free moment.
    var moment: [[Double]]
    /// Mean vertical force that was taken off by the file's zero range; nil where nothing was.
    var zeroed: Double?
    /// True where the file names a zero range in which somebody stood on the plate, so that it was left out.
    var isZeroRefused = false

    /// Largest vertical force in newtons that an empty plate may show in its zero range.
    static let emptyPlate = 20.0

    /// Reads them.
    ///
    /// The zero is taken from each channel before anything is computed of it. BioWare names frames 1 to 10 also where
    /// somebody stands on the plate then; such a range is no zero and is refused.
    init(_ plate: C3DPlate, _ file: C3DFile) throws(RecordingError) {
        let samples = try file.samples(plate.channels)
        (force, moment) = Self.combined(samples, plate)
        guard let frames = plate.zero else { return }
        let range = (frames.lowerBound * file.samplesPerFrame)..<((frames.upperBound + 1) * file.samplesPerFrame)
        func mean(_ values: [Double]) -> Double { values[range].reduce(0, +) / Double(range.count) }
        let level = mean(force[2])
        guard abs(level) <= Self.emptyPlate else {
            isZeroRefused = true
            return
        }
        (force, moment) = Self.combined(
            samples.map { channel in
                let zero = mean(channel)
                return channel.map { $0 - zero }
            }, plate)
        zeroed = level
    }

    private static func combined(
        _ samples: [[Double]], _ plate: C3DPlate
    ) -> (force: [[Double]], moment: [[Double]]) {
        let factor = plate.newtonsPerUnit
        let axes: [[Int]] = plate.kind == .eightSensors ? [[0, 1], [2, 3], [4, 5, 6, 7]] : [[0], [1], [2]]
        var force = [[Double]](repeating: [Double](repeating: 0, count: samples[0].count), count: 3)
        for axis in 0..<3 {
            if plate.kind == .calibrated {
                for (channel, values) in samples.enumerated() {
                    let weight = plate.calibration[axis][channel]
                    for i in values.indices { force[axis][i] += weight * values[i] }
                }
            } else {
                for channel in axes[axis] {
                    for i in samples[channel].indices { force[axis][i] += factor * samples[channel][i] }
                }
            }
        }
        return (force, moments(samples, plate))
    }

    private static func moments(_ samples: [[Double]], _ plate: C3DPlate) -> [[Double]] {
        let none = [Double](repeating: 0, count: samples[0].count)
        let factor = plate.lengthPerUnit ?? .nan
        switch plate.kind {
        case .forcesAndPlace, .forcesAndMoments:
            return (3..<6).map { channel in samples[channel].map { $0 * factor } }
        case .eightSensors:
            guard plate.origin.count == 3 else { return [none, none, none].map { $0.map { _ in .nan } } }
            let (a, b) = (abs(plate.origin[0]), abs(plate.origin[1]))
            let n = plate.newtonsPerUnit
            var moments = [none, none, none]
            for i in none.indices {
                let s = samples
                moments[0][i] = b * (s[4][i] + s[5][i] - s[6][i] - s[7][i]) * n
                moments[1][i] = a * (-s[4][i] + s[5][i] + s[6][i] - s[7][i]) * n
                moments[2][i] = (b * (s[1][i] - s[0][i]) + a * (s[2][i] - s[3][i])) * n
            }
            return moments
        case .calibrated:
            var moments = [none, none, none]
            for axis in 0..<3 {
                for (channel, values) in samples.enumerated() {
                    let weight = plate.calibration[3 + axis][channel]
                    for i in values.indices { moments[axis][i] += weight * values[i] }
                }
            }
            return moments
        }
    }
}
