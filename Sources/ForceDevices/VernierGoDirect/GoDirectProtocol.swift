import Transport

/// The bytes of Vernier's Go Direct sensors over USB (08F7:0010), as the maker's libraries give them.
///
/// Sources: VernierST/godirect-js `src/Device.js` and `WebUsbDeviceAdapter.js`; VernierST/GDXLib `src/GDXLib.cpp` for
/// the names of the arguments. Vernier says that its sensors are not made for industrial use or for diagnosing patients.
public enum GoDirectProtocol {
    /// USB vendor id of Vernier.
    public static let vendorID: UInt16 = 0x08F7
    /// USB product id of every Go Direct sensor.
    public static let productID: UInt16 = 0x0010
    /// Bytes of a HID report in either direction: one of length, then up to 63 of a frame, the rest is filling.
    public static let reportSize = 64
    /// Bytes of a frame that fit into one report.
    public static let reportPayload = 63
    /// First byte of a command frame.
    public static let commandHeader: UInt8 = 0x58
    /// First byte of a measurement frame; replies to commands begin with something else.
    public static let measurementHeader: UInt8 = 0x20

    /// What the host can ask for.
    public enum Command: UInt8, Sendable, Hashable, CaseIterable {
        /// State of the device; the reply is a ``Status``.
        case getStatus = 0x10
        /// Begins sending measurements.
        case start = 0x18
        /// Ends sending measurements.
        case stop = 0x19
        /// Begins a conversation; the rolling counter starts anew.
        case initialize = 0x1A
        /// Sets the time between samples.
        case setPeriod = 0x1B
        /// Describes one channel; the reply is a ``SensorInfo``.
        case sensorInfo = 0x50
        /// Which channels there are, a bit each.
        case sensorMask = 0x51
        /// Ends a conversation.
        case disconnect = 0x54
        /// Who the device is; the reply is a ``DeviceRecord``.
        case deviceInfo = 0x55
        /// Which channels the maker's programs show first.
        case defaultMask = 0x56
    }

    /// Byte 4 of a measurement frame.
    public enum MeasurementType: UInt8, Sendable, Hashable {
        /// 32-bit floats of up to 16 channels.
        case normalReal32 = 0x06
        /// 32-bit floats of up to 32 channels.
        case wideReal32 = 0x07
        /// 32-bit floats of one channel.
        case singleReal32 = 0x08
        /// 32-bit integers of one channel.
        case singleInt32 = 0x09
        /// Floats at moments of the sensor's own choice; no place on the clock of samples.
        case aperiodicReal32 = 0x0A
        /// Integers at moments of the sensor's own choice.
        case aperiodicInt32 = 0x0B
        /// Start of the following samples; its layout is unpublished and every library skips it.
        case nextTimestamp = 0x0C
        /// The device lost measurements; its layout is unpublished.
        case dropped = 0x0D
        /// The time between samples; its layout is unpublished.
        case period = 0x0E
    }

    // MARK: Frames

    /// The sum of a frame's bytes but the fourth, which holds it.
    public static func checksum(_ frame: [UInt8]) -> UInt8 {
        var sum: UInt8 = 0
        for i in frame.indices { sum = sum &+ frame[i] }
        return frame.count > 3 ? sum &- frame[3] : sum
    }

    /// A command frame.
    ///
    /// - Parameters:
    ///   - command: what is asked for.
    ///   - counter: the rolling counter, FE with the first command and one less with each that follows.
    ///   - arguments: at most 250 bytes.
    public static func frame(_ command: Command, counter: UInt8, _ arguments: [UInt8] = []) -> [UInt8] {
        var frame = [commandHeader, UInt8(5 + arguments.count), counter, 0, command.rawValue] + arguments
        frame[3] = checksum(frame)
        return frame
    }

    /// The reports that carry a frame, 64 bytes each.
    public static func reports(_ frame: [UInt8]) -> [[UInt8]] {
        stride(from: 0, to: frame.count, by: reportPayload).map { at in
            let part = frame[at..<min(at + reportPayload, frame.count)]
            let filling = [UInt8](repeating: 0, count: reportPayload - part.count)
            return [UInt8(part.count)] + part + filling
        }
    }

    /// Arguments of ``Command/initialize``: a fixed pattern.
    public static let initializeArguments: [UInt8] = [
        0xA5, 0x4A, 0x06, 0x49, 0x07, 0x48, 0x08, 0x47, 0x09, 0x46, 0x0A, 0x45, 0x0B, 0x44, 0x0C, 0x43, 0x0D, 0x42,
        0x0E,
        0x41,
    ]

    /// Arguments of ``Command/setPeriod``: all channels, then microseconds.
    public static func periodArguments(microseconds: UInt64) -> [UInt8] {
        [0xFF, 0] + VernierBytes.write(microseconds)
    }

    /// Arguments of ``Command/start``: a sample at time 0 on the channels of `mask`, at once.
    public static func startArguments(mask: UInt32) -> [UInt8] {
        [0xFF, 1] + VernierBytes.write(mask) + [UInt8](repeating: 0, count: 8)
    }

    /// Arguments of ``Command/stop``: all channels.
    public static let stopArguments: [UInt8] = [0xFF, 0, 0xFF, 0xFF, 0xFF, 0xFF]
}
