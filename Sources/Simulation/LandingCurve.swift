#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The force of a landing in newtons per kilogram: three sin² bumps that stop the body at standing height.
///
/// The same rules as the landing of ``JumpProfile``, for any speed and height at touchdown.
struct LandingCurve: Sendable {
    static let duration = 1.40
    private static let widths = [0.10, 0.40, 1.40]
    private static let contact = 0.12

    let gravity: Double
    private let peaks: [Double]

    /// - Parameters:
    ///   - velocity: metres a second downwards at touchdown, > 0.
    ///   - height: metres of the centre of mass over standing then.
    init(velocity: Double, height: Double, gravity g: Double) {
        gravity = g
        // What the rise of the contact leaves out of body weight must be made up for by the bumps.
        let deficit = g * Self.contact / 2
        let total = velocity + deficit
        let moment = height + deficit * 0.3 * Self.contact
        let w = Self.widths
        let first = 0.33 * total
        let rest = total - first
        let restMoment = moment - first * w[0] / 2
        let second = (rest * w[2] / 2 - restMoment) / (w[2] / 2 - w[1] / 2)
        peaks = [first / w[0] * 2, second / w[1] * 2, (rest - second) / w[2] * 2]
    }

    func force(_ t: Double) -> Double {
        let x = min(t / Self.contact, 1)
        var force = gravity * x * x * (3 - 2 * x)
        for (peak, width) in zip(peaks, Self.widths) where t < width {
            let s = sin(.pi * t / width)
            force += peak * s * s
        }
        return max(force, 0)
    }
}
