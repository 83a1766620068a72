/// Kind of a USB transfer; the raw values are those of Linux's usbmon.
public enum TransferKind: UInt8, Sendable, Hashable, CaseIterable {
    /// Isochronous; no driver of this project uses it.
    case isochronous = 0
    /// Interrupt.
    case interrupt = 1
    /// Control, on endpoint 0.
    case control = 2
    /// Bulk.
    case bulk = 3
}

/// How a transfer ended.
public enum TransferStatus: UInt8, Sendable, Hashable, CaseIterable {
    /// All went well; a short transfer counts as completed.
    case completed = 0
    /// The bus failed (cable, hub, protocol).
    case error = 1
    /// The time allowed ran out; what had arrived is delivered.
    case timedOut = 2
    /// Cancelled; what had arrived is delivered.
    case cancelled = 3
    /// The endpoint halted, or the device refused a control request.
    case stall = 4
    /// The device is gone.
    case noDevice = 5
    /// The device sent more than was asked for; the bytes are not to be trusted and none are delivered.
    case overflow = 6
    /// Not ended yet: the status of a submission.
    case pending = 7
}

/// An endpoint's address: number in bits 0–3, bit 7 set for IN (USB 2.0, 9.6.6).
public struct EndpointAddress: RawRepresentable, Sendable, Hashable {
    /// The address as it stands in the endpoint descriptor.
    public let rawValue: UInt8
    /// Wraps a descriptor's address.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Wraps a descriptor's address.
    public init(_ rawValue: UInt8) { self.rawValue = rawValue }
    /// True for device-to-host.
    public var isIn: Bool { rawValue & 0x80 != 0 }
    /// Endpoint 0, host to device.
    public static let controlOut = EndpointAddress(0x00)
    /// Endpoint 0, device to host.
    public static let controlIn = EndpointAddress(0x80)
}

/// The eight bytes that open a control transfer (USB 2.0, 9.3).
public struct ControlSetup: Sendable, Hashable {
    /// Direction (bit 7, set for IN), type (bits 5–6) and recipient (bits 0–4).
    public var requestType: UInt8
    /// Number of the request.
    public var request: UInt8
    /// `wValue`.
    public var value: UInt16
    /// `wIndex`.
    public var index: UInt16
    /// `wLength`: bytes of the data stage.
    public var length: UInt16

    /// Makes a setup packet.
    public init(requestType: UInt8, request: UInt8, value: UInt16, index: UInt16, length: UInt16) {
        self.requestType = requestType
        self.request = request
        self.value = value
        self.index = index
        self.length = length
    }

    /// True for device-to-host.
    public var isIn: Bool { requestType & 0x80 != 0 }

    /// The eight bytes as they go over the wire, little-endian, as one number (first byte lowest).
    public var packed: UInt64 {
        UInt64(requestType) | UInt64(request) << 8 | UInt64(value) << 16 | UInt64(index) << 32 | UInt64(length) << 48
    }

    /// Unpacks what ``packed`` made.
    public init(packed: UInt64) {
        self.init(
            requestType: UInt8(truncatingIfNeeded: packed), request: UInt8(truncatingIfNeeded: packed >> 8),
            value: UInt16(truncatingIfNeeded: packed >> 16), index: UInt16(truncatingIfNeeded: packed >> 32),
            length: UInt16(truncatingIfNeeded: packed >> 48))
    }
}

/// Which physical thing on which socket: what a side assignment is bound to.
public struct DeviceIdentity: Sendable, Hashable, CustomStringConvertible {
    /// USB vendor id.
    public var vendorID: UInt16
    /// USB product id.
    public var productID: UInt16
    /// Serial number as the device's driver or descriptor gives it; empty where it has none.
    public var serial: String
    /// Bus number.
    public var bus: UInt8
    /// Address on the bus; changes at every plug-in.
    public var address: UInt8
    /// Bus and port chain such as `1-1.2`; stays the same for one socket.
    public var portPath: String

    /// Makes an identity.
    public init(vendorID: UInt16, productID: UInt16, serial: String, bus: UInt8, address: UInt8, portPath: String) {
        self.vendorID = vendorID
        self.productID = productID
        self.serial = serial
        self.bus = bus
        self.address = address
        self.portPath = portPath
    }

    /// `0cd5:0006 at 1-1.2`, with the serial number where known.
    public var description: String {
        let ids = hex(vendorID) + ":" + hex(productID)
        return serial.isEmpty ? "\(ids) at \(portPath)" : "\(ids) \(serial) at \(portPath)"
    }

    private func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

/// A device's descriptors as raw bytes, so that a journal can hold them and Wireshark decode them.
public struct DeviceDescriptors: Sendable, Hashable {
    /// The 18 bytes of the device descriptor.
    public var device: [UInt8]
    /// The active configuration descriptor with all that follows it.
    public var configuration: [UInt8]
    /// String descriptors in English, by index; empty where not read.
    public var strings: [UInt8: String]

    /// Wraps raw descriptors.
    public init(device: [UInt8], configuration: [UInt8], strings: [UInt8: String] = [:]) {
        self.device = device
        self.configuration = configuration
        self.strings = strings
    }

    /// `idVendor` of the device descriptor; 0 where it is too short.
    public var vendorID: UInt16 { device.count >= 12 ? UInt16(device[8]) | UInt16(device[9]) << 8 : 0 }
    /// `idProduct` of the device descriptor; 0 where it is too short.
    public var productID: UInt16 { device.count >= 12 ? UInt16(device[10]) | UInt16(device[11]) << 8 : 0 }

    /// One endpoint as the configuration declares it.
    public struct Endpoint: Sendable, Hashable {
        /// Its address.
        public var address: EndpointAddress
        /// Its kind.
        public var kind: TransferKind
        /// Largest packet in bytes.
        public var maxPacketSize: Int
        /// Number of the interface that it belongs to (alternate setting 0).
        public var interface: UInt8
    }

    /// The endpoints of all interfaces at alternate setting 0; a torn configuration gives those before the tear.
    public var endpoints: [Endpoint] {
        var found: [Endpoint] = []
        var at = 0
        var interface: UInt8 = 0
        var alternate: UInt8 = 0
        while at + 2 <= configuration.count {
            let length = Int(configuration[at])
            guard length >= 2, at + length <= configuration.count else { break }
            if configuration[at + 1] == 4, length >= 9 {
                interface = configuration[at + 2]
                alternate = configuration[at + 3]
            } else if configuration[at + 1] == 5, length >= 7, alternate == 0,
                let kind = TransferKind(rawValue: [2, 0, 3, 1][Int(configuration[at + 3] & 3)])
            {
                let size = Int(configuration[at + 4]) | Int(configuration[at + 5] & 7) << 8
                found.append(
                    Endpoint(
                        address: EndpointAddress(configuration[at + 2]), kind: kind, maxPacketSize: size,
                        interface: interface))
            }
            at += length
        }
        return found
    }
}
