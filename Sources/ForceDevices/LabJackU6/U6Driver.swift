import SignalCore
import Transport

/// Talks to a LabJack U6: two differential bridges on ±10 mV, streamed with the device's own packet counter.
public final class U6Driver: ForceDriver {
    private static let second: UInt64 = 1_000_000_000

    private let gain: U6Protocol.Gain
    private let settlingFactor: UInt8?
    private var calibration: U6Calibration?
    private var name = "u6"
    private var reader: U6PacketReader?

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
        name = "LabJack U6 at \(link.identity.portPath)"
        stopStale(link)
        let answer = try ask(link, U6Protocol.readConfiguration, number: 0x08, count: 38)
        let serial = (0..<4).reduce(UInt32(0)) { $0 | UInt32(answer[15 + $1]) << (8 * UInt32($1)) }
        let pro = answer[37] & 0x08 != 0
        name = "LabJack U6 \(serial)"
        var blocks: [[UInt8]] = []
        for block in 0..<UInt8(U6Protocol.calibrationBlocks) {
            let answer = try ask(link, U6Protocol.readMemory(block: block), number: 0x2D, count: 40)
            blocks.append(Array(answer[8...]))
        }
        guard let calibration = U6Calibration(blocks: blocks), calibration.isPlausible else {
            throw DeviceError(
                device: name, detail: "its calibration memory holds no plausible constants",
                remedy: "Restore the factory calibration with the maker's tool; without it no voltage can be trusted.")
        }
        self.calibration = calibration
        let minor = answer[9] < 10 ? "0\(answer[9])" : "\(answer[9])"
        return DeviceInfo(
            family: "u6", product: "LabJack U6\(pro ? "-Pro" : ""), firmware \(answer[10]).\(minor)",
            serial: "\(serial)", portPath: link.identity.portPath, calibration: blocks)
    }

    /// Refuses inputs and rates that the device does not have.
    public func check(_ request: StreamRequest) throws(DeviceError) { _ = try configuration(for: request) }

    /// Configures the stream for two differential inputs, puts transfers in flight, then starts it.
    public func start(
        _ link: any DeviceLink, _ request: StreamRequest
    ) throws(DeviceError) -> StreamInfo {
        guard let calibration else {
            throw DeviceError(device: name, detail: "started before it was opened", remedy: "Open it first.")
        }
        let configuration = try configuration(for: request)
        let line = calibration.line(gain)
        reader = U6PacketReader(configuration: configuration, line: line)
        try begin(link, configuration)
        return StreamInfo(
            rate: configuration.rate, quantity: "V", range: line.volts(1)...line.volts(.max - 1),
            channelDelay: configuration.channelDelay,
            // Conversion and firmware latency are not in the data sheet: ±20 µs, rectangular.
            channelDelayUncertainty: configuration.settlingFactor > 0 ? 20e-6 / 3.0.squareRoot() : 1e-4,
            notes: notes(configuration))
    }

    /// Stops what is left of the stream, clears the halt and configures and starts it as before.
    public func resume(_ link: any DeviceLink, into block: inout ScanBlock) throws(DeviceError) {
        guard let configuration = reader?.configuration else { return }
        stop(link, into: &block)
        do throws(TransportError) { try link.clearHalt(U6Protocol.streamIn) } catch { throw DeviceError(error) }
        reader?.beginSegment()
        try begin(link, configuration)
    }

    private func begin(
        _ link: any DeviceLink, _ configuration: U6Protocol.StreamConfiguration
    ) throws(DeviceError) {
        let answer = try ask(link, configuration.encoded(), number: 0x11, count: 8)
        try check(answer[6], "its stream configuration", configuration)
        let packetTime = Double(configuration.scansPerPacket) / configuration.rate
        let transfers = min(max(8, Int((0.2 / packetTime).rounded(.up))), 32)
        do throws(TransportError) {
            // Before the start: a device that sends while nobody reads loses the first samples.
            try link.startStream(U6Protocol.streamIn, length: U6Protocol.packetSize, transfers: transfers)
        } catch { throw DeviceError(error) }
        do throws(DeviceError) {
            let started = try exchange(link, U6Protocol.streamStart, count: 4)
            guard started[1] == 0xA9 else { throw unexpected("the start of the stream") }
            try check(started[2], "the start of the stream", configuration)
        } catch {
            link.stopStream { _, _ in }
            throw error
        }
    }

    /// Appends the scans of one transfer; failed transfers bring none.
    public func decode(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock) {
        guard header.phase == .complete, header.endpoint == U6Protocol.streamIn, bytes.count > 0 else { return }
        reader?.read(bytes, arrival: header.stamp, dropped: Int(header.droppedBefore), into: &block)
        block.arrival = header.stamp
    }

    /// Sends the stop command, takes what still comes in, and waits for the answer or half a second.
    public func stop(_ link: any DeviceLink, into block: inout ScanBlock) {
        _ = try? exchange(link, U6Protocol.streamStop, count: 4)
        _ = link.receive(until: link.now) { header, bytes in decode(header, bytes, into: &block) }
        link.stopStream { header, bytes in decode(header, bytes, into: &block) }
    }

    /// What the device reported as the reason for ending the stream; nil while it runs.
    public var failure: DeviceError? {
        guard let code = reader?.fatalError, let configuration = reader?.configuration else { return nil }
        do throws(DeviceError) {
            try check(code, "the stream", configuration)
            return nil
        } catch { return error }
    }

    // MARK: Settings

    private func configuration(for request: StreamRequest) throws(DeviceError) -> U6Protocol.StreamConfiguration {
        let channels = [try channel(request.left), try channel(request.right)]
        guard channels[0] != channels[1] else {
            throw DeviceError(
                device: name, detail: "left and right are both \(request.left)",
                remedy: "Give each side its own input: --left AIN0 --right AIN2.", isUsage: true)
        }
        guard request.rate >= 1, request.rate <= 25_000 else {
            throw DeviceError(
                device: name, detail: "\(request.rate) scans a second are outside 1 to 25000",
                remedy: "Choose --rate between 1 and 25000; 1000 is usual.", isUsage: true)
        }
        let divides = U6Protocol.streamClock / request.rate > 65_535
        let ticks = (U6Protocol.streamClock / (divides ? 256 : 1) / request.rate).rounded()
        let interval = UInt16(min(max(ticks, 1), 65_535))
        // Packets of at most 12 ms: small enough for a live screen, large enough not to wake the host all the time.
        let scans = min(max(Int(request.rate * 0.012), 1), 12)
        var settling = settlingFactor ?? 0
        if settlingFactor == nil, request.rate > gain.fullySettledPairRate {
            // The device's own settling time would not fit: take the longest that does, 30 µs below half the interval.
            settling = UInt8(min(max(((0.5e6 / request.rate - 30) / 10).rounded(.down), 1), 255))
        }
        return U6Protocol.StreamConfiguration(
            channels: channels, gain: gain, samplesPerPacket: UInt8(2 * scans), settlingFactor: settling,
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
        guard configuration.settlingFactor > 0, configuration.rate > gain.fullySettledPairRate else { return [] }
        let microseconds = Int(configuration.settlingFactor) * 10
        return [
            "At \(Int(configuration.rate)) scans a second the inputs get \(microseconds) µs to settle; "
                + "the maker's own settling allows \(Int(gain.fullySettledPairRate)) on this range. "
                + "Load one side alone and see that the other stays at zero, or lower --rate."
        ]
    }

    // MARK: Bytes

    private func stopStale(_ link: any DeviceLink) {
        _ = try? exchange(link, U6Protocol.streamStop, count: 4)
        // What an interrupted program left in the device: a full buffer is 41 packets.
        for endpoint in [U6Protocol.streamIn, U6Protocol.commandIn] {
            for _ in 0..<64 {
                guard let bytes = try? link.read(endpoint, length: U6Protocol.packetSize, timeout: Self.second / 50),
                    !bytes.isEmpty
                else { break }
            }
        }
    }

    private func exchange(
        _ link: any DeviceLink, _ command: [UInt8], count: Int
    ) throws(DeviceError) -> [UInt8] {
        do throws(TransportError) {
            try link.write(U6Protocol.commandOut, command, timeout: Self.second)
            let answer = try link.read(U6Protocol.commandIn, length: U6Protocol.packetSize, timeout: Self.second / 2)
            guard answer.count >= count else { throw TransportError(.busFault, device: name, detail: "a short answer") }
            return answer
        } catch { throw DeviceError(error) }
    }

    private func ask(
        _ link: any DeviceLink, _ command: [UInt8], number: UInt8, count: Int
    ) throws(DeviceError) -> [UInt8] {
        let answer = try exchange(link, command, count: min(count, 8))
        guard U6Protocol.isAnswer(answer, to: number, count: count) else {
            throw unexpected("command \(String(number, radix: 16))")
        }
        // StreamConfig's error code is judged by the caller, who knows the settings.
        guard number == 0x11 || answer[6] == 0 else {
            throw DeviceError(
                device: name, detail: "it answered command \(String(number, radix: 16)) with error \(answer[6])",
                remedy: "Unplug it, wait two seconds and plug it in again.")
        }
        return answer
    }

    private func unexpected(_ what: String) -> DeviceError {
        DeviceError(
            device: name, detail: "its answer to \(what) is damaged or of another command",
            remedy: "Unplug it, wait two seconds and plug it in again; try another cable.")
    }

    private func check(
        _ code: UInt8, _ what: String, _ configuration: U6Protocol.StreamConfiguration
    ) throws(DeviceError) {
        switch code {
        case 0: return
        case U6Protocol.ErrorCode.scanOverlap:
            throw DeviceError(
                device: name,
                detail: "it cannot scan both inputs \(Int(configuration.rate)) times a second on this range",
                remedy: "Lower --rate; with its own settling the maker's table gives "
                    + "\(Int(gain.fullySettledPairRate)) for two inputs.")
        default:
            throw DeviceError(
                device: name, detail: "it refused \(what) with error \(code)",
                remedy: "Look the number up in the maker's list of low-level error codes; unplug and replug it.")
        }
    }
}
