import Transport

/// One device of a journal that is played.
///
/// A request is answered by the next completion on its endpoint; completions of the streaming endpoint arrive by their
/// stamps. Where the recording ended the stream is finished; what is asked behind that is still answered, since a
/// recording stops its devices.
public final class ReplayLink: DeviceLink {
    /// Which device on which socket.
    public let identity: DeviceIdentity
    /// The raw descriptors.
    public let descriptors: DeviceDescriptors
    /// The moment that this device's replay has reached.
    public var now: UInt64 { isClosed ? max(reached, replay.now) : reached }
    /// Stamp of the newest completion.
    public private(set) var latest: UInt64 = 0
    /// Called for every completion.
    public var observer: TransferObserver?

    private let replay: JournalReplay
    private let device: UInt8
    private var streaming: EndpointAddress?
    private var state = StreamState.running
    private var reached: UInt64
    private var isClosed = false

    init(_ replay: JournalReplay, device: UInt8, identity: DeviceIdentity, descriptors: DeviceDescriptors) {
        self.replay = replay
        self.device = device
        self.identity = identity
        self.descriptors = descriptors
        reached = replay.now
    }

    /// True while its stream is open and goes on.
    var isStreaming: Bool { streaming != nil && state == .running }

    /// The next completion of the open stream; nil for none.
    var nextOfStream: Int? { isStreaming ? streaming.flatMap { replay.next(device, $0) } : nil }

    private func play(_ i: Int) -> (header: TransferHeader, bytes: [UInt8]) {
        let event = replay.play(i)
        reached = max(reached, event.header.stamp)
        latest = max(latest, event.header.stamp)
        observer?(event.header, event.bytes.span)
        return event
    }

    private func error(_ kind: TransportError.Kind, _ detail: String) -> TransportError {
        TransportError(kind, device: "\(identity)", detail: detail)
    }

    private func answer(
        _ endpoint: EndpointAddress, _ action: String, within timeout: UInt64
    ) throws(TransportError) -> [UInt8] {
        guard !isClosed else { throw error(.disconnected, "\(action): the device was closed") }
        // Without any answer the recording's program waited in vain, or was cut off.
        let deadline = now.addingReportingOverflow(timeout)
        let i = replay.next(device, endpoint)
        guard let i, deadline.overflow || isWithin(i, deadline.partialValue) else {
            if !deadline.overflow { reached = deadline.partialValue }
            throw error(.timedOut, "\(action): no answer in the journal")
        }
        let event = play(i)
        switch event.header.status {
        case .completed, .pending: return event.bytes
        case .stall: throw error(.stalled, "\(action): refused")
        case .noDevice, .cancelled: throw error(.disconnected, "\(action): the device was gone")
        case .timedOut:
            if !event.bytes.isEmpty { return event.bytes }
            throw error(.timedOut, "\(action): no answer")
        case .overflow, .error: throw error(.busFault, "\(action): the transfer failed")
        }
    }

    /// True for an answer that came in time, and for the end of the recording's own waiting.
    private func isWithin(_ i: Int, _ deadline: UInt64) -> Bool {
        if i < replay.archive.start { return true }
        let late: UInt64 = replay.archive.entries[i].header.status == .timedOut ? 1_000_000_000 : 0
        return replay.stamp(i) <= deadline + late
    }

    /// Answers as the device did.
    public func control(
        _ setup: ControlSetup, data: [UInt8], timeout: UInt64
    ) throws(TransportError) -> [UInt8] {
        try answer(setup.isIn ? .controlIn : .controlOut, "control request \(setup.request)", within: slack(timeout))
    }

    /// Takes the bytes as the device did.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], timeout: UInt64) throws(TransportError) {
        _ = try answer(endpoint, "command", within: slack(timeout))
    }

    /// Gives what the device answered.
    public func read(
        _ endpoint: EndpointAddress, length: Int, timeout: UInt64
    ) throws(TransportError) -> [UInt8] {
        try answer(endpoint, "answer", within: timeout)
    }

    /// Commands of the recording came a little later than those of a replay, which does nothing else.
    private func slack(_ timeout: UInt64) -> UInt64 {
        guard !replay.isEnding else { return .max }
        let more = timeout.addingReportingOverflow(1_000_000_000)
        return more.overflow ? .max : more.partialValue
    }

    /// From here on the completions of `endpoint` are the stream.
    public func startStream(_ endpoint: EndpointAddress, length: Int, transfers: Int) throws(TransportError) {
        guard !isClosed else { throw error(.disconnected, "starting the stream: the device was closed") }
        guard streaming == nil else { throw error(.misuse, "a stream is already open") }
        // What was read away before belongs to no stream.
        while let i = replay.next(device, endpoint), i < replay.archive.start { _ = play(i) }
        streaming = endpoint
        state = .running
    }

    /// Plays the stream's completions up to the deadline, and not before those of other devices that were learned of first.
    public func receive(until deadline: UInt64, _ body: TransferObserver) -> StreamState {
        guard let streaming else {
            return .failed(error(isClosed ? .disconnected : .misuse, "no stream is open"))
        }
        var moment = deadline
        while state == .running {
            guard let i = replay.next(device, streaming) else { break }
            let isBehindEnd = i >= replay.archive.stop
            if isBehindEnd {
                // The recording's program took what came while it stopped the device, however late that was.
                guard replay.isEnding else { break }
            } else {
                guard replay.stamp(i) <= deadline else { break }
                if let other = replay.blocker(of: i, for: self) {
                    moment = min(moment, replay.stamp(other))
                    break
                }
            }
            let status = replay.archive.entries[i].header.status
            if status == .cancelled {
                // Nobody cancels but who stops the stream; that is to come, or a fault of the bus has ended it.
                if !replay.isEnding { state = .failed(error(.busFault, "the stream failed")) }
                break
            }
            let event = play(i)
            body(event.header, event.bytes.span)
            switch status {
            case .stall: state = .halted
            case .noDevice: state = .failed(error(.disconnected, "unplugged while it was streaming"))
            default: break
            }
        }
        guard state == .running else { return state }
        if replay.isOver, !replay.isEnding {
            // From now on whoever asks is stopping a device.
            replay.isEnding = true
            return .finished
        }
        if moment > reached {
            reached = moment
            replay.pass(to: moment)
        }
        return .running
    }

    /// Plays what came back when the recording's program stopped the stream.
    public func stopStream(_ body: TransferObserver) {
        guard let streaming else { return }
        defer {
            self.streaming = nil
            if state != .running { state = .running }
        }
        // Up to and with the transfers that came back unused, before anything else was said to the device.
        let bound = replay.nextOfAny(device, except: streaming) ?? .max
        var last: Int?
        var at = replay.next(device, streaming)
        while let i = at, i < bound {
            let status = replay.archive.entries[i].header.status
            let isReturned = status == .cancelled || status == .noDevice
            if last != nil, !isReturned { break }
            if isReturned { last = i }
            at = replay.following(i)
        }
        guard let last else { return }
        while let i = replay.next(device, streaming), i <= last {
            let event = play(i)
            body(event.header, event.bytes.span)
        }
    }

    /// Lets a halted stream go on.
    public func clearHalt(_ endpoint: EndpointAddress) throws(TransportError) {
        guard !isClosed else { throw error(.disconnected, "clearing a halt: the device was closed") }
        state = .running
    }

    /// Ends the stream; further calls fail.
    public func close() {
        stopStream { _, _ in }
        isClosed = true
    }
}
