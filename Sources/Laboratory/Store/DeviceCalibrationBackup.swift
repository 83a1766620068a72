import ForceDevices

/// A device's own calibration memory as it was before anybody changed anything.
public struct DeviceCalibrationBackup: Sendable, Hashable, Codable {
    /// `bilanx.devicecalibration/1`.
    public var schema = "bilanx.devicecalibration/1"
    /// The device as the command line names it.
    public var device: String
    /// Model and firmware in words.
    public var product: String
    /// The memory block by block as it was read, in hexadecimal digits.
    public var blocks: [String]

    /// The memory of a device; nil where it has none or its driver reads none.
    public init?(_ info: DeviceInfo) {
        guard !info.calibration.isEmpty else { return nil }
        device = info.name
        product = info.product
        blocks = info.calibration.map { block in
            block.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}
