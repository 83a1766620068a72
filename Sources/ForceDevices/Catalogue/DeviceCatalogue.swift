import SignalCore
import Transport

/// How far a driver has been proven.
public enum Verification: String, Sendable, Hashable {
    /// Checked against the maker's source only.
    case source
    /// Runs against an emulated device, through the real libusb.
    case emulated
    /// Run on the hardware by somebody who has it.
    case hardware
}

/// One kind of device that Bilanx can read.
public struct DeviceFamily: Sendable {
    /// Name on the command line: `u6`.
    public let id: String
    /// Name for people.
    public let name: String
    /// USB vendor and product ids.
    public let usb: [(vendor: UInt16, product: UInt16)]
    /// Interface that the driver claims.
    public let interface: UInt8
    /// Unit of what the driver gives.
    public let quantity: String
    /// Channels used for left and right where the user names none.
    public let defaultChannels: (left: String, right: String)
    /// Scans a second where the user names none.
    public let defaultRate: Double
    /// Ranges and rates in words.
    public let ranges: String
    /// How loss is known, in the words of the recording: `counted`, `reported`, `timed`.
    public let evidence: String
    /// How loss is known, for people.
    public let evidenceDetail: String
    /// How far the driver has been proven.
    public let verified: Verification
    /// Largest unloaded standard deviation in newtons that counts as quiet (formulas C.8).
    public let noiseLimit: Double
    /// Channels of one device as it is usually read: 2, or 1 where two of them make a pair.
    public var channels = 2
    /// Channels of a scan at most: what plates of several cells can hang on; ``channels`` unless told.
    public var largestChannels: Int {
        get { most ?? channels }
        set { most = newValue }
    }
    private var most: Int?
    /// Shortest and longest believable time in seconds from the last sample of a transfer to its earliest arrival.
    ///
    /// What arrival times cannot tell of two devices (devices-and-usb B4): full-speed frames, the device's own buffering.
    public var arrivalDelay = 0.0...0.005
    /// Largest believable departure of its clock as a fraction: 0.001 for a crystal, 0.01 for a resonator.
    public var clockTolerance = 0.001
    /// True where the USB ids are those of a common bridge behind which anything may be.
    ///
    /// Such a device is opened only by its name, and no udev rule for all of its kind is shipped.
    public var isGeneric = false
    /// Settings that stand behind the name, such as `profile`, with their meaning.
    public var settings: [(key: String, meaning: String)] = []
    /// The family with such settings applied; nil where it has none.
    public var configure: (@Sendable (_ settings: [String: String]) throws(DeviceError) -> DeviceFamily)?
    /// The settings that were applied, complete: with them ``configured(_:)`` makes this family again anywhere.
    public internal(set) var applied: [String: String] = [:]
    /// Makes a driver.
    public let makeDriver: @Sendable () -> any ForceDriver
    /// Makes an emulated device with `source` on it.
    public let makeVirtual: @Sendable (_ source: any ForceSource, _ options: VirtualOptions) -> VirtualDevice

    /// Makes a line of the catalogue; each argument is the property of its name.
    public init(
        id: String, name: String, usb: [(vendor: UInt16, product: UInt16)], interface: UInt8, quantity: String,
        defaultChannels: (left: String, right: String), defaultRate: Double, ranges: String, evidence: String,
        evidenceDetail: String, verified: Verification, noiseLimit: Double, channels: Int = 2,
        largestChannels: Int? = nil,
        arrivalDelay: ClosedRange<Double> = 0...0.005, clockTolerance: Double = 0.001, isGeneric: Bool = false,
        settings: [(key: String, meaning: String)] = [],
        configure: (@Sendable (_ settings: [String: String]) throws(DeviceError) -> DeviceFamily)? = nil,
        makeDriver: @escaping @Sendable () -> any ForceDriver,
        makeVirtual: @escaping @Sendable (_ source: any ForceSource, _ options: VirtualOptions) -> VirtualDevice
    ) {
        self.id = id
        self.name = name
        self.usb = usb
        self.interface = interface
        self.quantity = quantity
        self.defaultChannels = defaultChannels
        self.defaultRate = defaultRate
        self.ranges = ranges
        self.evidence = evidence
        self.evidenceDetail = evidenceDetail
        self.verified = verified
        self.noiseLimit = noiseLimit
        self.channels = channels
        most = largestChannels
        self.arrivalDelay = arrivalDelay
        self.clockTolerance = clockTolerance
        self.isGeneric = isGeneric
        self.settings = settings
        self.configure = configure
        self.makeDriver = makeDriver
        self.makeVirtual = makeVirtual
    }

    /// Channels of the scans that a driver of this family makes of a request.
    public func scanChannels(_ request: StreamRequest) -> Int {
        largestChannels == 1 ? 1 : max(request.channels.count, 1)
    }

    /// The family with the settings of a device's name; itself where it takes none.
    public func configured(_ settings: [String: String]) throws(DeviceError) -> DeviceFamily {
        try configure?(settings) ?? self
    }
}

/// What a virtual device is asked for beside the person on it.
public struct VirtualOptions: Sendable, Hashable {
    /// Serial number; nil for the family's usual one.
    public var serial: String?
    /// Standard deviation of each reading in newtons; nil for the family's usual one.
    public var noise: Double?
    /// Departure of its clock in parts per million.
    public var clockError = 0.0
    /// Start of every random number.
    public var seed: UInt64 = 1
    /// The side that loads a device with one channel, or its first channel where it carries one side only.
    public var side = Side.left
    /// How the sides hang on several channels; nil for one channel a side.
    ///
    /// Families of few channels do not look at it.
    public var cells: CellWiring?
    /// When the person's time begins, in nanoseconds since the device was plugged in; nil for with the stream.
    ///
    /// Two devices with one person on them need the same.
    public var personBegins: UInt64?

    /// The family's usual device.
    public init() {}
}

/// An emulated device with what the program needs to know of it.
public struct VirtualDevice {
    /// The device itself.
    public let model: any DeviceModel
    /// Its serial number.
    public let serial: String
    /// Newtons of its left sensor from the family's quantity; of each of its cells where it has several.
    public let leftScale: ForceScale
    /// Newtons of its right sensor from the family's quantity.
    public let rightScale: ForceScale

    /// Makes an emulated device.
    public init(model: any DeviceModel, serial: String, leftScale: ForceScale, rightScale: ForceScale) {
        self.model = model
        self.serial = serial
        self.leftScale = leftScale
        self.rightScale = rightScale
    }
}

/// Every kind of device, one line each.
public enum DeviceCatalogue {
    /// In the order of the supported-devices table.
    public static let families: [DeviceFamily] =
        [
            .labJackU6,
            .labJackU3,
            .mccUSB1608FSPlus,
            .mccUSB20X,
            .phidgetBridge,
            .goDirect,
            .goLink,
        ] + lines

    /// The family of that name; nil where there is none.
    public static func family(_ id: String) -> DeviceFamily? { families.first { $0.id == id } }

    /// The family with those USB ids; nil where there is none.
    public static func family(vendorID: UInt16, productID: UInt16) -> DeviceFamily? {
        families.first { $0.usb.contains { $0.vendor == vendorID && $0.product == productID } }
    }
}
