#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Efforts of one limb on its own sensor over time.
struct LimbCourse: Sendable {
    enum Shape: Sendable {
        /// Rises with a time constant, holds, and lets go.
        case hold(rise: Double, seconds: Double)
        /// Rises slowly until the body can no longer be held, and breaks off.
        case lowering(seconds: Double)
        /// A step: two peaks with a valley between.
        case step(seconds: Double)
    }

    struct Effort: Sendable {
        var start: Double
        var newtons: Double
        var shape: Shape
    }

    static let release = 0.35
    /// Seconds in which a lowering breaks off.
    static let breakOff = 0.30
    /// Height of the wave that makes two peaks of one.
    static let secondWave = 0.35

    var efforts: [Effort] = []

    /// Newtons at `time`; 0 between the efforts.
    func force(_ time: Double) -> Double {
        let k = PlateCourse.last(efforts, at: time) { $0.start }
        guard k >= 0 else { return 0 }
        let t = time - efforts[k].start
        return efforts[k].newtons * efforts[k].shape.value(t)
    }
}

extension LimbCourse.Shape {
    /// Part of the effort's force `t` seconds after its start.
    func value(_ t: Double) -> Double {
        guard t > 0 else { return 0 }
        switch self {
        case .hold(let rise, let seconds):
            let level = 1 - exp(-min(t, seconds) / rise)
            guard t > seconds else { return level }
            return level * (1 + cos(.pi * min((t - seconds) / LimbCourse.release, 1))) / 2
        case .lowering(let seconds):
            if t < seconds {
                let s = sin(.pi / 2 * t / seconds)
                return s * s
            }
            return (1 + cos(.pi * min((t - seconds) / LimbCourse.breakOff, 1))) / 2
        case .step(let seconds):
            guard t < seconds else { return 0 }
            return sin(.pi * t / seconds) + LimbCourse.secondWave * sin(3 * .pi * t / seconds)
        }
    }

    /// Seconds from start to nothing.
    var duration: Double {
        switch self {
        case .hold(_, let seconds): seconds + LimbCourse.release
        case .lowering(let seconds): seconds + LimbCourse.breakOff
        case .step(let seconds): seconds
        }
    }
}
