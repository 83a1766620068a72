import ForceDevices
import Foundation
import Recordings
import SignalCore

/// Which device and channels carry which side, with what they measure: a JSON file that people read and mend.
///
/// The sides count as confirmed only while the same devices are in the same sockets with the same channels and signs as
/// when somebody pushed.
public struct RigFile: Sendable, Hashable, Codable {
    /// What stands under `schema`.
    public static let schema = "bilanx.rig/1"

    /// How a side's channels make its force.
    public enum Geometry: String, Sendable, Hashable, Codable, CaseIterable {
        /// One sensor.
        case single
        /// Four cells at the corners of a plate, which add up.
        case fourCell = "four-cell"
        /// A plate of three forces and three moments by a calibration matrix.
        case sixComponent = "six-component"
    }

    /// One side.
    public struct SideBinding: Sendable, Hashable, Codable {
        /// The device as the command line names it, without its socket.
        public var device: String
        /// Its channels; empty for the usual ones of its kind.
        public var channels: [String]
        /// What the sensor of each channel gives, such as `2000N@10mV`; empty where the device gives newtons itself.
        public var spans: [String]
        /// How the channels make the force.
        public var geometry: Geometry
        /// True where the sensor shows load as negative.
        public var inverted: Bool
        /// Places of the four cells in mm from the plate's middle, x to the person's right, y forwards.
        public var cells: [[Double]]?
        /// Six rows of newtons and newton metres a channel's unit, for six components.
        public var matrix: [[Double]]?
        /// The middle of the plate in the frame that both plates share, in mm; nil for [0, 0].
        public var origin: [Double]?
        /// Height of the top above the plate's origin in mm, for six components.
        public var surface: Double?

        /// Binds one sensor.
        public init(
            device: String, channels: [String] = [], spans: [String] = [], geometry: Geometry = .single,
            inverted: Bool = false
        ) {
            self.device = device
            self.channels = channels
            self.spans = spans
            self.geometry = geometry
            self.inverted = inverted
        }
    }

    /// A push test that was passed.
    public struct Confirmation: Sendable, Hashable, Codable {
        /// When, ISO 8601.
        public var at: String
        /// What was under the left side: device, socket, channels, sign.
        public var left: String
        /// What was under the right side.
        public var right: String

        /// Notes a push test.
        public init(at: String, left: String, right: String) {
            self.at = at
            self.left = left
            self.right = right
        }
    }

    /// A tap across both plates of two devices.
    public struct Tap: Sendable, Hashable, Codable {
        /// When, ISO 8601.
        public var at: String
        /// Milliseconds by which arrivals of the right device are later than those of the left one.
        public var offsetMilliseconds: Double
        /// Standard uncertainty of that.
        public var uncertaintyMilliseconds: Double
        /// Taps that it was taken from.
        public var taps: Int
        /// What was under the left side then.
        public var left: String
        /// What was under the right side then.
        public var right: String

        /// Notes a tap test.
        public init(
            at: String, offsetMilliseconds: Double, uncertaintyMilliseconds: Double, taps: Int, left: String,
            right: String
        ) {
            self.at = at
            self.offsetMilliseconds = offsetMilliseconds
            self.uncertaintyMilliseconds = uncertaintyMilliseconds
            self.taps = taps
            self.left = left
            self.right = right
        }
    }

    /// ``schema``.
    public var schema: String
    /// Under the person's left side.
    public var left: SideBinding
    /// Under the person's right side.
    public var right: SideBinding
    /// Scans a second; nil for the devices' usual rate.
    public var rate: Double?
    /// Digital input that marks rows; nil for none.
    public var trigger: String?
    /// The push test; nil where nobody has pushed.
    public var confirmed: Confirmation?
    /// The tap test; nil where nobody has tapped.
    public var tap: Tap?

    /// A rig that nobody has confirmed.
    public init(left: SideBinding, right: SideBinding, rate: Double? = nil, trigger: String? = nil) {
        schema = Self.schema
        self.left = left
        self.right = right
        self.rate = rate
        self.trigger = trigger
    }

    /// True where one device carries both sides.
    public var isOneDevice: Bool { left.device == right.device }

    /// The same rig with left and right exchanged, which has to be confirmed anew.
    public var swapped: RigFile {
        RigFile(left: right, right: left, rate: rate, trigger: trigger)
    }

    /// What a side's confirmation holds for: device, socket, channels, sign.
    ///
    /// - Parameters:
    ///   - side: the person's.
    ///   - info: the opened device that carries it.
    public func place(_ side: Side, _ info: DeviceInfo) -> String {
        let binding = side == .left ? left : right
        let channels = binding.channels.isEmpty ? "usual" : binding.channels.joined(separator: "+")
        return "\(info.family):\(info.serial)@\(info.portPath) \(channels)\(binding.inverted ? " inverted" : "")"
    }

    /// True where somebody has pushed on just this.
    public func isConfirmed(left: String, right: String) -> Bool {
        confirmed.map { $0.left == left && $0.right == right } ?? false
    }

    /// The tap, where it was made on just this.
    public func tap(left: String, right: String) -> Rig.Tap? {
        guard let tap, tap.left == left, tap.right == right else { return nil }
        return Rig.Tap(offset: tap.offsetMilliseconds / 1e3, uncertainty: tap.uncertaintyMilliseconds / 1e3)
    }

    /// Looks whether each side has channels of its own.
    ///
    /// - Throws: `.badData` naming `path` where one device carries both sides by a channel that both name.
    public func check(_ path: String) throws(RecordingError) {
        try left.check(path, "left")
        try right.check(path, "right")
        guard isOneDevice, let both = left.channels.first(where: { right.channels.contains($0) }) else { return }
        throw RecordingError(
            .badData, file: path, problem: "left and right both name channel \(both)",
            remedy: "give each side channels of its own, such as --left AIN0 --right AIN2")
    }

    // MARK: The file

    /// The file of a data folder.
    public static func path(in data: DataDirectory) -> String { data.path + "/rig.json" }

    /// Reads a rig; nil where there is no file.
    ///
    /// - Throws: `.badData` with what is wrong in it.
    public static func read(_ path: String) throws(RecordingError) -> RigFile? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RecordingError(
                .noPermission, file: path, problem: "cannot be read", remedy: "check who may read the file")
        }
        let rig: RigFile
        do { rig = try JSONDecoder().decode(RigFile.self, from: data) } catch let error as DecodingError {
            throw RecordingError(.badData, file: path, problem: words(error), remedy: remedy)
        } catch {
            throw RecordingError(.badData, file: path, problem: "is no JSON", remedy: remedy)
        }
        guard rig.schema == schema else {
            throw RecordingError(
                .badData, file: path, problem: "its schema is `\(rig.schema)`, not `\(schema)`",
                remedy: "a newer version wrote it; update Bilanx, or " + remedy)
        }
        try rig.check(path)
        return rig
    }

    private static let remedy = "mend it, or bind the sides anew with `bilanx rig set`"

    private static func words(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            let path = (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? "the file" : "`\(path)`"
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context, key)) is missing"
        case .valueNotFound(_, let context): "\(place(context)) has no value"
        case .typeMismatch(_, let context): "\(place(context)) has another form"
        case .dataCorrupted(let context): "\(place(context)) cannot be read"
        @unknown default: "it cannot be read"
        }
    }

    /// The file's text, for people: sorted, indented, ending in a line feed.
    public func text() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    /// Writes the rig; an earlier one is replaced only when the new one is whole.
    public func write(_ path: String) throws(RecordingError) {
        do {
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(text().utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw RecordingError(
                .failed, file: path, problem: "cannot be written",
                remedy: "check the folder and the disk, or name another with -o")
        }
    }
}

extension RigFile.SideBinding {
    /// Looks whether the geometry has what it needs.
    ///
    /// - Throws: `.badData` naming `path` and `side` with what is missing.
    func check(_ path: String, _ side: String) throws(RecordingError) {
        func bad(_ problem: String) -> RecordingError {
            RecordingError(
                .badData, file: path, problem: "`\(side)` \(problem)",
                remedy: "mend it, or bind the sides anew with `bilanx rig set`")
        }
        if device.isEmpty { throw bad("names no device") }
        if spans.count > max(channels.count, 1) { throw bad("has more spans than channels") }
        switch geometry {
        case .single:
            if channels.count > 1 { throw bad("has \(channels.count) channels for one sensor") }
        case .fourCell:
            guard origin.map({ $0.count == 2 }) ?? true else { throw bad("has an origin that is not [x, y] in mm") }
            guard channels.count == 4, spans.count == 4 || spans.count <= 1, cells?.count == 4,
                cells?.allSatisfy({ $0.count == 2 }) == true
            else {
                throw bad("needs four channels, one span or four, and four places of cells, each [x, y] in mm")
            }
        case .sixComponent:
            guard channels.count >= 6, let matrix, matrix.count == 6,
                matrix.allSatisfy({ $0.count == channels.count }), surface != nil
            else {
                throw bad(
                    "needs six or more channels, a matrix of six rows with a number a channel, and the surface's height"
                )
            }
        }
    }
}
