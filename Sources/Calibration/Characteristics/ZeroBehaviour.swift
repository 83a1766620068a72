import Statistics

/// How the unloaded reading moves over a calibration (formulas D.2).
public struct ZeroBehaviour: Sendable, Hashable, Codable {
    /// An unloaded reading.
    public struct Sample: Sendable, Hashable, Codable {
        /// Seconds since the calibration began.
        public var time: Double
        /// Raw reading.
        public var reading: Double
        /// Number of the series that ended here; nil for a reading before or between series.
        public var series: Int?

        /// Makes a sample.
        public init(time: Double, reading: Double, series: Int? = nil) {
            self.time = time
            self.reading = reading
            self.series = series
        }
    }

    /// Largest distance in newtons of an unloaded reading after a series from the one before it.
    public let largestReturn: Double
    /// The same in % of full scale.
    public let returnPercent: Double
    /// Newtons by which the last unloaded reading differs from the first.
    public let drift: Double
    /// Newtons an hour by the straight line through all of them; nil where they lie within one moment.
    public let driftPerHour: Double?

    /// What unloaded readings in their order say.
    ///
    /// - Parameters:
    ///   - gain: newtons per raw unit near zero.
    ///   - fullScale: newtons.
    /// - Returns: nil for fewer than two readings.
    public init?(_ samples: [Sample], gain: Double, fullScale: Double) {
        let ordered = samples.sorted { $0.time < $1.time }
        guard ordered.count >= 2, let first = ordered.first, let last = ordered.last, fullScale > 0 else { return nil }
        var largest = 0.0
        for (before, after) in zip(ordered, ordered.dropFirst()) {
            largest = max(largest, abs(after.reading - before.reading) * abs(gain))
        }
        largestReturn = largest
        returnPercent = 100 * largest / fullScale
        drift = (last.reading - first.reading) * gain
        let hours = ordered.map { ($0.time - first.time) / 3600 }
        let fit = try? LeastSquares(columns: [hours.map { _ in 1 }, hours], observations: ordered.map(\.reading))
        driftPerHour = fit.map { $0.coefficients[1] * gain }
    }
}
