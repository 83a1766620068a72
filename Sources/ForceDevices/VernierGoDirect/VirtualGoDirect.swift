import SignalCore
import Statistics
import Transport

/// A Go Direct force sensor as far as a host can tell: conversation, channels, stream, backlog, overflow.
///
/// What the maker has not published is assumed and says so: frames of at most 13 samples and about 20 ms, a buffer of 40
/// frames that refuses new ones when it is full, a rising byte 2, an empty frame of type 0D where something was lost.
public final class VirtualGoDirect: DeviceModel {
    /// Which sensor it is; ranges and periods are the model's own, a real one tells its own.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Hand dynamometer, order code GDX-HD.
        case handDynamometer = "GDX-HD"
        /// Force and acceleration sensor, order code GDX-FOR.
        case forceAndAcceleration = "GDX-FOR"
        /// Force plate, order code GDX-FP.
        case forcePlate = "GDX-FP"

        /// The channels that it describes.
        public var channels: [GoDirectProtocol.SensorInfo] {
            func force(_ low: Double, _ high: Double, _ shortest: UInt32) -> GoDirectProtocol.SensorInfo {
                GoDirectProtocol.SensorInfo(
                    number: 1, sensorID: 0x51, name: "Force", unit: "N", range: (low, high), shortestPeriod: shortest,
                    typicalPeriod: 10_000)
            }
            switch self {
            case .handDynamometer: return [force(-50, 850, 5000)]
            case .forceAndAcceleration:
                let axes = ["X-axis acceleration", "Y-axis acceleration", "Z-axis acceleration"].enumerated().map {
                    GoDirectProtocol.SensorInfo(
                        number: UInt8($0.offset + 2), sensorID: 0x60 + UInt32($0.offset), name: $0.element,
                        unit: "m/s²", range: (-157, 157), shortestPeriod: 1000, typicalPeriod: 10_000)
                }
                return [force(-50, 50, 1000)] + axes
            case .forcePlate: return [force(-850, 4500, 10_000)]
            }
        }
    }

    /// What it is and how it behaves.
    public struct Wiring: Sendable, Hashable {
        /// Which sensor.
        public var kind = Kind.forcePlate
        /// The side that loads it.
        public var side = Side.left
        /// Newtons that it shows unloaded.
        public var offset = 1.5
        /// Standard deviation of each reading in newtons.
        public var noise = 0.3
        /// Departure of its clock from the true one, in parts per million.
        public var clockError = 0.0
        /// Start of the noise.
        public var seed: UInt64 = 1
        /// When the person's time begins, in nanoseconds since it was plugged in; nil for with the stream.
        public var personBegins: UInt64?
        /// False for a device whose reports arrive by SET_REPORT.
        public var hasOutEndpoint = true
        /// False for one that fills nothing into the fourth byte of its frames.
        public var fillsSums = true
        /// False for one that tells of an overflow only when it is asked.
        public var sendsDroppedFrames = true
        /// True for one that sends each channel in frames of its own.
        public var sendsSingleChannels = false
        /// Bits of its status from the beginning.
        public var status: GoDirectProtocol.Status.Bits = []

        /// A force plate under the left foot.
        public init() {}
    }

    /// Serial number in its record.
    public let serial: String
    /// Raw descriptors of a HID device with reports of 64 bytes.
    public let descriptors: DeviceDescriptors
    /// Scans that its buffer had no room for since it was plugged in.
    public private(set) var lostScans = 0
    /// Nanoseconds after which the person is done; nil before a stream began and for an endless person.
    public var end: UInt64? {
        guard let personBegan, source.duration.isFinite else { return nil }
        return personBegan + UInt64(source.duration * 1e9)
    }

    /// Frames that wait at most.
    static let bufferFrames = 40
    private static let input = EndpointAddress(0x81)
    private static let output = EndpointAddress(0x01)

    private let source: any ForceSource
    private let wiring: Wiring
    private var command: [UInt8] = []
    private var reports = VirtualReports()
    private var status: GoDirectProtocol.Status.Bits
    private var microseconds: UInt64 = 100_000
    private var stream: Stream?
    /// When the person's time began: with a stream, unless it follows the last one within a second.
    private var personBegan: UInt64?
    private var stoppedAt: UInt64 = 0

    private struct Stream {
        let startedAt: UInt64
        let rate: Double
        let mask: UInt32
        let scansPerFrame: Int
        var scans = 0
        var building: [Float] = []
        var frames = 0
        var counter: UInt8 = 0
        var mustReport = false
    }

    /// Makes the sensor and puts `source` on it.
    public init(serial: String = "90100001", source: any ForceSource, wiring: Wiring = Wiring()) {
        self.serial = serial
        self.source = source
        self.wiring = wiring
        status = wiring.status
        descriptors = Self.makeDescriptors(hasOutEndpoint: wiring.hasOutEndpoint)
    }

    // MARK: Commands

    /// HID class requests: SET_REPORT carries a command, SET_IDLE is taken, the report descriptor is given.
    public func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply {
        switch (setup.requestType, setup.request) {
        case (0x21, 0x09) where setup.value >> 8 == 2: return accept(data, at: now)
        case (0x21, 0x0A): return .done([])
        case (0x81, 0x06) where setup.value >> 8 == 0x22:
            return .done(Array(Self.reportDescriptor.prefix(Int(setup.length))))
        default: return .stall
        }
    }

    /// Takes a report with a command or a part of one.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply {
        guard wiring.hasOutEndpoint, endpoint == Self.output else { return .stall }
        return accept(bytes, at: now)
    }

    private func accept(_ report: [UInt8], at now: UInt64) -> ModelReply {
        guard let count = report.first, count >= 1, Int(count) < report.count else { return .stall }
        let part = report[1...Int(count)]
        if command.isEmpty, part.first != GoDirectProtocol.commandHeader { return .done([]) }
        command += part
        guard command.count >= 2, command.count >= Int(command[1]) else { return .done([]) }
        let frame = Array(command.prefix(Int(command[1])))
        command = []
        guard frame.count >= 5, GoDirectProtocol.checksum(frame) == frame[3] else { return .done([]) }
        take(until: now)
        reply(to: frame, Array(frame[5...]), at: now)
        return .done([])
    }

    private func reply(to frame: [UInt8], _ arguments: [UInt8], at now: UInt64) {
        switch GoDirectProtocol.Command(rawValue: frame[4]) {
        case .initialize:
            stop(at: now)
            reports.forgetLeftover()
            status = wiring.status
            answer(frame, [0])
        case .getStatus:
            answer(frame, [status.rawValue, 0, 1, 7, 3, 0, 1, 2, 9, 0, 88, 0])
        case .deviceInfo: answer(frame, record)
        case .sensorMask, .defaultMask:
            let all = wiring.kind.channels.reduce(UInt32(0)) { $0 | UInt32(1) << UInt32($1.number) }
            answer(frame, VernierBytes.write(frame[4] == GoDirectProtocol.Command.sensorMask.rawValue ? all : 2))
        case .sensorInfo:
            guard let sensor = wiring.kind.channels.first(where: { $0.number == arguments.first }) else {
                return answer(frame, [UInt8](repeating: 0, count: GoDirectProtocol.SensorInfo.size))
            }
            answer(frame, sensor.encoded())
        case .setPeriod where arguments.count == 10 && stream == nil:
            microseconds = max(VernierBytes.number(arguments, 2), 1)
            answer(frame, [0])
        case .start where arguments.count == 14 && stream == nil:
            start(mask: VernierBytes.number(arguments, 2), at: now)
            answer(frame, [0])
        case .stop, .disconnect:
            stop(at: now)
            answer(frame, [0])
        case .setPeriod, .start:
            status.insert(.commandIgnored)
            answer(frame, [GoDirectProtocol.Status.Bits.commandIgnored.rawValue])
        case nil:
            status.insert(.commandUnknown)
            answer(frame, [GoDirectProtocol.Status.Bits.commandUnknown.rawValue])
        }
    }

    private func answer(_ frame: [UInt8], _ payload: [UInt8]) {
        // The first byte of a reply is not documented; this is one of those that it may be.
        reports.replies += GoDirectProtocol.reports(sealed([0x98, 0, frame[2], 0, frame[4], frame[2]] + payload))
    }

    private func sealed(_ frame: [UInt8]) -> [UInt8] {
        var frame = frame
        frame[1] = UInt8(frame.count)
        frame[3] = wiring.fillsSums ? GoDirectProtocol.checksum(frame) : 0
        return frame
    }

    private var record: [UInt8] {
        var record = VernierBytes.write(wiring.kind.rawValue, count: 16) + VernierBytes.write(serial, count: 16)
        record += VernierBytes.write("\(wiring.kind.rawValue) \(serial)", count: 32)
        record += VernierBytes.write(UInt16(1)) + VernierBytes.write(UInt16(2026)) + [11, 22, 1, 7]
        record += VernierBytes.write(UInt16(3)) + [1, 2] + VernierBytes.write(UInt16(9))
        record += [1, 2, 3, 4, 5, 6] + VernierBytes.write(UInt32(4096))
        return record + VernierBytes.write("Emulated \(wiring.kind.rawValue)", count: 64)
    }

    // MARK: Stream

    private func start(mask: UInt32, at now: UInt64) {
        if personBegan == nil || now > stoppedAt + 1_000_000_000 { personBegan = wiring.personBegins ?? now }
        let rate = 1e6 / Double(microseconds) * (1 + wiring.clockError * 1e-6)
        let channels = max(mask.nonzeroBitCount, 1)
        let scans = min(max(Int(20_000 / microseconds), 1), 13 / channels)
        reports.beginStream()
        stream = Stream(startedAt: now, rate: rate, mask: mask, scansPerFrame: max(scans, 1))
    }

    private func stop(at now: UInt64) {
        guard stream != nil else { return }
        stoppedAt = now
        reports.endStream()
        stream = nil
    }

    /// A reply, or the oldest frame of the stream.
    public func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply {
        guard endpoint == Self.input else { return .stall }
        take(until: now)
        return reports.read(length: length, reportSize: GoDirectProtocol.reportSize)
    }

    /// When a reply or a frame is there.
    public func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        guard endpoint == Self.input else { return nil }
        take(until: now)
        if !reports.isEmpty { return now }
        guard let stream else { return nil }
        let channels = max(stream.mask.nonzeroBitCount, 1)
        let last = stream.scans + stream.scansPerFrame - stream.building.count / channels - 1
        return max(now, stream.startedAt + UInt64((Double(last) / stream.rate * 1e9).rounded(.up)) + 1)
    }

    /// Takes every scan that is due.
    private func take(until now: UInt64) {
        guard var stream, now >= stream.startedAt else { return }
        self.stream = nil
        let due = Int((Double(now - stream.startedAt) * 1e-9 * stream.rate).rounded(.down)) + 1
        while stream.scans < due {
            let seconds =
                PersonTime.seconds(from: personBegan, to: stream.startedAt) + Double(stream.scans) / stream.rate
            for number in 0..<32 where stream.mask & UInt32(1) << UInt32(number) != 0 {
                stream.building.append(Float(reading(number, stream.scans, at: seconds)))
            }
            stream.scans += 1
            if stream.building.count >= stream.scansPerFrame * max(stream.mask.nonzeroBitCount, 1) { close(&stream) }
        }
        self.stream = stream
    }

    private func close(_ stream: inout Stream) {
        defer { stream.building.removeAll(keepingCapacity: true) }
        guard reports.waiting.count < Self.bufferFrames else {
            lostScans += stream.scansPerFrame
            status.insert(.bufferOverflow)
            stream.mustReport = wiring.sendsDroppedFrames
            return
        }
        if stream.mustReport {
            stream.mustReport = false
            let type = GoDirectProtocol.MeasurementType.dropped.rawValue
            reports.append(contentsOf: GoDirectProtocol.reports(measurement([type], &stream)))
        }
        let body: [UInt8]
        if wiring.sendsSingleChannels {
            let number = UInt8(stream.mask.trailingZeroBitCount)
            body = [GoDirectProtocol.MeasurementType.singleReal32.rawValue, 0, number, UInt8(stream.scansPerFrame)]
        } else if stream.mask > 0xFFFF {
            body =
                [GoDirectProtocol.MeasurementType.wideReal32.rawValue] + VernierBytes.write(stream.mask)
                + [UInt8(stream.scansPerFrame), 0]
        } else {
            body =
                [GoDirectProtocol.MeasurementType.normalReal32.rawValue] + VernierBytes.write(UInt16(stream.mask))
                + [UInt8(stream.scansPerFrame), 0]
        }
        let values = stream.building.flatMap { VernierBytes.write($0.bitPattern) }
        reports.append(contentsOf: GoDirectProtocol.reports(measurement(body + values, &stream)))
    }

    private func measurement(_ body: [UInt8], _ stream: inout Stream) -> [UInt8] {
        defer { stream.counter &+= 1 }
        return sealed([GoDirectProtocol.measurementHeader, 0, stream.counter, 0] + body)
    }

    private func reading(_ channel: Int, _ scan: Int, at seconds: Double) -> Double {
        guard channel == 1, let sensor = wiring.kind.channels.first else { return 0 }
        // Noise that depends on the scan alone, so that nothing about reading changes it.
        let key = SplitMix64.mix(wiring.seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(scan))
        var random = SplitMix64(seed: key)
        let noise = wiring.noise > 0 ? wiring.noise * random.gaussian() : 0
        let force = source.force(wiring.side, at: seconds) + wiring.offset + noise
        return min(max(force, sensor.range.low), sensor.range.high)
    }

    // MARK: Descriptors

    /// Vendor-defined reports of 64 bytes without numbers.
    private static let reportDescriptor: [UInt8] = [
        0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x40, 0x09, 0x01,
        0x81,
        0x02, 0x95, 0x40, 0x09, 0x01, 0x91, 0x02, 0xC0,
    ]

    private static func makeDescriptors(hasOutEndpoint: Bool) -> DeviceDescriptors {
        let device: [UInt8] = [
            18, 1, 0x00, 0x02, 0, 0, 0, 64, 0xF7, 0x08, 0x10, 0x00, 0x00, 0x01, 1, 2, 0, 1,
        ]
        var configuration: [UInt8] = [9, 2, 0, 0, 1, 1, 0, 0x80, 250]
        configuration += [9, 4, 0, 0, hasOutEndpoint ? 2 : 1, 3, 0, 0, 0]
        configuration += [9, 0x21, 0x11, 0x01, 0, 1, 0x22, UInt8(reportDescriptor.count), 0]
        configuration += [7, 5, 0x81, 3, 64, 0, 1]
        if hasOutEndpoint { configuration += [7, 5, 0x01, 3, 64, 0, 1] }
        configuration[2] = UInt8(configuration.count)
        return DeviceDescriptors(
            device: device, configuration: configuration, strings: [1: "Vernier Science Education", 2: "Go Direct"])
    }
}
