/// Force of a body on plates over time, from the stretches of a ``PlateScript``.
struct PlateCourse: Sendable {
    /// Seconds of stepping on or off.
    static let stepTime = 0.9

    struct Piece: Sendable {
        var start: Double
        var duration: Double
        var curve: ForceCurve
    }

    /// What the feet do from a moment on.
    struct Feet: Sendable {
        enum Change: Sendable {
            /// Nobody there.
            case none
            /// Both feet at once, out of the air or from the beginning.
            case both
            /// One foot after the other.
            case on
            /// One foot after the other.
            case off
        }
        var start: Double
        var change: Change
    }

    let gravity: Double
    var pieces: [Piece] = []
    var feet: [Feet] = []
    var share = ShareCourse(0)

    init(gravity: Double) { self.gravity = gravity }

    /// Newtons per kilogram at `time`; body weight before the first stretch and after the last one.
    func perKilogram(_ time: Double) -> Double {
        let k = Self.last(pieces, at: time) { $0.start }
        guard k >= 0 else { return gravity }
        let piece = pieces[k]
        let t = time - piece.start
        return t < piece.duration ? piece.curve.force(t, duration: piece.duration, gravity: gravity) : gravity
    }

    /// How far each foot is on its plate, 0…1: the left one goes first both ways.
    func loads(_ time: Double) -> (left: Double, right: Double) {
        let k = Self.last(feet, at: time) { $0.start }
        guard k >= 0 else { return (0, 0) }
        let t = (time - feet[k].start) / (Self.stepTime / 2)
        switch feet[k].change {
        case .none: return (0, 0)
        case .both: return (1, 1)
        case .on: return (Self.smooth(t), Self.smooth(t - 1))
        case .off: return (1 - Self.smooth(t), 1 - Self.smooth(t - 1))
        }
    }

    private static func smooth(_ x: Double) -> Double {
        let x = min(max(x, 0), 1)
        return x * x * (3 - 2 * x)
    }

    /// Last element that has begun; −1 for none.
    static func last<T>(_ list: [T], at time: Double, _ start: (T) -> Double) -> Int {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if start(list[middle]) <= time { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }
}
