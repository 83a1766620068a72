import SignalCore
import Transport

/// Talks to Measurement Computing's USB-1608FS-Plus and USB-201/202/204/205: single-ended channels with amplifiers, two or up to eight.
public final class MCCDriver: ForceDriver {
    private static let second: UInt64 = 1_000_000_000
    /// Below this rate each scan is sent at once, since a packet of 64 bytes would take too long to fill.
    private static let immediateBelow = 100.0

    private let models: [MCCModel]
    private let family: String
    private var model: MCCModel
    private var name: String
    private var calibration: MCCCalibration?
    private var reader: MCCSampleReader?
    private var setting: Setting?

    private struct Setting {
        var start: MCCProtocol.ScanStart
        var ranges: [UInt8]
        var transferLength: Int
        var transfers: Int
    }

    init(family: String, models: [MCCModel]) {
        self.family = family
        self.models = models
        model = models[0]
        name = models[0].name
    }

    /// A driver of the USB-1608FS-Plus.
    public static func usb1608FSPlus() -> MCCDriver { MCCDriver(family: "usb1608fsplus", models: [.usb1608FSPlus]) }

    /// A driver of the USB-201, 202, 204 and 205.
    public static func usb20X() -> MCCDriver { MCCDriver(family: "usb20x", models: MCCModel.usb20X) }

    /// What is known to be lost since the start.
    public var loss: LossCounts { reader?.loss ?? LossCounts() }

    /// Number of the next scan.
    public var nextIndex: Int { reader?.nextIndex ?? 0 }

    /// Set where the data come faster than the device was told to read: then no time in the recording is right.
    public var failure: DeviceError? {
        guard let speed = reader?.overspeed else { return nil }
        return DeviceError(
            device: name, detail: "it sends \((speed * 10).rounded() / 10) times as many scans as it was set to",
            remedy: "Unplug it and plug it in again; if this stays, report it with a journal, and do not use the times."
        )
    }

    // MARK: Conversation

    /// Stops a scan that an earlier program left running; reads serial number and calibration memory.
    public func open(_ link: any DeviceLink) throws(DeviceError) -> DeviceInfo {
        model = models.first { $0.productID == link.descriptors.productID } ?? models[0]
        name = "\(model.name) at \(link.identity.portPath)"
        try send(link, MCCProtocol.Request.scanStop)
        // An overrun of an earlier program leaves the endpoint halted.
        do throws(TransportError) { try link.clearHalt(MCCProtocol.scanIn) } catch { throw DeviceError(error) }
        let digits = try ask(link, MCCProtocol.Request.serial, count: 8)
        let serial = String(decoding: digits.filter { (0x30...0x7A).contains($0) }, as: UTF8.self)
        name = "\(model.name) \(serial)"
        var blocks: [[UInt8]] = []
        for range in model.ranges.indices {
            guard model.ranges[range] != nil else {
                blocks.append([])
                continue
            }
            blocks.append(
                try ask(
                    link, MCCProtocol.Request.calibrationMemory, value: UInt16(MCCCalibration.blockSize * range),
                    count: MCCCalibration.blockSize))
        }
        let calibration = MCCCalibration(blocks: blocks)
        for range in model.ranges.indices where model.ranges[range] != nil {
            for channel in 0..<MCCCalibration.channels
            where calibration.line(model, range: range, channel: channel) == nil {
                throw DeviceError(
                    device: name,
                    detail:
                        "its calibration memory holds no plausible constants for channel \(channel), range \(range)",
                    remedy: "Calibrate it with the maker's InstaCal; without constants no voltage can be trusted.")
            }
        }
        self.calibration = calibration
        return DeviceInfo(
            family: family, product: model.name, serial: serial, portPath: link.identity.portPath, calibration: blocks)
    }

    /// Refuses channels, ranges and rates that the device does not have.
    public func check(_ request: StreamRequest) throws(DeviceError) { _ = try plan(request) }

    private typealias Channel = (number: Int, range: Int)

    /// What a request comes to.
    private struct Plan {
        /// The forces' channels, in the order of the request.
        var forces: [Channel]
        var trigger: MCCTrigger?
        /// Channels of a scan, in its order.
        var channels: [Int]

        func place(_ channel: Int) -> Int { channels.firstIndex(of: channel) ?? 0 }
    }

    private func plan(_ request: StreamRequest) throws(DeviceError) -> Plan {
        var forces: [Channel] = []
        for name in request.channels { forces.append(try channel(name)) }
        try DeviceError.refuseChannels(
            request, forces.map(\.number), largest: MCCCalibration.channels, device: name,
            example: "--left CH0 --right CH1")
        for i in forces.indices.dropFirst() where model.isMultiplexed && forces[i].number < forces[i - 1].number {
            throw usage(
                "it reads \(request.channels[i]) before \(request.channels[i - 1])",
                "Wire the left side to the lower channel number: --left CH0 --right CH1.")
        }
        let trigger = try trigger(request.trigger, beside: forces.map(\.number))
        var channels = forces.map(\.number)
        let low = channels.min() ?? 0
        let high = channels.max() ?? 0
        if let trigger { channels.append(trigger.channel) }
        // Packets of 32 readings hold whole scans of 1, 2, 4 or 8. What fills them up is read beside the forces, where it
        // leaves them evenly spaced.
        while !channels.count.isPowerOfTwo {
            let free = (0..<MCCCalibration.channels).filter { !channels.contains($0) }
            guard let spare = free.last(where: { $0 > high }) ?? free.last(where: { $0 < low }) ?? free.last else {
                break
            }
            channels.append(spare)
        }
        // Before it is opened it may be any model of its family.
        let candidates = calibration == nil ? models : [model]
        let largest = candidates.map { $0.largestRate(channels: channels.count) }.max() ?? 0
        guard request.rate >= 1, request.rate <= largest else {
            throw usage(
                "\(request.rate) scans a second of \(channels.count) channels are outside 1 to \(Int(largest))",
                "Choose --rate between 1 and \(Int(largest)); 1000 is usual.")
        }
        return Plan(forces: forces, trigger: trigger, channels: channels.sorted())
    }

    /// Sets the ranges, puts transfers in flight, then starts the scan.
    public func start(_ link: any DeviceLink, _ request: StreamRequest) throws(DeviceError) -> StreamInfo {
        guard let calibration else {
            throw DeviceError(device: name, detail: "started before it was opened", remedy: "Open it first.")
        }
        let plan = try plan(request)
        let lines = plan.forces.compactMap { calibration.line(model, range: $0.range, channel: $0.number) }
        guard lines.count == plan.forces.count else { throw usage("it has no such range", "Leave the range out.") }
        let start = MCCProtocol.ScanStart(
            pacerPeriod: model.pacer(rate: request.rate, channels: plan.channels.count).period,
            channels: plan.channels.reduce(0) { $0 | 1 << UInt8($1) }, isImmediate: request.rate < Self.immediateBelow)
        let timing = model.timing(start)
        // Transfers of at most 10 ms, but not below one packet.
        let scanSize = 2 * plan.channels.count
        let bytes = Int(timing.rate * Double(scanSize) * 0.010)
        let packets = start.isImmediate ? 1 : min(max(bytes / MCCProtocol.packetSize, 1), 64)
        let scans = start.isImmediate ? 1 : packets * MCCProtocol.packetSize / scanSize
        var ranges = [UInt8](repeating: 0, count: MCCCalibration.channels)
        for force in plan.forces { ranges[force.number] = UInt8(force.range) }
        let setting = Setting(
            start: start, ranges: ranges, transferLength: packets * MCCProtocol.packetSize,
            transfers: min(max(8, Int((0.2 * timing.rate / Double(scans)).rounded(.up))), 32))
        self.setting = setting
        var layout = MCCSampleReader.Layout(
            rate: timing.rate, scansPerTransfer: scans, codes: model.codes, lines: lines)
        layout.channels = plan.channels.count
        layout.places = plan.forces.map { plan.place($0.number) }
        if let trigger = plan.trigger, let line = calibration.line(model, range: 0, channel: trigger.channel) {
            layout.trigger = .init(
                place: plan.place(trigger.channel), level: line.raw(MCCTrigger.level, codes: model.codes),
                isOnWhenHigh: trigger.isOnWhenHigh)
        }
        reader = MCCSampleReader(layout: layout)
        var none = ScanBlock(channels: lines.count, capacity: 0)
        try begin(link, setting, afterOverrun: false, into: &none)
        let top = UInt16(model.codes - 2)
        var range = -Double.infinity...Double.infinity
        for line in lines { range = range.clamped(to: line.volts(1)...line.volts(top)) }
        let (step, departure) = Self.step(layout.places)
        return StreamInfo(
            rate: timing.rate, quantity: "V", range: range, channelDelay: timing.channelDelay * step,
            // One pulse of the pacer, or one aperture of converters that start together.
            channelDelayUncertainty: 1e-6 + timing.channelDelay * departure / 3.0.squareRoot(), notes: notes(plan))
    }

    /// Places from one force of a scan to the next, and how far one of them may lie from where that puts it.
    private static func step(_ places: [Int]) -> (step: Double, departure: Double) {
        guard places.count > 1 else { return (0, 0) }
        let step = Double(places[places.count - 1] - places[0]) / Double(places.count - 1)
        var departure = 0.0
        for (i, place) in places.enumerated() {
            departure = max(departure, abs(Double(place - places[0]) - Double(i) * step))
        }
        return (step, departure)
    }

    private func notes(_ plan: Plan) -> [String] {
        let spare = plan.channels.count - plan.forces.count - (plan.trigger == nil ? 0 : 1)
        guard let trigger = plan.trigger else {
            return spare == 0 ? [] : ["It reads \(plan.channels.count) channels in every scan to fill its packets."]
        }
        guard plan.forces.count == 2 else {
            return [
                "A row is marked while CH\(trigger.channel) is \(trigger.isOnWhenHigh ? "above" : "below") "
                    + "\(MCCTrigger.level) V; it reads \(plan.channels.count) channels in every scan."
            ]
        }
        return [
            "A row is marked while CH\(trigger.channel) is \(trigger.isOnWhenHigh ? "above" : "below") "
                + "\(MCCTrigger.level) V; the channel is read in every scan, and one more to fill the packets."
        ]
    }

    private func begin(
        _ link: any DeviceLink, _ setting: Setting, afterOverrun: Bool, into block: inout ScanBlock
    ) throws(DeviceError) {
        try send(link, MCCProtocol.Request.scanStop)
        try send(link, MCCProtocol.Request.clearFIFO)
        if model.ranges.count > 1 {
            try send(link, MCCProtocol.Request.inputConfiguration, data: setting.ranges)
            let echo = try ask(link, MCCProtocol.Request.inputConfiguration, count: setting.ranges.count)
            guard echo == setting.ranges else { throw unexpected("it did not take the input ranges") }
        }
        do throws(TransportError) {
            // Before the start: a device that sends while nobody reads loses the first samples.
            try link.startStream(MCCProtocol.scanIn, length: setting.transferLength, transfers: setting.transfers)
        } catch { throw DeviceError(error) }
        do throws(DeviceError) {
            try send(link, MCCProtocol.Request.scanStart, data: setting.start.encoded(length: model.startLength))
            reader?.begin(at: link.latest, afterOverrun: afterOverrun, into: &block)
            guard try status(link) & MCCProtocol.Status.scanRunning != 0 else {
                throw unexpected("it took the start of the scan and does not scan")
            }
        } catch {
            link.stopStream { _, _ in }
            throw error
        }
    }

    /// Asks for the reason of a halt, clears it and starts the scan again.
    public func resume(_ link: any DeviceLink, into block: inout ScanBlock) throws(DeviceError) {
        guard let setting else { return }
        let overrun = try status(link) & MCCProtocol.Status.scanOverrun != 0
        link.stopStream { header, bytes in decode(header, bytes, into: &block) }
        reader?.finish(into: &block)
        if overrun { reader?.noteOverrun() }
        do throws(TransportError) { try link.clearHalt(MCCProtocol.scanIn) } catch { throw DeviceError(error) }
        // Writing the status clears its error bits.
        if overrun { try send(link, MCCProtocol.Request.status) }
        try begin(link, setting, afterOverrun: overrun, into: &block)
    }

    /// Appends the scans of one transfer; failed transfers bring none.
    public func decode(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock) {
        guard header.phase == .complete, header.endpoint == MCCProtocol.scanIn,
            bytes.count > 0 || header.droppedBefore > 0
        else { return }
        reader?.read(bytes, arrival: header.stamp, dropped: Int(header.droppedBefore), into: &block)
        if bytes.count > 0 { block.arrival = header.stamp }
    }

    /// Takes what is there, asks whether the buffer ran over, stops the scan and takes what still comes.
    public func stop(_ link: any DeviceLink, into block: inout ScanBlock) {
        _ = link.receive(until: link.now) { header, bytes in decode(header, bytes, into: &block) }
        if let status = try? status(link), status & MCCProtocol.Status.scanOverrun != 0 {
            reader?.noteLastOverrun(into: &block)
        }
        try? send(link, MCCProtocol.Request.scanStop)
        _ = link.receive(until: link.now) { header, bytes in decode(header, bytes, into: &block) }
        link.stopStream { header, bytes in decode(header, bytes, into: &block) }
        reader?.finish(into: &block)
    }

    // MARK: Settings

    /// `CH0`, or `CH0@5V` with a range.
    private func channel(_ text: String) throws(DeviceError) -> Channel {
        let parts = text.uppercased().split(separator: "@", omittingEmptySubsequences: false)
        if let first = parts.first, parts.count <= 2, first.hasPrefix("CH"), let number = Int(first.dropFirst(2)),
            (0..<MCCCalibration.channels).contains(number)
        {
            guard parts.count == 2 else { return (number, 0) }
            if parts[1].hasSuffix("V"), let volts = Double(parts[1].dropLast()),
                let range = model.ranges.firstIndex(of: volts)
            {
                return (number, range)
            }
        }
        let ranges = model.ranges.compactMap { $0 }.map { "@\(Int($0))V" }.joined(separator: ", ")
        throw usage(
            "`\(text)` is no analog channel", "Name CH0 to CH7, with a range where ±10 V is too wide: CH0\(ranges).")
    }

    /// The channel that marks rows; nil where none is asked for.
    private func trigger(_ text: String?, beside sides: [Int]) throws(DeviceError) -> MCCTrigger? {
        guard let text else { return nil }
        let remedy =
            "Its scan carries analog channels only: wire the trigger's line of 5 or 3.3 V to a free one and name that, "
            + "such as CH2 for on above 1.4 V, or !CH2 for on below."
        guard let trigger = MCCTrigger(text) else {
            throw usage("`\(text)` cannot be scanned with the forces", remedy)
        }
        guard !sides.contains(trigger.channel) else {
            throw usage("the trigger \(text) is the channel of a side", remedy)
        }
        return trigger
    }

    private func usage(_ detail: String, _ remedy: String) -> DeviceError {
        DeviceError(device: name, detail: detail, remedy: remedy, isUsage: true)
    }

    private func unexpected(_ detail: String) -> DeviceError {
        DeviceError(device: name, detail: detail, remedy: "Unplug it, wait two seconds and plug it in again.")
    }

    // MARK: Requests

    private func status(_ link: any DeviceLink) throws(DeviceError) -> UInt16 {
        let bytes = try ask(link, MCCProtocol.Request.status, count: 2)
        return UInt16(bytes[0]) | UInt16(bytes[1]) << 8
    }

    private func ask(
        _ link: any DeviceLink, _ request: UInt8, value: UInt16 = 0, count: Int
    ) throws(DeviceError) -> [UInt8] {
        do throws(TransportError) {
            let answer = try link.control(
                MCCProtocol.in(request, value: value, count: count), data: [], timeout: Self.second)
            guard answer.count == count else {
                throw TransportError(
                    .busFault, device: name, detail: "\(answer.count) bytes where \(count) were asked for")
            }
            return answer
        } catch { throw DeviceError(error) }
    }

    private func send(_ link: any DeviceLink, _ request: UInt8, data: [UInt8] = []) throws(DeviceError) {
        do throws(TransportError) {
            _ = try link.control(MCCProtocol.out(request, count: data.count), data: data, timeout: Self.second)
        } catch { throw DeviceError(error) }
    }
}

extension Int {
    /// True for 1, 2, 4, 8 and so on.
    fileprivate var isPowerOfTwo: Bool { nonzeroBitCount == 1 }
}
