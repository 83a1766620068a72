/// A link to an emulated device in this process: the same calls, no bus.
///
/// With ``Pace/realTime`` the device's clock is the host's. With ``Pace/asFastAsPossible`` time is only counted: waiting
/// for a moment makes it that moment, so that an hour of samples takes seconds and every run is the same.
public final class InProcessLink: DeviceLink {
    /// How the device's time passes.
    public enum Pace: Sendable, Hashable {
        /// With the host's clock.
        case realTime
        /// As fast as the program asks for data.
        case asFastAsPossible
    }

    /// Something that goes wrong between device and program, at a moment of the device's time in nanoseconds.
    public enum Fault: Sendable, Hashable {
        /// The program reads nothing for a while; the device's buffer fills and overflows as it would.
        case pause(at: UInt64, length: UInt64)
        /// So many transfers are lost on the way.
        case lose(at: UInt64, transfers: Int)
        /// The streaming endpoint halts until it is cleared.
        case stall(at: UInt64)
        /// The plug is pulled.
        case unplug(at: UInt64)

        /// When it happens.
        public var moment: UInt64 {
            switch self {
            case .pause(let at, _), .lose(let at, _), .stall(let at), .unplug(let at): at
            }
        }
    }

    /// Which device on which socket.
    public let identity: DeviceIdentity
    /// Called for every event, submissions too.
    public var observer: TransferObserver?

    /// How the device's time passes.
    public let pace: Pace
    /// The moment at which it was plugged in first, on the clock of ``now``.
    public let start: UInt64

    /// Stamp of the newest completion.
    public private(set) var latest: UInt64 = 0

    private let model: any DeviceModel
    /// Nanoseconds that each transfer takes on its way beside what the device needs.
    private let delay: (() -> UInt64)?
    /// When the transfer that the device has ready arrives.
    private var arrival: UInt64?
    private var elapsed: UInt64 = 0
    private var faults: [Fault]
    private var pauseEnd: UInt64 = 0
    private var toLose = 0
    private var mustStall = false
    private var unplugged = false
    private var closed = false
    private var nextID: UInt64 = 1
    private var stream: (endpoint: EndpointAddress, kind: TransferKind, length: Int, ids: [UInt64])?
    private var state = StreamState.running

    /// Plugs `model` in.
    ///
    /// - Parameters:
    ///   - model: the device; the link is its only user from now on.
    ///   - serial: serial number for the identity.
    ///   - address: address on the made-up bus; also its port, so that two devices differ.
    ///   - pace: how time passes.
    ///   - faults: what goes wrong, in order of time.
    ///   - delay: nanoseconds that a transfer takes on its way, asked once a transfer; nil for none.
    public init(
        _ model: any DeviceModel, serial: String, address: UInt8 = 1, pace: Pace = .realTime, faults: [Fault] = [],
        delay: (() -> UInt64)? = nil
    ) {
        self.model = model
        self.pace = pace
        self.faults = faults
        self.delay = delay
        start = pace == .realTime ? MonotonicClock.now : 1_000_000_000
        identity = DeviceIdentity(
            vendorID: model.descriptors.vendorID, productID: model.descriptors.productID, serial: serial, bus: 0,
            address: address, portPath: "virtual-\(address)")
    }

    /// Plugs `model` in where `old` was, at `moment` of its clock or now: time, socket and what is still to go wrong go on.
    public init(_ model: any DeviceModel, insteadOf old: InProcessLink, at moment: UInt64) {
        self.model = model
        pace = old.pace
        delay = old.delay
        faults = old.faults
        start = old.start
        identity = old.identity
        elapsed = max(old.deviceTime, moment > old.start ? moment - old.start : 0)
    }

    /// The raw descriptors of the model.
    public var descriptors: DeviceDescriptors { model.descriptors }

    /// The host's monotonic clock, or the counted one.
    public var now: UInt64 { start + deviceTime }

    private var deviceTime: UInt64 {
        pace == .realTime ? max(elapsed, MonotonicClock.now - start) : elapsed
    }

    private func advance(to time: UInt64) {
        if pace == .realTime { MonotonicClock.sleep(until: start + time) }
        elapsed = max(elapsed, time)
        while let fault = faults.first {
            switch fault {
            case .pause(let at, let length) where at <= elapsed: pauseEnd = max(pauseEnd, at + length)
            case .lose(let at, let transfers) where at <= elapsed: toLose += transfers
            case .stall(let at) where at <= elapsed: mustStall = true
            case .unplug(let at) where at <= elapsed: unplugged = true
            default: return
            }
            faults.removeFirst()
        }
    }

    private func check(_ action: String) throws(TransportError) {
        guard !closed, !unplugged else {
            throw TransportError(.disconnected, device: "\(identity)", detail: "\(action): the device is gone")
        }
    }

    private func report(
        _ phase: TransferHeader.Phase, _ kind: TransferKind, _ endpoint: EndpointAddress, id: UInt64,
        status: TransferStatus, length: Int, setup: UInt64 = 0, bytes: [UInt8] = []
    ) {
        if phase == .complete { latest = now }
        observer?(
            TransferHeader(
                phase: phase, kind: kind, endpoint: endpoint, status: status, id: id, stamp: now,
                length: UInt32(length), setup: setup), bytes.span)
    }

    private func takeID() -> UInt64 {
        defer { nextID += 1 }
        return nextID
    }

    private func kind(of endpoint: EndpointAddress) throws(TransportError) -> TransferKind {
        guard let found = descriptors.endpoints.first(where: { $0.address == endpoint }) else {
            throw TransportError(
                .notFound, device: "\(identity)", detail: "the device has no endpoint \(endpoint.rawValue)")
        }
        return found.kind
    }

    /// Answers from the model; standard requests from its descriptors.
    public func control(
        _ setup: ControlSetup, data: [UInt8], timeout: UInt64
    ) throws(TransportError) -> [UInt8] {
        try check("control request")
        let id = takeID()
        let endpoint: EndpointAddress = setup.isIn ? .controlIn : .controlOut
        report(
            .submit, .control, endpoint, id: id, status: .pending, length: Int(setup.length), setup: setup.packed,
            bytes: data)
        switch model.standardControl(setup, data: data, at: deviceTime) {
        case .done(let answer):
            report(
                .complete, .control, endpoint, id: id, status: .completed,
                length: setup.isIn ? answer.count : data.count, bytes: answer)
            return answer
        case .stall, .notReady:
            report(.complete, .control, endpoint, id: id, status: .stall, length: 0)
            throw TransportError(
                .stalled, device: "\(identity)", detail: "the device refused control request \(setup.request)")
        }
    }

    /// Hands the bytes to the model.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], timeout: UInt64) throws(TransportError) {
        try check("write")
        let kind = try kind(of: endpoint)
        let id = takeID()
        report(.submit, kind, endpoint, id: id, status: .pending, length: bytes.count, bytes: bytes)
        switch model.write(endpoint, bytes, at: deviceTime) {
        case .done: report(.complete, kind, endpoint, id: id, status: .completed, length: bytes.count)
        case .stall, .notReady:
            report(.complete, kind, endpoint, id: id, status: .stall, length: 0)
            throw TransportError(.stalled, device: "\(identity)", detail: "the device refused a command")
        }
    }

    /// Reads from the model, letting its time pass until it answers.
    public func read(
        _ endpoint: EndpointAddress, length: Int, timeout: UInt64
    ) throws(TransportError) -> [UInt8] {
        try check("read")
        let kind = try kind(of: endpoint)
        let id = takeID()
        report(.submit, kind, endpoint, id: id, status: .pending, length: length)
        let deadline = deviceTime + timeout
        while true {
            try check("read")
            switch model.read(endpoint, length: length, at: deviceTime) {
            case .done(let bytes):
                guard bytes.count <= length else {
                    report(.complete, kind, endpoint, id: id, status: .overflow, length: 0)
                    throw TransportError(
                        .busFault, device: "\(identity)", detail: "the answer is longer than \(length) bytes")
                }
                report(.complete, kind, endpoint, id: id, status: .completed, length: bytes.count, bytes: bytes)
                return bytes
            case .stall:
                report(.complete, kind, endpoint, id: id, status: .stall, length: 0)
                throw TransportError(.stalled, device: "\(identity)", detail: "the device halted an answer")
            case .notReady:
                let next = model.nextRead(endpoint, at: deviceTime) ?? deadline
                if deviceTime >= deadline {
                    report(.complete, kind, endpoint, id: id, status: .timedOut, length: 0)
                    throw TransportError(.timedOut, device: "\(identity)", detail: "no answer to a command")
                }
                advance(to: min(max(next, deviceTime + 1000), deadline))
            }
        }
    }

    /// Notes the stream; the model's data are fetched when asked for.
    public func startStream(_ endpoint: EndpointAddress, length: Int, transfers: Int) throws(TransportError) {
        try check("start of the stream")
        guard stream == nil else {
            throw TransportError(.misuse, device: "\(identity)", detail: "a stream is already open")
        }
        let kind = try kind(of: endpoint)
        let ids = (0..<max(transfers, 1)).map { _ in takeID() }
        for id in ids { report(.submit, kind, endpoint, id: id, status: .pending, length: length) }
        stream = (endpoint, kind, length, ids)
        state = .running
    }

    /// Fetches what the model has up to the deadline; fails where no stream is open, as a link to real hardware does.
    public func receive(until deadline: UInt64, _ body: TransferObserver) -> StreamState {
        guard let stream else {
            return .failed(
                TransportError(
                    closed ? .disconnected : .misuse, device: "\(identity)", detail: "no stream is open"))
        }
        guard state == .running else { return state }
        let limit = deadline > start ? deadline - start : 0
        while state == .running {
            // What is there at this moment is taken even where the deadline has passed, as in real time it may.
            let moment = deviceTime
            advance(to: moment)
            if closed || unplugged {
                fail(body)
                break
            }
            if mustStall {
                mustStall = false
                deliver(.stall, [], body)
                state = .halted
                break
            }
            let ready = due(stream.endpoint, at: moment)
            // An unplugging or pausing device must not be overtaken by the step to its next packet.
            let pending = faults.first?.moment ?? .max
            if let end = model.end, end <= limit, end <= min(ready ?? .max, pending) {
                advance(to: end)
                state = .finished
                break
            }
            guard let ready, ready <= max(limit, moment), ready < pending else {
                let next = min(limit, pending)
                let stuck = next <= deviceTime
                advance(to: next)
                if next == limit || stuck { break }
                continue
            }
            advance(to: ready)
            fetch(stream, body)
        }
        return state
    }

    /// When the next transfer arrives; nil where the model has nothing to give by itself.
    private func due(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        guard let made = model.nextRead(endpoint, at: now) else { return nil }
        guard let delay else { return max(made, pauseEnd) }
        // Asked once: the model says "now" again and again while something waits.
        let moment = arrival ?? made + delay()
        arrival = moment
        return max(moment, pauseEnd)
    }

    private func fetch(
        _ stream: (endpoint: EndpointAddress, kind: TransferKind, length: Int, ids: [UInt64]), _ body: TransferObserver
    ) {
        arrival = nil
        let reply = model.read(stream.endpoint, length: stream.length, at: deviceTime)
        switch reply {
        case .notReady: advance(to: deviceTime + 1000)
        case .stall:
            deliver(.stall, [], body)
            state = .halted
        case .done(let bytes):
            if toLose > 0 {
                toLose -= 1
            } else if bytes.count > stream.length {
                deliver(.overflow, [], body)
            } else {
                deliver(.completed, bytes, body)
            }
        }
    }

    private func deliver(_ status: TransferStatus, _ bytes: [UInt8], _ body: TransferObserver) {
        guard let stream else { return }
        let id = stream.ids[0]
        let header = TransferHeader(
            phase: .complete, kind: stream.kind, endpoint: stream.endpoint, status: status, id: id, stamp: now,
            length: UInt32(bytes.count))
        latest = header.stamp
        observer?(header, bytes.span)
        body(header, bytes.span)
        self.stream?.ids.removeFirst()
        if status == .completed || status == .overflow {
            let next = takeID()
            self.stream?.ids.append(next)
            report(.submit, stream.kind, stream.endpoint, id: next, status: .pending, length: stream.length)
        }
    }

    private func fail(_ body: TransferObserver) {
        while let stream, !stream.ids.isEmpty { deliver(.noDevice, [], body) }
        state = .failed(
            TransportError(.disconnected, device: "\(identity)", detail: "unplugged while it was streaming"))
    }

    /// Forgets the stream; its transfers come back cancelled.
    public func stopStream(_ body: TransferObserver) {
        while let stream, !stream.ids.isEmpty { deliver(.cancelled, [], body) }
        stream = nil
    }

    /// The model keeps no halt of its own.
    public func clearHalt(_ endpoint: EndpointAddress) throws(TransportError) {
        try check("clearing a halt")
        if state == .halted { state = .running }
    }

    /// Unplugs the model.
    public func close() {
        stopStream { _, _ in }
        closed = true
    }
}
