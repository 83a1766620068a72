import ForceDevices
import SignalCore
import Transport

/// Talks to an Example plate: two amplified sensors, numbered packets, newtons by the calibration in its memory.
public final class ExamplePlateDriver: ForceDriver {
    private static let second: UInt64 = 1_000_000_000

    private var name = "Example plate"
    private var calibration: ExamplePlateProtocol.Calibration?
    private var reader: ExamplePlatePacketReader?
    private var rate = 0

    /// Makes a driver.
    public init() {}

    /// What is known to be lost since the start.
    public var loss: LossCounts { reader?.loss ?? LossCounts() }

    /// Number of the next scan.
    public var nextIndex: Int { reader?.nextIndex ?? 0 }

    /// This device has nothing to say that would end a stream.
    public var failure: DeviceError? { nil }

    // MARK: Conversation

    /// Stops a stream that an earlier program left running, and reads the calibration.
    public func open(_ link: any DeviceLink) throws(DeviceError) -> DeviceInfo {
        let serial = link.identity.serial
        name = "Example plate \(serial.isEmpty ? "at \(link.identity.portPath)" : serial)"
        try ask(link, ExamplePlateProtocol.stop)
        let memory = try ask(link, ExamplePlateProtocol.readCalibration)
        guard let calibration = ExamplePlateProtocol.Calibration(memory) else {
            throw DeviceError(
                device: name, detail: "its calibration memory is empty",
                remedy: "Send it to its maker: without the calibration nobody knows what its counts mean.")
        }
        self.calibration = calibration
        return DeviceInfo(
            family: "exampleplate", product: "Example plate", serial: serial, portPath: link.identity.portPath,
            calibration: [memory])
    }

    /// Refuses what the device cannot do, with the remedy.
    public func check(_ request: StreamRequest) throws(DeviceError) {
        if let trigger = request.trigger {
            throw usage("`\(trigger)` cannot be read: this device has no digital input", "Leave --trigger out.")
        }
        guard request.channels.count == 2, Set(request.channels) == ["A", "B"] else {
            throw usage(
                "`\(request.left)` and `\(request.right)` are not its two inputs",
                "Name each once: --left A --right B, or the other way round.")
        }
        let rates = ExamplePlateProtocol.rates
        guard request.rate >= Double(rates.lowerBound), request.rate <= Double(rates.upperBound),
            request.rate == request.rate.rounded()
        else {
            throw usage(
                "it cannot take \(request.rate) scans a second",
                "Choose a whole --rate from \(rates.lowerBound) to \(rates.upperBound).")
        }
    }

    /// Puts transfers in flight, then starts the packets.
    public func start(_ link: any DeviceLink, _ request: StreamRequest) throws(DeviceError) -> StreamInfo {
        try check(request)
        guard let calibration else { throw usage("it was not opened", "This is a fault of the program; report it.") }
        rate = Int(request.rate)
        reader = ExamplePlatePacketReader(calibration: calibration, leftIsA: request.left == "A")
        try listen(link)
        do throws(DeviceError) { try ask(link, ExamplePlateProtocol.start(rate: rate)) } catch {
            link.stopStream { _, _ in }
            throw error
        }
        let largest = Double(Int16.max) / Double(max(calibration.a, calibration.b))
        return StreamInfo(
            rate: request.rate, quantity: "N", range: -largest...largest,
            // Both inputs are converted at the same moment.
            channelDelay: 0, channelDelayUncertainty: 0)
    }

    private func listen(_ link: any DeviceLink) throws(DeviceError) {
        // A quarter of a second of packets: so long may the system keep this program from running.
        let transfers = min(max(rate / (4 * ExamplePlateProtocol.scansPerPacket), 8), 128)
        do throws(TransportError) {
            try link.startStream(ExamplePlateProtocol.dataIn, length: 64, transfers: transfers)
        } catch { throw DeviceError(error) }
    }

    /// Clears the halt; the device went on counting, so that the next packet tells what the halt has cost.
    public func resume(_ link: any DeviceLink, into block: inout ScanBlock) throws(DeviceError) {
        link.stopStream { header, bytes in decode(header, bytes, into: &block) }
        do throws(TransportError) { try link.clearHalt(ExamplePlateProtocol.dataIn) } catch { throw DeviceError(error) }
        reader?.beginSegment()
        try listen(link)
    }

    /// Takes the bytes of one transfer; what the program dropped before it is missing by the counter.
    public func decode(_ header: TransferHeader, _ bytes: Span<UInt8>, into block: inout ScanBlock) {
        guard header.phase == .complete, header.endpoint == ExamplePlateProtocol.dataIn, bytes.count > 0 else { return }
        reader?.read(bytes, into: &block)
        block.arrival = header.stamp
    }

    /// Ends the stream and takes what still comes, for a twentieth of a second.
    public func stop(_ link: any DeviceLink, into block: inout ScanBlock) {
        _ = link.receive(until: link.now) { header, bytes in decode(header, bytes, into: &block) }
        // A device that is gone cannot be stopped, and need not be.
        _ = try? ask(link, ExamplePlateProtocol.stop)
        _ = link.receive(until: link.now + Self.second / 20) { header, bytes in decode(header, bytes, into: &block) }
        link.stopStream { header, bytes in decode(header, bytes, into: &block) }
    }

    @discardableResult
    private func ask(_ link: any DeviceLink, _ setup: ControlSetup) throws(DeviceError) -> [UInt8] {
        do throws(TransportError) { return try link.control(setup, data: [], timeout: Self.second) } catch {
            throw DeviceError(error)
        }
    }

    private func usage(_ detail: String, _ remedy: String) -> DeviceError {
        DeviceError(device: name, detail: detail, remedy: remedy, isUsage: true)
    }
}
