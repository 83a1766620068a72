import SignalCore
import Statistics
import Transport

/// An MCC device with two amplified plates on it: vendor requests, calibration memory, scans, buffer, overrun.
public final class VirtualMCC: DeviceModel {
    /// What hangs on the channels and how it is wired.
    public struct Wiring: Sendable, Hashable {
        /// Newtons that give 5 V at either amplifier.
        public var spanNewtons = 2000.0
        /// Volts of the unloaded plate on channel 0.
        public var leftOffset = 0.08
        /// Volts of the unloaded plate on channel 1.
        public var rightOffset = -0.05
        /// Standard deviation of each reading in newtons.
        public var noise = 0.3
        /// Departure of the device's clock from the true one, in parts per million.
        public var clockError = 0.0
        /// Start of the noise.
        public var seed: UInt64 = 1
        /// How the sides hang on several channels, from channel 0 on; nil for one channel a side.
        public var cells: CellWiring?
        /// When the person's time begins, in nanoseconds since it was plugged in; nil for with the stream.
        public var personBegins: UInt64?
        /// Seconds of the person's time during which the line of 5 V on the first free channel is high, usually channel 2.
        public var triggered: [ClosedRange<Double>] = []

        /// The left plate on channel 0, the right one on channel 1, 2000 N at 5 V.
        public init() {}
    }

    /// Serial number of eight characters.
    public let serial: String
    /// Raw descriptors.
    public let descriptors: DeviceDescriptors
    /// Nanoseconds after which the person is done; nil before a scan began and for an endless person.
    public var end: UInt64? {
        guard let personBegan, source.duration.isFinite else { return nil }
        return personBegan + UInt64(source.duration * 1e9)
    }

    private let model: MCCModel
    private let source: any ForceSource
    private let wiring: Wiring
    let calibration: MCCCalibration
    private var ranges = [UInt8](repeating: 0, count: MCCCalibration.channels)
    private var scan: Scan?
    private var hasOverrun = false
    private var personBegan: UInt64?
    private var stoppedAt: UInt64 = 0
    /// What the host asks for at a time; a transfer in block mode is complete when it is full.
    private var transferLength = MCCProtocol.packetSize

    private struct Scan {
        let start: MCCProtocol.ScanStart
        let startedAt: UInt64
        let rate: Double
        let channelDelay: Double
        let channels: [Int]
        let lines: [MCCCalibration.Line?]
        /// Scans that the host has fetched.
        var fetched = 0
        /// Set by the stop request: no scan from here on.
        var last: Int?
    }

    init(model: MCCModel, serial: String, source: any ForceSource, wiring: Wiring = Wiring()) {
        self.model = model
        self.serial = String((serial + "00000000").prefix(8))
        self.source = source
        self.wiring = wiring
        calibration = Self.calibration(model, seed: wiring.seed)
        descriptors = Self.descriptors(model, serial: self.serial)
    }

    /// Volts at a channel for a true force, without noise.
    func volts(channel: Int, at seconds: Double) -> Double {
        if let load = InputLoad(
            channel, source, wiring.cells, at: seconds, left: wiring.leftOffset, right: wiring.rightOffset)
        {
            return load.force / wiring.spanNewtons * 5 + load.offset
        }
        let free = wiring.cells.map { $0.left.count + $0.right.count } ?? 2
        return channel == free && wiring.triggered.contains { $0.contains(seconds) } ? 5 : 0
    }

    // MARK: Requests

    /// Answers the vendor requests.
    public func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply {
        checkBuffer(at: now)
        switch (setup.requestType, setup.request) {
        case (0x40, MCCProtocol.Request.scanStart):
            guard scan == nil || scan?.last != nil,
                let start = MCCProtocol.ScanStart(data, length: model.startLength)
            else { return .stall }
            begin(start, at: now)
            return .done([])
        case (0x40, MCCProtocol.Request.scanStop):
            if var running = scan, running.last == nil {
                running.last = taken(running, at: now)
                scan = running
                stoppedAt = now
            }
            return .done([])
        case (0x40, MCCProtocol.Request.clearFIFO):
            if scan?.last != nil { scan = nil }
            return .done([])
        case (0x40, MCCProtocol.Request.inputConfiguration) where model.ranges.count > 1:
            guard scan == nil || scan?.last != nil, data.count == ranges.count,
                data.allSatisfy({ Int($0) < model.ranges.count && model.ranges[Int($0)] != nil })
            else { return .stall }
            ranges = data
            return .done([])
        case (0xC0, MCCProtocol.Request.inputConfiguration) where model.ranges.count > 1:
            return answer(ranges, setup)
        case (0xC0, MCCProtocol.Request.status):
            var status: UInt16 = 0
            if let scan, scan.last == nil, !hasOverrun { status |= MCCProtocol.Status.scanRunning }
            if hasOverrun { status |= MCCProtocol.Status.scanOverrun }
            return answer([UInt8(truncatingIfNeeded: status), UInt8(truncatingIfNeeded: status >> 8)], setup)
        case (0x40, MCCProtocol.Request.status):
            if scan == nil || scan?.last != nil { hasOverrun = false }
            return .done([])
        case (0xC0, MCCProtocol.Request.serial): return answer(Array(serial.utf8), setup)
        case (0xC0, MCCProtocol.Request.calibrationMemory):
            let at = Int(setup.value)
            let memory = calibration.blocks.flatMap {
                $0.isEmpty ? [UInt8](repeating: 0xFF, count: MCCCalibration.blockSize) : $0
            }
            guard at + Int(setup.length) <= 768 else { return .stall }
            let bytes = (0..<Int(setup.length)).map { at + $0 < memory.count ? memory[at + $0] : 0xFF }
            return answer(bytes, setup)
        default: return .stall
        }
    }

    private func answer(_ bytes: [UInt8], _ setup: ControlSetup) -> ModelReply {
        .done(Array(bytes.prefix(Int(setup.length))))
    }

    private func begin(_ start: MCCProtocol.ScanStart, at now: UInt64) {
        if personBegan == nil || now > stoppedAt + 1_000_000_000 { personBegan = wiring.personBegins ?? now }
        let timing = model.timing(start)
        let factor = 1 + wiring.clockError * 1e-6
        hasOverrun = false
        let channels = (0..<MCCCalibration.channels).filter { start.channels & 1 << UInt8($0) != 0 }
        scan = Scan(
            start: start, startedAt: now, rate: timing.rate * factor, channelDelay: timing.channelDelay / factor,
            channels: channels,
            lines: channels.map { calibration.line(model, range: Int(ranges[$0]), channel: $0) })
    }

    /// The device has no OUT endpoint for data.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply { .stall }

    // MARK: Scan data

    private func taken(_ scan: Scan, at now: UInt64) -> Int {
        if let last = scan.last { return last }
        guard now >= scan.startedAt else { return 0 }
        return Int((Double(now - scan.startedAt) * 1e-9 * scan.rate).rounded(.down)) + 1
    }

    /// A full buffer ends the scan; what it held is lost, as the endpoint halts.
    private func checkBuffer(at now: UInt64) {
        guard let scan, !hasOverrun else { return }
        if (taken(scan, at: now) - scan.fetched) * scan.channels.count > model.fifoSamples {
            hasOverrun = true
            stoppedAt = now
        }
    }

    /// Scans that make up the next transfer: one in immediate mode, as many as are asked for in block mode.
    private func transferScans(_ scan: Scan) -> Int {
        scan.start.isImmediate ? 1 : max(transferLength / (2 * scan.channels.count), 1)
    }

    /// One transfer of scan data.
    public func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply {
        guard endpoint == MCCProtocol.scanIn else { return .stall }
        transferLength = max(length / MCCProtocol.packetSize, 1) * MCCProtocol.packetSize
        checkBuffer(at: now)
        if hasOverrun { return .stall }
        guard var scan else { return .notReady }
        let there = taken(scan, at: now) - scan.fetched
        var scans = transferScans(scan)
        if there < scans {
            // After a stop whole packets still come; a part of one never does.
            let packet = scan.start.isImmediate ? 1 : MCCProtocol.packetSize / (2 * scan.channels.count)
            guard scan.last != nil, there >= packet else { return .notReady }
            scans = there / packet * packet
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scans * 2 * scan.channels.count)
        for _ in 0..<scans {
            append(scan, &bytes)
            scan.fetched += 1
        }
        self.scan = scan
        return .done(bytes)
    }

    /// When a transfer's worth is there.
    public func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        guard endpoint == MCCProtocol.scanIn else { return nil }
        checkBuffer(at: now)
        if hasOverrun { return now }
        guard let scan else { return nil }
        if let last = scan.last {
            let packet = scan.start.isImmediate ? 1 : MCCProtocol.packetSize / (2 * scan.channels.count)
            return last - scan.fetched >= packet ? now : nil
        }
        let due = scan.fetched + transferScans(scan) - 1
        return max(now, scan.startedAt + UInt64((Double(due) / scan.rate * 1e9).rounded(.up)) + 1)
    }

    private func append(_ scan: Scan, _ bytes: inout [UInt8]) {
        let began = PersonTime.seconds(from: personBegan, to: scan.startedAt) + Double(scan.fetched) / scan.rate
        for (i, channel) in scan.channels.enumerated() {
            var volts = volts(channel: channel, at: began + Double(i) * scan.channelDelay)
            volts += wiring.noise / wiring.spanNewtons * 5 * gaussian(channel, scan.fetched, scan.startedAt)
            let raw = scan.lines[i]?.raw(volts, codes: model.codes) ?? 0
            bytes += [UInt8(truncatingIfNeeded: raw), UInt8(truncatingIfNeeded: raw >> 8)]
        }
    }

    /// Noise that depends on channel and scan alone, so that nothing about reading changes it.
    private func gaussian(_ channel: Int, _ scan: Int, _ start: UInt64) -> Double {
        guard wiring.noise > 0 else { return 0 }
        let key = SplitMix64.mix(
            wiring.seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(channel) << 56 &+ UInt64(scan) &+ start << 20)
        var random = SplitMix64(seed: key)
        return random.gaussian()
    }

    // MARK: Identity

    private static func calibration(_ model: MCCModel, seed: UInt64) -> MCCCalibration {
        var random = SplitMix64(seed: seed &+ UInt64(model.productID))
        return MCCCalibration(
            blocks: model.ranges.map { range in
                guard range != nil else { return [] }
                return (0..<MCCCalibration.channels).flatMap { _ in
                    MCCCalibration.encode(
                        slope: Float(1 + 0.004 * (random.unit() - 0.5)),
                        intercept: Float(0.004 * Double(model.codes) * (random.unit() - 0.5)))
                }
            })
    }

    private static func descriptors(_ model: MCCModel, serial: String) -> DeviceDescriptors {
        let device: [UInt8] = [
            18, 1, 0x00, 0x02, 0xFF, 0xFF, 0xFF, 64, 0xDB, 0x09, UInt8(truncatingIfNeeded: model.productID),
            UInt8(truncatingIfNeeded: model.productID >> 8), 0x00, 0x01, 1, 2, 3, 1,
        ]
        var configuration: [UInt8] = [9, 2, 0, 0, 1, 1, 0, 0x80, 250, 9, 4, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0]
        configuration += [7, 5, 0x81, 2, UInt8(MCCProtocol.packetSize), 0, 0]
        configuration[2] = UInt8(configuration.count)
        let product = String(model.name.dropFirst("MCC ".count))
        return DeviceDescriptors(
            device: device, configuration: configuration,
            strings: [1: "Measurement Computing Corp.", 2: product, 3: serial])
    }
}
