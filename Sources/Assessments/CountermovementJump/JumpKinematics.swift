import SignalCore

/// Motion of the centre of mass from the force, from rest at the integration start (formulas B.0, B.2-4).
struct JumpKinematics {
    /// Row of the first value.
    let start: Int
    /// Velocity in m/s, upwards positive, from `start` on; ends before the first missing sample.
    let velocity: [Double]
    /// Displacement in metres from where `start` was.
    let displacement: [Double]

    /// - Parameter segmentEnd: row before which the motion must end, where a new segment begins.
    init(
        _ total: [Double], from start: Int, segmentEnd: Int? = nil, rate: Double, weight: Double, gravity: Double
    ) {
        self.start = start
        let present = min(segmentEnd ?? total.count, total.count)
        let end = total[start..<present].firstIndex(where: \.isNaN) ?? present
        let mass = weight / gravity
        let acceleration = total[start..<end].map { ($0 - weight) / mass }
        velocity = Integration.cumulative(acceleration, rate: rate)
        displacement = Integration.cumulative(velocity, rate: rate)
    }

    /// Rows with known motion.
    var rows: Range<Int> { start..<(start + velocity.count) }

    /// Velocity of a row; nil where it is not known.
    func v(_ row: Int) -> Double? { rows.contains(row) ? velocity[row - start] : nil }

    /// Displacement of a row; nil where it is not known.
    func s(_ row: Int) -> Double? { rows.contains(row) ? displacement[row - start] : nil }

    /// First row of `range` whose velocity fulfils `condition`.
    func first(in range: Range<Int>, where condition: (Double) -> Bool) -> Int? {
        range.clamped(to: rows).first { condition(velocity[$0 - start]) }
    }
}
