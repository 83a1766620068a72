import SignalCore

/// What is calibrated: a channel of a device, on a side.
public struct CalibrationDevice: Sendable, Hashable, Codable {
    /// Family and model, such as `u6`.
    public var model: String
    /// Serial number; nil where the device tells none.
    public var serial: String?
    /// Firmware as the device names it; nil where it tells none.
    public var firmware: String?
    /// Channels in the order of their readings, such as `AIN0`; one for a single sensor, four for four cells.
    public var channels: [String]
    /// Unit of the readings: `count`, `V`, `V/V`, `N`.
    public var quantity: String
    /// Samples per second.
    public var rate: Double
    /// One step of the reading in its unit; nil where unknown.
    public var resolution: Double?
    /// Newtons for which the sensor is made; nil where unknown.
    public var capacity: Double?

    /// Makes a description.
    public init(
        model: String, serial: String? = nil, firmware: String? = nil, channels: [String], quantity: String,
        rate: Double, resolution: Double? = nil, capacity: Double? = nil
    ) {
        self.model = model
        self.serial = serial
        self.firmware = firmware
        self.channels = channels
        self.quantity = quantity
        self.rate = rate
        self.resolution = resolution
        self.capacity = capacity
    }
}
