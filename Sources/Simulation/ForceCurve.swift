#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The vertical force under the feet over one stretch of a movement, in newtons per kilogram.
enum ForceCurve: Sendable {
    /// Standing or sitting still, the part of body weight that the feet carry.
    case still(part: Double)
    /// In the air.
    case air
    /// A sin² wave on top of body weight with that top.
    case bump(top: Double)
    /// Rest to rest over `distance` metres upwards: the speed is a sin⁴ wave.
    case move(distance: Double)
    /// Down by `depth` metres and up again without a pause: the way is a sin⁴ wave.
    case dip(depth: Double)
    /// A half sine between two times in the air.
    case contact(top: Double)
    /// Into the air.
    case push(PushCurve)
    /// Out of the air.
    case landing(LandingCurve)
    /// A countermovement jump.
    case jump(JumpProfile)
    /// Rising from a seat over `distance` metres: until `seatOff` seconds the seat carries less and less, from
    /// 1 − `part` of the force on.
    case rise(distance: Double, seatOff: Double, part: Double)
    /// The same backwards.
    case sit(distance: Double, seatOff: Double, part: Double)

    /// - Parameters:
    ///   - t: seconds since the stretch began.
    ///   - duration: of the stretch in seconds.
    func force(_ t: Double, duration: Double, gravity: Double) -> Double {
        func moving(_ distance: Double) -> Double {
            let angle = Double.pi * t / duration
            let s = sin(angle)
            return gravity + distance * 32 / 3 * .pi / (duration * duration) * s * s * s * cos(angle)
        }
        func carried(_ t: Double, _ seatOff: Double, _ part: Double) -> Double {
            let x = min(max(t / seatOff, 0), 1)
            return part + (1 - part) * x * x * (3 - 2 * x)
        }
        switch self {
        case .still(let part): return gravity * part
        case .air: return 0
        case .bump(let top):
            let s = sin(.pi * t / duration)
            return gravity + top * s * s
        case .move(let distance): return moving(distance)
        case .dip(let depth):
            let angle = Double.pi * t / duration
            let s2 = sin(angle) * sin(angle)
            return gravity - 4 * depth * .pi * .pi / (duration * duration) * s2 * (3 - 4 * s2)
        case .contact(let top): return top * max(sin(.pi * t / duration), 0)
        case .push(let curve): return curve.force(t)
        case .landing(let curve): return curve.force(t)
        case .jump(let profile): return profile.force(t)
        case .rise(let distance, let seatOff, let part): return moving(distance) * carried(t, seatOff, part)
        case .sit(let distance, let seatOff, let part):
            return moving(-distance) * carried(duration - t, seatOff, part)
        }
    }
}
