import Transport

/// The reports of a PhidgetBridge 4-Input of the first revision, 1046_0 (06C2:003B).
///
/// Sources: libphidget21 `cphidgetbridge.c`; libphidget22 `usblinux.c`, `devices.gen.c`; the maker's page of the 1046_0.
enum PhidgetBridgeProtocol {
    /// USB vendor id of Phidgets.
    static let vendorID: UInt16 = 0x06C2
    /// USB product id of the first revision; the newer one speaks another language.
    static let productID: UInt16 = 0x003B
    /// Reports come in here.
    static let reportIn = EndpointAddress(0x81)
    /// Settings go out here, where the interface has a second endpoint.
    static let reportOut = EndpointAddress(0x01)
    /// Bridges of the device.
    static let inputs = 4
    /// Bytes that a report needs at least: six of state and three for each input.
    static let reportSize = 18
    /// Bytes of the settings.
    static let settingsSize = 5
    /// Milliseconds of one unit of the data interval.
    static let unit = 8
    /// Firmware below 1.02 changes a gain only while input 0 is enabled, and gives one wrong value after enabling.
    static let firstSoundFirmware: UInt16 = 0x0102
    /// Integer at 0 V/V.
    static let center = 0x80_0000

    /// Gain of a bridge input.
    enum Gain: UInt8, Sendable, CaseIterable {
        case x1 = 0
        case x8 = 3
        case x16 = 4
        case x32 = 5
        case x64 = 6
        case x128 = 7

        /// The factor.
        var factor: Double { self == .x1 ? 1 : Double(1 << Int(rawValue)) }

        /// Largest ratio in V/V that is a reading; beyond it the amplifier does not clamp properly.
        var limit: Double { (self == .x1 ? 1 : 0.995) / factor }

        /// V/V of an integer.
        func ratio(_ raw: Int32) -> Double {
            Double(Int(raw) - PhidgetBridgeProtocol.center) / Double(PhidgetBridgeProtocol.center) / factor
        }

        /// The integer of a ratio, held at the converter's ends.
        func raw(_ ratio: Double) -> Int32 {
            let center = Double(PhidgetBridgeProtocol.center)
            return Int32(min(max((ratio * factor * center + center).rounded(), 0), 2 * center - 1))
        }
    }

    /// Everything that can be set.
    struct Settings: Equatable {
        /// Bit n stands for input n.
        var enabled: UInt8
        /// Gain of each of the four inputs.
        var gains: [Gain]
        /// Units of 8 ms between values, 1…125.
        var interval: Int

        /// The report that sets it.
        func encoded(length: Int = PhidgetBridgeProtocol.settingsSize) -> [UInt8] {
            var bytes: [UInt8] = [
                enabled & 0x0F, gains[0].rawValue << 4 | gains[1].rawValue, gains[2].rawValue << 4 | gains[3].rawValue,
                UInt8(truncatingIfNeeded: interval), UInt8(truncatingIfNeeded: interval >> 8) & 3,
            ]
            while bytes.count < length { bytes.append(0) }
            return bytes
        }

        /// Reads what ``encoded(length:)`` wrote; nil for anything else.
        init?(_ bytes: [UInt8]) {
            guard bytes.count >= PhidgetBridgeProtocol.settingsSize, bytes[0] & 0xF0 == 0 else { return nil }
            var gains: [Gain] = []
            for code in [bytes[1] >> 4, bytes[1] & 15, bytes[2] >> 4, bytes[2] & 15] {
                guard let gain = Gain(rawValue: code) else { return nil }
                gains.append(gain)
            }
            let interval = Int(bytes[3]) | Int(bytes[4] & 3) << 8
            guard (1...125).contains(interval) else { return nil }
            self.init(enabled: bytes[0], gains: gains, interval: interval)
        }

        init(enabled: UInt8, gains: [Gain], interval: Int) {
            self.enabled = enabled
            self.gains = gains
            self.interval = interval
        }

        /// Values a second.
        ///
        /// At the shortest interval the maker measured 122, and not the 125 that 8 ms would give.
        var rate: Double { interval == 1 ? 122 : 1000 / Double(PhidgetBridgeProtocol.unit * interval) }
    }

    /// Sets a report by a control request, where the interface has no OUT endpoint (HID 1.11, 7.2.2).
    static func setReport(length: Int) -> ControlSetup {
        ControlSetup(requestType: 0x21, request: 0x09, value: 0x0200, index: 0, length: UInt16(length))
    }

    /// Asks for the HID report descriptor (HID 1.11, 7.1.1).
    static let getReportDescriptor = ControlSetup(
        requestType: 0x81, request: 0x06, value: 0x2200, index: 0, length: 255)

    /// Bytes of the input and output reports by the HID report descriptor; nil where it does not say.
    ///
    /// The count (item 95) before an input item (81) or an output item (91) is that of the report, as its fields have a
    /// byte each.
    static func reportLengths(_ descriptor: [UInt8]) -> (input: Int?, output: Int?) {
        var count: Int?
        var input: Int?
        var output: Int?
        var at = 0
        while at < descriptor.count {
            let item = descriptor[at]
            let size = [0, 1, 2, 4][Int(item & 3)]
            guard at + size < descriptor.count else { break }
            switch item & 0xFC {
            case 0x94 where size > 0: count = Int(descriptor[at + 1])
            case 0x80: input = input ?? count
            case 0x90: output = output ?? count
            default: break
            }
            at += 1 + size
        }
        return (input, output)
    }
}
