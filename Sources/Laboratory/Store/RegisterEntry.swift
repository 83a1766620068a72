import Calibration
import Foundation
import SignalCore

/// A sensor as the register names it: the channel of a device.
public struct PlateIdentity: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Family in the catalogue, such as `u6`.
    public var family: String
    /// Serial number; empty where the device tells none.
    public var serial: String
    /// Its channels, such as `AIN0`.
    public var channels: [String]

    /// Names a sensor.
    public init(family: String, serial: String, channels: [String]) {
        self.family = family
        self.serial = serial
        self.channels = channels
    }

    /// As `u6:360012345 AIN0`.
    public var description: String {
        ([serial.isEmpty ? family : family + ":" + serial] + channels).joined(separator: " ")
    }

    /// True for the sensor for which a set was made; a device without a serial number has no set of its own.
    public func matches(_ device: CalibrationDevice) -> Bool {
        !serial.isEmpty && device.model == family && device.serial == serial && device.channels == channels
    }
}

/// Both sensors of a pair.
public struct PlatePairIdentity: Sendable, Hashable, Codable {
    /// Under the person's left side.
    public var left: PlateIdentity
    /// Under the person's right side.
    public var right: PlateIdentity

    /// Names a pair.
    public init(left: PlateIdentity, right: PlateIdentity) {
        self.left = left
        self.right = right
    }
}

/// One entry of the register of calibrations.
public struct RegisterEntry: Sendable, Hashable {
    /// What an entry is about.
    public enum Content: Sendable, Hashable {
        /// A set came into being.
        case set(NewSet)
        /// The plates were checked before a session.
        case check(Checked)
        /// Both plates were compared by one body.
        case pair(Compared)
        /// A device was found wrong before anything was changed.
        case asFoundFailure(FoundWrong)
        /// Somebody's words.
        case note(String)
        /// A set or a comparison is no longer used.
        case retire(Retired)
    }

    /// A set with what proves it.
    public struct NewSet: Sendable, Hashable, Codable {
        /// The set, whole.
        public var set: CalibrationSet
        /// SHA-256 in hexadecimal of the run's raw readings.
        public var rawHash: String
        /// What the check before any change said: `pass`, `fail`, `undecided`; nil where there was none.
        public var asFound: String?

        /// Makes it.
        public init(set: CalibrationSet, rawHash: String, asFound: String? = nil) {
            self.set = set
            self.rawHash = rawHash
            self.asFound = asFound
        }
    }

    /// A check of both plates.
    public struct Checked: Sendable, Hashable, Codable {
        /// The sensors.
        public var plates: PlatePairIdentity
        /// Ids of the scales in use, left and right.
        public var scales: [String]
        /// What was seen.
        public var check: SessionCheck

        /// Makes it.
        public init(plates: PlatePairIdentity, scales: [String], check: SessionCheck) {
            self.plates = plates
            self.scales = scales
            self.check = check
        }
    }

    /// A comparison of both plates.
    public struct Compared: Sendable, Hashable, Codable {
        /// The sensors.
        public var plates: PlatePairIdentity
        /// Ids of the scales by which the stands are in newtons, left and right.
        public var scales: [String]
        /// The stands.
        public var stands: [PlatePair.Stand]
        /// ln of what the right plate shows over what the left one shows of the same force.
        public var logRatio: Double
        /// Standard uncertainty of ``logRatio``.
        public var uncertainty: Double
        /// True where the correction is applied to later recordings.
        public var isAccepted: Bool

        /// Makes it.
        public init(plates: PlatePairIdentity, scales: [String], pair: PlatePair, isAccepted: Bool) {
            self.plates = plates
            self.scales = scales
            stands = pair.stands
            logRatio = pair.logRatio
            // Half the interval over two: where few stands disagree, more than the bare standard uncertainty.
            uncertainty = pair.halfWidth / 2
            self.isAccepted = isAccepted
        }
    }

    /// A device that was wrong before anything was changed.
    public struct FoundWrong: Sendable, Hashable, Codable {
        /// Id of the set in use then.
        public var set: String
        /// Id of the run.
        public var run: String
        /// Last day on which a check had passed; nil where there never was one.
        public var lastPass: CalendarDay?
        /// Day of the failure.
        public var checked: CalendarDay

        /// Makes it.
        public init(set: String, run: String, lastPass: CalendarDay?, checked: CalendarDay) {
            self.set = set
            self.run = run
            self.lastPass = lastPass
            self.checked = checked
        }
    }

    /// What is no longer used.
    public struct Retired: Sendable, Hashable, Codable {
        /// Id of a set, or `pair:N` for the comparison of entry N.
        public var id: String
        /// Why.
        public var reason: String

        /// Makes it.
        public init(id: String, reason: String) {
            self.id = id
            self.reason = reason
        }
    }

    /// Running number, from 1.
    public let number: Int
    /// When it was written.
    public let time: String
    /// What it is about.
    public let content: Content
    /// The hash that its line carries, 64 hexadecimal digits: what records and recordings quote.
    public let hash: String

    /// Number and hash as recordings and records quote them: `3:9f86…`.
    public var quotation: String { "\(number):\(hash)" }
}

extension RegisterEntry.Content {
    /// The kind as the file names it.
    public var kind: String {
        switch self {
        case .set: "set"
        case .check: "check"
        case .pair: "pair"
        case .asFoundFailure: "as-found-failure"
        case .note: "note"
        case .retire: "retire"
        }
    }

    /// The payload as JSON in one line with sorted keys.
    func payload() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let data =
            switch self {
            case .set(let value): try encoder.encode(value)
            case .check(let value): try encoder.encode(value)
            case .pair(let value): try encoder.encode(value)
            case .asFoundFailure(let value): try encoder.encode(value)
            case .note(let value): try encoder.encode(value)
            case .retire(let value): try encoder.encode(value)
            }
        return String(decoding: data, as: UTF8.self)
    }
}
