import SignalCore
import Statistics
import Transport

/// A Go!Link with a force sensor as far as a host can tell: commands, both memories, stream, backlog, overflow.
///
/// The SDK does not say how many samples a packet carries, how many packets wait, or what the counter begins with: this
/// one sends three samples where they come fast, holds 25 packets, refuses new ones when full, and counts from 0.
public final class VirtualGoLink: DeviceModel {
    /// Which sensor is plugged in; the coefficients of the dynamometer are the model's own.
    public enum Sensor: String, Sendable, Hashable, CaseIterable {
        /// Hand Dynamometer HD-BTA.
        case handDynamometer = "Hand Dynamometer"
        /// Force Plate FP-BTA, −800 to 3500 N.
        case forcePlate = "Force Plate 3500N"
        /// Force Plate FP-BTA, −200 to 800 N.
        case forcePlateSensitive = "Force Plate 800N"

        /// Newtons at 0 V and newtons a volt.
        var line: (a: Double, b: Double) {
            switch self {
            case .handDynamometer: (-19, 175)
            case .forcePlate: (-1000, 1000)
            case .forcePlateSensitive: (-250, 250)
            }
        }
    }

    /// What is plugged in and how it behaves.
    public struct Wiring: Sendable, Hashable {
        /// Which sensor.
        public var sensor = Sensor.forcePlate
        /// The side that loads it.
        public var side = Side.left
        /// Newtons that it shows unloaded.
        public var offset = 2.0
        /// Standard deviation of each reading in newtons.
        public var noise = 0.4
        /// Departure of its clock from the true one, in parts per million.
        public var clockError = 0.0
        /// Start of the noise.
        public var seed: UInt64 = 1
        /// When the person's time begins, in nanoseconds since it was plugged in; nil for with the stream.
        public var personBegins: UInt64?
        /// What its identification resistor or memory says: 0 for no sensor, below 20 for one without a record.
        public var sensorID: UInt32 = 41
        /// True where the sensor is one of ±10 V.
        public var isTenVolts = false
        /// False where the converter has no correction.
        public var isCorrected = true
        /// How often it answers that it is still powering up.
        public var powerUpAnswers = 0
        /// The active page of the sensor's record: 0 newtons, 1 pounds, 2 kilograms.
        public var activePage: UInt8 = 0
        /// A byte of the sensor's record that is damaged.
        public var damagedByte: Int?

        /// A force plate under the left foot.
        public init() {}
    }

    /// Serial number.
    public let serial: UInt32
    /// Raw descriptors of a HID device with reports of eight bytes and no OUT endpoint.
    public let descriptors: DeviceDescriptors
    /// Scans that its buffer had no room for since it was plugged in.
    public private(set) var lostScans = 0
    /// Nanoseconds after which the person is done; nil before a stream began and for an endless person.
    public var end: UInt64? {
        guard let personBegan, source.duration.isFinite else { return nil }
        return personBegan + UInt64(source.duration * 1e9)
    }

    /// Packets that wait at most.
    static let bufferPackets = 25
    private static let input = EndpointAddress(0x81)

    private let source: any ForceSource
    private let wiring: Wiring
    private let converter: GoLinkConverterRecord
    private let scale: GoLinkScale
    private let sensorRecord: [UInt8]
    private var reports = VirtualReports()
    private var status: GoLinkProtocol.StatusBits = []
    private var ticks: UInt32 = 100
    private var chosenInput: UInt8 = 0
    private var powerUpAnswers: Int
    private var stream: Stream?
    /// When the person's time began: with a stream, unless it follows the last one within a second.
    private var personBegan: UInt64?
    private var stoppedAt: UInt64 = 0

    private struct Stream {
        let startedAt: UInt64
        let rate: Double
        let scansPerPacket: Int
        var scans = 0
        var building: [Int16] = []
        var counter: UInt8 = 0
    }

    /// Plugs the sensor of `wiring` in and puts `source` on it.
    public init(serial: UInt32 = 5_000_123, source: any ForceSource, wiring: Wiring = Wiring()) {
        self.serial = serial
        self.source = source
        self.wiring = wiring
        powerUpAnswers = wiring.powerUpAnswers
        var random = SplitMix64(seed: UInt64(serial))
        converter = GoLinkConverterRecord(
            isValid: wiring.isCorrected, tenVoltOffset: Int16(random.index(41) - 20),
            fiveVoltOffset: Int16(random.index(41) - 20), tenVoltSlope: Double(Float(1 + 0.01 * (random.unit() - 0.5))),
            fiveVoltSlope: Double(Float(1 + 0.01 * (random.unit() - 0.5))))
        let line = wiring.sensor.line
        // A sensor of ±10 V has no offset of 2.5 V in its middle.
        let newtons = GoLinkSensorRecord.Page(
            a: wiring.isTenVolts ? 0 : line.a, b: wiring.isTenVolts ? 400 : line.b, unit: "(N)")
        let pages = [
            newtons, .init(a: newtons.a / 4.4482216, b: newtons.b / 4.4482216, unit: "(lb)"),
            .init(a: newtons.a / 9.80665, b: newtons.b / 9.80665, unit: "(kg)"),
        ]
        var record = GoLinkSensorRecord(
            number: UInt8(truncatingIfNeeded: wiring.sensorID), serial: 70_707, name: wiring.sensor.rawValue,
            operation: wiring.isTenVolts ? 2 : 14, pages: pages)
        record.activePage = wiring.activePage
        var bytes = record.encoded()
        if let damaged = wiring.damagedByte { bytes[damaged] ^= 0x10 }
        sensorRecord = bytes
        scale = GoLinkScale(converter: converter, input: record.input, page: newtons)
        descriptors = Self.makeDescriptors()
    }

    // MARK: Commands

    /// HID class requests: SET_REPORT carries a command, SET_IDLE is taken, the report descriptor is given.
    public func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply {
        switch (setup.requestType, setup.request) {
        case (0x21, 0x09) where setup.value == GoLinkProtocol.reportValue && data.count == GoLinkProtocol.reportSize:
            take(until: now)
            answer(to: data, at: now)
            return .done([])
        case (0x21, 0x0A): return .done([])
        case (0x81, 0x06) where setup.value >> 8 == 0x22:
            return .done(Array(Self.reportDescriptor.prefix(Int(setup.length))))
        default: return .stall
        }
    }

    /// It has no OUT endpoint.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply { .stall }

    private func answer(to data: [UInt8], at now: UInt64) {
        let command = GoLinkProtocol.Command(rawValue: data[0])
        guard powerUpAnswers == 0 || command == .initialize else { return }
        switch command {
        case .initialize:
            stop(at: now)
            reports.forgetLeftover()
            reports.replies = []
            if powerUpAnswers > 0 {
                powerUpAnswers -= 1
                if data[1] == 1 { reports.replies.append([0xBA, data[0], 0x40, 0, 0, 0, 0, 0]) }
                return
            }
            status = []
            ticks = 100
            reports.replies.append([0x9A, data[0], 0, 0, 0, 0, 0, 0])
        case .getStatus: reply(data[0], [status.rawValue, 0x61, 0x01, 0x02, 0x01])
        case .serialNumber: reply(data[0], [0x47, 0x26] + VernierBytes.write(serial))
        case .sensorID: reply(data[0], VernierBytes.write(wiring.sensorID))
        case .readLocalMemory: memory(converter.encoded(), data)
        case .readSensorMemory: memory(sensorRecord, data)
        case .setInput:
            chosenInput = data[1]
            reply(data[0], [0])
        case .setPeriod:
            let wanted = VernierBytes.number(data, 1, UInt32.self)
            guard stream == nil else { return refuse(data[0], 0x34) }
            guard wanted >= GoLinkProtocol.shortestPeriod, wanted <= GoLinkProtocol.longestPeriod else {
                return refuse(data[0], 0x36)
            }
            ticks = wanted
            reply(data[0], [0])
        case .getPeriod: reply(data[0], VernierBytes.write(ticks))
        case .setLamp: reply(data[0], [0])
        case .start:
            start(at: now)
            reply(data[0], [0])
        case .stop:
            stop(at: now)
            reply(data[0], [0])
        case nil:
            status.insert(.commandUnknown)
            refuse(data[0], 0x31)
        }
    }

    private func reply(_ command: UInt8, _ payload: [UInt8]) {
        reports.replies += GoLinkProtocol.replyReports(command, payload)
    }

    private func refuse(_ command: UInt8, _ error: UInt8) {
        reports.replies.append([0x7A, command, error, 0, 0, 0, 0, 0])
    }

    private func memory(_ bytes: [UInt8], _ data: [UInt8]) {
        let from = Int(data[1])
        let end = from + Int(data[2])
        guard data[2] > 0, end <= bytes.count else { return refuse(data[0], 0x36) }
        reply(data[0], Array(bytes[from..<end]))
    }

    // MARK: Stream

    private func start(at now: UInt64) {
        if personBegan == nil || now > stoppedAt + 1_000_000_000 { personBegan = wiring.personBegins ?? now }
        reports.beginStream()
        let rate = 1 / (Double(ticks) * GoLinkProtocol.tick) * (1 + wiring.clockError * 1e-6)
        stream = Stream(startedAt: now, rate: rate, scansPerPacket: ticks <= 20 ? 3 : 1)
    }

    private func stop(at now: UInt64) {
        guard stream != nil else { return }
        stoppedAt = now
        reports.endStream()
        stream = nil
    }

    /// A reply, or the oldest packet of the stream.
    public func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply {
        guard endpoint == Self.input else { return .stall }
        take(until: now)
        return reports.read(length: length, reportSize: GoLinkProtocol.reportSize)
    }

    /// When a reply or a packet is there.
    public func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        guard endpoint == Self.input else { return nil }
        take(until: now)
        if !reports.isEmpty { return now }
        guard let stream else { return nil }
        let last = stream.scans + stream.scansPerPacket - stream.building.count - 1
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
            stream.building.append(reading(stream.scans, at: seconds))
            stream.scans += 1
            if stream.building.count >= stream.scansPerPacket { close(&stream) }
        }
        self.stream = stream
    }

    private func close(_ stream: inout Stream) {
        defer {
            stream.counter &+= 1
            stream.building.removeAll(keepingCapacity: true)
        }
        guard reports.waiting.count < Self.bufferPackets else {
            lostScans += stream.scansPerPacket
            status.insert(.bufferOverflow)
            return
        }
        let samples = stream.building + [Int16](repeating: 0, count: 3 - stream.building.count)
        reports.append(
            [UInt8(stream.scansPerPacket), stream.counter] + samples.flatMap { VernierBytes.write($0) })
    }

    private func reading(_ scan: Int, at seconds: Double) -> Int16 {
        // The other input sees nothing of the sensor.
        let expected = wiring.isTenVolts ? GoLinkProtocol.Input.tenVolts : .fiveVolts
        guard chosenInput == expected.rawValue else { return 0 }
        // Noise that depends on the scan alone, so that nothing about reading changes it.
        let key = SplitMix64.mix(wiring.seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(scan))
        var random = SplitMix64(seed: key)
        let noise = wiring.noise > 0 ? wiring.noise * random.gaussian() : 0
        return scale.raw(source.force(wiring.side, at: seconds) + wiring.offset + noise)
    }

    // MARK: Descriptors

    /// Vendor-defined reports of eight bytes without numbers.
    private static let reportDescriptor: [UInt8] = [
        0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x08, 0x09, 0x01,
        0x81,
        0x02, 0x95, 0x08, 0x09, 0x01, 0x91, 0x02, 0xC0,
    ]

    private static func makeDescriptors() -> DeviceDescriptors {
        let device: [UInt8] = [
            18, 1, 0x10, 0x01, 0, 0, 0, 8, 0xF7, 0x08, 0x03, 0x00, 0x00, 0x01, 1, 2, 0, 1,
        ]
        var configuration: [UInt8] = [9, 2, 0, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 1, 3, 0, 0, 0]
        configuration += [9, 0x21, 0x00, 0x01, 0, 1, 0x22, UInt8(reportDescriptor.count), 0]
        configuration += [7, 5, 0x81, 3, 8, 0, 10]
        configuration[2] = UInt8(configuration.count)
        return DeviceDescriptors(
            device: device, configuration: configuration, strings: [1: "Vernier Software", 2: "Go! Link"])
    }
}
