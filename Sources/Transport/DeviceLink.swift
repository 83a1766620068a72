/// Sees every event of a link in the order in which its owner learns of them: the journal's way in.
public typealias TransferObserver = (_ header: TransferHeader, _ bytes: Span<UInt8>) -> Void

/// How a stream stands after a call of ``DeviceLink/receive(until:_:)``.
public enum StreamState: Sendable, Equatable {
    /// Data may come.
    case running
    /// Ended by the endpoint's halt: clear it and start again, or give up.
    case halted
    /// Nothing more will come: a script or a virtual person is at its end.
    case finished
    /// The device or the bus failed.
    case failed(TransportError)
}

/// One opened device: the seam between drivers and whatever carries their bytes.
///
/// libusb, the in-process virtual device and a script are its sides. A link belongs to one thread, which calls all of
/// it; a side that uses other threads hides them. Requests block that thread until their answer or time-out, while an
/// open stream goes on being read into the link's ring.
public protocol DeviceLink: AnyObject {
    /// Which device on which socket.
    var identity: DeviceIdentity { get }
    /// The raw descriptors.
    var descriptors: DeviceDescriptors { get }
    /// Nanoseconds on the clock that stamps this link's events: monotonic, not the time of day.
    var now: UInt64 { get }
    /// Stamp of the newest completion that the owner has learned of; 0 before the first.
    ///
    /// What a driver counts from a moment it takes from here rather than from ``now``: a journal knows it.
    var latest: UInt64 { get }
    /// Called for every event, submissions too, on the owner's thread.
    var observer: TransferObserver? { get set }

    /// A control transfer.
    ///
    /// - Parameters:
    ///   - setup: the setup packet; its length must be `data.count` for OUT.
    ///   - data: bytes of an OUT data stage.
    ///   - timeout: nanoseconds.
    /// - Returns: the bytes of an IN data stage, at most `setup.length`.
    func control(_ setup: ControlSetup, data: [UInt8], timeout: UInt64) throws(TransportError) -> [UInt8]

    /// Writes `bytes` to a bulk or interrupt OUT endpoint.
    func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], timeout: UInt64) throws(TransportError)

    /// Reads one transfer of at most `length` bytes from an IN endpoint that is not streaming.
    func read(_ endpoint: EndpointAddress, length: Int, timeout: UInt64) throws(TransportError) -> [UInt8]

    /// Puts `transfers` transfers of `length` bytes in flight on an IN endpoint and keeps them there.
    ///
    /// Call it before the device is told to send. Only one stream a link.
    func startStream(_ endpoint: EndpointAddress, length: Int, transfers: Int) throws(TransportError)

    /// Hands over what has completed on the stream, and waits for more until the clock reaches `deadline`.
    ///
    /// - Parameters:
    ///   - deadline: nanoseconds of ``now``; one that has passed means: take what is there and return.
    ///   - body: gets completions in order, failed ones too; must not call the link.
    /// - Returns: the state when it came back; earlier than the deadline where the stream is not running.
    func receive(until deadline: UInt64, _ body: TransferObserver) -> StreamState

    /// Cancels the stream's transfers and waits until each has come back; what they carried goes to `body`.
    ///
    /// Does nothing where no stream is open.
    func stopStream(_ body: TransferObserver)

    /// Clears the halt of an endpoint that is not streaming.
    func clearHalt(_ endpoint: EndpointAddress) throws(TransportError)

    /// Stops what runs, gives the interface back and closes the device. Further calls fail with `.disconnected`.
    func close()
}

/// A device that could be opened.
public struct DeviceListing: Sendable, Hashable {
    /// Which device on which socket.
    public var identity: DeviceIdentity
    /// Product name from the descriptors; empty where it was not read.
    public var product: String
    /// Whether this user may open it.
    public var access: Access

    /// What opening it would meet, as far as can be told without opening.
    public enum Access: Sendable, Hashable {
        /// It can be opened.
        case open
        /// The system will refuse.
        case denied
        /// Somebody else holds it, with a name where known.
        case busy(String)
    }

    /// Makes a listing.
    public init(identity: DeviceIdentity, product: String = "", access: Access = .open) {
        self.identity = identity
        self.product = product
        self.access = access
    }
}

/// A place where devices come and go.
public protocol DeviceBus: AnyObject {
    /// What is connected now.
    func devices() throws(TransportError) -> [DeviceListing]
    /// Opens a device and claims `interface`, detaching a kernel driver for as long as the link is open.
    func open(_ identity: DeviceIdentity, interface: UInt8) throws(TransportError) -> any DeviceLink
    /// Plug and unplug events since the last call; waits up to `timeout` nanoseconds for the first.
    func changes(timeout: UInt64) throws(TransportError) -> [DeviceChange]
}

/// A device came or went.
public struct DeviceChange: Sendable, Hashable {
    /// True for plugged in.
    public var arrived: Bool
    /// Which device; of one that left, its serial number is unknown.
    public var identity: DeviceIdentity

    /// Makes a change.
    public init(arrived: Bool, identity: DeviceIdentity) {
        self.arrived = arrived
        self.identity = identity
    }
}
