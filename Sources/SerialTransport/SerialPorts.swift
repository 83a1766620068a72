import Transport

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The serial ports that the system offers.
public enum SerialPorts {
    /// A port with what opening it would meet.
    public struct Port: Sendable, Hashable {
        /// Its path, such as `/dev/ttyUSB0`.
        public var path: String
        /// Whether this user may open it.
        public var access: DeviceListing.Access
    }

    /// USB serial ports by name: `ttyUSB…` and `ttyACM…` on Linux, `cu.usb…` on macOS; built-in ports are left out.
    public static func available() -> [Port] {
        #if os(Linux)
            let names = PortHolder.names(in: "/dev").filter { $0.hasPrefix("ttyUSB") || $0.hasPrefix("ttyACM") }
            return names.sorted().map { name in
                let path = "/dev/\(name)"
                if let holder = PortHolder.holder(of: path) { return Port(path: path, access: .busy(holder)) }
                return Port(path: path, access: isAllowed(path) ? .open : .denied)
            }
        #else
            return []
        #endif
    }
}

/// True where this user may read and write `path`.
private func isAllowed(_ path: String) -> Bool { access(path, R_OK | W_OK) == 0 }
