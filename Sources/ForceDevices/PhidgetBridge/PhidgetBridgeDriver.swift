import SignalCore
import Transport

/// Talks to a PhidgetBridge 4-Input of the first revision: two to four strain-gauge bridges, as ratios of their supply.
public final class PhidgetBridgeDriver: ForceDriver {
    private static let second: UInt64 = 1_000_000_000

    private var name = "PhidgetBridge"
    private var firmware: UInt16 = 0
    private var lengths = (input: PhidgetBridgeProtocol.reportSize, output: PhidgetBridgeProtocol.settingsSize)
    private var settings: PhidgetBridgeProtocol.Settings?
    private var reader: PhidgetReportReader?

    /// Makes a driver.
    public init() {}

    /// What is known to be lost since the start.
    public var loss: LossCounts { reader?.loss ?? LossCounts() }

    /// Number of the next scan.
    public var nextIndex: Int { reader?.nextIndex ?? 0 }

    /// Set where the device shows settings that this driver did not make.
    public var failure: DeviceError? {
        guard reader?.isForeign == true else { return nil }
        return DeviceError(
            device: name, detail: "its reports show other gains or inputs than it was set to",
            remedy: "Close other programs that use it (the Phidget control panel, its network server) and start again.")
    }

    // MARK: Conversation

    /// Reads firmware, serial number and the lengths of the reports from the descriptors.
    public func open(_ link: any DeviceLink) throws(DeviceError) -> DeviceInfo {
        let descriptors = link.descriptors
        let serial = link.identity.serial
        name = "PhidgetBridge \(serial.isEmpty ? "at \(link.identity.portPath)" : serial)"
        firmware =
            descriptors.device.count >= 14 ? UInt16(descriptors.device[12]) | UInt16(descriptors.device[13]) << 8 : 0
        // Some systems keep the report descriptor to themselves; then the lengths of this revision hold.
        if let bytes = try? link.control(PhidgetBridgeProtocol.getReportDescriptor, data: [], timeout: Self.second) {
            let told = PhidgetBridgeProtocol.reportLengths(bytes)
            lengths.input = max(told.input ?? 0, PhidgetBridgeProtocol.reportSize)
            lengths.output = max(told.output ?? 0, PhidgetBridgeProtocol.settingsSize)
        }
        let minor = firmware & 0xFF
        return DeviceInfo(
            family: "phidgetbridge",
            product: "PhidgetBridge 4-Input 1046_0, firmware \(firmware >> 8).\(minor >> 4)\(minor & 15)",
            serial: serial,
            portPath: link.identity.portPath)
    }

    /// Refuses inputs, gains and rates that the device does not have.
    public func check(_ request: StreamRequest) throws(DeviceError) { _ = try plan(request) }

    private typealias Input = (number: Int, gain: PhidgetBridgeProtocol.Gain)

    private func plan(_ request: StreamRequest) throws(DeviceError) -> [Input] {
        try DeviceError.refuseTrigger(request, device: name)
        var inputs: [Input] = []
        for name in request.channels { inputs.append(try input(name)) }
        try DeviceError.refuseChannels(
            request, inputs.map(\.number), largest: PhidgetBridgeProtocol.inputs, device: name,
            example: "--left B0 --right B1")
        guard inputs.allSatisfy({ $0.gain == inputs[0].gain }) else {
            let which = inputs.count == 2 ? ("left and right have", "both") : ("the inputs have", "all")
            throw usage("\(which.0) different gains", "Give \(which.1) the same gain.")
        }
        guard request.rate >= 1, request.rate <= 125 else {
            throw usage(
                "\(request.rate) values a second are outside 1 to 125",
                "Choose --rate between 1 and 125; the device gives 122 at most, too few for jumps.")
        }
        return inputs
    }

    /// Puts transfers in flight, then sets inputs, gain and interval, which starts the values.
    public func start(_ link: any DeviceLink, _ request: StreamRequest) throws(DeviceError) -> StreamInfo {
        let inputs = try plan(request)
        let gain = inputs[0].gain
        let interval = min(max(Int((1000 / request.rate / Double(PhidgetBridgeProtocol.unit)).rounded()), 1), 125)
        let isBuggy = firmware < PhidgetBridgeProtocol.firstSoundFirmware
        let settings = PhidgetBridgeProtocol.Settings(
            enabled: inputs.reduce(0) { $0 | UInt8(1 << $1.number) },
            gains: [PhidgetBridgeProtocol.Gain](repeating: gain, count: PhidgetBridgeProtocol.inputs),
            interval: interval)
        self.settings = settings
        reader = PhidgetReportReader(
            layout: .init(
                rate: settings.rate, inputs: inputs.map(\.number), gain: gain, skip: isBuggy ? 1 : 0))
        var none = ScanBlock(channels: inputs.count, capacity: 0)
        try begin(link, settings, into: &none)
        let limit = gain.limit
        return StreamInfo(
            rate: settings.rate, quantity: "V/V", range: -limit...limit, channelDelay: 0,
            // Whether the inputs are read together or in turn is not told: anywhere within ± half an interval.
            channelDelayUncertainty: 0.5 / settings.rate / 3.0.squareRoot(), notes: notes(settings))
    }

    private func begin(
        _ link: any DeviceLink, _ settings: PhidgetBridgeProtocol.Settings, into block: inout ScanBlock
    ) throws(DeviceError) {
        // An interrupt transfer ends with each report; a fifth of a second of them stays in flight.
        let transfers = min(max(8, Int((0.2 * settings.rate).rounded(.up))), 32)
        do throws(TransportError) {
            try link.startStream(PhidgetBridgeProtocol.reportIn, length: lengths.input, transfers: transfers)
        } catch { throw DeviceError(error) }
        do throws(DeviceError) {
            if firmware < PhidgetBridgeProtocol.firstSoundFirmware {
                // Below 1.02 a gain is taken only while input 0 is enabled, for a quarter of a second.
                var first = settings
                first.enabled |= 1
                try set(link, first)
                _ = link.receive(until: link.now + 256_000_000) { _, _ in }
            }
            try set(link, settings)
            reader?.begin(at: link.latest, into: &block)
        } catch {
            link.stopStream { _, _ in }
            throw error
        }
    }

    /// Clears the halt and sets everything again.
    public func resume(_ link: any DeviceLink, into block: inout ScanBlock) throws(DeviceError) {
        guard let settings else { return }
        stop(link, into: &block)
        do throws(TransportError) { try link.clearHalt(PhidgetBridgeProtocol.reportIn) } catch {
            throw DeviceError(error)
        }
        try begin(link, settings, into: &block)
    }

    /// Takes one report; failed transfers bring none.
    public func decode(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock) {
        guard header.phase == .complete, header.endpoint == PhidgetBridgeProtocol.reportIn,
            bytes.count > 0 || header.droppedBefore > 0
        else { return }
        if bytes.count == 0 {
            reader?.finish(into: &block)
            return
        }
        reader?.read(bytes, arrival: header.stamp, dropped: Int(header.droppedBefore), into: &block)
        block.arrival = header.stamp
    }

    /// Takes what is there, switches all inputs off and takes what still comes.
    public func stop(_ link: any DeviceLink, into block: inout ScanBlock) {
        _ = link.receive(until: link.now) { header, bytes in decode(header, bytes, into: &block) }
        if var off = settings {
            off.enabled = 0
            try? set(link, off)
        }
        link.stopStream { header, bytes in decode(header, bytes, into: &block) }
        reader?.finish(into: &block)
    }

    private func set(_ link: any DeviceLink, _ settings: PhidgetBridgeProtocol.Settings) throws(DeviceError) {
        let bytes = settings.encoded(length: lengths.output)
        do throws(TransportError) {
            if link.descriptors.endpoints.contains(where: { $0.address == PhidgetBridgeProtocol.reportOut }) {
                try link.write(PhidgetBridgeProtocol.reportOut, bytes, timeout: Self.second)
            } else {
                _ = try link.control(
                    PhidgetBridgeProtocol.setReport(length: bytes.count), data: bytes, timeout: Self.second)
            }
        } catch { throw DeviceError(error) }
    }

    // MARK: Settings

    /// `B0` with the gain for load cells of 1 to 3 mV/V, or `B0@64` with another.
    private func input(_ text: String) throws(DeviceError) -> Input {
        let parts = text.uppercased().split(separator: "@", omittingEmptySubsequences: false)
        if let first = parts.first, parts.count <= 2, first.hasPrefix("B"), let number = Int(first.dropFirst()),
            (0..<PhidgetBridgeProtocol.inputs).contains(number)
        {
            guard parts.count == 2 else { return (number, .x128) }
            if let factor = Double(parts[1]),
                let gain = PhidgetBridgeProtocol.Gain.allCases.first(where: { $0.factor == factor })
            {
                return (number, gain)
            }
        }
        throw usage(
            "`\(text)` is no bridge input",
            "Name B0 to B3, with a gain of 1, 8, 16, 32, 64 or 128 where 128 is too much: B0@64.")
    }

    private func notes(_ settings: PhidgetBridgeProtocol.Settings) -> [String] {
        [
            "\(Int(settings.rate)) values a second are enough for holds and slow pulls, not for jumps and landings: "
                + "peaks are missed and impulses are coarse."
        ]
    }

    private func usage(_ detail: String, _ remedy: String) -> DeviceError {
        DeviceError(device: name, detail: detail, remedy: remedy, isUsage: true)
    }
}
