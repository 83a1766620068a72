import ForceDevices

/// The rule that lets the person at the machine open the devices (devices-and-usb B6).
///
/// The file must sort before `73-seat-late.rules`, where systemd grants access to what is tagged `uaccess`.
enum UdevRule {
    /// Name of the file.
    static let fileName = "70-bilanx.rules"
    /// Folders where udev looks.
    static let folders = ["/etc/udev/rules.d", "/run/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d"]
    /// Puts the rule in place from anywhere.
    static let installCommand =
        "bilanx doctor --print-rule | sudo tee /etc/udev/rules.d/\(fileName) && sudo udevadm control --reload "
        + "&& sudo udevadm trigger"

    /// The file's text, from the catalogue.
    static var text: String {
        var lines = [
            "# Lets the person logged in at this machine open force plates and dynamometers without being root.",
            "# Written by: bilanx doctor --print-rule",
            "# A machine without a seat (reached by ssh): replace TAG+=\"uaccess\" by GROUP=\"plugdev\", MODE=\"0660\"",
            "# and add the user to that group.",
        ]
        for family in DeviceCatalogue.families {
            lines.append("# \(family.name)")
            for id in family.usb {
                lines.append(
                    "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", ATTR{idVendor}==\"\(hex(id.vendor))\", "
                        + "ATTR{idProduct}==\"\(hex(id.product))\", TAG+=\"uaccess\"")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
