import SignalCore
import Statistics

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Somebody who puts weights on a sensor step by step, by the clock, and a sensor with faults that show what was put on.
///
/// The weights swing when they are put down. What the sensor is wrong by is told to nobody: a calibration has to find it.
public struct VirtualTechnician: ForceSource {
    /// One thing to put on.
    public struct Step: Sendable, Hashable {
        /// Newtons that are on.
        public var force: Double
        /// True on the way down.
        public var isFalling: Bool
        /// Seconds that it stays.
        public var hold: Double
        /// True where it comes off first even if it is what was on before.
        public var isPutOnAnew: Bool
        /// Millimetres from the plate's centre.
        public var place: SIMD2<Double>

        /// Makes a step.
        public init(
            force: Double, isFalling: Bool = false, hold: Double, isPutOnAnew: Bool = false,
            place: SIMD2<Double> = .zero
        ) {
            self.force = force
            self.isFalling = isFalling
            self.hold = hold
            self.isPutOnAnew = isPutOnAnew
            self.place = place
        }
    }

    /// What the sensor is wrong by.
    public struct Faults: Sendable, Hashable {
        /// Part of the force that is shown too much.
        public var gain = 0.0
        /// Part of the span by which it bends in its middle.
        public var bend = 0.0
        /// Part of the span that it shows more in the middle of the way down.
        public var hysteresis = 0.0
        /// Part of the force by which it creeps in the end.
        public var creep = 0.0
        /// Newtons of zero a minute.
        public var drift = 0.0
        /// °C by which it is warmer than where its gain holds; a kelvin changes the span by 0.02 %.
        public var warmer = 0.0

        /// A perfect sensor.
        public init() {}

        /// An ordinary sensor with faults drawn by `seed`, those of a data sheet of class 0.1 % and a gain within 1 %.
        public static func drawn(seed: UInt64) -> Faults {
            var random = SplitMix64(seed: seed ^ 0x7EC4)
            var faults = Faults()
            faults.gain = 0.01 * (2 * random.unit() - 1)
            faults.bend = 5e-4 * (2 * random.unit() - 1)
            faults.hysteresis = 4e-4 * random.unit()
            faults.creep = 3e-4 * random.unit()
            faults.drift = 0.05 * (2 * random.unit() - 1)
            return faults
        }
    }

    private struct Segment: Sendable {
        var start: Double
        var from: Double
        var to: Double
        var isFalling: Bool
        var place: SIMD2<Double>
    }

    /// Seconds before the first weight.
    public static let lead = 3.0
    /// Seconds that a weight takes to come on or off.
    static let move = 0.6
    /// Seconds for which a weight that is put on anew stays off.
    static let off = 2.0

    /// The side whose sensor is loaded.
    public let side: Side
    private let segments: [Segment]
    private let cell: SimulatedCell
    private let faults: Faults
    /// Parts of a force at a place that the channels of a plate of several show; nil for one sensor.
    private let spread: (@Sendable (SIMD2<Double>) -> [Double])?
    /// Seconds after which the last weight has stayed its time.
    public let duration: Double

    /// Puts the weights of `steps` on the sensor of `side`, one after the other.
    ///
    /// - Parameters:
    ///   - wait: seconds for which the technician lets the device warm up before the usual ``lead``.
    ///   - spread: parts of a force at a place in mm that each channel of a plate shows; nil for one sensor.
    public init(
        _ steps: [Step], side: Side = .left, faults: Faults = Faults(), wait: Double = 0,
        spread: (@Sendable (SIMD2<Double>) -> [Double])? = nil
    ) {
        self.side = side
        self.spread = spread
        self.faults = faults
        var list: [Segment] = []
        var time = Self.lead + wait
        var on = 0.0
        var at = SIMD2<Double>.zero
        for step in steps {
            if step.isPutOnAnew, on == step.force || at != step.place, on != 0 {
                list.append(Segment(start: time, from: on, to: 0, isFalling: true, place: at))
                time += Self.off
                on = 0
            }
            list.append(
                Segment(
                    start: time, from: on, to: step.force, isFalling: step.isFalling,
                    // What is taken off leaves from where it was.
                    place: step.force == 0 ? at : step.place))
            on = step.force
            at = step.force == 0 ? at : step.place
            time += Self.move + max(step.hold, 0)
        }
        segments = list
        duration = time
        let span = steps.map { abs($0.force) }.max() ?? 0
        // Newtons that come of newtons that are shown: the straight line, and a bend that is largest in the middle.
        let straight = 1 / (1 + faults.gain)
        let curve = span > 0 ? 4 * faults.bend / span : 0
        var cell = SimulatedCell(coefficients: [straight - curve * span, curve], seed: 1)
        cell.fullScale = span
        cell.hysteresis = faults.hysteresis * span
        cell.creep = faults.creep
        cell.drift = faults.drift / 60
        cell.spanTemperature = 2e-4
        self.cell = cell
    }

    /// What the sensor shows of the weights, as newtons by its data sheet.
    public func force(_ side: Side, at seconds: Double) -> Double {
        guard side == self.side else { return 0 }
        return shown(segment(at: seconds), at: seconds)
    }

    /// What one channel of a plate shows.
    public func force(_ side: Side, cell: Int, at seconds: Double) -> Double? {
        guard let spread, side == self.side else { return nil }
        let segment = segment(at: seconds)
        let parts = spread(segment?.place ?? .zero)
        return parts.indices.contains(cell) ? parts[cell] * shown(segment, at: seconds) : 0
    }

    private func segment(at seconds: Double) -> Segment? {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].start <= seconds { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? segments[low - 1] : nil
    }

    private func shown(_ segment: Segment?, at seconds: Double) -> Double {
        var history = SimulatedCell.History(time: max(seconds, 0), temperature: 20 + faults.warmer)
        guard let segment else { return cell.reading(0, history) }
        let t = seconds - segment.start
        history.isFalling = segment.isFalling
        history.held = max(t - Self.move, 0)
        return cell.reading(Self.course(t, segment), history)
    }

    /// From one load to the next: half a wave, then a swing that dies out.
    private static func course(_ t: Double, _ segment: Segment) -> Double {
        let change = segment.to - segment.from
        guard t < move else {
            let after = t - move
            return segment.to + 0.1 * change * exp(-after / 0.25) * sin(2 * .pi * 3 * after)
        }
        return segment.from + change * (0.5 - 0.5 * cos(.pi * max(t, 0) / move))
    }
}
