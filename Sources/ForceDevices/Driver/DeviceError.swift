import Transport

/// Why a driver could not do what was asked, and what to do about it.
public struct DeviceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The device in words.
    public var device: String
    /// What happened.
    public var detail: String
    /// What the user can do.
    public var remedy: String
    /// The transport's failure behind it, where there is one.
    public var transport: TransportError?
    /// True where what was asked for is wrong, and not the device.
    public var isUsage: Bool

    /// A failure of the device's protocol, or of what was asked of it.
    public init(device: String, detail: String, remedy: String, isUsage: Bool = false) {
        self.device = device
        self.detail = detail
        self.remedy = remedy
        self.isUsage = isUsage
    }

    /// A failure of the bus.
    public init(_ error: TransportError) {
        device = error.device
        detail = error.detail
        remedy = error.remedy
        transport = error
        isUsage = false
    }

    /// What happened, to what, and what to do.
    public var description: String { "\(device): \(detail). \(remedy)" }
}
