/// Speed of an emulated device; the raw values are those of USB/IP and of Linux (`enum usb_device_speed`).
public enum USBSpeed: UInt32, Sendable, Hashable, CaseIterable {
    /// 1.5 Mbit/s.
    case low = 1
    /// 12 Mbit/s.
    case full = 2
    /// 480 Mbit/s.
    case high = 3
    /// 5 Gbit/s and more.
    case superSpeed = 5
}
