import SignalCore
import Statistics
import Transport

/// A LabJack U3 with two amplified plates on it: commands, calibration memory, stream, backlog, overflow.
public final class VirtualU3: DeviceModel {
    /// What hangs on the inputs and how it is wired.
    public struct Wiring: Sendable, Hashable {
        /// True for a U3-HV, with plates on ±5 V around 0; a U3-LV has them on 0.2 V to 2.2 V.
        public var isHighVoltage = true
        /// Newtons at full scale of the amplifiers: 5 V, or 2 V above the unloaded 0.2 V of a U3-LV.
        public var spanNewtons = 2000.0
        /// Standard deviation of each reading in newtons.
        public var noise = 0.3
        /// Departure of the device's clock from the true one, in parts per million.
        public var clockError = 0.0
        /// Start of the noise.
        public var seed: UInt64 = 1
        /// How the sides hang on several inputs, from AIN0 on; nil for one input a side.
        public var cells: CellWiring?
        /// When the person's time begins, in nanoseconds since it was plugged in; nil for with the stream.
        public var personBegins: UInt64?
        /// Seconds of the person's time during which FIO4 is low; nothing is wired to the other digital inputs, which
        /// their pull-ups hold high.
        public var triggered: [ClosedRange<Double>] = []

        /// A U3-HV with the left plate on AIN0, the right one on AIN1, 2000 N at 5 V.
        public init() {}

        /// Volts at full scale.
        var span: Double { isHighVoltage ? 5 : 2 }
        /// Volts of the unloaded left plate.
        var leftOffset: Double { isHighVoltage ? 0.06 : 0.2 }
        /// Volts of the unloaded right plate.
        var rightOffset: Double { isHighVoltage ? -0.04 : 0.21 }
    }

    /// Serial number that ConfigU3 reports.
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
    private let blocks: [[UInt8]]
    private var answers: [[UInt8]] = []
    private var analogLines: UInt16
    private var configuration: U3Protocol.StreamConfiguration?
    private var stream: VirtualLabJackStream?
    private var lines: [U3Calibration.Line?] = []
    /// When the person's time began.
    ///
    /// A new stream begins it anew, unless it follows the last one within a second: then the host was only recovering.
    private var personBegan: UInt64?
    private var stoppedAt: UInt64 = 0

    /// Plugs the plates of `wiring` into a U3 and puts `source` on them.
    public init(serial: UInt32 = 320_067_890, source: any ForceSource, wiring: Wiring = Wiring()) {
        self.serial = serial
        self.source = source
        self.wiring = wiring
        analogLines = wiring.isHighVoltage ? 0x000F : 0
        blocks = Self.makeBlocks(serial: serial)
        descriptors = Self.makeDescriptors()
    }

    /// Volts at an input for a true force, without noise.
    func volts(input: UInt8, at seconds: Double) -> Double {
        guard
            let load = InputLoad(
                Int(input), source, wiring.cells, at: seconds, left: wiring.leftOffset, right: wiring.rightOffset)
        else { return 0 }
        return load.force / wiring.spanNewtons * wiring.span + load.offset
    }

    // MARK: Commands

    /// A U3 has no class or vendor requests.
    public func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply { .stall }

    /// Takes a command; its answer waits on the command endpoint.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply {
        guard endpoint == LabJackConversation.commandOut else { return .stall }
        answers.append(answer(to: bytes, at: now))
        return .done([])
    }

    private func answer(to command: [UInt8], at now: UInt64) -> [UInt8] {
        if command == LabJackFrame.streamStop {
            let wasRunning = stream != nil
            if wasRunning { stoppedAt = now }
            stream = nil
            return Self.short(0xB1, wasRunning ? 0 : LabJackFrame.ErrorCode.notRunning)
        }
        if command == LabJackFrame.streamStart { return Self.short(0xA9, start(at: now)) }
        guard command.count >= 8, command[1] == 0xF8, command.count == 6 + 2 * Int(command[2]),
            LabJackFrame.isSealed(command.span, at: 0, count: command.count)
        else { return [0xB8, 0xB8] }
        switch command[3] {
        case 0x08: return configurationAnswer()
        case 0x0B where command.count == 12:
            if command[6] & 0x04 != 0 { analogLines = analogLines & 0xFF00 | UInt16(command[10]) }
            if command[6] & 0x08 != 0 { analogLines = analogLines & 0x00FF | UInt16(command[11]) << 8 }
            if wiring.isHighVoltage { analogLines |= 0x000F }
            return LabJackFrame.sealed([
                0, 0xF8, 0x03, 0x0B, 0, 0, 0, 0, command[8], 0, UInt8(truncatingIfNeeded: analogLines),
                UInt8(truncatingIfNeeded: analogLines >> 8),
            ])
        case 0x2D:
            guard Int(command[7]) < blocks.count else {
                return LabJackFrame.sealed(
                    [0, 0xF8, 0x11, 0x2D, 0, 0, LabJackFrame.ErrorCode.invalidBlock, 0]
                        + [UInt8](repeating: 0, count: 32))
            }
            return LabJackFrame.sealed([0, 0xF8, 0x11, 0x2D, 0, 0, 0, 0] + blocks[Int(command[7])])
        case 0x11:
            let parsed = U3Protocol.StreamConfiguration(command)
            var error: UInt8 = parsed == nil ? LabJackFrame.ErrorCode.invalidConfiguration : 0
            if stream != nil { error = LabJackFrame.ErrorCode.alreadyRunning }
            if error == 0 { configuration = parsed }
            return LabJackFrame.sealed([0, 0xF8, 0x01, 0x11, 0, 0, error, 0])
        default: return LabJackFrame.sealed([0, 0xF8, 0x01, command[3], 0, 0, 16, 0])
        }
    }

    private func start(at now: UInt64) -> UInt8 {
        guard let configuration else { return LabJackFrame.ErrorCode.invalidConfiguration }
        guard stream == nil else { return LabJackFrame.ErrorCode.alreadyRunning }
        guard configuration.rate * Double(configuration.channels.count) <= configuration.quality.samplesPerSecond else {
            return LabJackFrame.ErrorCode.scanOverlap
        }
        if personBegan == nil || now > stoppedAt + 1_000_000_000 { personBegan = wiring.personBegins ?? now }
        let hardware = U3Protocol.Hardware(configurationAnswer())
        lines = configuration.channels.map { U3Calibration(blocks: blocks)?.line(input: Int($0), hardware) }
        stream = VirtualLabJackStream(
            startedAt: now, rate: configuration.rate * (1 + wiring.clockError * 1e-6),
            samplesPerScan: configuration.channels.count, samplesPerPacket: Int(configuration.samplesPerPacket))
        return 0
    }

    private func configurationAnswer() -> [UInt8] {
        var answer = [UInt8](repeating: 0, count: 38)
        answer[1] = 0xF8
        answer[2] = 0x10
        answer[3] = 0x08
        answer[9] = 46
        answer[10] = 1
        answer[13] = 30
        answer[14] = 1
        for i in 0..<4 { answer[15 + i] = UInt8(truncatingIfNeeded: serial >> (8 * UInt32(i))) }
        answer[19] = UInt8(truncatingIfNeeded: U3Protocol.productID)
        answer[21] = 1
        answer[37] = wiring.isHighVoltage ? 0x12 : 0x02
        return LabJackFrame.sealed(answer)
    }

    private static func short(_ code: UInt8, _ error: UInt8) -> [UInt8] {
        [LabJackFrame.fold(Int(code) + Int(error)), code, error, 0]
    }

    // MARK: Reading

    /// An answer, or the oldest packet of the stream.
    public func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply {
        switch endpoint {
        case LabJackConversation.commandIn: return answers.isEmpty ? .notReady : .done(answers.removeFirst())
        case LabJackConversation.streamIn:
            take(scansUntil: now)
            return stream?.nextPacket().map { .done($0) } ?? .notReady
        default: return .stall
        }
    }

    /// When an answer or a packet is there.
    public func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        switch endpoint {
        case LabJackConversation.commandIn: return answers.isEmpty ? nil : now
        case LabJackConversation.streamIn:
            take(scansUntil: now)
            return stream?.nextRead(at: now)
        default: return nil
        }
    }

    private func take(scansUntil now: UInt64) {
        guard var stream, let configuration else { return }
        self.stream = nil
        let lines = lines
        let offset = PersonTime.seconds(from: personBegan, to: stream.startedAt)
        let rate = stream.rate
        stream.take(until: now) { scan, samples in
            let began = offset + Double(scan) / rate
            for (i, channel) in configuration.channels.enumerated() {
                let moment = began + Double(i) * configuration.quality.channelDelay
                if channel > 192 {
                    let isLow = channel == 193 && wiring.triggered.contains { $0.contains(moment) }
                    // Analog lines read as low.
                    samples.append((isLow ? 0xFFEF : 0xFFFF) & ~(channel == 193 ? analogLines : 0))
                    continue
                }
                let volts =
                    volts(input: channel, at: moment)
                    + wiring.noise / wiring.spanNewtons * wiring.span * gaussian(channel, scan)
                let isAnalog = channel < 16 && analogLines & 1 << UInt16(channel) != 0
                samples.append(isAnalog ? lines[i]?.raw(volts) ?? 0 : 0)
            }
        }
        self.stream = stream
    }

    /// Noise that depends on channel and scan alone, so that nothing about reading changes it.
    private func gaussian(_ channel: UInt8, _ scan: Int) -> Double {
        guard wiring.noise > 0 else { return 0 }
        let key = SplitMix64.mix(wiring.seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(channel) << 56 &+ UInt64(scan))
        var random = SplitMix64(seed: key)
        return random.gaussian()
    }

    // MARK: Identity

    private static func makeBlocks(serial: UInt32) -> [[UInt8]] {
        var random = SplitMix64(seed: UInt64(serial))
        func near(_ value: Double) -> Double { value * (1 + 0.004 * (random.unit() - 0.5)) }
        // Slopes and offsets: low voltage, outputs, temperature and references, high voltage (examples/U3/u3.c).
        let constants: [Double] = [
            near(0.000037231), 0.0005, near(0.000074463), -2.44, 51.717, 0, 51.717, 0, 0.013021, 2.44, 3.66, 3.3,
            near(0.000314), near(0.000314), near(0.000314), near(0.000314), near(-10.3), near(-10.3), near(-10.3),
            near(-10.3),
        ]
        return (0..<U3Protocol.calibrationBlocks).map { block in
            constants[4 * block..<4 * block + 4].flatMap(LabJackFrame.encode)
        }
    }

    private static func makeDescriptors() -> DeviceDescriptors {
        let device: [UInt8] = [
            18, 1, 0x00, 0x02, 0xFF, 0xFF, 0xFF, 64, 0xD5, 0x0C, 0x03, 0x00, 0x00, 0x00, 1, 2, 0, 1,
        ]
        var configuration: [UInt8] = [9, 2, 0, 0, 1, 1, 0, 0x80, 250, 9, 4, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0]
        for address: UInt8 in [0x01, 0x82, 0x83] { configuration += [7, 5, address, 2, 64, 0, 0] }
        configuration[2] = UInt8(configuration.count)
        return DeviceDescriptors(
            device: device, configuration: configuration, strings: [1: "LabJack Corporation", 2: "LabJack U3"])
    }
}
