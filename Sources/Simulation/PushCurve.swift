#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A push into the air in newtons per kilogram: a cosine rise from body weight, a plateau, a fall to zero with a slope.
///
/// Its level and length follow from the velocities and the way between them, so both are exact.
struct PushCurve: Sendable {
    private static let rise = 0.12
    private static let fall = 0.07

    let gravity: Double
    /// Seconds to take-off.
    let duration: Double
    private let level: Double

    /// - Parameters:
    ///   - from: metres a second upwards at the start.
    ///   - to: metres a second upwards at take-off.
    ///   - distance: metres that the centre of mass rises in between.
    init(from u: Double, to v: Double, distance: Double, gravity g: Double) {
        gravity = g
        func level(_ hold: Double) -> Double {
            (v - u + g * Self.fall * (1 - 2 / .pi)) / (hold - Self.rise / 2 + Self.fall * 2 / .pi)
        }
        func way(_ hold: Double) -> Double {
            let a = level(hold)
            let r = Self.rise
            let h = hold - r
            let f = Self.fall
            var speed = u
            var s = speed * r + a * r * r * (0.25 - 1 / (.pi * .pi))
            speed += a * r / 2
            s += speed * h + a * h * h / 2
            speed += a * h
            return s + speed * f + (a + g) * f * f * (4 / (.pi * .pi)) - g * f * f / 2
        }
        var low = Self.rise
        var high = 2.5
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if way(middle) < distance { low = middle } else { high = middle }
        }
        let hold = (low + high) / 2
        self.level = level(hold)
        duration = hold + Self.fall
    }

    func force(_ t: Double) -> Double {
        if t < Self.rise { return gravity + level * (1 - cos(.pi * t / Self.rise)) / 2 }
        let falling = t - (duration - Self.fall)
        if falling < 0 { return gravity + level }
        return (gravity + level) * cos(.pi / 2 * min(falling / Self.fall, 1))
    }
}
