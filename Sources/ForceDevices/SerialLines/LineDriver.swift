import SignalCore
import Transport

/// Talks to any device that writes its readings as lines of text, over a USB bridge, a tty or a pipe.
///
/// The rate of such a device is its own: it is measured from the first second or two of lines, which are not handed on,
/// by the device's clock where the lines carry it.
public final class LineDriver: ForceDriver {
    private static let second: UInt64 = 1_000_000_000

    /// How the device writes.
    public let profile: LineProfile
    private let family: String
    private var name: String
    private var bridge = SerialBridge.byteStream
    private var input = ByteStreamDevice.input
    private var output = ByteStreamDevice.output
    private var packetSize = ByteStreamDevice.packetSize
    private var isOpen = false
    private var stream: LineStream?
    private var errorsAtStart: UInt32 = 0
    private var poll: PollClock?
    private var early = EarlyTransfers()

    /// Where a polled stream stands.
    private struct PollClock {
        var start: UInt64
        var period: Double
        var patience: UInt64
        var asked = -1
        var askedAt: UInt64 = 0
    }

    /// Makes a driver.
    ///
    /// - Parameters:
    ///   - profile: how the device writes; its unit has to be known unless the lines state it.
    ///   - family: its family in the catalogue.
    public init(profile: LineProfile, family: String) {
        self.profile = profile
        self.family = family
        name = profile.title
    }

    /// What is known to be lost since the start.
    public var loss: LossCounts { stream?.loss ?? LossCounts() }

    /// Number of the next scan.
    public var nextIndex: Int { stream?.nextIndex ?? 0 }

    /// Lines that were not taken since the start, with reason and place.
    public var faults: LineFaults { stream?.faults ?? LineFaults() }

    // MARK: Opening

    /// Sets the line up, waits until the device has started, and asks it who it is where it can say.
    public func open(_ link: any DeviceLink) throws(DeviceError) -> DeviceInfo {
        name = "\(profile.title) at \(link.identity.portPath)"
        guard let bridge = SerialBridge.of(link.descriptors),
            let input = link.descriptors.endpoints.first(where: { $0.kind == .bulk && $0.address.isIn }),
            let output = link.descriptors.endpoints.first(where: { $0.kind == .bulk && !$0.address.isIn })
        else {
            throw DeviceError(
                device: name, detail: "it is no serial bridge that Bilanx knows (\(link.identity))",
                remedy: "Name its port instead: serial:/dev/ttyUSB0,profile=\(profile.name).")
        }
        self.bridge = bridge
        self.input = input.address
        self.output = output.address
        packetSize = max(input.maxPacketSize, 8)
        let requests: [BridgeRequest]
        do throws(BaudError) {
            requests = try bridge.setUp(SerialLineSettings(baud: profile.baud, lines: profile.controlLines))
        } catch {
            throw DeviceError(
                device: name, detail: "a \(bridge.name) bridge cannot do \(error.baud) bits a second",
                remedy: "Give the speed that the device's program uses, such as baud=115200.", isUsage: true)
        }
        try perform(requests, link)
        listen(link, for: profile.bootTime)
        var product = "\(profile.title) over \(bridge.name)"
        if let identify = profile.identify { product += ", \(try ask(link, identify))" }
        isOpen = true
        return DeviceInfo(
            family: family, product: product, serial: link.identity.serial, portPath: link.identity.portPath,
            // What the bytes mean stands in no memory of the device; the journal has to carry it.
            calibration: [Array(profile.json.utf8)])
    }

    private func perform(_ requests: [BridgeRequest], _ link: any DeviceLink) throws(DeviceError) {
        for request in requests {
            do throws(TransportError) {
                _ = try link.control(request.setup, data: request.data, timeout: Self.second)
            } catch {
                if request.isOptional, error.kind == .stalled { continue }
                throw DeviceError(error)
            }
        }
    }

    /// Reads and forgets what comes meanwhile: the words of a start, and old readings.
    private func listen(_ link: any DeviceLink, for seconds: Double) {
        let end = link.now + UInt64(seconds * 1e9)
        while link.now < end {
            do throws(TransportError) {
                _ = try link.read(input, length: packetSize, timeout: end - link.now)
            } catch { if error.kind != .timedOut { return } }
        }
    }

    /// Sends a command, at most twice, and waits for the line that answers it.
    private func ask(_ link: any DeviceLink, _ command: LineProfile.Command) throws(DeviceError) -> String {
        for _ in 0..<2 {
            try send(link, command.request)
            var line: [UInt8] = []
            let end = link.now + UInt64((profile.replyTime + 0.5) * 1e9)
            while link.now < end {
                var bytes: [UInt8] = []
                do throws(TransportError) {
                    bytes = try link.read(input, length: packetSize, timeout: end - link.now)
                } catch {
                    if error.kind != .timedOut { throw DeviceError(error) }
                }
                for byte in payload(bytes) {
                    guard byte == 0x0A || byte == 0x0D else {
                        if line.count < 256 { line.append(byte) }
                        continue
                    }
                    if line.starts(with: Array(command.reply.utf8)) { return String(decoding: line, as: UTF8.self) }
                    line.removeAll()
                }
            }
        }
        throw DeviceError(
            device: name, detail: "it does not answer `\(Self.visible(command.request))`",
            remedy: "Check that it is a \(profile.title) and that it has power; unplug it and plug it in again. "
                + "Another speed is set with baud=.")
    }

    private func send(_ link: any DeviceLink, _ text: String) throws(DeviceError) {
        do throws(TransportError) {
            try link.write(output, Array(text.utf8), timeout: Self.second)
        } catch { throw DeviceError(error) }
    }

    /// The bytes of the line in what a read gave.
    private func payload(_ bytes: [UInt8]) -> [UInt8] {
        guard case .ftdi = bridge else { return bytes }
        return stride(from: 0, to: bytes.count, by: packetSize).flatMap { at in
            bytes[min(at + 2, bytes.count)..<min(at + packetSize, bytes.count)]
        }
    }

    private static func visible(_ text: String) -> String {
        text.replacing("\n", with: "\\n").replacing("\r", with: "\\r")
    }

    // MARK: Starting

    /// Refuses channels and a trigger that the profile does not have, a profile that cannot be right, and no rate.
    public func check(_ request: StreamRequest) throws(DeviceError) { _ = try swaps(request) }

    /// Puts transfers in flight, tells the device to send, and measures its rate.
    public func start(_ link: any DeviceLink, _ request: StreamRequest) throws(DeviceError) -> StreamInfo {
        guard isOpen else {
            throw DeviceError(device: name, detail: "started before it was opened", remedy: "Open it first.")
        }
        stream = LineStream(profile, swapsChannels: try swaps(request))
        poll = nil
        errorsAtStart = bridgeErrors(link) ?? 0
        do throws(DeviceError) {
            try begin(link)
            // Again: it changes nothing on the line, and tells a virtual device that somebody looks.
            try perform(bridge.controlLines(profile.controlLines), link)
            return profile.poll != nil ? try startPolling(link, request) : try measure(link, request)
        } catch {
            link.stopStream { _, _ in }
            stream = nil
            throw error
        }
    }

    /// True where the sides are named the other way round.
    private func swaps(_ request: StreamRequest) throws(DeviceError) -> Bool {
        if let fault = profile.fault {
            throw DeviceError(
                device: name, detail: "profile \(profile.name): \(fault)", remedy: "Correct the profile.", isUsage: true
            )
        }
        if !profile.hasTrigger {
            try DeviceError.refuseTrigger(request, device: name)
        } else if request.trigger != "trigger" {
            try DeviceError.refuseTrigger(request, device: name, remedy: "Its one trigger input is called trigger.")
        }
        guard request.rate > 0, request.rate.isFinite else {
            throw DeviceError(
                device: name, detail: "\(request.rate) lines a second are no rate",
                remedy: "Choose --rate \(profile.rate) or leave it out: the rate is the device's own.", isUsage: true)
        }
        try DeviceError.refuseCount(request, largest: 2, device: name)
        switch (profile.channels, request.left, request.right) {
        case (2, "left", "right"): return false
        case (2, "right", "left"): return true
        case (1, "force", _): return false
        default:
            let names = profile.channels == 2 ? "left and right" : "force"
            throw DeviceError(
                device: name, detail: "it has no channels `\(request.left)` and `\(request.right)`",
                remedy: "Its channels are \(names).", isUsage: true)
        }
    }

    private func begin(_ link: any DeviceLink) throws(DeviceError) {
        // 16 transfers of a packet: at 1 kHz a fifth of a second and more, and never more than a packet late.
        do throws(TransportError) {
            try link.startStream(input, length: packetSize, transfers: 16)
        } catch { throw DeviceError(error) }
        if let start = profile.start {
            stream?.awaitReply(start.reply)
            try send(link, start.request)
        }
    }

    private func measure(_ link: any DeviceLink, _ request: StreamRequest) throws(DeviceError) -> StreamInfo {
        var scratch = ScanBlock(channels: profile.channels, capacity: 16)
        var sample: [UInt8] = []
        let patience = LineRate.seconds(profile) + profile.replyTime + max(5, 20 / profile.rate)
        let end = link.now + UInt64(patience * 1e9)
        while stream?.rate?.isDone != true, link.now < end {
            let state = link.receive(until: min(link.now + 20_000_000, end)) { header, bytes in
                if sample.count < 48 {
                    let text = payload(bytes.withUnsafeBufferPointer(Array.init))
                    sample += text.prefix(48 - sample.count)
                }
                // What comes behind the last line that was needed is the stream's already.
                if stream?.rate?.isDone == true {
                    early.keep(header, bytes)
                } else {
                    decode(header, bytes, into: &scratch)
                }
            }
            if case .failed(let error) = state { throw DeviceError(error) }
            if state != .running { break }
        }
        guard let result = stream?.rate?.result(nominal: request.rate), let unit = stream?.unit else {
            throw silence(sample)
        }
        stream?.begin(result)
        return info(rate: result.rate, unit: unit, asked: request.rate, unevenness: result.unevenness)
    }

    private func silence(_ sample: [UInt8]) -> DeviceError {
        let lines = stream?.unreadable ?? 0
        guard !sample.isEmpty else {
            return DeviceError(
                device: name, detail: "it sends nothing",
                remedy: "Check that its program runs and that it sends without being asked; boards with their own USB "
                    + "need lines=on.")
        }
        let text = String(decoding: sample.map { $0 >= 0x20 && $0 < 0x7F ? $0 : 0x2E }, as: UTF8.self)
        return DeviceError(
            device: name,
            detail: "its lines cannot be read as `\(profile.name)` (\(lines) were tried); it sends `\(text)`",
            remedy:
                "If that is garbage, set the speed (baud=9600 and the like); if it is text, choose the profile that "
                + "fits or write one.")
    }

    private func info(rate: Double, unit: ForceUnit, asked: Double, unevenness: Double = 0) -> StreamInfo {
        let limit = profile.limit.map { ($0 - 1) * (unit.newtons ?? 1) } ?? .greatestFiniteMagnitude
        var notes: [String] = []
        if abs(rate / asked - 1) > 0.02 {
            let measured = (rate * 100).rounded() / 100
            notes.append("It sends \(measured) lines a second, not \(asked); the rate is the device's own.")
        }
        // A clock in whole milliseconds looks uneven by one of them.
        let step = profile.columns.contains(.milliseconds) ? 1e-3 * rate : 0
        if unevenness > 0.5 + step {
            let milliseconds = (unevenness / rate * 10_000).rounded() / 10
            notes.append(
                "Its readings are uneven in time, by \(milliseconds) ms; they are placed by their number, a row each.")
        }
        return StreamInfo(
            rate: rate, quantity: unit.quantity, range: -limit...limit, channelDelay: 0,
            // Two converters behind one line run freely: their readings are at most a line apart.
            channelDelayUncertainty: profile.channels == 2 ? 1 / rate / 12.0.squareRoot() : 0, notes: notes)
    }

    // MARK: Polling

    private func startPolling(_ link: any DeviceLink, _ asked: StreamRequest) throws(DeviceError) -> StreamInfo {
        guard let request = profile.poll, stream != nil else { throw silence([]) }
        // Faster than 200 a second no gauge answers, and the program would only wait for the bus.
        let rate = min(max(asked.rate, 0.02), 200)
        var scratch = ScanBlock(channels: profile.channels, capacity: 16)
        var sample: [UInt8] = []
        stream?.asked(for: 0)
        try send(link, request.request)
        let end = link.now + UInt64((profile.replyTime + 0.5) * 1e9)
        while scratch.count == 0, link.now < end {
            let state = link.receive(until: min(link.now + 5_000_000, end)) { header, bytes in
                sample += payload(bytes.withUnsafeBufferPointer(Array.init)).prefix(48)
                decode(header, bytes, into: &scratch)
            }
            if case .failed(let error) = state { throw DeviceError(error) }
            if state != .running { break }
        }
        guard scratch.count > 0, let unit = stream?.unit else { throw silence(sample) }
        // The trial answer belongs to no scan.
        stream = LineStream(profile, swapsChannels: try swaps(asked))
        poll = PollClock(
            start: link.latest, period: 1e9 / rate, patience: UInt64(max(profile.replyTime, 1 / rate) * 1e9))
        return info(rate: rate, unit: unit, asked: rate)
    }

    /// Sends the next request of a polled device when its time has come.
    public func attend(_ link: any DeviceLink) -> UInt64? {
        guard var poll, let request = profile.poll, stream != nil else { return nil }
        let now = link.now
        let due = now > poll.start ? Int(Double(now - poll.start) / poll.period) : 0
        let isFree = stream?.isAwaiting != true || now >= poll.askedAt + poll.patience
        if due > poll.asked, isFree {
            // A request that could not be sent has no answer, and that is counted.
            try? link.write(output, Array(request.request.utf8), timeout: Self.second / 10)
            // The row that it is for follows from when it went out, which a journal knows.
            let sent = max(link.latest, poll.start)
            poll.asked = max(Int(Double(sent - poll.start) / poll.period), poll.asked + 1)
            poll.askedAt = sent
            stream?.asked(for: poll.asked)
        }
        self.poll = poll
        return poll.start + UInt64(Double(poll.asked + 1) * poll.period)
    }

    // MARK: Streaming

    /// What came before the stream had started.
    public func takeEarly() -> [TransferEvent] { early.takeEvents() }

    /// Appends the scans of one transfer; failed transfers bring none.
    public func decode(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock) {
        for event in early.take() { read(event.header, event.bytes.span, into: &block) }
        read(header, bytes, into: &block)
    }

    private func read(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock) {
        guard header.phase == .complete, header.endpoint == input else { return }
        if header.droppedBefore > 0 { stream?.transfersDropped() }
        guard bytes.count > 0 else { return }
        guard case .ftdi = bridge else {
            stream?.read(bytes, 0..<bytes.count, arrival: header.stamp, into: &block)
            block.arrival = header.stamp
            return
        }
        var at = 0
        while at + 2 <= bytes.count {
            let end = min(at + packetSize, bytes.count)
            let status = FTDIBridge.LineStatus(rawValue: bytes[at + 1])
            if status.contains(.overrun) { stream?.overrun() }
            stream?.read(
                bytes, at + 2..<end, arrival: header.stamp, isDoubtful: !status.isDisjoint(with: .doubt), into: &block)
            // Packets of status alone are a heartbeat of the chip and say nothing of the device.
            if end > at + 2 { block.arrival = header.stamp }
            at += packetSize
        }
    }

    /// Sends the stop command, takes what still comes until its answer or the time allowed, and reads error counters.
    public func stop(_ link: any DeviceLink, into block: inout ScanBlock) {
        poll = nil
        if let stop = profile.stop {
            stream?.awaitReply(stop.reply)
            let isSent = (try? send(link, stop.request)) != nil
            let end = link.now + (stop.reply.isEmpty || !isSent ? 0 : UInt64(profile.replyTime * 1e9))
            while stream?.hasReply != true, link.now < end {
                let state = link.receive(until: min(link.now + 20_000_000, end)) { header, bytes in
                    decode(header, bytes, into: &block)
                }
                if state != .running { break }
            }
        }
        _ = link.receive(until: link.now) { header, bytes in decode(header, bytes, into: &block) }
        link.stopStream { header, bytes in decode(header, bytes, into: &block) }
        stream?.finish(into: &block)
        if let errors = bridgeErrors(link), errors != errorsAtStart {
            stream?.overrun(count: Int(errors &- errorsAtStart))
            stream?.finish(into: &block)
            errorsAtStart = errors
        }
    }

    /// Clears the halt and starts the device again; the line's settings stay.
    public func resume(_ link: any DeviceLink, into block: inout ScanBlock) throws(DeviceError) {
        guard stream != nil else { return }
        link.stopStream { header, bytes in decode(header, bytes, into: &block) }
        stream?.finish(into: &block)
        do throws(TransportError) { try link.clearHalt(input) } catch { throw DeviceError(error) }
        stream?.beginSegment(at: link.latest)
        try begin(link)
    }

    /// Overruns that a bridge or the system has counted; nil where it counts none.
    private func bridgeErrors(_ link: any DeviceLink) -> UInt32? {
        switch bridge {
        case .cp210x(let interface):
            let request = CP210xBridge.status(interface: interface)
            guard let status = try? link.control(request.setup, data: [], timeout: Self.second / 4) else { return nil }
            // The chip forgets what it has told.
            return CP210xBridge.hasOverrun(status) ? errorsAtStart &+ 1 : errorsAtStart
        case .byteStream:
            guard
                let bytes = try? link.control(ByteStreamDevice.readErrorCounters, data: [], timeout: Self.second / 4),
                bytes.count == 16
            else { return nil }
            func word(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) } }
            return word(4) &+ word(12)
        case .ftdi, .cdc, .ch340: return nil
        }
    }

    /// What ended the stream: lines in another unit than before.
    public var failure: DeviceError? {
        guard let stream, let unit = stream.changedUnit else { return nil }
        return DeviceError(
            device: name, detail: "its unit was changed to \(unit.rawValue) while it ran",
            remedy: "Set the gauge's unit before the recording and leave it.")
    }
}
