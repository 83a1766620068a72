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
    /// Its channels under the person's left side, in the order of the side's sensor; empty where it has none of it.
    public var leftChannels: [String]
    /// Its channels under the person's right side; empty where it has none of it.
    public var rightChannels: [String]
    /// What the device is where it is none: `virtual u6`; nil for a real one.
    public var synthetic: String?
    /// True where time passes with the host's clock.
    public var isRealTime: Bool
    /// True where a journal stands in for it.
    var isReplayed = false
    /// Opens the device again after its plug was pulled; nil where that cannot be.
    ///
    /// Given the moment of the rig's clock, it returns nil while the device is not back. The link's clock goes on where
    /// the old one's stood.
    public var reopen: ((_ now: UInt64) throws(DeviceError) -> (any DeviceLink)?)?

    /// Puts a device with one channel a side into a rig.
    public init(
        link: any DeviceLink, driver: any ForceDriver, family: DeviceFamily, left: String?, right: String?,
        synthetic: String? = nil, isRealTime: Bool = true
    ) {
        self.init(
            link: link, driver: driver, family: family, leftChannels: left.map { [$0] } ?? [],
            rightChannels: right.map { [$0] } ?? [], synthetic: synthetic, isRealTime: isRealTime)
    }

    /// Puts a device into a rig.
    public init(
        link: any DeviceLink, driver: any ForceDriver, family: DeviceFamily, leftChannels: [String],
        rightChannels: [String], synthetic: String? = nil, isRealTime: Bool = true
    ) {
        self.link = link
        self.driver = driver
        self.family = family
        self.leftChannels = leftChannels
        self.rightChannels = rightChannels
        self.synthetic = synthetic
        self.isRealTime = isRealTime
    }

    /// Its first channel under the person's left side; nil where it has none of it.
    ///
    /// Setting it leaves the side with that one channel.
    public var left: String? {
        get { leftChannels.first }
        set { leftChannels = newValue.map { [$0] } ?? [] }
    }

    /// Its first channel under the person's right side; nil where it has none of it.
    ///
    /// Setting it leaves the side with that one channel.
    public var right: String? {
        get { rightChannels.first }
        set { rightChannels = newValue.map { [$0] } ?? [] }
    }

    /// The side that it carries; nil for both.
    public var side: Side? { left != nil && right != nil ? nil : left != nil ? .left : .right }

    /// What its stream is asked for; a device with two channels that carries one side reads another channel beside it.
    package func request(rate: Double?, trigger: String?) -> StreamRequest {
        let all = leftChannels + rightChannels
        if all.count > 2 || side != nil && all.count > 1 {
            return StreamRequest(rate: rate ?? family.defaultRate, channels: all, trigger: trigger)
        }
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
    /// What the left side's channels make together; nil for one channel with ``leftScale``.
    public var leftSensor: SideSensor?
    /// What the right side's channels make together; nil for one channel with ``rightScale``.
    public var rightSensor: SideSensor?
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

    /// True where both sides can be given in newtons.
    public var givesNewtons: Bool { sensor(.left) != nil && sensor(.right) != nil }

    /// What a side's channels make together; nil where nobody has said what they measure.
    public func sensor(_ side: Side) -> SideSensor? {
        switch side {
        case .left: leftSensor ?? leftScale.map { .single($0) }
        case .right: rightSensor ?? rightScale.map { .single($0) }
        }
    }

    /// Channels that a side has, one at least.
    func channels(_ side: Side) -> Int {
        let device = device(of: side)
        return max((side == .left ? device?.leftChannels : device?.rightChannels)?.count ?? 1, 1)
    }

    /// Seconds from the left side's reading of a scan to the right side's are so many times the stream's channel delay.
    var channelDistance: Double {
        guard let left = sensor(.left), let right = sensor(.right) else { return 1 }
        return PairStage.distance(left, right)
    }

    /// Refuses sensors of other channels than their devices are asked for.
    func check() throws(DeviceError) {
        for side in Side.allCases {
            guard let sensor = sensor(side), sensor.channels != channels(side) else { continue }
            throw DeviceError(
                device: "the \(side.rawValue) side",
                detail: "its sensor takes \(sensor.channels) channels and \(channels(side)) are named",
                remedy: "Name as many as the sensor has: one, four for a plate on four cells.", isUsage: true)
        }
    }

    /// Number of independent clocks.
    public var clocks: Int { devices.count }

    /// The device that carries a side.
    public func device(of side: Side) -> RigDevice? { devices.first { $0.side == side || $0.side == nil } }

    /// True where time passes with the host's clock.
    public var isRealTime: Bool { devices.allSatisfy(\.isRealTime) }

    /// Largest unloaded standard deviation in newtons that counts as quiet.
    var noiseLimit: Double { devices.map(\.family.noiseLimit).max() ?? 1 }
}
