/// When each scan of a stream should arrive, learnt from the earliest arrivals: what timed loss is measured against.
///
/// Arrivals are only ever late (devices-and-usb B4), so the line runs along the lower edge of arrival over index. It
/// follows a clock that departs from its nominal rate by up to 2 %.
struct ArrivalLine: Sendable, Hashable {
    /// Nanoseconds after which the line takes the lowest point since the last time.
    private static let bucket = 250e6
    /// Nanoseconds of arrivals, and twice that, between which the slope is measured.
    private static let baseline = 8e9
    /// Largest departure of a device's clock that is believed.
    private static let steepest = 0.02

    /// A moment and how far behind nominal time its scan came, both in nanoseconds from the first arrival.
    private struct Point: Hashable {
        var time: Double
        var lag: Double
    }

    /// Nominal nanoseconds from scan to scan.
    let period: Double
    private var start: UInt64?
    private var firstIndex = 0
    private var anchor = Point(time: 0, lag: 0)
    private var oldest = Point(time: 0, lag: 0)
    private var middle = Point(time: 0, lag: 0)
    private var slope = 0.0
    private var bucketStart = 0.0
    private var lowest: Point?

    /// A line that knows nothing yet.
    init(period: Double) { self.period = period }

    /// Nanoseconds that the arrival of scan `index` lies behind the line; negative for the earliest yet, 0 for the first.
    func lateness(of index: Int, arrival: UInt64) -> Double {
        guard let point = point(index, arrival) else { return 0 }
        return point.lag - expected(point.time)
    }

    /// Takes an arrival that is believed to be on time.
    mutating func learn(_ index: Int, arrival: UInt64) {
        guard let point = point(index, arrival) else {
            start = arrival
            firstIndex = index
            return
        }
        let below = point.lag - expected(point.time)
        if below < 0 {
            anchor = Point(time: max(point.time, anchor.time), lag: point.lag)
            if point.time < Self.bucket {
                // The first arrivals of a stream may be late themselves.
                oldest = anchor
                middle = anchor
            }
        }
        if let held = lowest {
            if below <= held.lag - expected(held.time) { lowest = point }
        } else {
            lowest = point
        }
        if point.time - bucketStart >= Self.bucket { close(at: point.time) }
    }

    private func point(_ index: Int, _ arrival: UInt64) -> Point? {
        guard let start else { return nil }
        let time = arrival >= start ? Double(arrival - start) : -Double(start - arrival)
        return Point(time: time, lag: time - Double(index - firstIndex) * period)
    }

    private func expected(_ time: Double) -> Double { anchor.lag + slope * (time - anchor.time) }

    private mutating func close(at time: Double) {
        bucketStart = time
        guard let point = lowest else { return }
        lowest = nil
        anchor = point
        if anchor.time - middle.time > Self.baseline {
            oldest = middle
            middle = anchor
        }
        let span = anchor.time - oldest.time
        guard span >= Self.bucket else { return }
        slope = min(max((anchor.lag - oldest.lag) / span, -Self.steepest), Self.steepest)
    }
}
