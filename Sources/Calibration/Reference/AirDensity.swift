#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Density of the air around a weight, which carries a part of it (formulas D.9).
public struct AirDensity: Sendable, Hashable, Codable {
    /// kg/m³.
    public var value: Double
    /// Standard uncertainty in kg/m³.
    public var uncertainty: Double

    /// A known density.
    public init(_ value: Double, uncertainty: Double) {
        self.value = value
        self.uncertainty = uncertainty
    }

    /// The density by which conventional mass is defined, 1.2 kg/m³, where the climate was not measured.
    ///
    /// The limits of ±10 % hold what weather and moderate height do.
    public static let conventional = AirDensity(1.2, uncertainty: 0.12 / 3.0.squareRoot())

    /// The approximation for a room's climate, good to some 2e-4 relative.
    ///
    /// - Parameters:
    ///   - pressure: hPa, 900…1100.
    ///   - humidity: relative humidity in %, 0…80.
    ///   - temperature: °C, 10…30.
    /// - Returns: nil outside the ranges for which it is stated.
    public init?(pressure: Double, humidity: Double, temperature: Double) {
        guard (900...1100).contains(pressure), (0...80).contains(humidity), (10...30).contains(temperature) else {
            return nil
        }
        let value =
            (0.34848 * pressure - 0.009 * humidity * exp(0.061 * temperature)) / (273.15 + temperature)
        // A barometer to 1 hPa, a thermometer to 0.5 K and a hygrometer to 5 % leave 0.2 % of the density.
        self.init(value, uncertainty: 0.002 * value)
    }
}
