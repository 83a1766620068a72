import SignalCore
import Statistics
import Transport

/// A PhidgetBridge 1046_0 with two load cells on it: settings, reports, their echo, overwritten values.
public final class VirtualPhidgetBridge: DeviceModel {
    /// What hangs on the bridges and how it is wired.
    public struct Wiring: Sendable, Hashable {
        /// Newtons that give 2 mV/V on either bridge.
        public var spanNewtons = 2000.0
        /// V/V of the unloaded left cell.
        public var leftOffset = 0.00002
        /// V/V of the unloaded right cell.
        public var rightOffset = -0.00001
        /// Standard deviation of each reading in newtons.
        public var noise = 0.1
        /// Departure of the device's clock from the true one, in parts per million.
        public var clockError = 0.0
        /// Start of the noise.
        public var seed: UInt64 = 1
        /// How the sides hang on several inputs, from B0 on; nil for one input a side.
        public var cells: CellWiring?
        /// When the person's time begins, in nanoseconds since it was plugged in; nil for with the stream.
        public var personBegins: UInt64?
        /// Release of the firmware in binary-coded decimals; below 0102 it has the faults of the first ones.
        public var firmware: UInt16 = 0x0102
        /// Bytes of a report; the first 18 are used.
        public var reportLength = 18
        /// True where the settings go to an endpoint of their own, and not to endpoint 0.
        public var hasOutputEndpoint = true

        /// The left cell on input 0, the right one on input 1, 2000 N at 2 mV/V.
        public init() {}
    }

    /// Serial number in the string descriptor.
    public let serial: String
    /// Raw descriptors.
    public let descriptors: DeviceDescriptors
    /// Nanoseconds after which the person is done; nil before it was started and for an endless person.
    public var end: UInt64? {
        guard let personBegan, source.duration.isFinite else { return nil }
        return personBegan + UInt64(source.duration * 1e9)
    }

    /// Reports that wait in the device while nobody asks; older ones are overwritten.
    private static let depth = 2

    private let source: any ForceSource
    private let wiring: Wiring
    private var settings = PhidgetBridgeProtocol.Settings(
        enabled: 0, gains: [.x1, .x1, .x1, .x1], interval: 1)
    private var startedAt: UInt64?
    /// Reports that were made or overwritten since the start.
    private var made = 0
    private var gainsWaitFor: (gains: [PhidgetBridgeProtocol.Gain], since: UInt64)?
    private var personBegan: UInt64?
    private var stoppedAt: UInt64 = 0

    /// Plugs the cells of `wiring` in and puts `source` on them.
    public init(serial: String = "141414", source: any ForceSource, wiring: Wiring = Wiring()) {
        self.serial = serial
        self.source = source
        self.wiring = wiring
        descriptors = Self.makeDescriptors(serial: serial, wiring)
    }

    /// V/V of a bridge for a true force, without noise.
    func ratio(input: Int, at seconds: Double) -> Double {
        guard
            let load = InputLoad(
                input, source, wiring.cells, at: seconds, left: wiring.leftOffset, right: wiring.rightOffset)
        else { return 0 }
        return load.force / wiring.spanNewtons * 0.002 + load.offset
    }

    // MARK: Settings

    /// Gives the report descriptor; takes settings where there is no endpoint for them.
    public func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply {
        if setup.requestType == 0x81, setup.request == 6, setup.value == 0x2200 {
            return .done(Array(Self.reportDescriptor(wiring).prefix(Int(setup.length))))
        }
        if setup.requestType == 0x21, setup.request == 9, setup.value == 0x0200, !wiring.hasOutputEndpoint {
            return set(data, at: now)
        }
        // HID set idle is taken and means nothing here.
        return setup.requestType == 0x21 && setup.request == 10 ? .done([]) : .stall
    }

    /// Takes settings.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply {
        guard endpoint == PhidgetBridgeProtocol.reportOut, wiring.hasOutputEndpoint else { return .stall }
        return set(bytes, at: now)
    }

    private func set(_ bytes: [UInt8], at now: UInt64) -> ModelReply {
        guard let asked = PhidgetBridgeProtocol.Settings(bytes) else { return .stall }
        var next = asked
        if wiring.firmware < PhidgetBridgeProtocol.firstSoundFirmware {
            // A new gain is taken only after input 0 has been on for a quarter of a second with it.
            next.gains = settings.gains
            if asked.gains != settings.gains {
                if let waiting = gainsWaitFor, waiting.gains == asked.gains {
                    if now >= waiting.since + 250_000_000 {
                        next.gains = asked.gains
                        gainsWaitFor = nil
                    }
                } else {
                    gainsWaitFor = asked.enabled & 1 != 0 ? (asked.gains, now) : nil
                }
            }
        }
        let begins = next.enabled != 0 && next != settings
        if next.enabled == 0 {
            if startedAt != nil { stoppedAt = now }
            startedAt = nil
        } else if begins || startedAt == nil {
            if personBegan == nil || startedAt == nil && now > stoppedAt + 1_000_000_000 {
                personBegan = wiring.personBegins ?? now
            }
            startedAt = now
            made = 0
        }
        settings = next
        return .done([])
    }

    // MARK: Reports

    private var rate: Double { settings.rate * (1 + wiring.clockError * 1e-6) }

    private func moment(_ index: Int, _ startedAt: UInt64) -> UInt64 {
        startedAt + UInt64((Double(index) / rate * 1e9).rounded(.up)) + 1
    }

    /// A report that nobody fetches is overwritten by the next but one.
    private func skipOverwritten(_ startedAt: UInt64, at now: UInt64) {
        guard now >= startedAt else { return }
        let taken = Int((Double(now - startedAt) * 1e-9 * rate).rounded(.down)) + 1
        made = max(made, taken - Self.depth)
    }

    /// The oldest report that is not overwritten.
    public func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply {
        guard endpoint == PhidgetBridgeProtocol.reportIn else { return .stall }
        guard let startedAt else { return .notReady }
        skipOverwritten(startedAt, at: now)
        guard moment(made, startedAt) <= now else { return .notReady }
        var report = [UInt8](repeating: 0, count: wiring.reportLength)
        let echo = settings.encoded()
        report[0] = settings.enabled | settings.enabled << 4
        report[2] = echo[1]
        report[3] = echo[2]
        report[4] = echo[4]
        report[5] = echo[3]
        let seconds = PersonTime.seconds(from: personBegan, to: startedAt) + Double(made) / rate
        for input in 0..<PhidgetBridgeProtocol.inputs where settings.enabled & 1 << UInt8(input) != 0 {
            let gain = settings.gains[input]
            var ratio = ratio(input: input, at: seconds)
            ratio += wiring.noise / wiring.spanNewtons * 0.002 * gaussian(input, made, startedAt)
            // The first value after switching on is wrong in the first firmware.
            if wiring.firmware < PhidgetBridgeProtocol.firstSoundFirmware, made == 0 { ratio = gain.limit / 2 }
            if abs(ratio) > gain.limit { report[1] |= 1 << UInt8(input) }
            let raw = gain.raw(ratio)
            for i in 0..<3 { report[6 + 3 * input + i] = UInt8(truncatingIfNeeded: raw >> Int32(16 - 8 * i)) }
        }
        made += 1
        return .done(report)
    }

    /// When the next report is there.
    public func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        guard endpoint == PhidgetBridgeProtocol.reportIn, let startedAt else { return nil }
        return max(now, moment(made, startedAt))
    }

    /// Noise that depends on input and value alone, so that nothing about reading changes it.
    private func gaussian(_ input: Int, _ value: Int, _ start: UInt64) -> Double {
        guard wiring.noise > 0 else { return 0 }
        let key = SplitMix64.mix(
            wiring.seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(input) << 56 &+ UInt64(value) &+ start << 20)
        var random = SplitMix64(seed: key)
        return random.gaussian()
    }

    // MARK: Identity

    private static func reportDescriptor(_ wiring: Wiring) -> [UInt8] {
        // A vendor page with one input and one output report of bytes.
        [
            0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x09, 0x02, 0x95,
            UInt8(wiring.reportLength), 0x81, 0x02, 0x09, 0x03, 0x95, UInt8(PhidgetBridgeProtocol.settingsSize), 0x91,
            0x02, 0xC0,
        ]
    }

    private static func makeDescriptors(serial: String, _ wiring: Wiring) -> DeviceDescriptors {
        let device: [UInt8] = [
            18, 1, 0x00, 0x02, 0, 0, 0, 64, 0xC2, 0x06, 0x3B, 0x00, UInt8(truncatingIfNeeded: wiring.firmware),
            UInt8(truncatingIfNeeded: wiring.firmware >> 8), 1, 2, 3, 1,
        ]
        let endpoints: UInt8 = wiring.hasOutputEndpoint ? 2 : 1
        var configuration: [UInt8] = [9, 2, 0, 0, 1, 1, 0, 0x80, 250, 9, 4, 0, 0, endpoints, 3, 0, 0, 0]
        configuration += [9, 0x21, 0x11, 0x01, 0, 1, 0x22, UInt8(reportDescriptor(wiring).count), 0]
        configuration += [7, 5, 0x81, 3, 64, 0, UInt8(PhidgetBridgeProtocol.unit)]
        if wiring.hasOutputEndpoint { configuration += [7, 5, 0x01, 3, 64, 0, UInt8(PhidgetBridgeProtocol.unit)] }
        configuration[2] = UInt8(configuration.count)
        return DeviceDescriptors(
            device: device, configuration: configuration,
            strings: [1: "Phidgets Inc.", 2: "PhidgetBridge 4-Input", 3: serial])
    }
}
