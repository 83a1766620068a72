/// How the indicated force depends on where the weight stands (formulas D.8).
public struct Eccentricity: Sendable, Hashable, Codable {
    /// What a place says.
    public struct Place: Sendable, Hashable, Codable {
        /// Millimetres from the plate's centre.
        public let position: SIMD2<Double>
        /// Indicated newtons less those at the centre.
        public let error: Double
        /// The same in % of the force.
        public let percent: Double
    }

    /// Newtons of the weight.
    public let force: Double
    /// Every place that is not the centre.
    public let places: [Place]
    /// Largest magnitude of the places' errors in newtons.
    public let largest: Double
    /// Largest less smallest indicated force in newtons, the centre included.
    public let spread: Double

    /// The errors of one weight at several places.
    ///
    /// - Parameters:
    ///   - force: newtons of the weight.
    ///   - centre: indicated newtons at the centre; nil for the mean of the places, where the centre was not loaded.
    ///   - places: indicated newtons at each other place.
    /// - Returns: nil for no places or a force that is not > 0.
    public init?(force: Double, centre: Double?, places: [(position: SIMD2<Double>, indicated: Double)]) {
        guard force > 0, !places.isEmpty, let mean = SeriesCharacteristics.mean(places.map(\.indicated)) else {
            return nil
        }
        let base = centre ?? mean
        self.force = force
        self.places = places.map {
            Place(position: $0.position, error: $0.indicated - base, percent: 100 * ($0.indicated - base) / force)
        }
        largest = self.places.map { abs($0.error) }.max() ?? 0
        let all = places.map(\.indicated) + (centre.map { [$0] } ?? [])
        spread = (all.max() ?? 0) - (all.min() ?? 0)
    }
}
