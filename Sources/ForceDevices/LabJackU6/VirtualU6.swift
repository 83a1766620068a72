import SignalCore
import Statistics
import Transport

/// A LabJack U6 with two bridges on it, as far as a host can tell: commands, calibration memory, stream, backlog, overflow.
public final class VirtualU6: DeviceModel {
    /// What hangs on the inputs and how it is wired.
    public struct Wiring: Sendable, Hashable {
        /// Newtons that give 10 mV on either bridge.
        public var spanNewtons = 2000.0
        /// Volts of the unloaded left bridge.
        public var leftOffset = 0.00012
        /// Volts of the unloaded right bridge.
        public var rightOffset = -0.00005
        /// Standard deviation of each reading in newtons.
        public var noise = 0.4
        /// Departure of the device's clock from the true one, in parts per million.
        public var clockError = 0.0
        /// Start of the noise.
        public var seed: UInt64 = 1
        /// How the sides hang on several input pairs, from AIN0-1 on; nil for one pair a side.
        public var cells: CellWiring?
        /// When the person's time begins, in nanoseconds since it was plugged in; nil for with the stream.
        public var personBegins: UInt64?
        /// Seconds of the person's time during which FIO0 is low; nothing is wired to the other digital inputs, which
        /// their pull-ups hold high.
        public var triggered: [ClosedRange<Double>] = []

        /// The left bridge on AIN0-1, the right one on AIN2-3, 2000 N at 10 mV.
        public init() {}
    }

    /// Serial number that ConfigU6 reports.
    public let serial: UInt32
    /// Raw descriptors; the device has no serial number there.
    public let descriptors: DeviceDescriptors
    /// Nanoseconds after which the person is done; nil before a stream began and for an endless person.
    public var end: UInt64? {
        guard let personBegan, source.duration.isFinite else { return nil }
        return personBegan + UInt64(source.duration * 1e9)
    }

    private let source: any ForceSource
    private let wiring: Wiring
    private let calibration: U6Calibration
    private var answers: [[UInt8]] = []
    private var configuration: U6Protocol.StreamConfiguration?
    private var stream: VirtualLabJackStream?
    /// When the person's time began.
    ///
    /// A new stream begins it anew, unless it follows the last one within a second: then the host was only recovering.
    private var personBegan: UInt64?
    private var stoppedAt: UInt64 = 0

    /// Plugs the bridges of `wiring` into a U6 and puts `source` on them.
    public init(serial: UInt32 = 360_012_345, source: any ForceSource, wiring: Wiring = Wiring()) {
        self.serial = serial
        self.source = source
        self.wiring = wiring
        calibration = Self.calibration(serial: serial)
        descriptors = Self.makeDescriptors()
    }

    /// Volts at an input pair for a true force, without noise: positive input `channel`.
    public func volts(channel: UInt8, at seconds: Double) -> Double {
        guard channel % 2 == 0,
            let load = InputLoad(
                Int(channel / 2), source, wiring.cells, at: seconds, left: wiring.leftOffset, right: wiring.rightOffset)
        else { return 0 }
        return load.force / wiring.spanNewtons * 0.010 + load.offset
    }

    // MARK: Commands

    /// A U6 has no class or vendor requests.
    public func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply { .stall }

    /// Takes a command; its answer waits on the command endpoint.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply {
        guard endpoint == U6Protocol.commandOut else { return .stall }
        answers.append(answer(to: bytes, at: now))
        return .done([])
    }

    private func answer(to command: [UInt8], at now: UInt64) -> [UInt8] {
        if command == U6Protocol.streamStop {
            defer {
                if stream != nil { stoppedAt = now }
                stream = nil
            }
            return Self.short(0xB1, stream == nil ? LabJackFrame.ErrorCode.notRunning : 0)
        }
        if command == U6Protocol.streamStart {
            guard let configuration else { return Self.short(0xA9, LabJackFrame.ErrorCode.invalidConfiguration) }
            guard stream == nil else { return Self.short(0xA9, LabJackFrame.ErrorCode.alreadyRunning) }
            let scanTime = configuration.channelDelay * Double(configuration.channels.count)
            guard scanTime <= 1 / configuration.rate else {
                return Self.short(0xA9, LabJackFrame.ErrorCode.scanOverlap)
            }
            if personBegan == nil || now > stoppedAt + 1_000_000_000 { personBegan = wiring.personBegins ?? now }
            stream = VirtualLabJackStream(
                startedAt: now, rate: configuration.rate * (1 + wiring.clockError * 1e-6),
                samplesPerScan: configuration.channels.count, samplesPerPacket: Int(configuration.samplesPerPacket))
            return Self.short(0xA9, 0)
        }
        guard command.count >= 8, command[1] == 0xF8, command.count == 6 + 2 * Int(command[2]),
            LabJackFrame.isSealed(command.span, at: 0, count: command.count)
        else { return [0xB8, 0xB8] }
        switch command[3] {
        case 0x08: return configurationAnswer()
        case 0x2D where Int(command[7]) < calibration.blocks.count:
            return LabJackFrame.sealed([0, 0xF8, 0x11, 0x2D, 0, 0, 0, 0] + calibration.blocks[Int(command[7])])
        case 0x11:
            let parsed = U6Protocol.StreamConfiguration(command)
            var error: UInt8 = parsed == nil ? 50 : 0
            if stream != nil { error = 48 }
            if error == 0 { configuration = parsed }
            return LabJackFrame.sealed([0, 0xF8, 0x01, 0x11, 0, 0, error, 0])
        default: return LabJackFrame.sealed([0, 0xF8, 0x01, command[3], 0, 0, 16, 0])
        }
    }

    private func configurationAnswer() -> [UInt8] {
        var answer = [UInt8](repeating: 0, count: 38)
        answer[1] = 0xF8
        answer[2] = 0x10
        answer[3] = 0x08
        answer[9] = 45
        answer[10] = 1
        answer[13] = 0
        answer[14] = 2
        for i in 0..<4 { answer[15 + i] = UInt8(truncatingIfNeeded: serial >> (8 * UInt32(i))) }
        answer[19] = UInt8(truncatingIfNeeded: U6Protocol.productID)
        answer[21] = 1
        answer[37] = 0x04
        return LabJackFrame.sealed(answer)
    }

    private static func short(_ code: UInt8, _ error: UInt8) -> [UInt8] {
        [LabJackFrame.fold(Int(code) + Int(error)), code, error, 0]
    }

    // MARK: Reading

    /// An answer, or the oldest packet of the stream.
    public func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply {
        switch endpoint {
        case U6Protocol.commandIn: return answers.isEmpty ? .notReady : .done(answers.removeFirst())
        case U6Protocol.streamIn: return nextPacket(at: now).map { .done($0) } ?? .notReady
        default: return .stall
        }
    }

    /// When an answer or a packet is there.
    public func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        switch endpoint {
        case U6Protocol.commandIn: return answers.isEmpty ? nil : now
        case U6Protocol.streamIn:
            take(scansUntil: now)
            return stream?.nextRead(at: now)
        default: return nil
        }
    }

    private func nextPacket(at now: UInt64) -> [UInt8]? {
        take(scansUntil: now)
        return stream?.nextPacket()
    }

    private func take(scansUntil now: UInt64) {
        guard var stream, let configuration else { return }
        self.stream = nil
        let line = calibration.line(configuration.gain)
        let offset = PersonTime.seconds(from: personBegan, to: stream.startedAt)
        let rate = stream.rate
        stream.take(until: now) { scan, samples in
            let began = offset + Double(scan) / rate
            for (i, channel) in configuration.channels.enumerated() {
                let moment = began + Double(i) * configuration.channelDelay
                if channel > 143 {
                    let isLow = channel == 193 && wiring.triggered.contains { $0.contains(moment) }
                    samples.append(isLow ? 0xFFFE : 0xFFFF)
                    continue
                }
                let volts =
                    volts(channel: channel, at: moment)
                    + wiring.noise / wiring.spanNewtons * 0.010 * gaussian(channel, scan)
                samples.append(line.raw(volts))
            }
        }
        self.stream = stream
    }

    /// Noise that depends on channel and scan alone, so that nothing about reading changes it.
    private func gaussian(_ channel: UInt8, _ scan: Int) -> Double {
        let key = SplitMix64.mix(wiring.seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(channel) << 56 &+ UInt64(scan))
        var random = SplitMix64(seed: key)
        return random.gaussian()
    }

    // MARK: Identity

    private static func calibration(serial: UInt32) -> U6Calibration {
        var random = SplitMix64(seed: UInt64(serial))
        var constants = [Double](repeating: 0, count: 4 * U6Protocol.calibrationBlocks)
        for gain in 0..<4 {
            let nominal = [3.1580578e-4, 3.1580578e-5, 3.1580578e-6, 3.1580578e-7][gain]
            constants[2 * gain] = nominal * (1 + 0.004 * (random.unit() - 0.5))
            constants[2 * gain + 1] = -10.58 / [1, 10, 100, 1000][gain]
            constants[2 * gain + 8] = -nominal * (1 + 0.004 * (random.unit() - 0.5))
            constants[2 * gain + 9] = (33_523 + 60 * (random.unit() - 0.5)).rounded()
        }
        let blocks = (0..<U6Protocol.calibrationBlocks).map { block in
            constants[4 * block..<4 * block + 4].flatMap(U6Calibration.encode)
        }
        guard let calibration = U6Calibration(blocks: blocks) else { preconditionFailure("ten blocks of 32 bytes") }
        return calibration
    }

    private static func makeDescriptors() -> DeviceDescriptors {
        let device: [UInt8] = [
            18, 1, 0x00, 0x02, 0xFF, 0xFF, 0xFF, 64, 0xD5, 0x0C, 0x06, 0x00, 0x00, 0x00, 1, 2, 0, 1,
        ]
        var configuration: [UInt8] = [9, 2, 0, 0, 1, 1, 0, 0x80, 250, 9, 4, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0]
        for address: UInt8 in [0x01, 0x82, 0x83] { configuration += [7, 5, address, 2, 64, 0, 0] }
        configuration[2] = UInt8(configuration.count)
        return DeviceDescriptors(
            device: device, configuration: configuration, strings: [1: "LabJack Corporation", 2: "LabJack U6"])
    }
}
