/// Where a calibration is done: from it comes the gravity.
public struct CalibrationSite: Sendable, Hashable, Codable {
    /// What people call the place.
    public var name: String
    /// Degrees, north positive; nil where nobody said.
    public var latitude: Double?
    /// Metres above sea level; nil where nobody said.
    public var height: Double?
    /// A surveyed value, which stands before the formula.
    public var surveyed: Gravity?

    /// Makes a place.
    public init(name: String, latitude: Double? = nil, height: Double? = nil, surveyed: Gravity? = nil) {
        self.name = name
        self.latitude = latitude
        self.height = height
        self.surveyed = surveyed
    }

    /// The surveyed gravity, else by the formula, else standard gravity with its wide uncertainty.
    ///
    /// A latitude without a height counts as sea level.
    public var gravity: Gravity {
        surveyed ?? latitude.flatMap { Gravity(latitude: $0, height: height ?? 0) } ?? .standard
    }
}

/// The climate while a calibration was done.
public struct Climate: Sendable, Hashable, Codable {
    /// °C; nil where nobody measured.
    public var temperature: Double?
    /// Relative humidity in %; nil where nobody measured.
    public var humidity: Double?
    /// hPa; nil where nobody measured.
    public var pressure: Double?
    /// Standard uncertainty of ``temperature`` in K; nil where nobody stated it.
    public var temperatureUncertainty: Double?
    /// Standard uncertainty of ``humidity`` in %; nil where nobody stated it.
    public var humidityUncertainty: Double?
    /// Standard uncertainty of ``pressure`` in hPa; nil where nobody stated it.
    public var pressureUncertainty: Double?

    /// Makes a climate.
    public init(
        temperature: Double? = nil, humidity: Double? = nil, pressure: Double? = nil,
        temperatureUncertainty: Double? = nil, humidityUncertainty: Double? = nil, pressureUncertainty: Double? = nil
    ) {
        self.temperature = temperature
        self.humidity = humidity
        self.pressure = pressure
        self.temperatureUncertainty = temperatureUncertainty
        self.humidityUncertainty = humidityUncertainty
        self.pressureUncertainty = pressureUncertainty
    }

    /// The density of the air where all three are known and usual, else the conventional one with its wide uncertainty.
    public var air: AirDensity {
        guard let temperature, let humidity, let pressure else { return .conventional }
        return AirDensity(
            pressure: pressure, humidity: humidity, temperature: temperature,
            pressureUncertainty: pressureUncertainty, humidityUncertainty: humidityUncertainty,
            temperatureUncertainty: temperatureUncertainty) ?? .conventional
    }
}
