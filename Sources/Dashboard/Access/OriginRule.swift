/// Which names and origins are ours.
///
/// A page of another site can make a browser on this computer call us, and a name server can make its own name point
/// here. Neither can forge Host or Origin.
struct OriginRule: Sendable {
    private let hosts: Set<String>
    private let origins: Set<String>
    /// The hosts of those origins, of which only the named origin is ours.
    private let proxied: Set<String>
    private let port: UInt16
    /// Any address written in numbers is ours: no name server has a say in those.
    private let takesAddresses: Bool

    init(_ settings: DashboardSettings, port: UInt16) {
        self.port = port
        let isLocal = Self.isLoopback(settings.address)
        takesAddresses = !isLocal
        var names = ["localhost", "127.0.0.1", "[::1]"] + settings.names.map { $0.lowercased() }
        if !["0.0.0.0", "::"].contains(settings.address) {
            names.append(settings.address.contains(":") ? "[\(settings.address)]" : settings.address)
        }
        var hosts = Set(names.map { "\($0):\(port)" })
        if port == 80 { hosts.formUnion(names) }
        var origins: Set<String> = []
        var proxied: Set<String> = []
        for origin in settings.origins {
            let origin = origin.lowercased()
            origins.insert(origin)
            if let colon = origin.firstRange(of: "://") { proxied.insert(String(origin[colon.upperBound...])) }
        }
        self.hosts = hosts.union(proxied)
        self.proxied = proxied
        self.origins = origins
    }

    /// Whether the request was made to us by a name of ours.
    func takes(host: String?) -> Bool {
        guard let host = host?.lowercased() else { return false }
        return hosts.contains(host) || takesAddresses && isAddress(host)
    }

    /// Whether the page that asks is ours: of the same host as the request, or one of those named.
    func takes(origin: String, host: String) -> Bool {
        let origin = origin.lowercased()
        return origins.contains(origin)
            || !proxied.contains(host.lowercased()) && origin == "http://" + host.lowercased()
    }

    private func isAddress(_ host: String) -> Bool {
        let end = ":\(port)"
        let bare = host.hasSuffix(end) ? host.dropLast(end.utf8.count) : port == 80 ? host[...] : ""
        if bare.hasPrefix("["), bare.hasSuffix("]") {
            return bare.count > 2 && bare.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && $0.utf8.allSatisfy { $0 != 0x2B } }
    }

    /// Whether an address is this computer's own.
    static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address == "::1" || address == "localhost"
    }
}
