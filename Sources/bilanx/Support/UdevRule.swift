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
        var lines = """
            # Lets whoever sits at the machine open the force devices that Bilanx reads.
            #
            #   \(installCommand)
            #
            # then replug the device. The number must stay below 73: 73-seat-late.rules gives the access that the tag asks for.
            #
            # A machine that is used over ssh has no seat, and the tag gives nothing there. Replace `TAG+="uaccess"` in each
            # line by
            #   MODE="0660", GROUP="plugdev"
            # and add the user to that group (sudo usermod -aG plugdev USER), then log in anew.
            """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for family in DeviceCatalogue.families where !family.isGeneric {
            lines.append("# \(family.name)")
            for id in family.usb {
                lines.append(
                    "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", ATTR{idVendor}==\"\(hex(id.vendor))\", "
                        + "ATTR{idProduct}==\"\(hex(id.product))\", TAG+=\"uaccess\"")
            }
        }
        lines += serialTemplate
        return lines.joined(separator: "\n") + "\n"
    }

    /// Bridges serve many things, so nobody's are opened for all; ModemManager is kept off the one that is named.
    private static let serialTemplate = """
        # Serial bridges belong to many things. Copy this line for yours, with its ids and serial number (lsusb -v):
        #   SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="0403", ATTR{idProduct}=="6001", \
        ATTR{serial}=="A50285BI", TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1"
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

    private static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
