import CLibUSB
import Transport

/// What libusb knows of a device without opening it or asking it anything.
struct BusDevice {
    private let pointer: OpaquePointer
    private let descriptor: libusb_device_descriptor

    /// Borrows a `libusb_device`, which must outlive this value.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        var descriptor = libusb_device_descriptor()
        // Cached since the device was found; never fails.
        libusb_get_device_descriptor(pointer, &descriptor)
        self.descriptor = descriptor
    }

    /// True for hubs, which measure nothing and are better not opened.
    var isHub: Bool { descriptor.bDeviceClass == UInt8(LIBUSB_CLASS_HUB.rawValue) }

    /// Indices of the strings for manufacturer, product and serial number, those that there are.
    var stringIndices: [UInt8] {
        [descriptor.iManufacturer, descriptor.iProduct, descriptor.iSerialNumber].filter { $0 != 0 }
    }

    /// Index of the product's name; 0 for none.
    var productIndex: UInt8 { descriptor.iProduct }
    /// Index of the serial number; 0 for none.
    var serialIndex: UInt8 { descriptor.iSerialNumber }

    /// Which device on which socket, without a serial number.
    var identity: DeviceIdentity {
        let bus = libusb_get_bus_number(pointer)
        // Seven hubs in a row is the most that USB allows (USB 2.0, 4.1.1).
        let ports = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 7) { buffer in
            let count = libusb_get_port_numbers(pointer, buffer.baseAddress, 7)
            return buffer.prefix(max(0, Int(count))).map(String.init)
        }
        return DeviceIdentity(
            vendorID: descriptor.idVendor, productID: descriptor.idProduct, serial: "", bus: bus,
            address: libusb_get_device_address(pointer),
            portPath: ports.isEmpty ? "usb\(bus)" : "\(bus)-" + ports.joined(separator: "."))
    }

    /// The raw descriptors, put together again from libusb's parsed ones.
    ///
    /// Alternate settings stand grouped by interface, which is the order that USB 2.0, 9.6.5 asks for. No configuration
    /// where the device has none active.
    func descriptors(strings: [UInt8: String]) -> DeviceDescriptors {
        DeviceDescriptors(device: deviceBytes, configuration: configurationBytes, strings: strings)
    }

    private var deviceBytes: [UInt8] {
        [18, 1] + pair(descriptor.bcdUSB)
            + [
                descriptor.bDeviceClass, descriptor.bDeviceSubClass, descriptor.bDeviceProtocol,
                descriptor.bMaxPacketSize0,
            ] + pair(descriptor.idVendor) + pair(descriptor.idProduct) + pair(descriptor.bcdDevice)
            + [
                descriptor.iManufacturer, descriptor.iProduct, descriptor.iSerialNumber, descriptor.bNumConfigurations,
            ]
    }

    private var configurationBytes: [UInt8] {
        var found: UnsafeMutablePointer<libusb_config_descriptor>?
        guard libusb_get_active_config_descriptor(pointer, &found) == 0, let found else { return [] }
        defer { libusb_free_config_descriptor(found) }
        let config = found.pointee
        var bytes: [UInt8] = [9, 2] + pair(config.wTotalLength)
        bytes += [
            config.bNumInterfaces, config.bConfigurationValue, config.iConfiguration, config.bmAttributes,
            config.MaxPower,
        ]
        bytes += extra(config.extra, config.extra_length)
        for interface in UnsafeBufferPointer(start: config.interface, count: Int(config.bNumInterfaces)) {
            for setting in UnsafeBufferPointer(start: interface.altsetting, count: Int(interface.num_altsetting)) {
                bytes += [
                    9, 4, setting.bInterfaceNumber, setting.bAlternateSetting, setting.bNumEndpoints,
                    setting.bInterfaceClass, setting.bInterfaceSubClass, setting.bInterfaceProtocol,
                    setting.iInterface,
                ]
                bytes += extra(setting.extra, setting.extra_length)
                for endpoint in UnsafeBufferPointer(start: setting.endpoint, count: Int(setting.bNumEndpoints)) {
                    bytes += [endpoint.bLength, 5, endpoint.bEndpointAddress, endpoint.bmAttributes]
                    bytes += pair(endpoint.wMaxPacketSize) + [endpoint.bInterval]
                    if endpoint.bLength >= 9 { bytes += [endpoint.bRefresh, endpoint.bSynchAddress] }
                    bytes += extra(endpoint.extra, endpoint.extra_length)
                }
            }
        }
        return bytes
    }

    private func pair(_ number: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)] }

    private func extra(_ start: UnsafePointer<UInt8>?, _ count: Int32) -> [UInt8] {
        Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(count)))
    }
}
