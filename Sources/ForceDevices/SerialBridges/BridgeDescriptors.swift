import Transport

extension VirtualSerialDevice.Chip {
    /// Descriptors as the chips have them.
    func descriptors(serial: String) -> DeviceDescriptors {
        switch self {
        case .ftdi:
            DeviceDescriptors(
                device: [18, 1, 0x00, 0x02, 0, 0, 0, 8, 0x03, 0x04, 0x01, 0x60, 0x00, 0x06, 1, 2, 3, 1],
                configuration: Self.configuration(
                    interfaces: 1,
                    [9, 4, 0, 0, 2, 0xFF, 0xFF, 0xFF, 2] + Self.bulk(0x81, 64) + Self.bulk(0x02, 64)),
                strings: [1: "FTDI", 2: "FT232R USB UART", 3: serial])
        case .cp210x:
            DeviceDescriptors(
                device: [18, 1, 0x10, 0x01, 0, 0, 0, 64, 0xC4, 0x10, 0x60, 0xEA, 0x00, 0x01, 1, 2, 3, 1],
                configuration: Self.configuration(
                    interfaces: 1, [9, 4, 0, 0, 2, 0xFF, 0, 0, 2] + Self.bulk(0x81, 64) + Self.bulk(0x01, 64)),
                strings: [1: "Silicon Labs", 2: "CP2102 USB to UART Bridge Controller", 3: serial])
        case .ch340:
            // The chip has no serial number.
            DeviceDescriptors(
                device: [18, 1, 0x10, 0x01, 0xFF, 0, 0, 8, 0x86, 0x1A, 0x23, 0x75, 0x64, 0x02, 0, 2, 0, 1],
                configuration: Self.configuration(
                    interfaces: 1,
                    [9, 4, 0, 0, 3, 0xFF, 1, 2, 0] + Self.bulk(0x82, 32) + Self.bulk(0x02, 32)
                        + [7, 5, 0x81, 3, 8, 0, 1]),
                strings: [2: "USB2.0-Serial"])
        case .cdc:
            DeviceDescriptors(
                device: [18, 1, 0x10, 0x01, 2, 0, 0, 8, 0x41, 0x23, 0x43, 0x00, 0x01, 0x00, 1, 2, 3, 1],
                configuration: Self.configuration(
                    interfaces: 2,
                    [9, 4, 0, 0, 1, 2, 2, 1, 0, 5, 0x24, 0, 0x10, 0x01, 4, 0x24, 2, 6, 5, 0x24, 6, 0, 1]
                        + [5, 0x24, 1, 3, 1, 7, 5, 0x82, 3, 8, 0, 255]
                        + [9, 4, 1, 0, 2, 0x0A, 0, 0, 0] + Self.bulk(0x04, 64) + Self.bulk(0x83, 64)),
                strings: [1: "Arduino (www.arduino.cc)", 2: "Arduino Uno", 3: serial])
        case .byteStream: ByteStreamDevice.descriptors("virtual line")
        }
    }

    private static func configuration(interfaces: UInt8, _ rest: [UInt8]) -> [UInt8] {
        let total = UInt16(9 + rest.count)
        return [9, 2, UInt8(total & 0xFF), UInt8(total >> 8), interfaces, 1, 0, 0x80, 50] + rest
    }

    private static func bulk(_ address: UInt8, _ size: UInt8) -> [UInt8] { [7, 5, address, 2, size, 0, 0] }
}
