/// How much a resting reading scatters on this device and in this place, found from the signal itself.
///
/// The quietest second so far counts: a load that swings does not raise it.
struct NoiseFloor: Sendable {
    private static let length = 1.0
    private static let fewest = 8

    private var origin: Double?
    private var start = 0.0
    private var last: Double?
    private var count = 0.0
    private var t = 0.0
    private var x = 0.0
    private var tt = 0.0
    private var tx = 0.0
    private var xx = 0.0
    private var smallestStep = Double.infinity

    /// Smallest standard deviation of a second, a straight line taken off; nil before the first.
    private(set) var deviation: Double?
    /// Mean of the first second; nil before it.
    private(set) var first: Double?

    /// Takes a reading; nil where it is missing.
    mutating func take(_ value: Double?, at time: Double) {
        guard let value, value.isFinite else {
            clear()
            last = nil
            return
        }
        if let last, value != last { smallestStep = min(smallestStep, abs(value - last)) }
        last = value
        if origin == nil || time < start || time - start > 5 * Self.length {
            clear()
            origin = value
            start = time
        }
        let zero = origin ?? value
        let (dt, dx) = (time - start, value - zero)
        count += 1
        t += dt
        x += dx
        tt += dt * dt
        tx += dt * dx
        xx += dx * dx
        guard dt >= Self.length, count >= Double(Self.fewest) else { return }
        let sxx = xx - x * x / count
        let stt = tt - t * t / count
        let stx = tx - t * x / count
        let rest = max(sxx - (stt > 0 ? stx * stx / stt : 0), 0) / (count - 2)
        deviation = min(deviation ?? .infinity, rest.squareRoot())
        if first == nil { first = zero + x / count }
        clear()
    }

    /// What single samples of a resting load may scatter; nil before the first second.
    var limit: Double? {
        deviation.map { max(4 * $0, smallestStep.isFinite ? smallestStep : 0) }
    }

    private mutating func clear() {
        origin = nil
        count = 0
        t = 0
        x = 0
        tt = 0
        tx = 0
        xx = 0
    }
}
