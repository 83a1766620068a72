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

    /// A failure of the device's protocol or settings.
    public init(device: String, detail: String, remedy: String) {
        self.device = device
        self.detail = detail
        self.remedy = remedy
    }

    /// A failure of the bus.
    public init(_ error: TransportError) {
        device = error.device
        detail = error.detail
        remedy = error.remedy
        transport = error
    }

    /// What happened, to what, and what to do.
    public var description: String { "\(device): \(detail). \(remedy)" }
}
