#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Acceleration of free fall at a place, with its uncertainty and where it comes from (formulas D.9).
///
/// The formulas know no anomalies of the ground, which reach about 0.001 m/s² (0.01 %): where less than 0.02 % matters, a
/// surveyed value belongs here.
public struct Gravity: Sendable, Hashable, Codable {
    /// m/s².
    public var value: Double
    /// Standard uncertainty in m/s².
    public var uncertainty: Double
    /// Where the value comes from: a formula's name or a survey.
    public var source: String

    /// A value from a survey or another source that states its uncertainty.
    public init(_ value: Double, uncertainty: Double, source: String) {
        self.value = value
        self.uncertainty = uncertainty
        self.source = source
    }

    /// The value at a place by the formula of Somigliana and the height series.
    ///
    /// - Parameters:
    ///   - latitude: degrees, −90…90.
    ///   - height: metres above sea level, −500…9000.
    /// - Returns: nil outside these ranges.
    public init?(latitude: Double, height: Double) {
        guard (-90...90).contains(latitude), (-500...9000).contains(height) else { return nil }
        self.init(
            Self.normal(latitude: latitude, height: height), uncertainty: Self.formulaUncertainty,
            source: "WGS84 normal gravity at \(latitude)°, \(height) m")
    }

    /// Standard gravity, where no place is known: it is off by up to 0.3 % on Earth, and its uncertainty says so.
    public static let standard = Gravity(
        9.80665, uncertainty: 0.027 / 3.0.squareRoot(), source: "standard gravity, no place given")

    /// Standard uncertainty in m/s² of the formula: limits of ±0.0005 m/s², rectangular.
    public static let formulaUncertainty = 5e-4 / 3.0.squareRoot()

    private static func sineSquared(_ latitude: Double) -> Double {
        let s = sin(latitude * .pi / 180)
        return s * s
    }

    /// m/s² at sea level by the formula of Somigliana (WGS84); `latitude` in degrees.
    public static func seaLevel(latitude: Double) -> Double {
        let s2 = sineSquared(latitude)
        return 9.780_325_335_9 * (1 + 0.001_931_852_652_41 * s2) / (1 - 0.006_694_379_990_13 * s2).squareRoot()
    }

    /// m/s² at a height in metres by the second-order series of WGS84.
    public static func normal(latitude: Double, height: Double) -> Double {
        let a = 6_378_137.0
        let f = 1 / 298.257_223_563
        let m = 0.003_449_786_506_84
        let bracket =
            1 - 2 / a * (1 + f + m - 2 * f * sineSquared(latitude)) * height + 3 * height * height / (a * a)
        return seaLevel(latitude: latitude) * bracket
    }

    /// m/s² at a height in metres by the free-air gradient alone, −3.086e-6 a metre.
    public static func freeAir(latitude: Double, height: Double) -> Double {
        seaLevel(latitude: latitude) - 3.086e-6 * height
    }

    /// m/s² by the formula that legal metrology uses for scales (WELMEC), from memory.
    public static func legalMetrology(latitude: Double, height: Double) -> Double {
        let s2 = sineSquared(latitude)
        let double = sin(2 * latitude * .pi / 180)
        return 9.780318 * (1 + 0.005_302_4 * s2 - 0.000_005_8 * double * double) - 3.085e-6 * height
    }
}
