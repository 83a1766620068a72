import SignalCore
import Statistics

/// A load cell with faults that are known: what a calibration must find.
///
/// Its truth is a polynomial of the raw reading, so that a fit has coefficients to be compared with. Everything is seeded.
public struct SimulatedCell: Sendable {
    /// Newtons per raw^k above the zero, from k = 1: gain, bend, twist.
    public var coefficients: [Double]
    /// Raw reading of the unloaded cell at its own temperature.
    public var zero = 0.0
    /// Newtons of full scale, for hysteresis.
    public var fullScale = 2000.0
    /// Newtons more that it shows in the middle of the way down.
    public var hysteresis = 0.0
    /// Part of the force by which it creeps in the end.
    public var creep = 0.0
    /// Seconds after which two thirds of the creep are there.
    public var creepTime = 300.0
    /// Raw units by which the zero moves in a second.
    public var drift = 0.0
    /// Part of the span per K.
    public var spanTemperature = 0.0
    /// Raw units of zero per K.
    public var zeroTemperature = 0.0
    /// °C at which the coefficients hold.
    public var temperature = 20.0
    /// Standard deviation of a raw sample.
    public var noise = 0.0
    /// Raw units of one step; 0 for none.
    public var step = 0.0
    private var random: SplitMix64

    /// A cell with these coefficients and no faults.
    public init(coefficients: [Double], seed: UInt64) {
        self.coefficients = coefficients
        random = SplitMix64(seed: seed)
    }

    /// How the force came to be.
    public struct History: Sendable {
        /// True on the way down.
        public var isFalling = false
        /// Seconds that the force has been on.
        public var held = 0.0
        /// Seconds since the cell was zeroed.
        public var time = 0.0
        /// °C of the cell.
        public var temperature = 20.0

        /// A history.
        public init(isFalling: Bool = false, held: Double = 0, time: Double = 0, temperature: Double = 20) {
            self.isFalling = isFalling
            self.held = held
            self.time = time
            self.temperature = temperature
        }
    }

    /// A raw sample without noise.
    public func reading(_ force: Double, _ history: History = History()) -> Double {
        let part = fullScale > 0 ? min(max(force / fullScale, 0), 1) : 0
        // 1 − 1/(1 + t/τ) stands for the exponential: it needs no library and rises as smoothly.
        let crept = creep * force * (1 - 1 / (1 + 2 * history.held / creepTime))
        let felt = force + (history.isFalling ? 4 * hysteresis * part * (1 - part) : 0) + crept
        let warmer = history.temperature - temperature
        return zero + inverse(felt) * (1 + spanTemperature * warmer) + zeroTemperature * warmer + drift * history.time
    }

    /// `count` raw samples under the same force.
    public mutating func samples(_ count: Int, _ force: Double, _ history: History = History()) -> [Double] {
        let still = reading(force, history)
        return (0..<max(count, 0)).map { _ in
            let value = still + (noise > 0 ? noise * random.gaussian() : 0)
            return step > 0 ? (value / step).rounded() * step : value
        }
    }

    /// The mean of `count` samples, at least one.
    public mutating func mean(_ count: Int, _ force: Double, _ history: History = History()) -> Double {
        samples(max(count, 1), force, history).reduce(0, +) / Double(max(count, 1))
    }

    /// The raw deflection whose polynomial is the force, by Newton's steps from the straight line.
    private func inverse(_ force: Double) -> Double {
        guard let gain = coefficients.first, gain != 0 else { return 0 }
        var raw = force / gain
        for _ in 0..<50 {
            var value = 0.0
            var slope = 0.0
            for (k, coefficient) in coefficients.enumerated().reversed() {
                slope = slope * raw + Double(k + 1) * coefficient
                value = value * raw + coefficient
            }
            let change = (value * raw - force) / slope
            raw -= change
            if abs(change) <= 1e-15 * abs(raw) { break }
        }
        return raw
    }
}
