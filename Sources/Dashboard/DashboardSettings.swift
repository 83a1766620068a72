/// Where the dashboard listens and whom it lets in.
public struct DashboardSettings: Sendable {
    /// TCP port; 0 takes any free one.
    public var port: UInt16
    /// IPv4 or IPv6 address to listen on; `0.0.0.0` and `::` are every one of this computer.
    public var address: String
    /// Screens must give the six-digit code before they see anything.
    public var pairing: Bool
    /// Names of this computer by which other computers may call it, `plates.local`.
    ///
    /// Addresses need not be listed.
    public var names: [String]
    /// Origins beside our own, `https://plates.example.org`: those of a proxy that speaks TLS in front of us.
    public var origins: [String]
    /// Name and version of the program, for the page.
    public var software: String
    /// What one screen, one address and all together may use.
    public var limits: DashboardLimits

    /// Settings; without arguments the dashboard is reached from this computer only, and without a code.
    public init(
        port: UInt16 = 8642, address: String = "127.0.0.1", pairing: Bool = false, names: [String] = [],
        origins: [String] = [], software: String = "bilanx", limits: DashboardLimits = DashboardLimits()
    ) {
        self.port = port
        self.address = address
        self.pairing = pairing
        self.names = names
        self.origins = origins
        self.software = software
        self.limits = limits
    }

    /// Every address of this computer, with the code.
    public static func lan(port: UInt16 = 8642, names: [String] = [], software: String = "bilanx") -> Self {
        DashboardSettings(port: port, address: "0.0.0.0", pairing: true, names: names, software: software)
    }
}

/// Bounds on what a screen can use of this computer.
public struct DashboardLimits: Sendable {
    /// Open connections; a page holds one and a few more while it loads.
    public var connections = 64
    /// Open connections from one address other than this computer's own.
    public var connectionsPerAddress = 24
    /// Bytes of a request's first line.
    public var lineBytes = 2048
    /// Bytes of a request's first line and headers.
    public var headBytes = 16384
    /// Header lines of a request.
    public var headers = 64
    /// Bytes of a request's body.
    public var bodyBytes = 65536
    /// Bytes of a message that a page sends over its WebSocket.
    public var messageBytes = 4096
    /// Time from the first byte of a request to its last.
    public var requestTime = Duration.seconds(10)
    /// Time for which a connection may be open between two requests.
    public var idleTime = Duration.seconds(30)
    /// Time in which an answer, or one message of a WebSocket, must have left.
    public var sendTime = Duration.seconds(10)
    /// Silence after which a WebSocket is given up; it is asked for a sign of life at a third of it.
    public var silence = Duration.seconds(45)
    /// Commands a second of one client, and how many may come at once.
    public var commands = (perSecond: 10.0, atOnce: 20.0)
    /// Requests a second of one address, and how many may come at once.
    public var requests = (perSecond: 200.0, atOnce: 400.0)
    /// Messages a second of one WebSocket, and how many may come at once.
    public var messages = (perSecond: 200.0, atOnce: 400.0)

    /// The usual bounds.
    public init() {}
}
