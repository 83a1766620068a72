/// A device's clock seen from the host: the instant of sample n is offset + n · secondsPerSample (formulas C.6).
public struct ClockLine: Sendable, Hashable, Codable {
    /// Host seconds of sample 0.
    public var offset: Double
    /// Host seconds between two samples, > 0.
    public var secondsPerSample: Double

    /// Makes a line.
    public init(offset: Double, secondsPerSample: Double) {
        self.offset = offset
        self.secondsPerSample = secondsPerSample
    }

    /// Host seconds of the sample with this number.
    public func time(ofSample number: Double) -> Double { offset + number * secondsPerSample }

    /// Number of the sample at `time` host seconds, not whole in general.
    public func sample(at time: Double) -> Double { (time - offset) / secondsPerSample }

    /// Samples per host second.
    public var rate: Double { 1 / secondsPerSample }

    /// How much longer a sample lasts than the nominal rate says, in parts per million; positive for a slow clock.
    public func deviation(fromRate nominal: Double) -> Double { (secondsPerSample * nominal - 1) * 1e6 }
}

extension ClockLine {
    /// The least-squares line through points of sample number (x) and host arrival in seconds (y).
    ///
    /// Late arrivals pull it up; for host times prefer `earliestArrivals`.
    ///
    /// - Returns: nil for fewer than two different sample numbers, or where the line does not rise.
    public static func leastSquares(_ points: [SIMD2<Double>]) -> ClockLine? {
        guard let first = points.first else { return nil }
        // About the first point: host clocks count from long ago.
        let mean = points.reduce(SIMD2<Double>.zero) { $0 + ($1 - first) } / Double(points.count)
        var sxx = 0.0
        var sxy = 0.0
        for p in points {
            let d = p - first - mean
            sxx += d.x * d.x
            sxy += d.x * d.y
        }
        guard sxx > 0, sxy > 0 else { return nil }
        let slope = sxy / sxx
        return ClockLine(offset: first.y + mean.y - slope * (first.x + mean.x), secondsPerSample: slope)
    }

    /// The lower convex hull of `points`, which ascend in x; a point above another of the same x is left out.
    public static func lowerHull(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
        var hull: [SIMD2<Double>] = []
        for p in points {
            if let last = hull.last, last.x == p.x {
                if last.y <= p.y { continue }
                hull.removeLast()
            }
            while hull.count >= 2 {
                let u = hull[hull.count - 1] - hull[hull.count - 2]
                let v = p - hull[hull.count - 2]
                guard u.x * v.y - u.y * v.x <= 0 else { break }
                hull.removeLast()
            }
            hull.append(p)
        }
        return hull
    }

    /// The line under the earliest arrivals: the edge of the lower hull that spans the most samples, the later one of equals.
    ///
    /// Delays only ever add, so that the lowest points are the true ones (formulas C.6, C.9).
    ///
    /// - Parameter points: sample number (x) and host arrival in seconds (y), ascending in x.
    /// - Returns: nil for fewer than two different sample numbers, or where the edge does not rise.
    public static func earliestArrivals(_ points: [SIMD2<Double>]) -> ClockLine? {
        let hull = lowerHull(points)
        var best: (from: SIMD2<Double>, to: SIMD2<Double>)?
        for (from, to) in zip(hull, hull.dropFirst()) {
            if let held = best, to.x - from.x < held.to.x - held.from.x { continue }
            best = (from, to)
        }
        guard let edge = best, edge.to.y > edge.from.y else { return nil }
        let slope = (edge.to.y - edge.from.y) / (edge.to.x - edge.from.x)
        return ClockLine(offset: edge.from.y - slope * edge.from.x, secondsPerSample: slope)
    }
}
