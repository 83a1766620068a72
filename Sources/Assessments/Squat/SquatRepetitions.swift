import SignalCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Squats in a vertical velocity (formulas B.10).
enum SquatRepetitions {
    /// Speed in m/s that a descent and an ascent reach.
    static let moving = 0.1
    /// Speed in m/s under which the person stands.
    static let standing = 0.05
    /// Shortest descent in milliseconds over `moving`.
    static let shortestDescent = 200.0
    /// Cut-off of the high-pass in hertz that takes the drift out of a whole recording's velocity.
    static let highPass = 0.1

    /// One squat.
    struct Repetition: Hashable {
        /// Last row of standing before the descent.
        var start: Int
        /// First row of the descent's end: velocity 0 or more.
        var bottom: Int
        /// First row of standing after the ascent.
        var end: Int
    }

    /// In order of time; a descent that no ascent follows is none.
    static func find(_ velocity: [Double], rate: Double) -> [Repetition] {
        let shortest = max(Int((shortestDescent / 1000 * rate).rounded()), 1)
        var found: [Repetition] = []
        var run = 0
        var i = 0
        while i < velocity.count {
            run = velocity[i] < -moving ? run + 1 : 0
            guard run >= shortest else {
                i += 1
                continue
            }
            var start = i - run + 1
            while start > 0, velocity[start] <= -standing { start -= 1 }
            run = 0
            guard let bottom = velocity[i...].firstIndex(where: { $0 >= 0 }) else { break }
            guard let push = velocity[bottom...].firstIndex(where: { abs($0) > moving }) else { break }
            guard velocity[push] > 0 else {
                // Down again without having come up: the descent goes on.
                i = push
                continue
            }
            guard let end = velocity[push...].firstIndex(where: { $0 < standing }) else { break }
            found.append(Repetition(start: max(start, found.last?.end ?? 0), bottom: bottom, end: end))
            i = end
        }
        return found
    }

    /// Velocity over a whole recording: integrated between the first and the last time with 95 % of the weight on the plates,
    /// less its drift between the times at which the person stands.
    ///
    /// Those are found in the velocity less its own slow course, which is a one-pole low-pass at 0.1 Hz run forwards and
    /// backwards, so that no event is shifted. Where nobody ever stands that velocity is all there is.
    static func velocity(_ frame: TrialFrame, weight: Double, gravity: Double) -> [Double] {
        // Stepping on and off are no movements of the body: their metres a second would hide the stand beside them.
        let standing = 0.95 * weight
        guard let on = frame.held.firstIndex(where: { $0 >= standing }),
            let off = frame.held.lastIndex(where: { $0 >= standing })
        else { return [Double](repeating: 0, count: frame.count) }
        let acceleration = frame.held.enumerated().map { i, force in
            (on...off).contains(i) ? (force - weight) * gravity / weight : 0
        }
        let raw = Integration.cumulative(acceleration, rate: frame.rate)
        let keep = exp(-2 * .pi * highPass / frame.rate)
        var slow = raw
        for i in slow.indices.dropFirst() { slow[i] = keep * slow[i - 1] + (1 - keep) * raw[i] }
        for i in slow.indices.dropLast().reversed() { slow[i] = keep * slow[i + 1] + (1 - keep) * slow[i] }
        let rough = zip(raw, slow).map { $0 - $1 }
        let anchors = stands(frame, velocity: rough, weight: weight).map { ($0.lowerBound + $0.upperBound) / 2 }
        guard let first = anchors.first, let last = anchors.last else { return rough }
        var velocity = raw
        for i in 0..<first { velocity[i] -= raw[first] }
        for i in last..<raw.count { velocity[i] -= raw[last] }
        for (a, b) in zip(anchors, anchors.dropFirst()) {
            let slope = (raw[b] - raw[a]) / Double(b - a)
            for i in a..<b { velocity[i] = raw[i] - raw[a] - slope * Double(i - a) }
        }
        return velocity
    }

    /// At least 0.2 s with the force within 5 % of body weight and hardly any speed: standing, or a rest at the bottom,
    /// which is as good a place to have no velocity.
    private static func stands(_ frame: TrialFrame, velocity: [Double], weight: Double) -> [ClosedRange<Int>] {
        let shortest = max(frame.samples(200), 1)
        var found: [ClosedRange<Int>] = []
        var start: Int?
        for i in 0...velocity.count {
            let still =
                i < velocity.count && abs(velocity[i]) < moving && abs(frame.held[i] - weight) < 0.05 * weight
            if still, start == nil { start = i }
            if !still, let begun = start {
                if i - begun >= shortest { found.append(begun...(i - 1)) }
                start = nil
            }
        }
        return found
    }

    /// Velocity of a trial that begins and ends at rest: integrated, less the straight line that its end shows.
    static func velocityAtRest(_ frame: TrialFrame, weight: Double, gravity: Double) -> [Double] {
        let raw = Integration.cumulative(frame.held.map { ($0 - weight) * gravity / weight }, rate: frame.rate)
        guard let last = raw.last, raw.count > 1 else { return raw }
        return raw.enumerated().map { $1 - last * Double($0) / Double(raw.count - 1) }
    }

    /// Windows of a recording's squats, each from standing to standing: at most a second of it at either end, half of it
    /// where the next squat comes sooner.
    static func windows(_ frame: TrialFrame, weight: Double, gravity: Double) -> [ClosedRange<Int>] {
        let found = find(velocity(frame, weight: weight, gravity: gravity), rate: frame.rate)
        let second = frame.samples(1000)
        return found.indices.map { k in
            var from = max(found[k].start - second, 0)
            if k > 0 { from = max(from, (found[k - 1].end + found[k].start) / 2 + 1) }
            var to = min(found[k].end + second, frame.count - 1)
            if k + 1 < found.count { to = min(to, (found[k].end + found[k + 1].start) / 2) }
            return min(from, to)...to
        }
    }
}
