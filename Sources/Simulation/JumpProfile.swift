#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The vertical force of one countermovement jump in closed form, in units of body mass (m/s²), from the first movement on.
///
/// Unweighting is a sin² dip, braking and propulsion a plateau with a cosine rise and a fall that reaches zero with a
/// slope, flight is ballistic, and the landing is made of three sin² bumps whose sizes bring the body back to rest at
/// standing height. Take-off velocity and height are therefore exact, and the body ends where it began.
struct JumpProfile: Sendable {
    let gravity: Double
    /// Metres a second at take-off.
    let takeoffVelocity: Double
    /// Seconds from the first movement to the largest downward velocity.
    let peakNegativeVelocity: Double
    /// Seconds to standstill at the lowest point.
    let brakingEnd: Double
    /// Seconds to take-off.
    let takeoff: Double
    /// Seconds to landing.
    let landing: Double
    /// Seconds until the body rests again.
    let end: Double

    private static let unweighting = 0.40
    private static let rise = 0.12
    private static let fall = 0.07
    private static let riseToTakeoff = 0.10
    private static let bumps = [0.10, 0.40, 1.40]
    private static let contact = 0.12

    private let dip: Double
    private let plateau: Double
    private let plateauEnd: Double
    private let bumpPeaks: [Double]

    /// The jump that rises `height` metres after take-off.
    init(height: Double, gravity g: Double) {
        gravity = g
        let v = (2 * g * height).squareRoot()
        takeoffVelocity = v
        // A higher jump begins with a deeper dip.
        let dip = 0.55 * g * (height / 0.30).squareRoot()
        self.dip = dip
        let lowest = -dip * Self.unweighting / 2
        // The plateau's height follows from the velocity; its length is what leaves the body 0.10 m above standing.
        func level(_ hold: Double) -> Double {
            let impulse = v - lowest + g * Self.fall * (1 - 2 / .pi)
            return impulse / (hold - Self.rise / 2 + Self.fall * 2 / .pi)
        }
        func heightAtTakeoff(_ hold: Double) -> Double {
            let a = level(hold)
            // Unweighting: v(t) = −dip (t/2 − T sin(2πt/T)/4π), so s(T) = −dip T²/4.
            var s = -dip * Self.unweighting * Self.unweighting / 4
            var u = lowest
            // Half-cosine rise of length r: Δv = a r/2, Δs = u r + a r² (1/4 − 1/π²).
            let r = Self.rise
            s += u * r + a * r * r * (0.25 - 1 / (.pi * .pi))
            u += a * r / 2
            let h = hold - r
            s += u * h + a * h * h / 2
            u += a * h
            // Force falls as cos(πx/2): ∫∫ = (a + g) f² (2/π) (1 − 2/π) … minus g f²/2.
            let f = Self.fall
            s += u * f + (a + g) * f * f * (4 / (.pi * .pi)) - g * f * f / 2
            return s
        }
        var low = Self.rise
        var high = 1.5
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if heightAtTakeoff(middle) < Self.riseToTakeoff { low = middle } else { high = middle }
        }
        let hold = (low + high) / 2
        let a = level(hold)
        plateau = a
        plateauEnd = Self.unweighting + hold
        peakNegativeVelocity = Self.unweighting
        takeoff = plateauEnd + Self.fall
        landing = takeoff + 2 * v / g
        // Standstill: within the plateau for any sensible jump.
        brakingEnd = Self.unweighting + Self.rise + (-lowest - a * Self.rise / 2) / a
        // Landing: areas A of three bumps of width w; A₁ is set, the others stop the body (ΣA = v + deficit) at standing
        // height (ΣA w/2 = height + deficit · centroid), where the deficit is what the contact's own rise leaves out.
        let deficit = g * Self.contact / 2
        let total = v + deficit
        let moment = Self.riseToTakeoff + deficit * 0.3 * Self.contact
        let w = Self.bumps
        let first = 0.33 * total
        let rest = total - first
        let restMoment = moment - first * w[0] / 2
        let second = (rest * w[2] / 2 - restMoment) / (w[2] / 2 - w[1] / 2)
        bumpPeaks = [first / w[0] * 2, second / w[1] * 2, (rest - second) / w[2] * 2]
        end = landing + w[2]
    }

    /// Force in m/s² (newtons per kilogram) at `t` seconds after the first movement; g before and after the jump.
    func force(_ t: Double) -> Double {
        guard t > 0, t < end else { return gravity }
        if t < Self.unweighting {
            let x = sin(.pi * t / Self.unweighting)
            return gravity - dip * x * x
        }
        let u = t - Self.unweighting
        if u < Self.rise { return gravity + plateau * (1 - cos(.pi * u / Self.rise)) / 2 }
        if t < plateauEnd { return gravity + plateau }
        if t < takeoff { return (gravity + plateau) * cos(.pi / 2 * (t - plateauEnd) / Self.fall) }
        if t < landing { return 0 }
        let after = t - landing
        let x = min(after / Self.contact, 1)
        var force = gravity * x * x * (3 - 2 * x)
        for (peak, width) in zip(bumpPeaks, Self.bumps) where after < width {
            let s = sin(.pi * after / width)
            force += peak * s * s
        }
        return max(force, 0)
    }
}
