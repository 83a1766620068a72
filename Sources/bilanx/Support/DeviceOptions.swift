import Acquisition
import ArgumentParser
import ForceDevices

/// Which device, which of its channels, and what they measure.
struct DeviceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "u6, u6:SERIAL@PORT, serial:/dev/ttyUSB0,profile=arduino-pair,unit=kg, or virtual:u6,person=cmj,asymmetry=8.",
            discussion: "Without it the one connected device is taken."))
    var device: String?

    @Option(
        help: ArgumentHelp(
            "Device under the person's left side, such as godirect:SERIAL; with --right-device.",
            discussion: "Two devices have two clocks, which are compared; after ten seconds there is symmetry."))
    var leftDevice: String?

    @Option(help: "Device under the person's right side.")
    var rightDevice: String?

    @Option(help: "Channel under the person's left side, such as AIN0.")
    var left: String?

    @Option(help: "Channel under the person's right side, such as AIN2.")
    var right: String?

    @Option(help: "What the left sensor gives: force at voltage, such as 2000N@10mV.")
    var spanLeft: String?

    @Option(help: "What the right sensor gives.")
    var spanRight: String?

    @Option(
        help: ArgumentHelp(
            "Input that marks rows while it is on, such as FIO4, or !FIO4 for a switch to ground.",
            discussion:
                "LabJack U3 and U6: a digital input. MCC: a free analog channel such as CH2 with a logic line on it. "
                + "Line devices that write edges, such as Chronojump: trigger."))
    var trigger: String?

    @Option(help: "Scans a second.")
    var rate: Double?

    @Flag(help: "Your word that left is the person's left; written into the recording.")
    var sidesConfirmed = false

    @Option(
        name: .customLong("gain-uncertainty"),
        help: ArgumentHelp(
            "How unequal the gains of both plates may be (standard uncertainty), such as 0.5%.",
            discussion: "Where nobody has determined the gains, a difference is not judged without it.",
            valueName: "percent"))
    var gainUncertaintyText: String?

    @Flag(help: "Show symmetry although the plates failed their check, marked in every output.")
    var acceptFailedCheck = false

    /// Relative standard uncertainty of the ratio of the gains; nil where nobody said one.
    var gainUncertainty: Double? { gainUncertaintyText.flatMap(GainText.read) }

    /// No device named.
    static var none: DeviceOptions {
        var options = DeviceOptions()
        options.device = nil
        options.leftDevice = nil
        options.rightDevice = nil
        options.left = nil
        options.right = nil
        options.spanLeft = nil
        options.spanRight = nil
        options.trigger = nil
        options.rate = nil
        options.sidesConfirmed = false
        options.gainUncertaintyText = nil
        options.acceptFailedCheck = false
        return options
    }

    /// True where no device and no channel is named: the stored rig counts.
    var namesNothing: Bool {
        device == nil && leftDevice == nil && left == nil && right == nil && spanLeft == nil && spanRight == nil
    }

    func validate() throws {
        if (leftDevice == nil) != (rightDevice == nil) {
            throw ValidationError("--left-device and --right-device belong together.")
        }
        if device != nil, leftDevice != nil {
            throw ValidationError("--device reads both sides; --left-device and --right-device read one each.")
        }
        try GainText.check(gainUncertaintyText)
        if let rate, !(rate >= 1 && rate <= 100_000) { throw ValidationError("--rate is between 1 and 100000.") }
    }
}
