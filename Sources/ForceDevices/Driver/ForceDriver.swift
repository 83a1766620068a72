import SignalCore
import Transport

/// What a device says of itself when it is opened.
public struct DeviceInfo: Sendable, Hashable {
    /// Family in the catalogue, such as `u6`.
    public var family: String
    /// Model and firmware in words.
    public var product: String
    /// Serial number; empty where the device has none.
    public var serial: String
    /// The socket, such as `1-1.2`.
    public var portPath: String
    /// Calibration memory as read, block by block, so that a journal stands alone.
    public var calibration: [[UInt8]]

    /// Makes a description.
    public init(family: String, product: String, serial: String, portPath: String, calibration: [[UInt8]] = []) {
        self.family = family
        self.product = product
        self.serial = serial
        self.portPath = portPath
        self.calibration = calibration
    }

    /// `u6:360012345`, as the command line takes it; the socket stands in where there is no serial number.
    public var name: String { serial.isEmpty ? "\(family)@\(portPath)" : "\(family):\(serial)" }
}

/// What a stream is asked for.
public struct StreamRequest: Sendable, Hashable {
    /// Scans a second.
    public var rate: Double
    /// Channels in the order of a scan, in the device's own words, one at least: those of the left side before the right's.
    ///
    /// A device with one channel reads the first and does not look at a second.
    public var channels: [String]
    /// Input that marks rows with ``RowFlags/trigger`` while it is on; nil for none.
    ///
    /// `FIO0` is on while high, `!FIO0` while low, as a switch to ground makes it. A device without such an input refuses
    /// it. A device that tells of its trigger unasked (Chronojump, a column of a line profile) marks rows without it too.
    public var trigger: String?

    /// Channel of the left side; the one channel of a device that has no second.
    public var left: String {
        get { channels.first ?? "" }
        set { if channels.isEmpty { channels = [newValue] } else { channels[0] = newValue } }
    }

    /// Channel of the right side, the last of the scan; not read by a device with one channel, for which anything may
    /// stand here.
    public var right: String {
        get { channels.last ?? "" }
        set { if channels.count < 2 { channels.append(newValue) } else { channels[channels.count - 1] = newValue } }
    }

    /// Makes a request for one channel a side.
    public init(rate: Double, left: String, right: String, trigger: String? = nil) {
        self.init(rate: rate, channels: [left, right], trigger: trigger)
    }

    /// Makes a request for any channels.
    public init(rate: Double, channels: [String], trigger: String? = nil) {
        self.rate = rate
        self.channels = channels
        self.trigger = trigger
    }
}

/// What a stream turned out to be.
public struct StreamInfo: Sendable, Hashable {
    /// Scans a second of the device's own clock.
    public var rate: Double
    /// Unit of the values: `V`, `V/V`, `count`, `N`.
    public var quantity: String
    /// Values outside mean a channel at its limit.
    public var range: ClosedRange<Double>
    /// Seconds from one channel of a scan to the next: of two channels, from the left sample to the right one.
    public var channelDelay: Double
    /// Standard uncertainty of that delay in seconds.
    public var channelDelayUncertainty: Double
    /// What the user should know about this setting; empty where all is as the maker intends.
    public var notes: [String]

    /// Makes a description.
    public init(
        rate: Double, quantity: String, range: ClosedRange<Double>, channelDelay: Double,
        channelDelayUncertainty: Double, notes: [String] = []
    ) {
        self.rate = rate
        self.quantity = quantity
        self.range = range
        self.channelDelay = channelDelay
        self.channelDelayUncertainty = channelDelayUncertainty
        self.notes = notes
    }
}

/// The conversation with one kind of device: opens it, starts it, turns its transfers into scans, stops it.
///
/// A driver keeps no link: each call is handed the one it may talk to, and ``decode(_:_:into:)`` talks to nobody, so
/// that it can be tested with bytes alone. It is a reference, so that the live loop hands it around without copies.
public protocol ForceDriver: AnyObject {
    /// Asks the device who it is and reads its calibration.
    func open(_ link: any DeviceLink) throws(DeviceError) -> DeviceInfo

    /// Throws what ``start(_:_:)`` would throw of this request, without asking the device.
    ///
    /// Before ``open(_:)`` it knows the family alone: what only this one device can tell, such as the channels of a
    /// sensor, is then not refused.
    func check(_ request: StreamRequest) throws(DeviceError)

    /// Puts transfers in flight and tells the device to send: the scans have the request's channels in their order.
    func start(_ link: any DeviceLink, _ request: StreamRequest) throws(DeviceError) -> StreamInfo

    /// Does what a running stream needs beside being read, such as asking a polled device for its next reading.
    ///
    /// Called before every wait for data.
    ///
    /// - Returns: when it wants to be called again at the latest, in nanoseconds of the link's clock; nil for no matter.
    func attend(_ link: any DeviceLink) -> UInt64?

    /// Hands over, once and in order, transfers of the stream that came while it was being started or resumed.
    ///
    /// They are to be decoded one by one; where nobody asks, the next call of ``decode(_:_:into:)`` does it.
    func takeEarly() -> [TransferEvent]

    /// Appends the scans of one completed transfer, missing ones too, to `block`.
    func decode(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock)

    /// Tells the device to stop, waits until it has or half a second has gone by, and appends what still came in.
    func stop(_ link: any DeviceLink, into block: inout ScanBlock)

    /// Starts a halted stream again as a new segment; the gap becomes missing scans with the first that comes.
    func resume(_ link: any DeviceLink, into block: inout ScanBlock) throws(DeviceError)

    /// What the device reported as the reason for ending the stream; nil while it runs.
    var failure: DeviceError? { get }

    /// What is known to be lost since the start.
    var loss: LossCounts { get }

    /// Number of the next scan, on the device's clock.
    var nextIndex: Int { get }
}

extension ForceDriver {
    /// Most devices' streams bring nothing before they have started.
    public func takeEarly() -> [TransferEvent] { [] }

    /// Most devices send by themselves.
    public func attend(_ link: any DeviceLink) -> UInt64? { nil }
}
