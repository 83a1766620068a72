extension GoDirectProtocol {
    /// What a device says of its state.
    public struct Status: Sendable, Hashable {
        /// The bits of its first byte.
        public struct Bits: OptionSet, Sendable, Hashable {
            /// The byte.
            public let rawValue: UInt8
            /// Wraps the byte.
            public init(rawValue: UInt8) { self.rawValue = rawValue }
            /// A command was not recognised.
            public static let commandUnknown = Bits(rawValue: 0x01)
            /// A command was ignored.
            public static let commandIgnored = Bits(rawValue: 0x02)
            /// The converter has no calibration.
            public static let converterUncalibrated = Bits(rawValue: 0x04)
            /// The recognition of sensors has no calibration.
            public static let identificationUncalibrated = Bits(rawValue: 0x08)
            /// An internal error.
            public static let internalError1 = Bits(rawValue: 0x10)
            /// Another internal error.
            public static let internalError2 = Bits(rawValue: 0x20)
            /// The buffer ran over: measurements are lost.
            public static let bufferOverflow = Bits(rawValue: 0x40)
            /// A digital transition was lost; no matter for force.
            public static let transitionLost = Bits(rawValue: 0x80)
        }

        /// State of the charger.
        public enum Charger: UInt8, Sendable, Hashable {
            /// Not charging.
            case idle = 0
            /// Charging.
            case charging = 1
            /// Charged.
            case complete = 2
            /// Failed.
            case failed = 3
        }

        /// Bytes of the reply.
        public static let size = 12

        /// Errors since the conversation began.
        public var bits: Bits
        /// Firmware of the main processor, such as `1.7.3`.
        public var firmware: String
        /// Charge of the battery in percent.
        public var battery: UInt8
        /// The charger; nil for an unknown state.
        public var charger: Charger?

        /// Reads a reply's payload; nil where it is too short.
        public init?(_ payload: [UInt8]) {
            guard payload.count >= Self.size else { return nil }
            bits = Bits(rawValue: payload[0])
            firmware = "\(payload[2]).\(payload[3]).\(VernierBytes.number(payload, 4, UInt16.self))"
            battery = payload[10]
            charger = Charger(rawValue: payload[11])
        }
    }

    /// Who a device says it is.
    public struct DeviceRecord: Sendable, Hashable {
        /// Bytes of the reply: four texts of 16, 16, 32 and 64 bytes with numbers between them.
        public static let size = 152

        /// Order code, such as `GDX-HD`.
        public var orderCode: String
        /// Serial number.
        public var serial: String
        /// Name, such as `GDX-HD 15400221`.
        public var name: String
        /// Description.
        public var text: String

        /// Reads a reply's payload; nil where it is too short.
        public init?(_ payload: [UInt8]) {
            guard payload.count >= Self.size else { return nil }
            orderCode = VernierBytes.text(payload, 0, count: 16)
            serial = VernierBytes.text(payload, 16, count: 16)
            name = VernierBytes.text(payload, 32, count: 32)
            text = VernierBytes.text(payload, 88, count: 64)
        }
    }

    /// What a device says of one of its channels.
    public struct SensorInfo: Sendable, Hashable {
        /// Bytes of the reply.
        public static let size = 148

        /// Number of the channel, 0…31.
        public var number: UInt8
        /// The maker's number of the kind of sensor; 0 where there is none.
        public var sensorID: UInt32
        /// True where values are integers, false for floats.
        public var isInteger: Bool
        /// True where samples come at the device's own pace.
        public var isAperiodic: Bool
        /// Name, such as `Force`.
        public var name: String
        /// Unit, such as `N`.
        public var unit: String
        /// The maker's uncertainty in `unit`.
        public var uncertainty: Double
        /// Least and largest value in `unit`.
        public var range: (low: Double, high: Double)
        /// Shortest time between samples in microseconds.
        public var shortestPeriod: UInt32
        /// Longest time between samples in microseconds.
        public var longestPeriod: UInt64
        /// Usual time between samples in microseconds.
        public var typicalPeriod: UInt32
        /// Times between samples are multiples of this, in microseconds.
        public var granularity: UInt32
        /// Channels that cannot run at the same time.
        public var exclusionMask: UInt32

        /// Reads a reply's payload; nil where it is too short or describes no sensor.
        public init?(_ payload: [UInt8]) {
            guard payload.count >= Self.size, payload[0] < 32 else { return nil }
            number = payload[0]
            sensorID = VernierBytes.number(payload, 2)
            guard sensorID != 0 else { return nil }
            isInteger = payload[6] == 1
            isAperiodic = payload[7] == 1
            name = VernierBytes.text(payload, 8, count: 60)
            unit = VernierBytes.text(payload, 68, count: 32)
            uncertainty = VernierBytes.double(payload, 100)
            range = (VernierBytes.double(payload, 108), VernierBytes.double(payload, 116))
            shortestPeriod = VernierBytes.number(payload, 124)
            longestPeriod = VernierBytes.number(payload, 128)
            typicalPeriod = VernierBytes.number(payload, 136)
            granularity = VernierBytes.number(payload, 140)
            exclusionMask = VernierBytes.number(payload, 144)
        }

        /// Compares every field.
        public static func == (a: SensorInfo, b: SensorInfo) -> Bool { a.encoded() == b.encoded() }

        /// Feeds every field.
        public func hash(into hasher: inout Hasher) { hasher.combine(encoded()) }

        /// A description of a channel of floats.
        public init(
            number: UInt8, sensorID: UInt32, name: String, unit: String, range: (low: Double, high: Double),
            shortestPeriod: UInt32, typicalPeriod: UInt32
        ) {
            self.number = number
            self.sensorID = sensorID
            self.name = name
            self.unit = unit
            self.range = range
            self.shortestPeriod = shortestPeriod
            self.typicalPeriod = typicalPeriod
            isInteger = false
            isAperiodic = false
            uncertainty = 0
            longestPeriod = 3_600_000_000
            granularity = 1000
            exclusionMask = 0
        }

        /// The payload that describes this channel.
        public func encoded() -> [UInt8] {
            var payload: [UInt8] = [number, 0]
            payload += VernierBytes.write(sensorID)
            payload += [isInteger ? 1 : 0, isAperiodic ? 1 : 0]
            payload += VernierBytes.write(name, count: 60) + VernierBytes.write(unit, count: 32)
            for value in [uncertainty, range.low, range.high] { payload += VernierBytes.write(value.bitPattern) }
            payload += VernierBytes.write(shortestPeriod) + VernierBytes.write(longestPeriod)
            payload += VernierBytes.write(typicalPeriod) + VernierBytes.write(granularity)
            return payload + VernierBytes.write(exclusionMask)
        }
    }
}
