import SignalCore
import Transport

/// Talks to a LabJack U6: differential bridges on ±10 mV, two of them or up to seven, streamed with the device's own packet counter.
public final class U6Driver: ForceDriver {
    /// Differential inputs of the device: AIN0 to AIN13 in pairs.
    static let largestChannels = 7
    /// Samples a second over all channels (data sheet, appendix A).
    private static let throughput = 50_000.0

    private let gain: U6Protocol.Gain
    private let settlingFactor: UInt8?
    private var calibration: U6Calibration?
    private var conversation = LabJackConversation(name: "LabJack U6")
    private var configuration: U6Protocol.StreamConfiguration?
    private var reader: U6PacketReader?
    private var name: String { conversation.name }

    /// Makes a driver.
    ///
    /// - Parameters:
    ///   - gain: range of both inputs; ±10 mV for bare bridges.
    ///   - settlingFactor: settling time in units of 10 µs; nil lets the driver choose.
    public init(gain: U6Protocol.Gain = .x1000, settlingFactor: UInt8? = nil) {
        self.gain = gain
        self.settlingFactor = settlingFactor
    }

    /// What is known to be lost since the start.
    public var loss: LossCounts { reader?.loss ?? LossCounts() }

    /// Number of the next scan.
    public var nextIndex: Int { reader?.nextIndex ?? 0 }

    // MARK: Conversation

    /// Reads identity and calibration memory; stops a stream that an earlier program left running.
    public func open(_ link: any DeviceLink) throws(DeviceError) -> DeviceInfo {
        conversation.name = "LabJack U6 at \(link.identity.portPath)"
        conversation.stopStale(link)
        let answer = try conversation.ask(link, LabJackFrame.readConfiguration, number: 0x08, count: 38)
        let serial = LabJackConversation.serial(answer)
        let pro = answer[37] & 0x08 != 0
        conversation.name = "LabJack U6 \(serial)"
        var blocks: [[UInt8]] = []
        for block in 0..<UInt8(U6Protocol.calibrationBlocks) {
            let answer = try conversation.ask(link, LabJackFrame.readMemory(block: block), number: 0x2D, count: 40)
            blocks.append(Array(answer[8...]))
        }
        guard let calibration = U6Calibration(blocks: blocks), calibration.isPlausible else {
            throw DeviceError(
                device: name, detail: "its calibration memory holds no plausible constants",
                remedy: "Restore the factory calibration with the maker's tool; without it no voltage can be trusted.")
        }
        self.calibration = calibration
        return DeviceInfo(
            family: "u6", product: "LabJack U6\(pro ? "-Pro" : ""), firmware \(LabJackConversation.firmware(answer))",
            serial: "\(serial)", portPath: link.identity.portPath, calibration: blocks)
    }

    /// Refuses inputs and rates that the device does not have.
    public func check(_ request: StreamRequest) throws(DeviceError) {
        _ = try configuration(for: request, conversation.trigger(request.trigger))
    }

    /// Configures the stream for the differential inputs, puts transfers in flight, then starts it.
    public func start(
        _ link: any DeviceLink, _ request: StreamRequest
    ) throws(DeviceError) -> StreamInfo {
        guard let calibration else {
            throw DeviceError(device: name, detail: "started before it was opened", remedy: "Open it first.")
        }
        let trigger = try conversation.trigger(request.trigger)
        let configuration = try configuration(for: request, trigger)
        let line = calibration.line(gain)
        self.configuration = configuration
        reader = U6PacketReader(configuration: configuration, line: line, trigger: trigger)
        var none = ScanBlock(channels: request.channels.count, capacity: 0)
        try begin(link, configuration, into: &none)
        return StreamInfo(
            rate: configuration.rate, quantity: "V", range: line.volts(1)...line.volts(.max - 1),
            channelDelay: configuration.channelDelay,
            // Conversion and firmware latency are not in the data sheet: ±20 µs, rectangular.
            channelDelayUncertainty: configuration.settlingFactor > 0 ? 20e-6 / 3.0.squareRoot() : 1e-4,
            notes: notes(configuration))
    }

    /// Stops what is left of the stream, clears the halt and configures and starts it as before.
    public func resume(_ link: any DeviceLink, into block: inout ScanBlock) throws(DeviceError) {
        guard let configuration else { return }
        stop(link, into: &block)
        do throws(TransportError) { try link.clearHalt(U6Protocol.streamIn) } catch { throw DeviceError(error) }
        try begin(link, configuration, into: &block)
    }

    private func begin(
        _ link: any DeviceLink, _ configuration: U6Protocol.StreamConfiguration, into block: inout ScanBlock
    ) throws(DeviceError) {
        try conversation.begin(
            link, configuration: configuration.encoded(),
            packetTime: Double(configuration.scansPerPacket) / configuration.rate
        ) { code, what throws(DeviceError) in
            if let refusal = refusal(code, what, configuration) { throw refusal }
        }
        reader?.begin(at: link.latest, into: &block)
    }

    private func refusal(
        _ code: UInt8, _ what: String, _ configuration: U6Protocol.StreamConfiguration
    ) -> DeviceError? {
        conversation.refusal(
            code, what, rate: configuration.rate,
            largestRate: Int(gain.fullySettledPairRate * 2 / Double(configuration.channels.count)))
    }

    /// Appends the scans of one transfer; failed transfers bring none.
    public func decode(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock) {
        guard LabJackConversation.isOfStream(header, bytes) else { return }
        reader?.read(bytes, arrival: header.stamp, dropped: Int(header.droppedBefore), into: &block)
        if bytes.count > 0 { block.arrival = header.stamp }
    }

    /// Sends the stop command, takes what still comes in, and waits for the answer or half a second.
    public func stop(_ link: any DeviceLink, into block: inout ScanBlock) {
        conversation.end(link) { header, bytes in decode(header, bytes, into: &block) }
        reader?.finish(into: &block)
    }

    /// What the device reported as the reason for ending the stream; nil while it runs.
    public var failure: DeviceError? {
        guard let code = reader?.fatalError, let configuration else { return nil }
        return refusal(code, "to go on streaming", configuration)
    }

    // MARK: Settings

    private func configuration(
        for request: StreamRequest, _ trigger: LabJackTrigger?
    ) throws(DeviceError) -> U6Protocol.StreamConfiguration {
        var channels: [UInt8] = []
        for name in request.channels { channels.append(try channel(name)) }
        try DeviceError.refuseChannels(
            request, channels.map(Int.init), largest: Self.largestChannels, device: name,
            example: "--left AIN0 --right AIN2")
        let largest = min(Self.throughput / Double(channels.count + (trigger == nil ? 0 : 1)), 25_000)
        guard request.rate >= 1, request.rate <= largest else {
            throw DeviceError(
                device: name, detail: "\(request.rate) scans a second are outside 1 to \(Int(largest))",
                remedy: "Choose --rate between 1 and \(Int(largest)); 1000 is usual.", isUsage: true)
        }
        let divides = LabJackFrame.streamClock / request.rate > 65_535
        let ticks = (LabJackFrame.streamClock / (divides ? 256 : 1) / request.rate).rounded()
        let interval = UInt16(min(max(ticks, 1), 65_535))
        if let trigger { channels.append(trigger.channel) }
        let count = Double(channels.count)
        // Packets of at most 12 ms: small enough for a live screen, large enough not to wake the host all the time.
        let scans = min(max(Int(request.rate * 0.012), 1), 25 / channels.count)
        var settling = settlingFactor ?? 0
        if settlingFactor == nil, request.rate > gain.fullySettledPairRate * 2 / count {
            // The device's own settling time would not fit: take the longest that does, 30 µs below an input's share of the
            // interval.
            settling = UInt8(min(max(((1e6 / count / request.rate - 30) / 10).rounded(.down), 1), 255))
        }
        return U6Protocol.StreamConfiguration(
            channels: channels, gain: gain, samplesPerPacket: UInt8(channels.count * scans), settlingFactor: settling,
            interval: interval, dividesClock: divides)
    }

    private func channel(_ name: String) throws(DeviceError) -> UInt8 {
        let upper = name.uppercased()
        if upper.hasPrefix("AIN"), let number = UInt8(upper.dropFirst(3)), number < 144, number % 2 == 0 {
            return number
        }
        throw DeviceError(
            device: self.name, detail: "`\(name)` is no differential input",
            remedy: "Name the even input of a pair: AIN0 (with AIN1), AIN2 (with AIN3) and so on.", isUsage: true)
    }

    private func notes(_ configuration: U6Protocol.StreamConfiguration) -> [String] {
        let settled = gain.fullySettledPairRate * 2 / Double(configuration.channels.count)
        guard configuration.settlingFactor > 0, configuration.rate > settled else { return [] }
        let microseconds = Int(configuration.settlingFactor) * 10
        return [
            "At \(Int(configuration.rate)) scans a second the inputs get \(microseconds) µs to settle; "
                + "the maker's own settling allows \(Int(settled)) on this range. "
                + "Load one side alone and see that the other stays at zero, or lower --rate."
        ]
    }
}
