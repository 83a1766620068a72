import CLibUSB
import Transport

/// A claimed interface of a device on a real bus, by libusb.
///
/// All transfers are asynchronous and come back on the context's event thread; requests wait for theirs. Belongs to one
/// thread, like every link.
public final class USBLink: DeviceLink {
    /// Which device on which socket; the serial number is that of the string descriptor, empty where there is none.
    public let identity: DeviceIdentity
    /// The raw descriptors, and the strings for manufacturer, product and serial number.
    public let descriptors: DeviceDescriptors
    /// Called for every event, submissions too, on the owner's thread.
    public var observer: TransferObserver?
    /// Transfers that never came back after they were cancelled, within 2 s each.
    ///
    /// Their memory is given up on purpose, since the system may still write to it. 0 unless a driver of the system is
    /// at fault.
    public private(set) var abandonedTransfers = 0
    /// Completed transfers that the ring of the present or latest stream had no room for, because nobody called
    /// ``receive(until:_:)`` in time; the same as in `droppedBefore` of the headers.
    public var droppedTransfers: Int { stream?.dropped ?? dropped }

    private let context: USBContext
    private let handle: OpaquePointer
    private let interface: UInt8
    private let companion: UInt8?
    private let ringCapacity: Int
    private let presence: Presence
    private let requests: Requests
    private(set) var stream: OpenStream?
    private var dropped = 0
    private var closed = false

    /// Takes over an open handle with its claimed interface.
    init(
        context: USBContext, handle: OpaquePointer, interface: UInt8, companion: UInt8?, presence: Presence,
        requests: Requests,
        identity: DeviceIdentity, descriptors: DeviceDescriptors, ringCapacity: Int
    ) {
        self.context = context
        self.handle = handle
        self.interface = interface
        self.companion = companion
        self.presence = presence
        self.requests = requests
        self.identity = identity
        self.descriptors = descriptors
        self.ringCapacity = ringCapacity
    }

    deinit { close() }

    /// The monotonic clock that stamps the events.
    public var now: UInt64 { MonotonicClock.now }

    /// Stamp of the newest completion.
    public private(set) var latest: UInt64 = 0

    /// Notes the stamps of what ``observer`` is told; made once, since receiving must not allocate.
    private lazy var witness: TransferObserver = { [unowned self] header, bytes in
        if header.phase == .complete { latest = max(latest, header.stamp) }
        observer?(header, bytes)
    }

    /// A control transfer on endpoint 0.
    public func control(
        _ setup: ControlSetup, data: [UInt8], timeout: UInt64
    ) throws(TransportError) -> [UInt8] {
        let action = "control request \(setup.request)"
        try check(action)
        guard setup.isIn || Int(setup.length) == data.count else {
            throw TransportError(
                .misuse, device: requests.device,
                detail: "\(action): the setup names \(setup.length) bytes, but \(data.count) are given")
        }
        let outcome = try requests.perform(
            Requests.Request(
                kind: .control, endpoint: setup.isIn ? .controlIn : .controlOut, setup: setup,
                output: setup.isIn ? [] : data, length: Int(setup.length), timeout: timeout, action: action),
            observer: witness)
        try requests.check(outcome, action)
        return outcome.bytes
    }

    /// Writes all of `bytes`.
    ///
    /// - Throws: `.timedOut` also where the device took only a part.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], timeout: UInt64) throws(TransportError) {
        let action = "writing \(bytes.count) bytes"
        try check(action)
        let found = try find(endpoint, isIn: false)
        let outcome = try requests.perform(
            Requests.Request(
                kind: found.kind, endpoint: endpoint, output: bytes, length: bytes.count, timeout: timeout,
                action: action), observer: witness)
        try requests.check(outcome, action)
        guard outcome.moved == bytes.count else {
            throw TransportError(
                .timedOut, device: requests.device, detail: "\(action): the device took only \(outcome.moved)")
        }
    }

    /// Reads one transfer; what had come when the time was over is given rather than thrown away.
    public func read(
        _ endpoint: EndpointAddress, length: Int, timeout: UInt64
    ) throws(TransportError) -> [UInt8] {
        let action = "reading \(length) bytes"
        try check(action)
        let found = try find(endpoint, isIn: true)
        if stream?.transfers.endpoint == endpoint {
            throw TransportError(
                .misuse, device: requests.device, detail: "\(action): the endpoint is streaming")
        }
        let outcome = try requests.perform(
            Requests.Request(kind: found.kind, endpoint: endpoint, length: length, timeout: timeout, action: action),
            observer: witness)
        if outcome.outOfTime, !outcome.bytes.isEmpty { return outcome.bytes }
        try requests.check(outcome, action)
        return outcome.bytes
    }

    /// Puts at least 8 transfers in flight, each rounded up to whole packets so that none can overflow.
    public func startStream(_ endpoint: EndpointAddress, length: Int, transfers: Int) throws(TransportError) {
        let action = "starting the stream"
        try check(action)
        guard stream == nil else {
            throw TransportError(.misuse, device: requests.device, detail: "a stream is already open")
        }
        let found = try find(endpoint, isIn: true)
        let packet = max(1, found.maxPacketSize)
        let size = max(1, (length + packet - 1) / packet) * packet
        let count = max(8, transfers)
        // Room for every submission and as many completions again, with a quarter to spare, however large they are.
        let room = max(ringCapacity, count * (size + 128) * 4)
        let opened = TransferRing.make(capacity: room).take { producer, consumer -> OpenStream? in
            let made = StreamTransfers(
                handle: handle, kind: found.kind, endpoint: endpoint, length: size, count: count,
                numbers: requests.numbers, wake: presence.wake, producer: producer)
            guard let made else { return nil }
            return OpenStream(made, ring: consumer, presence: presence, device: requests.device)
        }
        guard let opened else {
            throw TransportError(.noMemory, device: requests.device, detail: "\(action): no memory for its transfers")
        }
        let result = opened.transfers.start()
        stream = opened
        guard result == 0 else {
            stopStream { _, _ in }
            throw TransportError(libusb: result, device: requests.device, action: action)
        }
    }

    /// Hands over what came until the deadline.
    ///
    /// After `.halted` or `.failed` every transfer is back: stop the stream, clear the halt where it halted, and start
    /// again or close. `.failed(.misuse)` where no stream is open.
    public func receive(until deadline: UInt64, _ body: TransferObserver) -> StreamState {
        guard let stream else {
            let error: TransportError.Kind = closed ? .disconnected : .misuse
            return .failed(TransportError(error, device: requests.device, detail: "no stream is open"))
        }
        while true {
            let state = stream.poll(witness, body)
            let now = MonotonicClock.now
            guard state == .running, now < deadline else { return state }
            stream.wait(deadline - now)
        }
    }

    /// Cancels what is in flight and waits, at most 2 s, until each has come back.
    public func stopStream(_ body: TransferObserver) {
        guard let stream else { return }
        let lost = stream.end(witness, body)
        dropped = stream.dropped
        self.stream = nil
        if lost == 0 { stream.transfers.release() } else { abandonedTransfers += lost }
    }

    /// Clears the halt of an endpoint; one that streams has to be stopped first.
    public func clearHalt(_ endpoint: EndpointAddress) throws(TransportError) {
        let action = "clearing a halt"
        try check(action)
        if stream?.transfers.endpoint == endpoint {
            throw TransportError(
                .misuse, device: requests.device, detail: "\(action): the endpoint is streaming")
        }
        let result = libusb_clear_halt(handle, endpoint.rawValue)
        guard result == 0 else { throw TransportError(libusb: result, device: requests.device, action: action) }
    }

    /// Stops the stream, releases the interface, which gives it back to the system's driver, and closes the device.
    public func close() {
        guard !closed else { return }
        stopStream { _, _ in }
        closed = true
        context.hotplug.forget(presence)
        libusb_release_interface(handle, Int32(interface))
        if let companion { libusb_release_interface(handle, Int32(companion)) }
        libusb_close(handle)
    }

    private func check(_ action: String) throws(TransportError) {
        if closed || presence.hasLeft {
            throw TransportError(
                .disconnected, device: requests.device,
                detail: "\(action): \(closed ? "the device was closed" : "the device is gone")")
        }
    }

    private func find(
        _ endpoint: EndpointAddress, isIn: Bool
    ) throws(TransportError) -> DeviceDescriptors.Endpoint {
        let found = descriptors.endpoints.first { $0.address == endpoint && $0.interface == interface }
        guard let found, endpoint.isIn == isIn else {
            throw TransportError(
                .notFound, device: requests.device,
                detail: "interface \(interface) has no \(isIn ? "IN" : "OUT") endpoint "
                    + String(endpoint.rawValue, radix: 16))
        }
        return found
    }
}
