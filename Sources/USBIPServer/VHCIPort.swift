/// The kernel's virtual host controller as it shows itself in sysfs (Linux, Documentation/ABI/testing/sysfs-platform-vhci_hcd).
struct VHCIPort {
    /// Where the first controller is.
    static let controller = "/sys/devices/platform/vhci_hcd.0"

    /// The port's number on its controller.
    var number: Int

    /// Value of the status column for a socket with nothing in it (VDEV_ST_NULL).
    private static let free = 4

    /// The first free port for a device of that speed.
    ///
    /// - Parameter status: text of the controller's `status` file: a heading, then a line a port with hub (`hs` up to
    ///   high speed, `ss`), number, status and more.
    /// - Returns: nil where all are taken.
    static func free(in status: String, for speed: USBSpeed) -> VHCIPort? {
        let hub = speed == .superSpeed ? "ss" : "hs"
        for line in status.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 3, fields[0] == hub, let number = Int(fields[1]), Int(fields[2]) == free else {
                continue
            }
            return VHCIPort(number: number)
        }
        return nil
    }

    /// What the controller's `attach` file takes.
    func attachLine(descriptor: Int32, deviceID: UInt32, speed: USBSpeed) -> String {
        "\(number) \(descriptor) \(deviceID) \(speed.rawValue)"
    }
}
