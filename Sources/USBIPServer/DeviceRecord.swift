import Transport

/// A device as the operations describe it (`struct usbip_usb_device` with its interfaces).
struct DeviceRecord: Hashable {
    /// Bus and port, such as `1-1`: the name that `usbip attach -b` takes.
    var busID: String
    /// Number of the made-up bus.
    var bus: UInt32
    /// Address on it.
    var address: UInt32
    /// Speed of the device.
    var speed: USBSpeed
    /// What it says about itself.
    var descriptors: DeviceDescriptors

    /// How the kernel is told about bus and address in one number.
    var deviceID: UInt32 { bus << 16 | address }

    /// Class, subclass and protocol of every interface at alternate setting 0.
    var interfaces: [[UInt8]] {
        var found: [[UInt8]] = []
        let bytes = descriptors.configuration
        var at = 0
        while at + 2 <= bytes.count, bytes[at] >= 2, at + Int(bytes[at]) <= bytes.count {
            if bytes[at + 1] == 4, bytes[at] >= 9, bytes[at + 3] == 0 { found.append(Array(bytes[at + 5..<at + 8])) }
            at += Int(bytes[at])
        }
        return found
    }

    /// The 312 bytes that an import is answered with, followed by four an interface in a list.
    func encoded(withInterfaces: Bool) -> [UInt8] {
        let device = descriptors.device + [UInt8](repeating: 0, count: max(0, 18 - descriptors.device.count))
        var bytes: [UInt8] = []
        bytes.append(field: "/sys/devices/virtual/bilanx/\(busID)", length: 256)
        bytes.append(field: busID, length: USBIPWire.busIDLength)
        bytes.append(wire: bus)
        bytes.append(wire: address)
        bytes.append(wire: speed.rawValue)
        for at in [8, 10, 12] { bytes += [device[at + 1], device[at]] }
        bytes += device[4...6]
        let configuration = descriptors.configuration
        bytes.append(configuration.count > 5 ? configuration[5] : 0)
        bytes.append(device[17])
        bytes.append(UInt8(truncatingIfNeeded: interfaces.count))
        if withInterfaces { for interface in interfaces { bytes += interface + [0] } }
        return bytes
    }

    /// OP_REP_DEVLIST.
    static func listReply(_ records: [DeviceRecord]) -> [UInt8] {
        var bytes = operation(USBIPWire.Operation.listReply, .ok)
        bytes.append(wire: UInt32(records.count))
        for record in records { bytes += record.encoded(withInterfaces: true) }
        return bytes
    }

    /// OP_REP_IMPORT with the device.
    func importReply() -> [UInt8] {
        Self.operation(USBIPWire.Operation.importReply, .ok) + encoded(withInterfaces: false)
    }

    /// OP_REP_IMPORT without one.
    static func importRefusal(_ status: USBIPWire.OperationStatus) -> [UInt8] {
        operation(USBIPWire.Operation.importReply, status)
    }

    private static func operation(_ code: UInt16, _ status: USBIPWire.OperationStatus) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(wire: USBIPWire.version)
        bytes.append(wire: code)
        bytes.append(wire: status.rawValue)
        return bytes
    }
}
