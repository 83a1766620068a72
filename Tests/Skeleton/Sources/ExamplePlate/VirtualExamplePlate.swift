import SignalCore
import Statistics
import Transport

/// An Example plate with a person on it: descriptors, requests, a clock of its own, a buffer that overwrites.
public final class VirtualExamplePlate: DeviceModel {
    /// What hangs on the inputs and how good it is.
    public struct Wiring: Sendable, Hashable {
        /// Counts of the converter for one newton, as the memory says.
        public var countsPerNewton: UInt16 = 10
        /// Newtons that the unloaded left sensor shows.
        public var leftOffset = 4.0
        /// Newtons that the unloaded right sensor shows.
        public var rightOffset = -3.0
        /// Standard deviation of each reading in newtons.
        public var noise = 0.3
        /// Departure of the device's clock from the true one, in parts per million.
        public var clockError = 0.0
        /// Start of the noise.
        public var seed: UInt64 = 1

        /// The left sensor on input A, the right one on input B.
        public init() {}
    }

    private struct Stream {
        var startedAt: UInt64
        var rate: Double
        /// Packet that the host gets next.
        var next = 0
        /// Set by the stop request: no packet from here on.
        var last: Int?
    }

    /// Packets that the device holds; a newer one overwrites the oldest.
    static let bufferPackets = 64

    /// Raw descriptors.
    public let descriptors: DeviceDescriptors
    /// Nanoseconds after which the person is done; nil before a stream began and for an endless person.
    public var end: UInt64? {
        guard let personBegan, source.duration.isFinite else { return nil }
        return personBegan + UInt64(source.duration * 1e9)
    }

    private let source: any ForceSource
    private let wiring: Wiring
    private var stream: Stream?
    private var personBegan: UInt64?

    /// Plugs the plate in and puts `source` on it.
    public init(serial: String = "0001", source: any ForceSource, wiring: Wiring = Wiring()) {
        self.source = source
        self.wiring = wiring
        descriptors = DeviceDescriptors(
            device: [18, 1, 0x00, 0x02, 0xFF, 0, 0, 64, 0x09, 0x12, 0x01, 0x00, 0x00, 0x01, 1, 2, 3, 1],
            configuration: [
                // Configuration, one vendor interface, one bulk IN endpoint of 64 bytes.
                9, 2, 25, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 1, 0xFF, 0, 0, 0, 7, 5, 0x81, 2, 64, 0, 0,
            ],
            strings: [1: "Nobody", 2: "Example plate", 3: serial])
    }

    // MARK: Requests

    /// Answers the three requests.
    public func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply {
        switch (setup.requestType, setup.request) {
        case (0xC0, 1):
            let memory = ExamplePlateProtocol.Calibration(a: wiring.countsPerNewton, b: wiring.countsPerNewton)
            return .done(Array(memory.encoded.prefix(Int(setup.length))))
        case (0x40, 2) where ExamplePlateProtocol.rates.contains(Int(setup.value)):
            // Whoever starts anew after a pause begins with a person who begins.
            personBegan = now
            stream = Stream(startedAt: now, rate: Double(setup.value) * (1 + wiring.clockError * 1e-6))
            return .done([])
        case (0x40, 3):
            if let running = stream, running.last == nil { stream?.last = made(running, at: now) }
            return .done([])
        default: return .stall
        }
    }

    /// There is no OUT endpoint.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply { .stall }

    // MARK: Packets

    /// Packets that are whole at a moment.
    private func made(_ stream: Stream, at now: UInt64) -> Int {
        if let last = stream.last { return last }
        guard now >= stream.startedAt else { return 0 }
        let scans = Int((Double(now - stream.startedAt) * 1e-9 * stream.rate).rounded(.down)) + 1
        return scans / ExamplePlateProtocol.scansPerPacket
    }

    /// The oldest packet that is not overwritten.
    public func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply {
        guard endpoint == ExamplePlateProtocol.dataIn else { return .stall }
        guard var running = stream else { return .notReady }
        let made = made(running, at: now)
        let oldest = max(running.next, made - Self.bufferPackets)
        guard oldest < made else { return .notReady }
        let flags = oldest > running.next ? ExamplePlateProtocol.overran : 0
        running.next = oldest + 1
        stream = running
        var samples: [Int16] = []
        for i in 0..<ExamplePlateProtocol.scansPerPacket {
            let scan = oldest * ExamplePlateProtocol.scansPerPacket + i
            let seconds = Double(scan) / running.rate
            samples.append(counts(source.force(.left, at: seconds) + wiring.leftOffset, 0, scan))
            samples.append(counts(source.force(.right, at: seconds) + wiring.rightOffset, 1, scan))
        }
        return .done(
            ExamplePlateProtocol.packet(counter: UInt16(truncatingIfNeeded: oldest), flags: flags, samples: samples))
    }

    /// When the next packet is whole.
    public func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        guard endpoint == ExamplePlateProtocol.dataIn, let running = stream else { return nil }
        if let last = running.last { return running.next < last ? now : nil }
        let lastScan = Double((running.next + 1) * ExamplePlateProtocol.scansPerPacket - 1)
        return max(now, running.startedAt + UInt64((lastScan / running.rate * 1e9).rounded(.up)) + 1)
    }

    /// The converter's integer of a force, held at its ends, with noise that depends on input and scan alone.
    private func counts(_ newtons: Double, _ input: UInt64, _ scan: Int) -> Int16 {
        var random = SplitMix64(seed: SplitMix64.mix(wiring.seed &+ input << 56 &+ UInt64(scan)))
        let noisy = wiring.noise > 0 ? newtons + wiring.noise * random.gaussian() : newtons
        let counts = (noisy * Double(wiring.countsPerNewton)).rounded()
        return Int16(min(max(counts, Double(Int16.min)), Double(Int16.max)))
    }
}
