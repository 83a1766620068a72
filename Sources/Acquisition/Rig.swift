import ForceDevices
import Recordings
import SignalCore
import Transport

/// One opened device of a rig, with the channels that carry sides.
public struct RigDevice {
    /// The way to the device.
    public var link: any DeviceLink
    /// The conversation with it.
    public var driver: any ForceDriver
    /// Its kind.
    public var family: DeviceFamily
    /// Its channel under the person's left side; nil where it has none of it.
    public var left: String?
    /// Its channel under the person's right side; nil where it has none of it.
    public var right: String?
    /// What the device is where it is none: `virtual u6`; nil for a real one.
    public var synthetic: String?
    /// True where time passes with the host's clock.
    public var isRealTime: Bool
    /// Opens the device again after its plug was pulled; nil where that cannot be.
    ///
    /// Given the moment of the rig's clock, it returns nil while the device is not back. The link's clock goes on where
    /// the old one's stood.
    public var reopen: ((_ now: UInt64) throws(DeviceError) -> (any DeviceLink)?)?

    /// Puts a device into a rig.
    public init(
        link: any DeviceLink, driver: any ForceDriver, family: DeviceFamily, left: String?, right: String?,
        synthetic: String? = nil, isRealTime: Bool = true
    ) {
        self.link = link
        self.driver = driver
        self.family = family
        self.left = left
        self.right = right
        self.synthetic = synthetic
        self.isRealTime = isRealTime
    }

    /// The side that it carries; nil for both.
    public var side: Side? { left != nil && right != nil ? nil : left != nil ? .left : .right }

    /// What its stream is asked for; a device with two channels that carries one side reads another channel beside it.
    func request(rate: Double?, trigger: String?) -> StreamRequest {
        let first = left ?? right ?? family.defaultChannels.left
        var second = right ?? family.defaultChannels.right
        if side != nil {
            let usual = family.defaultChannels
            second = first == usual.right ? usual.left : usual.right
        }
        return StreamRequest(rate: rate ?? family.defaultRate, left: first, right: second, trigger: trigger)
    }
}

/// The devices opened for a test, with what turns their channels into the person's sides.
public struct Rig {
    /// One device that carries both sides, or the left side's device and the right side's.
    public var devices: [RigDevice]
    /// Newtons of the left channel; nil where nobody has said what it measures.
    public var leftScale: ForceScale?
    /// Newtons of the right channel.
    public var rightScale: ForceScale?
    /// Digital input of the left side's device that marks rows while it is on; nil for none.
    public var trigger: String?
    /// By how many seconds the right device's arrivals are later than the left one's, and its standard uncertainty, from a
    /// tap across both plates; nil where nobody has tapped, and for one device.
    public var tap: Tap?

    /// Says of the opened devices whether the sides are confirmed and what a tap has told; nil where that is known before.
    public var judge: ((_ info: (Side) -> DeviceInfo) -> Judgement)?

    /// What is known of the sides once the devices have said who they are.
    public struct Judgement {
        /// How the sides are confirmed; nil to leave it as asked for.
        public var sides: TrialHeader.SidesConfirmation?
        /// What a tap on just these devices has told.
        public var tap: Tap?
        /// A whole sentence for the user; nil for none.
        public var notice: String?
        /// Nothing but perhaps a tap is known.
        public init(tap: Tap? = nil) { self.tap = tap }
    }

    /// What a tap across both plates has told.
    public struct Tap: Sendable, Hashable {
        /// Seconds by which arrivals of the right device are later.
        public var offset: Double
        /// Standard uncertainty in seconds, > 0.
        public var uncertainty: Double
        /// Makes it.
        public init(offset: Double, uncertainty: Double) {
            self.offset = offset
            self.uncertainty = uncertainty
        }
    }

    /// One device for both sides.
    public init(_ device: RigDevice, leftScale: ForceScale?, rightScale: ForceScale?) {
        devices = [device]
        self.leftScale = leftScale
        self.rightScale = rightScale
    }

    /// A device for each side.
    public init(left: RigDevice, right: RigDevice, leftScale: ForceScale?, rightScale: ForceScale?) {
        devices = [left, right]
        self.leftScale = leftScale
        self.rightScale = rightScale
    }

    /// True where both channels can be given in newtons.
    public var givesNewtons: Bool { leftScale != nil && rightScale != nil }

    /// Number of independent clocks.
    public var clocks: Int { devices.count }

    /// The device that carries a side.
    public func device(of side: Side) -> RigDevice? { devices.first { $0.side == side || $0.side == nil } }

    /// True where time passes with the host's clock.
    public var isRealTime: Bool { devices.allSatisfy(\.isRealTime) }

    /// Largest unloaded standard deviation in newtons that counts as quiet.
    var noiseLimit: Double { devices.map(\.family.noiseLimit).max() ?? 1 }
}
