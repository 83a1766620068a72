import Transport

/// An emulated device that can be plugged in again and again.
public struct ExportedDevice: Sendable {
    /// Name for messages, such as `u6:360012345`.
    public let name: String
    /// Speed that the host is told.
    public let speed: USBSpeed
    /// Makes the device as it is when its plug goes in.
    let make: @Sendable () -> any DeviceModel

    /// Describes a device.
    ///
    /// - Parameters:
    ///   - name: name for messages.
    ///   - speed: speed that the host is told; the largest packet sizes of the descriptors have to allow it.
    ///   - make: called once for the descriptors and once each time that the device is plugged in, on the thread that
    ///     will own it; its time is 0 then.
    public init(name: String, speed: USBSpeed, make: @escaping @Sendable () -> any DeviceModel) {
        self.name = name
        self.speed = speed
        self.make = make
    }
}
