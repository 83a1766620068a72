/// What a byte stream without USB (a tty, a pipe) looks like on the seam: a vendor-class device with a bulk pipe each way.
///
/// It takes the two requests of a CDC modem, line coding and control lines, so that one driver speaks to a tty and to a
/// USB bridge alike; and one of its own, which reads the system's error counters.
public enum ByteStreamDevice {
    /// Where its bytes come from.
    public static let input = EndpointAddress(0x81)
    /// Where bytes for it go.
    public static let output = EndpointAddress(0x02)
    /// Packet size of both.
    public static let packetSize = 64

    /// `SET_LINE_CODING` of a CDC modem: baud as u32, stop bits, parity, data bits.
    public static let setLineCoding: UInt8 = 0x20
    /// `SET_CONTROL_LINE_STATE` of a CDC modem: bit 0 DTR, bit 1 RTS.
    public static let setControlLines: UInt8 = 0x22
    /// Reads four u32: framing errors, overruns of the chip, parity errors, overruns of the system's buffer.
    public static let readErrorCounters = ControlSetup(
        requestType: 0xC0, request: 0x01, value: 0, index: 0, length: 16)

    /// Descriptors with ids of 0, which no real device has.
    ///
    /// - Parameter name: what stands behind it, such as `/dev/ttyUSB0`.
    public static func descriptors(_ name: String) -> DeviceDescriptors {
        let device: [UInt8] = [18, 1, 0x00, 0x02, 0xFF, 0, 0, 64, 0, 0, 0, 0, 0, 1, 1, 2, 0, 1]
        var configuration: [UInt8] = [9, 2, 0, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 2, 0xFF, 0, 0, 0]
        for address in [input, output] { configuration += [7, 5, address.rawValue, 2, UInt8(packetSize), 0, 0] }
        configuration[2] = UInt8(configuration.count)
        return DeviceDescriptors(
            device: device, configuration: configuration, strings: [1: "byte stream", 2: name])
    }

    /// True for descriptors that ``descriptors(_:)`` made.
    public static func matches(_ descriptors: DeviceDescriptors) -> Bool {
        descriptors.device.count == 18 && descriptors.vendorID == 0 && descriptors.productID == 0
            && descriptors.device[4] == 0xFF
    }
}
