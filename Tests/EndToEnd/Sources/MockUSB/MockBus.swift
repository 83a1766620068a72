import CUMockdev
import Foundation
import Transport

/// A USB bus that exists only for programs under `umockdev-wrapper`: this one, and the children that it starts.
///
/// libusb in such a program finds the devices in its `/sys`, opens their nodes and makes its requests of them; a
/// ``Transport/DeviceModel`` answers. One bus a process at a time. Belongs to one thread.
public final class MockBus {
    /// What a test program without the wrapper has to be told.
    public static let hint =
        "not under umockdev: run `swift build --build-tests && umockdev-wrapper swift test --skip-build` in Tests/EndToEnd"

    /// True where the wrapper's library is loaded.
    public static var isWrapped: Bool {
        ProcessInfo.processInfo.environment["LD_PRELOAD"]?.contains("umockdev-preload") == true
    }

    private struct Slot {
        var device: MockDevice
        var base: UnsafeMutablePointer<UMockdevIoctlBase>
        var sysPath: String
    }

    /// Why a device could not be set up.
    public struct Failure: Error, CustomStringConvertible {
        /// What went wrong.
        public var description: String

        /// Makes one of what went wrong.
        public init(description: String) { self.description = description }
    }

    private let testbed: UnsafeMutablePointer<UMockdevTestbed>
    private let root: String
    private var slots: [String: Slot] = [:]
    private var retired: [Slot] = []
    private var hubs: Set<String> = []
    private var nextAddress: UInt8 = 2
    private var hubAddresses: Set<UInt8> = []

    /// Makes an empty bus.
    public init() throws {
        guard Self.isWrapped else { throw Failure(description: Self.hint) }
        guard let testbed = umockdev_testbed_new(), let root = umockdev_testbed_get_root_dir(testbed) else {
            throw Failure(description: "umockdev gave no testbed")
        }
        self.testbed = testbed
        self.root = String(cString: root)
        g_free(root)
        try FileManager.default.createDirectory(
            atPath: self.root + "/dev/bus/usb/001", withIntermediateDirectories: true)
        // Open to others, so that only a node's own mode says who may open it.
        chmod(self.root, 0o755)
    }

    deinit {
        for port in slots.keys { unplug(port) }
        for slot in retired {
            slot.device.end()
            g_object_unref(slot.base)
            Unmanaged.passUnretained(slot.device).release()
        }
        g_object_unref(testbed)
    }

    /// Plugs `model` into a socket of bus 1.
    ///
    /// - Parameters:
    ///   - model: used by this bus only from now on; its time begins now.
    ///   - port: bus and ports such as `1-1` or, behind a hub, `1-1.2`.
    ///   - cachesStrings: whether `/sys` shows product and serial number, as Linux does when it has read them.
    @discardableResult
    public func plug(
        _ model: any DeviceModel, port: String = "1-1", cachesStrings: Bool = true
    ) throws -> MockDevice {
        let path = try makeHubs(port)
        let address = nextAddress
        takeAddress()
        let number = String(format: "%03d", Int(address))
        let node = "/dev/bus/usb/001/\(number)"
        guard let device = MockDevice(model, node: node, path: root + node, address: address),
            let base = umockdev_ioctl_base_new()
        else { throw Failure(description: "no node \(node)") }
        // Given back in `deinit`, after the testbed has stopped asking.
        let user = Unmanaged.passRetained(device).toOpaque()
        mock_connect(base, handleRequest, clientVanished, user)
        guard umockdev_testbed_attach_ioctl(testbed, node, base, nil) != 0 else {
            throw Failure(description: "umockdev did not take \(node)")
        }
        // umockdev's own door must be open to everybody, or it would end a program that the node's mode shuts out.
        chmod(root + "/ioctl" + node, 0o777)
        device.start()
        slots[port] = Slot(device: device, base: base, sysPath: path)
        try describe(model.descriptors, path: path, address: address, strings: cachesStrings)
        return device
    }

    /// Pulls the plug: transfers end with `-ESHUTDOWN`, then the system tells of it.
    public func unplug(_ port: String = "1-1") {
        guard let slot = slots.removeValue(forKey: port) else { return }
        slot.device.vanish()
        umockdev_testbed_uevent(testbed, "/sys" + slot.sysPath, "remove")
        umockdev_testbed_detach_ioctl(testbed, slot.device.node, nil)
        umockdev_testbed_remove_device(testbed, "/sys" + slot.sysPath)
        unlink(root + slot.device.node)
        retired.append(slot)
    }

    /// Makes `/sys` tell that a program holds the device's first interface.
    public func showClaimed(_ port: String = "1-1") throws {
        guard let slot = slots[port] else { return }
        let name = "\(port):1.0"
        let text = """
            P: \(slot.sysPath)/\(name)
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_interface
            L: driver=../../../../../../../bus/usb/drivers/usbfs


            """
        guard umockdev_testbed_add_from_string(testbed, text, nil) != 0 else {
            throw Failure(description: "umockdev refused the interface")
        }
    }

    private func makeHubs(_ port: String) throws -> String {
        var path = "/devices/pci0000:00/0000:00:14.0/usb1"
        try makeHub("usb1", path: path, address: 1)
        guard let dash = port.firstIndex(of: "-") else { throw Failure(description: "`\(port)` names no port") }
        let ports = port[port.index(after: dash)...].split(separator: ".")
        var name = "1-"
        for (depth, number) in ports.enumerated() {
            name += (depth > 0 ? "." : "") + number
            path += "/" + name
            if depth < ports.count - 1, try makeHub(name, path: path, address: nextAddress) { takeAddress() }
        }
        return path
    }

    /// As on a bus: 1 is the root, the largest is 127, and those of devices that have gone are given again.
    private func takeAddress() {
        let used = hubAddresses.union(slots.values.map(\.device.address))
        let taken = nextAddress
        repeat {
            nextAddress = nextAddress < 127 ? nextAddress + 1 : 2
        } while nextAddress == taken || used.contains(nextAddress)
    }

    @discardableResult
    private func makeHub(_ name: String, path: String, address: UInt8) throws -> Bool {
        guard hubs.insert(name).inserted else { return false }
        let device: [UInt8] = [18, 1, 0, 2, 9, 0, 0, 64, 0x6B, 0x1D, 2, 0, 1, 6, 0, 0, 0, 1]
        let configuration: [UInt8] = [
            9, 2, 25, 0, 1, 1, 0, 0xE0, 0, 9, 4, 0, 0, 1, 9, 0, 0, 0, 7, 5, 0x81, 3, 4, 0, 12,
        ]
        try describe(
            DeviceDescriptors(device: device, configuration: configuration), path: path, address: address,
            strings: false)
        hubAddresses.insert(address)
        return true
    }

    private func describe(
        _ descriptors: DeviceDescriptors, path: String, address: UInt8, strings: Bool
    ) throws {
        let number = String(format: "%03d", Int(address))
        func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }
        // No `N:` line, since the node is there already.
        var text = """
            P: \(path)
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_device
            E: DEVNAME=/dev/bus/usb/001/\(number)
            E: BUSNUM=001
            E: DEVNUM=\(number)
            A: busnum=1\\n
            A: devnum=\(address)\\n
            A: speed=12\\n
            A: bConfigurationValue=1\\n
            A: idVendor=\(String(format: "%04x", descriptors.vendorID))\\n
            A: idProduct=\(String(format: "%04x", descriptors.productID))\\n
            H: descriptors=\(hex(descriptors.device + descriptors.configuration))

            """
        if strings, descriptors.device.count >= 18 {
            let names = ["manufacturer", "product", "serial"]
            for (name, index) in zip(names, descriptors.device[14...16]) {
                if let value = descriptors.strings[index] { text += "A: \(name)=\(value)\\n\n" }
            }
        }
        guard umockdev_testbed_add_from_string(testbed, text + "\n", nil) != 0 else {
            throw Failure(description: "umockdev refused the description of \(path)")
        }
    }
}

/// Runs on umockdev's thread for each request of a client.
private func handleRequest(
    _ base: UnsafeMutablePointer<UMockdevIoctlBase>?, _ client: UnsafeMutablePointer<UMockdevIoctlClient>?,
    _ user: UnsafeMutableRawPointer?
) -> gboolean {
    guard let client, let user else { return 0 }
    Unmanaged<MockDevice>.fromOpaque(user).takeUnretainedValue().handle(client)
    return 1
}

/// Runs on umockdev's thread when a client closes the node.
private func clientVanished(
    _ base: UnsafeMutablePointer<UMockdevIoctlBase>?, _ client: UnsafeMutablePointer<UMockdevIoctlClient>?,
    _ user: UnsafeMutableRawPointer?
) {
    guard let client, let user else { return }
    Unmanaged<MockDevice>.fromOpaque(user).takeUnretainedValue().forget(UInt(bitPattern: client))
}
