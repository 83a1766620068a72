/// Why a virtual device could not be plugged in, and what to do about it.
public struct USBIPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Kind: Sendable, Hashable {
        /// The kernel has no virtual host controller: its module is not loaded, or this is not Linux.
        case moduleMissing
        /// The system does not let this user do it.
        case accessDenied
        /// Another program listens on the port.
        case portInUse
        /// Every socket of the virtual host controller is taken.
        case noFreePort
        /// The system refused something that it normally grants.
        case system
    }

    /// What happened.
    public var kind: Kind
    /// To what, and what came back.
    public var detail: String
    /// What the user can do.
    public var remedy: String

    /// What happened, and what to do.
    public var description: String { "\(detail). \(remedy)" }

    static func moduleMissing(_ path: String) -> USBIPError {
        USBIPError(
            kind: .moduleMissing, detail: "the kernel has no virtual USB host controller (\(path) does not exist)",
            remedy: "Load it with `sudo modprobe vhci-hcd`; cloud kernels lack it (Ubuntu: install "
                + "linux-modules-extra-$(uname -r), Debian: linux-image-amd64 instead of the cloud kernel).")
    }

    static func accessDenied(_ path: String) -> USBIPError {
        USBIPError(
            kind: .accessDenied, detail: "no permission to write \(path)",
            remedy: "Run the same command with sudo; or leave --attach away and let `sudo usbip attach` do it.")
    }

    static func portInUse(_ port: UInt16) -> USBIPError {
        USBIPError(
            kind: .portInUse, detail: "another program listens on 127.0.0.1:\(port)",
            remedy: "End it (usbipd, or another `bilanx virtual serve`), or choose another with --port.")
    }

    static func noFreePort(_ speed: USBSpeed) -> USBIPError {
        USBIPError(
            kind: .noFreePort, detail: "every port of the virtual host controller for \(speed) speed is taken",
            remedy: "`sudo usbip port` shows them, `sudo usbip detach -p NUMBER` frees one.")
    }

    static func system(_ action: String, _ code: Int32) -> USBIPError {
        USBIPError(
            kind: .system, detail: "\(action) failed: \(SystemCall.describe(code))",
            remedy: "If it happens again, please report it with the command that you ran.")
    }
}
