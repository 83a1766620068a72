import SignalCore

/// Motion of the centre of mass from the force (formulas B.0, B.2-4).
///
/// Integrated from a known start, or so that it ends at rest in a quiet stand (formulas B.4, B.5b).
struct JumpKinematics {
    /// Row of the first value.
    let start: Int
    /// Velocity in m/s, upwards positive, from `start` on; ends before the first missing sample.
    let velocity: [Double]
    /// Displacement in metres: from where `start` was, or from the quiet stand at the end.
    let displacement: [Double]
    /// True where the motion was integrated back from a stand, so that nothing is left to check there.
    let endsAtRest: Bool

    /// Forward from `start`.
    ///
    /// - Parameters:
    ///   - segmentEnd: row before which the motion must end, where a new segment begins.
    ///   - velocity: of the first row, in m/s.
    init(
        _ total: [Double], from start: Int, segmentEnd: Int? = nil, rate: Double, weight: Double, gravity: Double,
        velocity initial: Double = 0
    ) {
        let present = min(segmentEnd ?? total.count, total.count)
        let end = total[start..<present].firstIndex(where: \.isNaN) ?? present
        let mass = weight / gravity
        let gained = Integration.cumulative(total[start..<end].map { ($0 - weight) / mass }, rate: rate)
        self.start = start
        velocity = initial == 0 ? gained : gained.map { $0 + initial }
        displacement = Integration.cumulative(velocity, rate: rate)
        endsAtRest = false
    }

    /// From `start` to `end`, where the person stands still: velocity and displacement are 0 there.
    ///
    /// - Returns: nil where a sample is missing or a segment begins in between.
    init?(
        _ frame: TrialFrame, from start: Int, toRestAt end: Int, weight: Double, gravity: Double
    ) {
        guard start < end, frame.missing(start...end) == 0, (frame.segmentStart(after: start) ?? .max) > end else {
            return nil
        }
        let mass = weight / gravity
        let gained = Integration.cumulative(frame.total[start...end].map { ($0 - weight) / mass }, rate: frame.rate)
        let atStart = -gained[end - start]
        let speed = gained.map { $0 + atStart }
        let risen = Integration.cumulative(speed, rate: frame.rate)
        self.start = start
        velocity = speed
        displacement = risen.map { $0 - risen[end - start] }
        endsAtRest = true
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

    /// The same motion with a line taken off velocity and displacement, so that both end at 0 in `row` (formulas C.5-1).
    ///
    /// - Returns: nil where `row` lies outside the motion.
    func pinned(at row: Int, rate: Double) -> JumpKinematics? {
        guard rows.contains(row), row > start else { return nil }
        let speed = DriftCorrection.linear(velocity, from: 0, to: row - start)
        let risen = DriftCorrection.linear(Integration.cumulative(speed, rate: rate), from: 0, to: row - start)
        return JumpKinematics(start: start, velocity: speed, displacement: risen, endsAtRest: true)
    }

    private init(start: Int, velocity: [Double], displacement: [Double], endsAtRest: Bool) {
        self.start = start
        self.velocity = velocity
        self.displacement = displacement
        self.endsAtRest = endsAtRest
    }
}
