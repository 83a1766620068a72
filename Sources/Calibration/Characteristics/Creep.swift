/// How a reading moves under a constant force, and what it leaves behind (formulas D.2, D.3).
public struct Creep: Sendable, Hashable, Codable {
    /// How creep is stated.
    public enum Style: String, Sendable, Hashable, CaseIterable, Codable {
        /// From 30 s to 30 min, as data sheets do.
        case dataSheet
        /// From 30 s to 300 s, in the manner of ISO 376.
        case fiveMinutes

        /// Seconds after loading at which the two readings are taken.
        public var times: (from: Double, to: Double) {
            switch self {
            case .dataSheet: (30, 1800)
            case .fiveMinutes: (30, 300)
            }
        }
    }

    /// A raw reading at a time.
    public struct Sample: Sendable, Hashable, Codable {
        /// Seconds after the force was applied.
        public var time: Double
        /// Raw reading with the zero taken off.
        public var reading: Double

        /// Makes a sample.
        public init(time: Double, reading: Double) {
            self.time = time
            self.reading = reading
        }
    }

    /// How it is stated.
    public let style: Style
    /// Later minus earlier reading, in raw units.
    public let change: Double
    /// The same in % of the later reading, or of the reading that was given.
    public let percent: Double

    /// Creep from a record under a constant force, read by straight lines between samples.
    ///
    /// - Parameters:
    ///   - of: reading that counts as 100 %; nil for the later reading itself. After unloading it must be given.
    /// - Returns: nil where the record does not reach from one time to the other, or 100 % would be 0.
    public init?(_ samples: [Sample], style: Style, of whole: Double? = nil) {
        let ordered = samples.sorted { $0.time < $1.time }
        let (from, to) = style.times
        guard let early = Self.reading(ordered, at: from), let late = Self.reading(ordered, at: to) else { return nil }
        let base = whole ?? late
        guard base != 0, base.isFinite, early.isFinite, late.isFinite else { return nil }
        self.style = style
        change = late - early
        percent = 100 * (late - early) / base
    }

    static func reading(_ ordered: [Sample], at time: Double) -> Double? {
        guard let next = ordered.firstIndex(where: { $0.time >= time }) else { return nil }
        let b = ordered[next]
        if b.time == time { return b.reading }
        guard next > 0 else { return nil }
        let a = ordered[next - 1]
        return a.reading + (b.reading - a.reading) * (time - a.time) / (b.time - a.time)
    }
}
