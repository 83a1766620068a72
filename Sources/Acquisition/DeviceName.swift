import ForceDevices

/// A device as the command line names it: `u6`, `u6:360012345`, `u6@1-1.2`, `u6:360012345@1-1.2`, or
/// `virtual:u6,person=cmj,asymmetry=8`.
public struct DeviceName: Sendable, Hashable, CustomStringConvertible {
    /// Family in the catalogue.
    public var family: String
    /// Serial number; nil for any.
    public var serial: String?
    /// Socket; nil for any.
    public var port: String?
    /// Settings of a virtual device, in their order; nil for a real one.
    public var virtual: [Setting]?

    /// One `key=value` of a virtual device.
    public struct Setting: Sendable, Hashable {
        /// What is set.
        public var key: String
        /// To what.
        public var value: String
        /// Makes a setting.
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// Reads a name.
    ///
    /// - Throws: what is wrong with it and what a right one looks like.
    public init(_ text: String) throws(DeviceError) {
        func fail(_ detail: String) -> DeviceError {
            DeviceError(
                device: "device name `\(text)`", detail: detail,
                remedy: "Write FAMILY, FAMILY:SERIAL or FAMILY:SERIAL@PORT as `bilanx devices` lists them, "
                    + "or virtual:FAMILY,person=cmj.", isUsage: true)
        }
        if text.hasPrefix("virtual:") {
            let parts = text.dropFirst("virtual:".count).split(separator: ",", omittingEmptySubsequences: false)
            var settings: [Setting] = []
            for part in parts.dropFirst() {
                guard let at = part.firstIndex(of: "="), at > part.startIndex else {
                    throw fail("`\(part)` is no key=value")
                }
                settings.append(Setting(key: String(part[..<at]), value: String(part[part.index(after: at)...])))
            }
            family = String(parts.first ?? "")
            virtual = settings
        } else {
            let located = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            let named = located[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            family = String(named.first ?? "")
            serial = named.count > 1 ? String(named[1]) : nil
            port = located.count > 1 ? String(located[1]) : nil
            if serial?.isEmpty == true { throw fail("the serial number is empty") }
            if port?.isEmpty == true { throw fail("the port is empty") }
        }
        guard DeviceCatalogue.family(family) != nil else {
            let known = DeviceCatalogue.families.map(\.id).joined(separator: ", ")
            throw fail("`\(family)` is no family that Bilanx reads (\(known))")
        }
    }

    /// The name as it is written.
    public var description: String {
        if let virtual {
            return (["virtual:\(family)"] + virtual.map { "\($0.key)=\($0.value)" }).joined(separator: ",")
        }
        return family + (serial.map { ":\($0)" } ?? "") + (port.map { "@\($0)" } ?? "")
    }
}
