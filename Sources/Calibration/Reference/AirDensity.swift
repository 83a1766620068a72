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
    ///   - pressureUncertainty: standard uncertainty in hPa; nil where nobody stated it.
    ///   - humidityUncertainty: the same in % of relative humidity.
    ///   - temperatureUncertainty: the same in K.
    /// - Returns: nil outside the ranges for which it is stated.
    public init?(
        pressure: Double, humidity: Double, temperature: Double, pressureUncertainty: Double? = nil,
        humidityUncertainty: Double? = nil, temperatureUncertainty: Double? = nil
    ) {
        guard (900...1100).contains(pressure), (0...80).contains(humidity), (10...30).contains(temperature) else {
            return nil
        }
        let value =
            (0.34848 * pressure - 0.009 * humidity * exp(0.061 * temperature)) / (273.15 + temperature)
        guard pressureUncertainty != nil || humidityUncertainty != nil || temperatureUncertainty != nil else {
            // A barometer to 1 hPa, a thermometer to 0.5 K and a hygrometer to 5 % leave 0.2 % of the density.
            self.init(value, uncertainty: 0.002 * value)
            return
        }
        let kelvin = 273.15 + temperature
        let vapour = 0.009 * exp(0.061 * temperature)
        let parts = [
            0.34848 / kelvin * (pressureUncertainty ?? Self.usual.pressure),
            vapour / kelvin * (humidityUncertainty ?? Self.usual.humidity),
            (value + 0.061 * humidity * vapour) / kelvin * (temperatureUncertainty ?? Self.usual.temperature),
            Self.formula * value,
        ]
        self.init(value, uncertainty: parts.reduce(0) { $0 + $1 * $1 }.squareRoot())
    }

    /// Standard uncertainties of a plain barometer in hPa, hygrometer in % and thermometer in K.
    static let usual = (pressure: 1.0, humidity: 5.0, temperature: 0.5)
    /// Relative standard uncertainty of the approximation itself.
    static let formula = 2e-4
}
