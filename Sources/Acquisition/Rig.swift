import ForceDevices
import SignalCore
import Transport

/// One device opened for a test, with what turns its channels into the person's sides.
public struct Rig {
    /// The way to the device.
    public var link: any DeviceLink
    /// The conversation with it.
    public var driver: any ForceDriver
    /// Its kind.
    public var family: DeviceFamily
    /// Its channel under the person's left side.
    public var leftChannel: String
    /// Its channel under the person's right side.
    public var rightChannel: String
    /// Digital input that marks rows while it is on; nil for none.
    public var trigger: String?
    /// Newtons of the left channel; nil where nobody has said what it measures.
    public var leftScale: ForceScale?
    /// Newtons of the right channel.
    public var rightScale: ForceScale?
    /// What the device is where it is none: `virtual u6`; nil for a real one.
    public var synthetic: String?
    /// True where time passes with the host's clock.
    public var isRealTime: Bool

    /// Puts a rig together.
    public init(
        link: any DeviceLink, driver: any ForceDriver, family: DeviceFamily, leftChannel: String,
        rightChannel: String, leftScale: ForceScale?, rightScale: ForceScale?, synthetic: String? = nil,
        isRealTime: Bool = true
    ) {
        self.link = link
        self.driver = driver
        self.family = family
        self.leftChannel = leftChannel
        self.rightChannel = rightChannel
        self.leftScale = leftScale
        self.rightScale = rightScale
        self.synthetic = synthetic
        self.isRealTime = isRealTime
    }

    /// True where both channels can be given in newtons.
    public var givesNewtons: Bool { leftScale != nil && rightScale != nil }
}
