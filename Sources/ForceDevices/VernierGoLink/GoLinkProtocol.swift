import Transport

/// The bytes of Vernier's Go!Link (08F7:0003), an interface for one analog sensor, as the maker's SDK gives them.
///
/// Sources: VernierST/GoIO_SDK `GSkipComm.h`, `GSkipCommExt.h`, `GSkipBaseDevice.cpp`, `GSkipDevice.cpp`.
public enum GoLinkProtocol {
    /// USB vendor id of Vernier.
    public static let vendorID: UInt16 = 0x08F7
    /// USB product id of the Go!Link.
    public static let productID: UInt16 = 0x0003
    /// Bytes of a report in either direction.
    public static let reportSize = 8
    /// `wValue` of SET_REPORT as the maker's SDK sends it.
    public static let reportValue: UInt16 = 0x0100
    /// Seconds of one tick of the measurement period.
    public static let tick = 0.001
    /// Ticks of the shortest period.
    public static let shortestPeriod: UInt32 = 5
    /// Ticks of the longest period.
    public static let longestPeriod: UInt32 = 65_535
    /// Identification numbers from here on mean that the sensor carries its own calibration record.
    public static let firstSmartSensor: UInt32 = 20

    /// What the host can ask for.
    public enum Command: UInt8, Sendable, Hashable, CaseIterable {
        /// State of the device; the reply is a ``Status``.
        case getStatus = 0x10
        /// Reads the interface's own memory: address, count.
        case readLocalMemory = 0x17
        /// Begins sending measurements.
        case start = 0x18
        /// Ends sending measurements.
        case stop = 0x19
        /// Stops everything, clears the errors of the state and sets the period to 0.1 s.
        case initialize = 0x1A
        /// Sets the period in ticks, 32 bits.
        case setPeriod = 0x1B
        /// Reads the period back.
        case getPeriod = 0x1C
        /// Colour and brightness of the lamp.
        case setLamp = 0x1D
        /// Week and year in BCD, then a number of 32 bits.
        case serialNumber = 0x20
        /// Reads the sensor's memory: address, count.
        case readSensorMemory = 0x27
        /// Identification number of the sensor that is plugged in, 32 bits.
        case sensorID = 0x28
        /// Chooses the input, a byte.
        case setInput = 0x29
    }

    /// The analog input that a sensor uses.
    public enum Input: UInt8, Sendable, Hashable {
        /// For probes of ±10 V.
        case tenVolts = 1
        /// For probes of 0 to 5 V.
        case fiveVolts = 2

        /// Volts a count.
        public var slope: Double { self == .tenVolts ? 10.0 / 32_768 : 2.5 / 32_768 }
        /// Volts at count 0.
        public var offset: Double { self == .tenVolts ? 0 : 2.5 }
    }

    /// The report of a command.
    ///
    /// - Parameter parameters: at most seven bytes.
    public static func report(_ command: Command, _ parameters: [UInt8] = []) -> [UInt8] {
        let used = [command.rawValue] + parameters.prefix(7)
        return used + [UInt8](repeating: 0, count: reportSize - used.count)
    }

    /// The bits of the state.
    public struct StatusBits: OptionSet, Sendable, Hashable {
        /// The byte.
        public let rawValue: UInt8
        /// Wraps the byte.
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// A command was not recognised.
        public static let commandUnknown = StatusBits(rawValue: 0x01)
        /// A command was ignored.
        public static let commandIgnored = StatusBits(rawValue: 0x02)
        /// A packet came before the one before it was gone.
        public static let packetOverrun = StatusBits(rawValue: 0x04)
        /// A packet of measurements was lost.
        public static let packetLost = StatusBits(rawValue: 0x08)
        /// A packet between its two processors was damaged.
        public static let badInternalPacket = StatusBits(rawValue: 0x10)
        /// The counter between its two processors jumped.
        public static let badCounter = StatusBits(rawValue: 0x20)
        /// The buffer towards the host ran over.
        public static let bufferOverflow = StatusBits(rawValue: 0x40)
        /// A conversion was lost.
        public static let conversionLost = StatusBits(rawValue: 0x80)

        /// Those that mean lost measurements.
        public static let losses: StatusBits = [.packetOverrun, .packetLost, .bufferOverflow, .conversionLost]
        /// Those after which the rolling counter may not show everything.
        public static let uncounted: StatusBits = [.badInternalPacket, .badCounter, .conversionLost]
    }

    /// What a device says of its state.
    public struct Status: Sendable, Hashable {
        /// Errors since it was initialised.
        public var bits: StatusBits
        /// Firmware of both processors, such as `1.61/1.02`.
        public var firmware: String

        /// Reads a reply's payload; nil where it is too short.
        public init?(_ payload: [UInt8]) {
            guard payload.count >= 5 else { return nil }
            bits = StatusBits(rawValue: payload[0])
            func version(_ minor: UInt8, _ major: UInt8) -> String {
                let low = String(minor, radix: 16)
                return "\(String(major, radix: 16)).\(low.count < 2 ? "0" + low : low)"
            }
            firmware = "\(version(payload[1], payload[2]))/\(version(payload[3], payload[4]))"
        }
    }

    /// What an error reply says, in words.
    static func words(_ status: UInt8) -> String {
        switch status {
        case 0x30: "it was not ready for another command"
        case 0x31: "it does not know the command"
        case 0x34, 0x35, 0x39: "that cannot be done while it measures"
        case 0x36: "a parameter is wrong"
        case 0x40, 0x41: "it is still powering up"
        default: "error \(String(status, radix: 16))"
        }
    }

    /// A complete answer to a command.
    public struct Reply: Sendable, Hashable {
        /// The command that it answers.
        public var command: UInt8
        /// True where the device refused; the payload is then one byte of error.
        public var isError: Bool
        /// What follows the command's number.
        public var payload: [UInt8]
    }

    /// Puts replies together from reports; long ones take several.
    public struct ReplyReader: Sendable {
        private var command: UInt8?
        private var payload: [UInt8] = []

        /// A reader without bytes.
        public init() {}

        /// Takes one report of eight bytes; gives a reply once it is complete, nil for all else.
        public mutating func take(_ report: [UInt8]) -> Reply? {
            guard report.count == reportSize, report[0] & 0xC0 == 0x40 || report[0] & 0xC0 == 0x80 else { return nil }
            let header = report[0]
            if header & 0xC0 == 0x80 || header & 0x20 != 0 {
                command = nil
                let number = header & 0xC0 == 0x80 ? Command.initialize.rawValue : report[1]
                return Reply(command: number, isError: header & 0x20 != 0, payload: [report[2]])
            }
            let count = Int(header & 0x07)
            if header & 0x08 != 0 {
                command = report[1]
                payload = Array(report[2..<max(1 + count, 2)])
            } else if command != nil, payload.count < 1024 {
                payload += report[1..<1 + count]
            }
            guard header & 0x10 != 0, let command else { return nil }
            self.command = nil
            return Reply(command: command, isError: false, payload: payload)
        }
    }

    /// The reports that carry a reply.
    static func replyReports(_ command: UInt8, _ payload: [UInt8]) -> [[UInt8]] {
        var reports: [[UInt8]] = []
        var rest = payload[...]
        repeat {
            let isFirst = reports.isEmpty
            let part = rest.prefix(isFirst ? 6 : 7)
            rest = rest.dropFirst(part.count)
            let body = (isFirst ? [command] : []) + part
            let header = 0x40 | UInt8(body.count) | (isFirst ? 0x08 : 0) | (rest.isEmpty ? 0x10 : 0)
            reports.append([header] + body + [UInt8](repeating: 0, count: 7 - body.count))
        } while !rest.isEmpty
        return reports
    }
}
