/// The smallest convex figure that holds all points of a path.
public enum ConvexHull {
    /// Its area in the square of the coordinates' unit; 0 where all points lie on a line.
    ///
    /// Monotone chain (Andrew 1979): points in order of x, then the lower and the upper border.
    ///
    /// - Returns: nil without points, for different counts, or for a point that is not finite.
    public static func area(x: [Double], y: [Double]) -> Double? {
        guard !x.isEmpty, x.count == y.count else { return nil }
        var points: [SIMD2<Double>] = []
        points.reserveCapacity(x.count)
        for i in x.indices {
            guard x[i].isFinite, y[i].isFinite else { return nil }
            points.append(SIMD2(x[i], y[i]))
        }
        points.sort { $0.x == $1.x ? $0.y < $1.y : $0.x < $1.x }
        let border = half(points) + half(points.reversed())
        var doubled = 0.0
        for (a, b) in zip(border, border.dropFirst() + border.prefix(1)) { doubled += cross(a, b) }
        return abs(doubled) / 2
    }

    /// One border without its last point, which begins the other one.
    private static func half(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
        var border: [SIMD2<Double>] = []
        for point in points {
            while border.count > 1,
                cross(border[border.count - 1] - border[border.count - 2], point - border[border.count - 1]) <= 0
            {
                border.removeLast()
            }
            border.append(point)
        }
        return Array(border.dropLast())
    }

    private static func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { a.x * b.y - a.y * b.x }
}
