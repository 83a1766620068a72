/// Why a device could not be reached or went away, and what to do about it.
public struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Kind: Sendable, Hashable {
        /// The operating system does not let this user open the device.
        case accessDenied
        /// Another program or a kernel driver holds the device.
        case busy
        /// No such device, or no such interface or endpoint on it.
        case notFound
        /// The device was unplugged or reset.
        case disconnected
        /// The endpoint halted.
        case stalled
        /// No answer within the time allowed.
        case timedOut
        /// The bus failed again and again (cable, hub, power).
        case busFault
        /// The system gave no memory for transfers.
        case noMemory
        /// The USB library failed or is missing a feature.
        case library
        /// A call that the state of the link does not allow.
        case misuse
    }

    /// What happened.
    public var kind: Kind
    /// To which device, in words.
    public var device: String
    /// What was being done and what came back.
    public var detail: String
    /// What the user can do where more is known than ``kind`` tells; nil for the usual advice.
    public var advice: String?

    /// Makes an error.
    public init(_ kind: Kind, device: String, detail: String, advice: String? = nil) {
        self.kind = kind
        self.device = device
        self.detail = detail
        self.advice = advice
    }

    /// What the user can do.
    public var remedy: String { advice ?? usualRemedy }

    private var usualRemedy: String {
        switch kind {
        case .accessDenied:
            "Install the udev rule: bilanx doctor --print-rule | sudo tee /etc/udev/rules.d/70-bilanx.rules && "
                + "sudo udevadm control --reload && sudo udevadm trigger; then replug. `bilanx doctor` checks it."
        case .busy:
            "Close the other program that uses it (or stop brltty and ModemManager), then try again; "
                + "`bilanx doctor` names what holds it."
        case .notFound: "Check the cable and the name; `bilanx devices` lists what is connected."
        case .disconnected: "Plug it in again; what was recorded until then is kept."
        case .stalled: "Unplug the device, wait two seconds and plug it in again."
        case .timedOut: "Check the device's power and cable; unplug it and plug it in again."
        case .busFault: "Use another cable or socket, without a hub if there is one."
        case .noMemory:
            "Raise the limit: echo 64 | sudo tee /sys/module/usbcore/parameters/usbfs_memory_mb"
        case .library: "Install libusb 1.0 (Debian: sudo apt install libusb-1.0-0) and try again."
        case .misuse: "This is a fault of the program; please report it with the command that you ran."
        }
    }

    /// What happened, to what, and what to do.
    public var description: String { "\(device): \(detail). \(remedy)" }
}
