import ForceDevices

/// A device as the command line names it: `u6`, `u6:360012345`, `u6@1-1.2`, `u6:360012345@1-1.2`,
/// `serial:/dev/ttyUSB0,profile=arduino-pair,unit=kg`, or `virtual:u6,person=cmj,asymmetry=8`.
public struct DeviceName: Sendable, Hashable, CustomStringConvertible {
    /// Family in the catalogue.
    public var family: String
    /// Serial number; nil for any.
    public var serial: String?
    /// Socket; nil for any.
    public var port: String?
    /// Settings of a virtual device, in their order; nil for a real one.
    public var virtual: [Setting]?
    /// Settings of a real device, such as its profile.
    public var settings: [Setting] = []
    /// Path of a port or pipe, or `-` for standard input; nil for a USB device.
    public var path: String?

    /// One `key=value` of a device.
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
        let isVirtual = text.hasPrefix("virtual:")
        let parts = (isVirtual ? text.dropFirst("virtual:".count) : text[...])
            .split(separator: ",", omittingEmptySubsequences: false)
        var read: [Setting] = []
        for part in parts.dropFirst() {
            guard let at = part.firstIndex(of: "="), at > part.startIndex else {
                throw fail("`\(part)` is no key=value")
            }
            read.append(Setting(key: String(part[..<at]), value: String(part[part.index(after: at)...])))
        }
        let head = parts.first ?? ""
        if isVirtual {
            family = String(head)
            virtual = read
        } else {
            settings = read
            let named = head.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if named.count > 1, named[1].hasPrefix("/") || named[1].hasPrefix("./") || named[1] == "-" {
                family = String(named[0])
                path = String(named[1])
            } else {
                let located = head.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
                let named = (located.first ?? "").split(
                    separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                family = String(named.first ?? "")
                serial = named.count > 1 ? String(named[1]) : nil
                port = located.count > 1 ? String(located[1]) : nil
            }
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
        let place = (path ?? serial).map { ":\($0)" } ?? ""
        let head = family + place + (port.map { "@\($0)" } ?? "")
        return ([head] + settings.map { "\($0.key)=\($0.value)" }).joined(separator: ",")
    }

    /// The family with the name's own settings applied.
    ///
    /// - Throws: an unknown setting, or one that is needed and not there, such as the profile of a serial line.
    public func configuredFamily() throws(DeviceError) -> DeviceFamily {
        guard let found = DeviceCatalogue.family(family) else {
            throw DeviceError(
                device: "\(self)", detail: "no such family", remedy: "`bilanx devices --supported` lists them.",
                isUsage: true)
        }
        let keys = Set(found.settings.map(\.key))
        // What is no setting of the family belongs to the virtual person on it.
        let own = (virtual ?? settings).filter { virtual == nil || keys.contains($0.key) }
        if found.configure == nil, let first = own.first {
            throw DeviceError(
                device: "\(self)", detail: "`\(first.key)` is no setting of it", remedy: "Leave it out.", isUsage: true)
        }
        return try found.configured(Dictionary(own.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
    }
}
