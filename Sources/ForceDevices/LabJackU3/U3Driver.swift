import SignalCore
import Transport

/// Talks to a LabJack U3: single-ended inputs with amplifiers, two of them or up to sixteen, streamed with the device's own packet counter.
public final class U3Driver: ForceDriver {
    /// Analog inputs of the device.
    static let largestChannels = 16

    private var calibration: U3Calibration?
    private var hardware: U3Protocol.Hardware?
    private var conversation = LabJackConversation(name: "LabJack U3")
    private var configuration: U3Protocol.StreamConfiguration?
    private var reader: LabJackPacketReader<U3Calibration.Line>?
    private var name: String { conversation.name }

    /// Makes a driver.
    public init() {}

    /// What is known to be lost since the start.
    public var loss: LossCounts { reader?.loss ?? LossCounts() }

    /// Number of the next scan.
    public var nextIndex: Int { reader?.nextIndex ?? 0 }

    /// What the device reported as the reason for ending the stream; nil while it runs.
    public var failure: DeviceError? {
        guard let code = reader?.fatalError, let configuration else { return nil }
        return refusal(code, "to go on streaming", configuration)
    }

    // MARK: Conversation

    /// Reads identity and calibration memory; stops a stream that an earlier program left running.
    public func open(_ link: any DeviceLink) throws(DeviceError) -> DeviceInfo {
        conversation.name = "LabJack U3 at \(link.identity.portPath)"
        conversation.stopStale(link)
        let answer = try conversation.ask(link, LabJackFrame.readConfiguration, number: 0x08, count: 38)
        let serial = LabJackConversation.serial(answer)
        let hardware = U3Protocol.Hardware(answer)
        conversation.name = "LabJack U3 \(serial)"
        guard hardware.version >= 121 else {
            throw DeviceError(
                device: name, detail: "its hardware 1.\(hardware.version - 100) cannot stream",
                remedy: "Use a U3 of hardware 1.21 or later (sold since August 2006).")
        }
        var blocks: [[UInt8]] = []
        for block in 0..<UInt8(hardware.version >= 130 ? U3Protocol.calibrationBlocks : 3) {
            let answer = try conversation.ask(link, LabJackFrame.readMemory(block: block), number: 0x2D, count: 40)
            blocks.append(Array(answer[8...]))
        }
        guard let calibration = U3Calibration(blocks: blocks),
            (0..<5).allSatisfy({ calibration.line(input: $0, hardware) != nil })
        else {
            throw DeviceError(
                device: name, detail: "its calibration memory holds no plausible constants",
                remedy: "Restore the factory calibration with the maker's tool; without it no voltage can be trusted.")
        }
        self.calibration = calibration
        self.hardware = hardware
        return DeviceInfo(
            family: "u3",
            product: "LabJack U3-\(hardware.isHighVoltage ? "HV" : "LV"), firmware "
                + LabJackConversation.firmware(answer),
            serial: "\(serial)", portPath: link.identity.portPath, calibration: blocks)
    }

    /// Refuses inputs and rates that the device does not have.
    public func check(_ request: StreamRequest) throws(DeviceError) { _ = try plan(request) }

    /// What a request comes to.
    private struct Plan {
        var inputs: [Int]
        var trigger: LabJackTrigger?
        var configuration: U3Protocol.StreamConfiguration
        /// Lines that have to be analog.
        var lines: UInt16
    }

    private func plan(_ request: StreamRequest) throws(DeviceError) -> Plan {
        let trigger = try conversation.trigger(request.trigger)
        var inputs: [Int] = []
        for name in request.channels { inputs.append(try input(name)) }
        try DeviceError.refuseChannels(
            request, inputs, largest: Self.largestChannels, device: name, example: "--left AIN0 --right AIN1")
        let configuration = try configuration(inputs, request.rate, trigger)
        var lines: UInt16 = hardware?.isHighVoltage == true ? 0x000F : 0
        for input in inputs { lines |= 1 << UInt16(input) }
        if let trigger, trigger.channel == 193, lines & trigger.mask != 0 {
            throw usage(
                "the trigger \(request.trigger ?? "") is an analog input here",
                "Name a line that no side uses, such as FIO4.")
        }
        return Plan(inputs: inputs, trigger: trigger, configuration: configuration, lines: lines)
    }

    /// Makes the inputs' lines analog, configures the stream, puts transfers in flight, then starts it.
    public func start(_ link: any DeviceLink, _ request: StreamRequest) throws(DeviceError) -> StreamInfo {
        guard let calibration, let hardware else {
            throw DeviceError(device: name, detail: "started before it was opened", remedy: "Open it first.")
        }
        let plan = try plan(request)
        let inputs = plan.inputs
        let configuration = plan.configuration
        let lines = inputs.compactMap { calibration.line(input: $0, hardware) }
        guard lines.count == inputs.count else { throw usage("it has no such input", "Name AIN0 to AIN15.") }
        try configureLines(link, plan.lines)
        self.configuration = configuration
        reader = LabJackPacketReader(
            layout: LabJackStreamLayout(
                rate: configuration.rate, samplesPerPacket: Int(configuration.samplesPerPacket),
                trigger: plan.trigger, top: 0xFFF0),
            lines: lines)
        var none = ScanBlock(channels: lines.count, capacity: 0)
        try begin(link, configuration, into: &none)
        return StreamInfo(
            rate: configuration.rate, quantity: "V",
            range: range(lines),
            channelDelay: configuration.quality.channelDelay,
            // The maker gives the delay to the microsecond or so, without a tolerance.
            channelDelayUncertainty: 0.05 * configuration.quality.channelDelay,
            notes: notes(inputs, hardware))
    }

    /// Volts that every input can tell from its ends.
    private func range(_ lines: [U3Calibration.Line]) -> ClosedRange<Double> {
        var low = -Double.infinity
        var high = Double.infinity
        for line in lines {
            low = max(low, line.volts(16))
            high = min(high, line.volts(0xFFE0))
        }
        return low...high
    }

    /// Stops what is left of the stream, clears the halt and configures and starts it as before.
    public func resume(_ link: any DeviceLink, into block: inout ScanBlock) throws(DeviceError) {
        guard let configuration else { return }
        stop(link, into: &block)
        do throws(TransportError) { try link.clearHalt(LabJackConversation.streamIn) } catch {
            throw DeviceError(error)
        }
        try begin(link, configuration, into: &block)
    }

    private func begin(
        _ link: any DeviceLink, _ configuration: U3Protocol.StreamConfiguration, into block: inout ScanBlock
    ) throws(DeviceError) {
        try conversation.begin(
            link, configuration: configuration.encoded(),
            packetTime: Double(configuration.scansPerPacket) / configuration.rate
        ) { code, what throws(DeviceError) in
            if let refusal = refusal(code, what, configuration) { throw refusal }
        }
        reader?.begin(at: link.latest, into: &block)
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

    // MARK: Settings

    private func configuration(
        _ inputs: [Int], _ rate: Double, _ trigger: LabJackTrigger?
    ) throws(DeviceError) -> U3Protocol.StreamConfiguration {
        var channels = inputs.map { UInt8($0) }
        if let trigger { channels.append(trigger.channel) }
        let count = Double(channels.count)
        let fastest = U3Protocol.Resolution.all[3].samplesPerSecond
        guard rate >= 1, rate * count <= fastest,
            let resolution = U3Protocol.Resolution.all.first(where: { rate * count <= $0.samplesPerSecond })
        else {
            throw usage(
                "\(rate) scans a second of \(channels.count) inputs are outside 1 to \(Int(fastest / count))",
                "Choose --rate between 1 and \(Int(fastest / count)); 1000 is usual.")
        }
        let divides = LabJackFrame.streamClock / rate > 65_535
        let ticks = (LabJackFrame.streamClock / (divides ? 256 : 1) / rate).rounded()
        // Packets of at most 12 ms: small enough for a live screen, large enough not to wake the host all the time.
        let scans = min(max(Int(rate * 0.012), 1), 25 / channels.count)
        return U3Protocol.StreamConfiguration(
            channels: channels, samplesPerPacket: UInt8(channels.count * scans), resolution: resolution.index,
            interval: UInt16(min(max(ticks, 1), 65_535)), dividesClock: divides)
    }

    private func input(_ text: String) throws(DeviceError) -> Int {
        let upper = text.uppercased()
        if upper.hasPrefix("AIN"), let number = Int(upper.dropFirst(3)), (0..<16).contains(number) { return number }
        throw usage(
            "`\(text)` is no analog input",
            "Name AIN0 to AIN15 (AIN0 to AIN7 are FIO0 to FIO7, the others EIO0 to EIO7).")
    }

    private func notes(_ inputs: [Int], _ hardware: U3Protocol.Hardware) -> [String] {
        guard !hardware.isHighVoltage || inputs.contains(where: { $0 >= 4 }) else { return [] }
        return ["Its low-voltage inputs take 0 to 2.4 V; a force that pulls the amplifier below 0 V cannot be seen."]
    }

    private func configureLines(_ link: any DeviceLink, _ lines: UInt16) throws(DeviceError) {
        let fio = UInt8(truncatingIfNeeded: lines)
        let eio = UInt8(truncatingIfNeeded: lines >> 8)
        let answer = try conversation.ask(
            link, U3Protocol.configureLines(fioAnalog: fio, eioAnalog: eio), number: 0x0B, count: 12)
        guard answer[10] & fio == fio, answer[11] & eio == eio else {
            throw DeviceError(
                device: name, detail: "it did not make the inputs analog",
                remedy: "Unplug it, wait two seconds and plug it in again.")
        }
    }

    private func refusal(
        _ code: UInt8, _ what: String, _ configuration: U3Protocol.StreamConfiguration
    ) -> DeviceError? {
        conversation.refusal(
            code, what, rate: configuration.rate,
            largestRate: Int(configuration.quality.samplesPerSecond / Double(configuration.channels.count)))
    }

    private func usage(_ detail: String, _ remedy: String) -> DeviceError {
        DeviceError(device: name, detail: detail, remedy: remedy, isUsage: true)
    }
}
