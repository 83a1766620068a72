/// One squat, from standing through the bottom to standing.
public struct SquatRepetition: Sendable, Hashable {
    /// Last sample that still counts as standing before the descent.
    public let start: Int
    /// Sample at the lowest point, where velocity crosses 0.
    public let bottom: Int
    /// First sample that counts as standing again after the ascent.
    public let end: Int
    /// Displacement from `start` to `bottom` in metres, negative.
    public let depth: Double

    /// Makes a repetition.
    public init(start: Int, bottom: Int, end: Int, depth: Double) {
        self.start = start
        self.bottom = bottom
        self.end = end
        self.depth = depth
    }
}

/// Finds squats in total force (formulas B.10).
public enum SquatRepetitions {
    /// All squats that begin at or after `start` and are complete.
    ///
    /// A descent faster than `settings.speed` for `settings.descentTime`, then an ascent faster than it. A second dip before
    /// the ascent belongs to the same squat, whose bottom is the lowest point.
    ///
    /// - Parameters:
    ///   - total: newtons of both sides.
    ///   - systemWeight: newtons of the person and what they carry, > 0.
    ///   - gravity: m/s² of the place.
    ///   - rate: samples per second, > 0.
    ///   - start: index of a sample at which the person stands still, such as the end of the weighing.
    public static func find(
        _ total: [Double], systemWeight: Double, gravity: Double = 9.80665, rate: Double, from start: Int = 0,
        settings: SquatSettings = SquatSettings()
    ) -> [SquatRepetition] {
        let v = SquatVelocity.velocity(
            total, systemWeight: systemWeight, gravity: gravity, rate: rate, from: start, settings: settings)
        let position = Integration.cumulative(v, rate: rate)
        let needed = max(Int((settings.descentTime * rate).rounded()), 1)
        var found: [SquatRepetition] = []
        var earliest = max(start, 0)
        var i = earliest
        var run = 0
        while i < v.count {
            run = v[i] < -settings.speed ? run + 1 : 0
            i += 1
            guard run == needed else { continue }
            guard let rise = (i..<v.count).first(where: { v[$0] > settings.speed }),
                let end = (rise..<v.count).first(where: { v[$0] < settings.standingSpeed })
            else { break }
            let begin = (earliest...(i - needed)).last { v[$0] > -settings.standingSpeed } ?? earliest
            var bottom = i
            for k in i...rise where position[k] < position[bottom] { bottom = k }
            found.append(
                SquatRepetition(start: begin, bottom: bottom, end: end, depth: position[bottom] - position[begin]))
            earliest = end
            i = end
            run = 0
        }
        return found
    }
}
