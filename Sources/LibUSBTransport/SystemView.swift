import Transport

#if os(Linux)
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif
#endif

/// What the operating system already knows of a device, without asking the device.
///
/// Linux keeps it in `/sys/bus/usb/devices` under the port path; elsewhere all of it is empty.
struct SystemView {
    /// Product name; empty where not known.
    let product: String
    /// Serial number; empty where not known.
    let serial: String
    /// Who holds an interface through usbfs, such as another measuring program; nil for nobody.
    let holder: String?

    init(_ identity: DeviceIdentity) {
        #if os(Linux)
            let folder = "/sys/bus/usb/devices/\(identity.portPath)"
            product = Self.line(of: folder + "/product")
            serial = Self.line(of: folder + "/serial")
            let held = Self.names(in: folder).contains { name in
                name.hasPrefix(identity.portPath + ":")
                    && Self.target(of: "\(folder)/\(name)/driver")?.hasSuffix("/usbfs") == true
            }
            holder = held ? Self.holder(of: identity) ?? "another program" : nil
        #else
            product = ""
            serial = ""
            holder = nil
        #endif
    }

    #if os(Linux)
        /// The process with the device's node open, by name; nil where it belongs to another user.
        private static func holder(of identity: DeviceIdentity) -> String? {
            func three(_ number: UInt8) -> String { String(String(1000 + Int(number)).dropFirst()) }
            let node = "/dev/bus/usb/\(three(identity.bus))/\(three(identity.address))"
            for process in names(in: "/proc") where process.allSatisfy(\.isNumber) {
                let files = "/proc/\(process)/fd"
                if names(in: files).contains(where: { target(of: "\(files)/\($0)") == node }) {
                    return "\(line(of: "/proc/\(process)/comm")) (process \(process))"
                }
            }
            return nil
        }

        private static func line(of path: String) -> String {
            guard let file = fopen(path, "r") else { return "" }
            defer { fclose(file) }
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 512) { buffer in
                let count = fread(buffer.baseAddress, 1, buffer.count, file)
                return String(decoding: buffer.prefix(count).prefix { $0 != 0x0A }, as: UTF8.self)
            }
        }

        private static func target(of path: String) -> String? {
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
                let count = buffer.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { readlink(path, $0, text.count) } ?? 0
                }
                return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
            }
        }

        private static func names(in folder: String) -> [String] {
            guard let directory = opendir(folder) else { return [] }
            defer { closedir(directory) }
            var names: [String] = []
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if !name.hasPrefix(".") { names.append(name) }
            }
            return names
        }
    #endif
}
