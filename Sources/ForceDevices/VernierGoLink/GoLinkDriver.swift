import SignalCore
import Transport

/// Talks to a Vernier Go!Link with a force sensor that carries its own calibration: one channel in newtons.
///
/// Made for the Hand Dynamometer (HD-BTA) and the Force Plate (FP-BTA), each range of which has a record of its own.
public final class GoLinkDriver: ForceDriver {
    private static let millisecond: UInt64 = 1_000_000
    /// How long one report may take: a second was not enough for everybody (VernierST/GoIO_SDK).
    private static let patience: UInt64 = 3_000_000_000

    private var name = "Go!Link"
    private var output: HIDOutput?
    private var input = EndpointAddress(0x81)
    private var record: GoLinkSensorRecord?
    private var page: GoLinkSensorRecord.Page?
    private var converter: GoLinkConverterRecord?
    private var ticks: UInt32 = 0
    private var reader: GoLinkPacketReader?
    private var isStreaming = false
    private var early = EarlyTransfers()

    /// Makes a driver.
    public init() {}

    /// Nil: this device ends no stream by itself.
    public var failure: DeviceError? { nil }

    /// What is known to be lost since the start.
    public var loss: LossCounts { reader?.loss ?? LossCounts() }

    /// Number of the next scan.
    public var nextIndex: Int { reader?.nextIndex ?? 0 }

    /// What the sensor says of itself; nil before it was opened.
    public var sensor: GoLinkSensorRecord? { record }

    // MARK: Conversation

    /// Empties what an earlier program left, waits until the device is up, and reads its memory and the sensor's.
    public func open(_ link: any DeviceLink) throws(DeviceError) -> DeviceInfo {
        name = "Go!Link at \(link.identity.portPath)"
        guard let input = HIDOutput.input(link.descriptors, interface: 0) else {
            throw DeviceError(
                device: name, detail: "it has no interrupt endpoint to read from",
                remedy: "Unplug it and plug it in again; if that does not help it is no Go!Link.")
        }
        self.input = input
        output = HIDOutput(link.descriptors, interface: 0, reportValue: GoLinkProtocol.reportValue)
        drain(link)
        try initialize(link)
        guard let status = GoLinkProtocol.Status(try ask(link, .getStatus)) else { throw unexpected("its state") }
        let number = try ask(link, .serialNumber)
        let serial = VernierBytes.number(number, 2, UInt32.self)
        if serial != 0, serial != .max { name = "Go!Link \(serial)" }
        let id = VernierBytes.number(try ask(link, .sensorID), 0, UInt32.self)
        guard id != 0 else {
            throw DeviceError(
                device: name, detail: "no sensor is plugged into it",
                remedy: "Plug the hand dynamometer or the force plate into it, then start again.")
        }
        guard id >= GoLinkProtocol.firstSmartSensor else {
            throw DeviceError(
                device: name, detail: "its sensor (number \(id)) carries no calibration record",
                remedy: "Use a sensor that does: HD-BTA or FP-BTA.")
        }
        let local = try memory(link, .readLocalMemory, count: GoLinkConverterRecord.size)
        let remote = try memory(link, .readSensorMemory, count: GoLinkSensorRecord.size)
        try read(converter: local, sensor: remote)
        let known = serial != 0 && serial != .max
        return DeviceInfo(
            family: "golink",
            product: "Vernier Go!Link, firmware \(status.firmware), with \(record?.name ?? "an unnamed sensor")",
            serial: known ? "\(serial)" : "", portPath: link.identity.portPath, calibration: [local, remote])
    }

    private func read(converter local: [UInt8], sensor remote: [UInt8]) throws(DeviceError) {
        guard let converter = GoLinkConverterRecord(local), converter.isPlausible else {
            throw DeviceError(
                device: name, detail: "the correction of its converter is not plausible",
                remedy: "Without it no voltage can be trusted; have it checked by the maker.")
        }
        guard let record = GoLinkSensorRecord(remote) else {
            throw DeviceError(
                device: name, detail: "the checksum of the sensor's calibration record is wrong",
                remedy: "Unplug the sensor and plug it in again; if it stays so, its record has to be written anew.")
        }
        guard record.equation == GoLinkSensorRecord.linear else {
            throw DeviceError(
                device: name,
                detail: "\(record.name) is calibrated by equation \(record.equation), which no force sensor uses",
                remedy: "Use a force sensor: HD-BTA or FP-BTA.")
        }
        guard let page = record.newtonPage else {
            let units = record.pages.prefix(Int(record.lastPage) + 1).map(\.unit).joined(separator: " ")
            throw DeviceError(
                device: name, detail: "\(record.name) has no calibration in newtons, only \(units)",
                remedy: "Use a force sensor: HD-BTA or FP-BTA.")
        }
        self.converter = converter
        self.record = record
        self.page = page
    }

    /// Refuses a trigger, another channel than the one, and rates that the device or its sensor does not have.
    public func check(_ request: StreamRequest) throws(DeviceError) { _ = try plan(request) }

    /// Ticks from sample to sample.
    private func plan(_ request: StreamRequest) throws(DeviceError) -> UInt32 {
        try DeviceError.refuseTrigger(request, device: name)
        // A second name, which nobody reads, stands for the side that it has not.
        try DeviceError.refuseCount(request, largest: 2, device: name)
        guard ["", "force", "1"].contains(request.left.lowercased()) else {
            throw DeviceError(
                device: name, detail: "it has no channel `\(request.left)`", remedy: "Its one channel is called force.",
                isUsage: true)
        }
        return try period(for: request.rate, record)
    }

    /// Chooses the input and the period, puts transfers in flight, then starts.
    ///
    /// The one channel is called `force`.
    public func start(_ link: any DeviceLink, _ request: StreamRequest) throws(DeviceError) -> StreamInfo {
        guard let record, let page, let converter else {
            throw DeviceError(device: name, detail: "started before it was opened", remedy: "Open it first.")
        }
        ticks = try plan(request)
        let scale = GoLinkScale(converter: converter, input: record.input, page: page)
        let ends = [scale.newtons(.min), scale.newtons(.max)].sorted()
        reader = nil
        try prepare(link)
        reader = GoLinkPacketReader(period: Double(ticks) * GoLinkProtocol.tick * 1e9, scale: scale)
        try begin(link)
        return StreamInfo(
            rate: 1 / (Double(ticks) * GoLinkProtocol.tick), quantity: "N", range: ends[0].nextUp...ends[1].nextDown,
            channelDelay: 0, channelDelayUncertainty: 0)
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
        if isStreaming, askWhileStreaming(link, .stop, into: &block) {
            // What the device had buffered when it stopped.
            link.receiveUntilQuiet { header, bytes in take(header, bytes, into: &block) }
            // The reader notes what the reply says, whenever it comes.
            _ = askWhileStreaming(link, .getStatus, into: &block)
        }
        link.stopStream { header, bytes in take(header, bytes, into: &block) }
        isStreaming = false
        reader?.flush(into: &block)
    }

    /// Stops what is left of the stream, clears the halt, initialises the device and starts it as before.
    public func resume(_ link: any DeviceLink, into block: inout ScanBlock) throws(DeviceError) {
        guard reader != nil else { return }
        stop(link, into: &block)
        do throws(TransportError) { try link.clearHalt(input) } catch { throw DeviceError(error) }
        _ = try? ask(link, .stop)
        drain(link)
        // Initialising clears the errors.
        if let payload = try? ask(link, .getStatus), let status = GoLinkProtocol.Status(payload) {
            reader?.note(status.bits)
        }
        try initialize(link)
        try prepare(link)
        reader?.beginSegment()
        try begin(link)
    }

    private func prepare(_ link: any DeviceLink) throws(DeviceError) {
        guard let record else { return }
        _ = try ask(link, .setInput, [record.input.rawValue])
        _ = try ask(link, .setPeriod, VernierBytes.write(ticks))
        let taken = VernierBytes.number(try ask(link, .getPeriod), 0, UInt32.self)
        guard taken >= 1 else { throw unexpected("its period") }
        ticks = taken
    }

    private func begin(_ link: any DeviceLink) throws(DeviceError) {
        do throws(TransportError) {
            // Before the start: a device that sends while nobody reads loses the first samples.
            try link.startStream(input, length: GoLinkProtocol.reportSize, transfers: 32)
        } catch { throw DeviceError(error) }
        isStreaming = true
        do throws(DeviceError) {
            try send(link, .start)
            let reply = try startReply(link)
            guard !reply.isError else { throw refused(.start, reply) }
        } catch {
            link.stopStream { _, _ in }
            isStreaming = false
            early.forget()
            throw error
        }
    }

    /// Waits for the reply to the start; what comes with it is kept for the first call of ``decode(_:_:into:)``.
    private func startReply(_ link: any DeviceLink) throws(DeviceError) -> GoLinkProtocol.Reply {
        var replies = GoLinkProtocol.ReplyReader()
        var found: GoLinkProtocol.Reply?
        let deadline = link.now + Self.patience
        while true {
            let state = link.receive(until: min(link.now + 5 * Self.millisecond, deadline)) { header, bytes in
                let report = bytes.withUnsafeBufferPointer(Array.init)
                early.keep(header, bytes)
                guard header.carriesData, let reply = replies.take(report) else { return }
                if reply.command == GoLinkProtocol.Command.start.rawValue { found = reply }
            }
            if let found { return found }
            if case .failed(let error) = state { throw DeviceError(error) }
            if state != .running || link.now >= deadline { throw silent(.start) }
        }
    }

    // MARK: Stream

    private func take(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock) {
        guard header.carriesData, header.endpoint == input, bytes.count > 0 else { return }
        reader?.read(bytes, arrival: header.stamp, dropped: Int(header.droppedBefore), into: &block)
        block.arrival = header.stamp
    }

    private func takeEarly(into block: inout ScanBlock) {
        for event in early.take() { take(event.header, event.bytes.span, into: &block) }
    }

    /// Sends a command on an open stream and waits half a second for its reply; false where the link is broken.
    private func askWhileStreaming(
        _ link: any DeviceLink, _ command: GoLinkProtocol.Command, into block: inout ScanBlock
    ) -> Bool {
        reader?.forgetReply()
        guard (try? send(link, command)) != nil else { return false }
        let deadline = link.now + 500 * Self.millisecond
        while true {
            let state = link.receive(until: min(link.now + 5 * Self.millisecond, deadline)) { header, bytes in
                take(header, bytes, into: &block)
            }
            if reader?.reply?.command == command.rawValue { return true }
            guard state == .running else { return false }
            guard link.now < deadline else { return true }
        }
    }

    // MARK: Settings

    private func period(for rate: Double, _ record: GoLinkSensorRecord?) throws(DeviceError) -> UInt32 {
        let own = (record?.shortestPeriod ?? 0) / GoLinkProtocol.tick
        // A sensor's own limit is a float such as 0.005.
        let shortest = max(Double(GoLinkProtocol.shortestPeriod), own.isFinite ? (own - 1e-3).rounded(.up) : 0)
        let longest = Double(GoLinkProtocol.longestPeriod)
        guard rate > 0, rate.isFinite, 1 / (rate * GoLinkProtocol.tick) >= shortest - 1e-6,
            1 / (rate * GoLinkProtocol.tick) <= longest + 1e-6
        else {
            let high = 1 / (shortest * GoLinkProtocol.tick)
            throw DeviceError(
                device: name, detail: "\(rate) samples a second are more than it can, or less than one a minute",
                remedy: "Choose --rate \(high) or lower.", isUsage: true)
        }
        return UInt32(min(max((1 / (rate * GoLinkProtocol.tick)).rounded(), shortest), longest))
    }

    // MARK: Bytes

    /// Initialises it, again every 400 ms for 6 s while it is powering up or silent.
    private func initialize(_ link: any DeviceLink) throws(DeviceError) {
        var last: GoLinkProtocol.Reply?
        for _ in 0..<15 {
            try send(link, .initialize, [1])
            let deadline = link.now + 400 * Self.millisecond
            if let reply = try answer(link, .initialize, until: deadline) {
                guard reply.isError else { return }
                guard reply.payload.first == 0x40 || reply.payload.first == 0x41 else {
                    throw refused(.initialize, reply)
                }
                last = reply
                // Nothing else will be said: this waits the rest of the time.
                _ = try answer(link, .initialize, until: deadline)
            }
        }
        throw last.map { refused(.initialize, $0) } ?? silent(.initialize)
    }

    /// Reads what waits, for three seconds at most.
    private func drain(_ link: any DeviceLink) {
        link.readAway(input, length: GoLinkProtocol.reportSize, atMost: 2000, for: Self.patience)
    }

    private func send(
        _ link: any DeviceLink, _ command: GoLinkProtocol.Command, _ parameters: [UInt8] = []
    ) throws(DeviceError) {
        guard let output else {
            throw DeviceError(device: name, detail: "used before it was opened", remedy: "Open it first.")
        }
        do throws(TransportError) {
            try output.send(link, GoLinkProtocol.report(command, parameters), timeout: Self.patience)
        } catch { throw DeviceError(error) }
    }

    /// The reply to a command that was sent; nil where none came in time.
    ///
    /// Measurements in between are left out.
    private func answer(
        _ link: any DeviceLink, _ command: GoLinkProtocol.Command, until deadline: UInt64
    ) throws(DeviceError) -> GoLinkProtocol.Reply? {
        var replies = GoLinkProtocol.ReplyReader()
        for _ in 0..<4096 where link.now < deadline {
            let bytes: [UInt8]
            do throws(TransportError) {
                bytes = try link.read(input, length: GoLinkProtocol.reportSize, timeout: deadline - link.now)
            } catch {
                if error.kind == .timedOut { return nil }
                throw DeviceError(error)
            }
            if let reply = replies.take(bytes), reply.command == command.rawValue { return reply }
        }
        return nil
    }

    private func ask(
        _ link: any DeviceLink, _ command: GoLinkProtocol.Command, _ parameters: [UInt8] = []
    ) throws(DeviceError) -> [UInt8] {
        try send(link, command, parameters)
        guard let reply = try answer(link, command, until: link.now + 1000 * Self.millisecond) else {
            throw silent(command)
        }
        guard !reply.isError else { throw refused(command, reply) }
        return reply.payload
    }

    private func memory(
        _ link: any DeviceLink, _ command: GoLinkProtocol.Command, count: Int
    ) throws(DeviceError) -> [UInt8] {
        var bytes: [UInt8] = []
        do throws(DeviceError) { bytes = try ask(link, command, [0, UInt8(count)]) } catch {
            // The firmware does not get over a failed reading by itself.
            guard error.transport?.kind == .timedOut else { throw error }
            try initialize(link)
            bytes = try ask(link, command, [0, UInt8(count)])
        }
        guard bytes.count >= count else { throw unexpected("the reading of its memory") }
        return bytes
    }

    private func refused(_ command: GoLinkProtocol.Command, _ reply: GoLinkProtocol.Reply) -> DeviceError {
        DeviceError(
            device: name, detail: "it refused \(command): \(GoLinkProtocol.words(reply.payload.first ?? 0))",
            remedy: "Unplug it, wait two seconds and plug it in again.")
    }

    private func silent(_ command: GoLinkProtocol.Command) -> DeviceError {
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
