import SignalCore
import Transport

/// Talks to one Vernier Go Direct sensor over USB: one channel in newtons, with the sensor's own calibration.
///
/// The integer of a scan is the bit pattern of the 32-bit float that the device sent.
public final class GoDirectDriver: ForceDriver {
    private static let millisecond: UInt64 = 1_000_000
    /// How long a reply may take.
    private static let patience: UInt64 = 2_000_000_000

    private var name = "Go Direct sensor"
    private var counter: UInt8 = 0xFF
    private var output: HIDOutput?
    private var input = EndpointAddress(0x81)
    private var replies = GoDirectFrameReader(checksSum: false)
    private var soundReplies = 0
    private var unsoundReplies = 0
    private var sensors: [GoDirectProtocol.SensorInfo] = []
    private var defaultMask: UInt32 = 0
    private var openStatus: GoDirectProtocol.Status?
    private var reader: GoDirectStreamReader?
    private var setting: (sensor: GoDirectProtocol.SensorInfo, microseconds: UInt64)?
    private var isStreaming = false
    private var early = EarlyTransfers()

    /// What the device reported as the reason for ending the stream; nil while it runs.
    public private(set) var failure: DeviceError?

    /// Makes a driver.
    public init() {}

    /// What is known to be lost since the start.
    public var loss: LossCounts { reader?.loss ?? LossCounts() }

    /// Number of the next scan.
    public var nextIndex: Int { reader?.nextIndex ?? 0 }

    /// How the presumed rolling counter of the measurement frames moved.
    public var counterLog: GoDirectCounterLog { reader?.counterLog ?? GoDirectCounterLog() }

    /// The channels that the device described when it was opened.
    public var channels: [GoDirectProtocol.SensorInfo] { sensors }

    // MARK: Conversation

    /// Empties what an earlier program left, begins a conversation and asks for identity, state and channels.
    public func open(_ link: any DeviceLink) throws(DeviceError) -> DeviceInfo {
        name = "Go Direct sensor at \(link.identity.portPath)"
        guard let input = HIDOutput.input(link.descriptors, interface: 0) else {
            throw DeviceError(
                device: name, detail: "it has no interrupt endpoint to read from",
                remedy: "Unplug it and plug it in again; if that does not help it is no Go Direct sensor.")
        }
        self.input = input
        output = HIDOutput(link.descriptors, interface: 0, reportValue: 0x0200)
        soundReplies = 0
        unsoundReplies = 0
        replies.reset()
        let wasSending = drain(link, atMost: 250)
        try initialize(link)
        let status = try state(link)
        let record = try ask(link, .deviceInfo, minimum: GoDirectProtocol.DeviceRecord.size)
        guard let device = GoDirectProtocol.DeviceRecord(record) else { throw unexpected("who it is") }
        if !device.name.isEmpty { name = device.name }
        let available = VernierBytes.number(try ask(link, .sensorMask, minimum: 4), 0, UInt32.self)
        defaultMask = VernierBytes.number(try ask(link, .defaultMask, minimum: 4), 0, UInt32.self)
        sensors = []
        var blocks = [record]
        for number in 0..<UInt8(32) where available & UInt32(1) << UInt32(number) != 0 {
            let payload = try ask(link, .sensorInfo, [number], minimum: GoDirectProtocol.SensorInfo.size)
            blocks.append(payload)
            if let sensor = GoDirectProtocol.SensorInfo(payload) { sensors.append(sensor) }
        }
        if wasSending {
            _ = try? ask(link, .stop, GoDirectProtocol.stopArguments)
            _ = drain(link, atMost: 250)
        }
        openStatus = status
        let product = device.orderCode.isEmpty ? "Go Direct sensor" : "Vernier \(device.orderCode)"
        return DeviceInfo(
            family: "godirect", product: "\(product), firmware \(status.firmware)", serial: device.serial,
            portPath: link.identity.portPath, calibration: blocks)
    }

    /// Refuses a trigger, and channels and rates that the sensor does not have.
    public func check(_ request: StreamRequest) throws(DeviceError) { _ = try plan(request) }

    /// The channel and the period of a request; nil before the sensor said what it has.
    private func plan(
        _ request: StreamRequest
    ) throws(DeviceError) -> (sensor: GoDirectProtocol.SensorInfo, microseconds: UInt64)? {
        try DeviceError.refuseTrigger(request, device: name)
        // A second name, which nobody reads, stands for the side that it has not.
        try DeviceError.refuseCount(request, largest: 2, device: name)
        guard request.rate > 0, request.rate.isFinite else {
            throw DeviceError(
                device: name, detail: "\(request.rate) samples a second are no rate",
                remedy: "Choose --rate 100 or another that the sensor can.", isUsage: true)
        }
        guard openStatus != nil else { return nil }
        let sensor = try channel(request.left)
        return (sensor, try period(for: request.rate, sensor))
    }

    /// Sets the period, puts transfers in flight, then starts the one channel.
    ///
    /// `request.left` names it: `force` for the first channel in newtons, a channel's number, or its name.
    public func start(_ link: any DeviceLink, _ request: StreamRequest) throws(DeviceError) -> StreamInfo {
        guard let status = openStatus, let (sensor, microseconds) = try plan(request) else {
            throw DeviceError(device: name, detail: "started before it was opened", remedy: "Open it first.")
        }
        let range = sensor.range.low < sensor.range.high ? sensor.range : (-Double.infinity, .infinity)
        reader = GoDirectStreamReader(
            channel: sensor.number, period: Double(microseconds) * 1000, range: range.0...range.1,
            checksSum: unsoundReplies == 0 && soundReplies >= 3)
        failure = nil
        setting = (sensor, microseconds)
        try begin(link)
        return StreamInfo(
            rate: 1e6 / Double(microseconds), quantity: "N", range: range.0...range.1, channelDelay: 0,
            channelDelayUncertainty: 0, notes: notes(status, sensor))
    }

    /// What came before the stream had started.
    public func takeEarly() -> [TransferEvent] { early.takeEvents() }

    /// Appends the scans of one transfer; failed transfers bring none.
    public func decode(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock) {
        takeEarly(into: &block)
        take(header, bytes, into: &block)
    }

    /// Sends the stop command, takes what still comes in, asks whether the device lost something, and ends the stream.
    public func stop(_ link: any DeviceLink, into block: inout ScanBlock) {
        takeEarly(into: &block)
        if isStreaming, askWhileStreaming(link, .stop, GoDirectProtocol.stopArguments, into: &block) {
            // What the device had buffered when it stopped.
            link.receiveUntilQuiet { header, bytes in take(header, bytes, into: &block) }
            _ = askWhileStreaming(link, .getStatus, into: &block)
        }
        link.stopStream { header, bytes in take(header, bytes, into: &block) }
        reader?.flush(into: &block)
        if isStreaming { judge(reader?.status, into: &block) }
        isStreaming = false
    }

    /// Stops what is left of the stream, clears the halt and starts it as before.
    public func resume(_ link: any DeviceLink, into block: inout ScanBlock) throws(DeviceError) {
        guard reader != nil else { return }
        stop(link, into: &block)
        do throws(TransportError) { try link.clearHalt(input) } catch { throw DeviceError(error) }
        _ = drain(link, atMost: 250)
        _ = try ask(link, .stop, GoDirectProtocol.stopArguments)
        _ = drain(link, atMost: 250)
        reader?.beginSegment()
        try begin(link)
    }

    private func begin(_ link: any DeviceLink) throws(DeviceError) {
        guard let setting else { return }
        _ = try ask(link, .setPeriod, GoDirectProtocol.periodArguments(microseconds: setting.microseconds))
        do throws(TransportError) {
            // Before the start: a device that sends while nobody reads loses the first samples.
            try link.startStream(input, length: GoDirectProtocol.reportSize, transfers: 32)
        } catch { throw DeviceError(error) }
        isStreaming = true
        do throws(DeviceError) {
            let mask = UInt32(1) << UInt32(setting.sensor.number)
            let status = try startReply(link, GoDirectProtocol.startArguments(mask: mask))
            guard status == 0 else {
                throw DeviceError(
                    device: name, detail: "it refused to start with status \(status)",
                    remedy: "Unplug it, wait two seconds and plug it in again; try a lower --rate.")
            }
        } catch {
            link.stopStream { _, _ in }
            isStreaming = false
            early.forget()
            throw error
        }
    }

    /// Starts the stream and waits for the reply; what comes with it is kept for the first call of ``decode(_:_:into:)``.
    private func startReply(_ link: any DeviceLink, _ arguments: [UInt8]) throws(DeviceError) -> UInt8 {
        let sent = try send(link, .start, arguments)
        var found: UInt8?
        let deadline = link.now + Self.patience
        replies.reset()
        while found == nil {
            let state = link.receive(until: min(link.now + 5 * Self.millisecond, deadline)) { header, bytes in
                early.keep(header, bytes)
                guard header.carriesData else { return }
                replies.feed(bytes)
                while found == nil, replies.next() {
                    if isReply(replies.frame, to: .start, sent) {
                        found = replies.frame.count > 6 ? replies.frame[6] : 0
                    }
                }
            }
            if case .failed(let error) = state { throw DeviceError(error) }
            if found == nil, state != .running || link.now >= deadline { throw silent(.start) }
        }
        return found ?? 0
    }

    // MARK: Stream

    private func take(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock) {
        guard header.carriesData, header.endpoint == input, bytes.count > 0 else { return }
        reader?.read(bytes, arrival: header.stamp, into: &block)
        block.arrival = header.stamp
    }

    private func takeEarly(into block: inout ScanBlock) {
        for event in early.take() { take(event.header, event.bytes.span, into: &block) }
    }

    /// Sends a command on an open stream and waits half a second for its reply; false where the link is broken.
    private func askWhileStreaming(
        _ link: any DeviceLink, _ command: GoDirectProtocol.Command, _ arguments: [UInt8] = [],
        into block: inout ScanBlock
    ) -> Bool {
        guard let sent = try? send(link, command, arguments) else { return false }
        let deadline = link.now + 500 * Self.millisecond
        while true {
            let state = link.receive(until: min(link.now + 5 * Self.millisecond, deadline)) { header, bytes in
                take(header, bytes, into: &block)
            }
            if let reply = reader?.reply, reply.command == command.rawValue, reply.counter == sent { return true }
            guard state == .running else { return false }
            guard link.now < deadline else { return true }
        }
    }

    private func judge(_ status: GoDirectProtocol.Status?, into block: inout ScanBlock) {
        guard let status else { return }
        let new = status.bits.subtracting(openStatus?.bits ?? [])
        openStatus?.bits = status.bits
        if new.contains(.bufferOverflow) { reader?.noteOverflow(into: &block) }
        if !new.isDisjoint(with: [.internalError1, .internalError2]) {
            failure = DeviceError(
                device: name,
                detail: "it reports an internal error (status \(String(status.bits.rawValue, radix: 16)))",
                remedy: "Do not trust this recording; unplug the sensor, wait two seconds and plug it in again.")
        }
    }

    // MARK: Settings

    private func channel(_ wanted: String) throws(DeviceError) -> GoDirectProtocol.SensorInfo {
        let text = wanted.lowercased()
        let isForce = text.isEmpty || text == "force"
        var found: GoDirectProtocol.SensorInfo?
        if isForce {
            let forces = sensors.filter { $0.unit == "N" && !$0.isAperiodic }
            found = forces.first { defaultMask & UInt32(1) << UInt32($0.number) != 0 } ?? forces.first
        } else {
            found = sensors.first { "\($0.number)" == text || $0.name.lowercased() == text }
        }
        let list = sensors.map { "\($0.number) \($0.name) (\($0.unit))" }.joined(separator: ", ")
        guard let sensor = found else {
            throw DeviceError(
                device: name, detail: isForce ? "it has no channel in newtons" : "it has no channel `\(wanted)`",
                remedy: list.isEmpty ? "Connect a force sensor." : "Its channels are: \(list).", isUsage: true)
        }
        guard sensor.unit == "N", !sensor.isAperiodic else {
            throw DeviceError(
                device: name, detail: "its channel \(sensor.number) \(sensor.name) gives no steady force in newtons",
                remedy: "Choose a channel in N. Its channels are: \(list).", isUsage: true)
        }
        return sensor
    }

    /// Microseconds of a rate, on the sensor's grid.
    private func period(for rate: Double, _ sensor: GoDirectProtocol.SensorInfo) throws(DeviceError) -> UInt64 {
        let grain = Double(max(sensor.granularity, 1))
        let shortest = (Double(max(sensor.shortestPeriod, 1)) / grain).rounded(.up) * grain
        // A period of more than an hour is no live measurement, whatever the sensor would allow.
        let longest = max(min(Double(sensor.longestPeriod), 3.6e9), shortest)
        guard rate > 0, rate.isFinite, 1e6 / rate >= shortest * (1 - 1e-9), 1e6 / rate <= longest * (1 + 1e-9) else {
            let low = 1e6 / longest
            let high = 1e6 / shortest
            throw DeviceError(
                device: name, detail: "\(rate) samples a second are outside \(low) to \(high), its own limits",
                remedy: "Choose --rate \(high) or lower.", isUsage: true)
        }
        return UInt64(min(max((1e6 / rate / grain).rounded() * grain, shortest), longest))
    }

    private func notes(_ status: GoDirectProtocol.Status, _ sensor: GoDirectProtocol.SensorInfo) -> [String] {
        var notes: [String] = []
        if status.bits.contains(.converterUncalibrated) {
            notes.append("The sensor says that its converter is not calibrated: check it with a known weight.")
        }
        if status.bits.contains(.identificationUncalibrated) {
            notes.append("The sensor says that its recognition of sensors is not calibrated.")
        }
        if !status.bits.isDisjoint(with: [.internalError1, .internalError2]) {
            notes.append("The sensor reported an internal error before the start: unplug it and plug it in again.")
        }
        if status.battery <= 10, status.charger == .idle || status.charger == .failed {
            notes.append("Its battery is at \(status.battery) % and does not charge.")
        }
        return notes
    }

    // MARK: Bytes

    private func initialize(_ link: any DeviceLink) throws(DeviceError) {
        // A sensor that was just woken may miss the first.
        for attempt in 0..<3 {
            counter = 0xFF
            do throws(DeviceError) {
                _ = try ask(link, .initialize, GoDirectProtocol.initializeArguments)
                return
            } catch {
                guard attempt < 2, error.transport == nil || error.transport?.kind == .timedOut else { throw error }
            }
        }
    }

    private func state(_ link: any DeviceLink) throws(DeviceError) -> GoDirectProtocol.Status {
        let payload = try ask(link, .getStatus, minimum: GoDirectProtocol.Status.size)
        guard let status = GoDirectProtocol.Status(payload) else { throw unexpected("its state") }
        return status
    }

    /// Reads what waits, at most so many reports; true where measurements were among it.
    private func drain(_ link: any DeviceLink, atMost reports: Int) -> Bool {
        var wasSending = false
        link.readAway(input, length: GoDirectProtocol.reportSize, atMost: reports) { bytes in
            if bytes.count > 1, bytes[1] == GoDirectProtocol.measurementHeader { wasSending = true }
        }
        return wasSending
    }

    private func send(
        _ link: any DeviceLink, _ command: GoDirectProtocol.Command, _ arguments: [UInt8] = []
    ) throws(DeviceError) -> UInt8 {
        counter &-= 1
        let frame = GoDirectProtocol.frame(command, counter: counter, arguments)
        guard let output else {
            throw DeviceError(device: name, detail: "used before it was opened", remedy: "Open it first.")
        }
        do throws(TransportError) {
            for report in GoDirectProtocol.reports(frame) { try output.send(link, report, timeout: Self.patience) }
        } catch { throw DeviceError(error) }
        return counter
    }

    private func isReply(_ frame: [UInt8], to command: GoDirectProtocol.Command, _ counter: UInt8) -> Bool {
        frame[0] != GoDirectProtocol.measurementHeader && frame.count >= 6 && frame[4] == command.rawValue
            && frame[5] == counter
    }

    /// Sends a command and gives the payload of its reply; measurements in between are left out.
    private func ask(
        _ link: any DeviceLink, _ command: GoDirectProtocol.Command, _ arguments: [UInt8] = [], minimum: Int = 0
    ) throws(DeviceError) -> [UInt8] {
        let sent = try send(link, command, arguments)
        let deadline = link.now + Self.patience
        replies.reset()
        // A sensor at its fastest sends a thousand reports a second.
        for _ in 0..<4096 where link.now < deadline {
            let bytes: [UInt8]
            do throws(TransportError) {
                bytes = try link.read(input, length: GoDirectProtocol.reportSize, timeout: deadline - link.now)
            } catch { throw DeviceError(error) }
            replies.feed(bytes.span)
            while replies.next() {
                guard isReply(replies.frame, to: command, sent) else { continue }
                let frame = replies.frame
                if GoDirectProtocol.checksum(frame) == frame[3] { soundReplies += 1 } else { unsoundReplies += 1 }
                guard frame.count >= 6 + minimum else { throw unexpected("\(command)") }
                return Array(frame[6...])
            }
        }
        throw silent(command)
    }

    private func silent(_ command: GoDirectProtocol.Command) -> DeviceError {
        DeviceError(
            TransportError(.timedOut, device: name, detail: "no answer to \(command); close other programs that use it")
        )
    }

    private func unexpected(_ what: String) -> DeviceError {
        DeviceError(
            device: name, detail: "its answer to \(what) is damaged or too short",
            remedy: "Unplug it, wait two seconds and plug it in again; try another cable.")
    }
}
