/// The forces of a platform in its own frame, newtons as the file counts their sign.
struct C3DPlateForces {
    /// Fx, Fy, Fz, each with one value a sample.
    var force: [[Double]]
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
        force = Self.combined(samples, plate)
        guard let frames = plate.zero else { return }
        let range = (frames.lowerBound * file.samplesPerFrame)..<((frames.upperBound + 1) * file.samplesPerFrame)
        func mean(_ values: [Double]) -> Double { values[range].reduce(0, +) / Double(range.count) }
        let level = mean(force[2])
        guard abs(level) <= Self.emptyPlate else {
            isZeroRefused = true
            return
        }
        force = Self.combined(
            samples.map { channel in
                let zero = mean(channel)
                return channel.map { $0 - zero }
            }, plate)
        zeroed = level
    }

    private static func combined(_ samples: [[Double]], _ plate: C3DPlate) -> [[Double]] {
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
        return force
    }
}
