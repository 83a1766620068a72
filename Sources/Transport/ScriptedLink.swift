/// A link that plays events written down before: a test's script, or a journal.
///
/// Requests are answered by the next completion on their endpoint; the completions on the streaming endpoint arrive by
/// their stamps. Time is that of the script, so a replay needs no clock.
public final class ScriptedLink: DeviceLink {
    /// Which device the script is of.
    public let identity: DeviceIdentity
    /// The raw descriptors.
    public let descriptors: DeviceDescriptors
    /// Stamp of the latest event played, or the latest deadline waited for.
    public private(set) var now: UInt64
    /// Stamp of the latest event played.
    public private(set) var latest: UInt64 = 0
    /// Called for every completion played.
    public var observer: TransferObserver?

    private let completions: [TransferEvent]
    private var played: [Bool]
    private var position: [EndpointAddress: Int] = [:]
    private var streaming: EndpointAddress?
    private var state = StreamState.running

    /// Prepares a script; submissions in `events` are left out, since a link makes its own.
    public init(identity: DeviceIdentity, descriptors: DeviceDescriptors, events: [TransferEvent]) {
        self.identity = identity
        self.descriptors = descriptors
        completions = events.filter { $0.header.phase == .complete }
        played = [Bool](repeating: false, count: completions.count)
        now = events.first?.header.stamp ?? 0
    }

    private func next(_ endpoint: EndpointAddress) -> Int? {
        var i = position[endpoint] ?? 0
        while i < completions.count {
            if completions[i].header.endpoint == endpoint, !played[i] {
                position[endpoint] = i
                return i
            }
            i += 1
        }
        position[endpoint] = i
        return nil
    }

    private func play(_ i: Int) -> TransferEvent {
        played[i] = true
        let event = completions[i]
        now = max(now, event.header.stamp)
        latest = max(latest, event.header.stamp)
        observer?(event.header, event.bytes.span)
        return event
    }

    private func answer(_ endpoint: EndpointAddress, _ action: String) throws(TransportError) -> TransferEvent {
        guard let i = next(endpoint) else {
            throw TransportError(.timedOut, device: "\(identity)", detail: "\(action): the script is at its end")
        }
        let event = play(i)
        switch event.header.status {
        case .completed, .pending: return event
        case .stall: throw TransportError(.stalled, device: "\(identity)", detail: "\(action): refused")
        case .noDevice, .cancelled:
            throw TransportError(.disconnected, device: "\(identity)", detail: "\(action): the device is gone")
        case .timedOut: throw TransportError(.timedOut, device: "\(identity)", detail: "\(action): no answer")
        case .overflow, .error:
            throw TransportError(.busFault, device: "\(identity)", detail: "\(action): the transfer failed")
        }
    }

    /// Plays the next control completion of that direction.
    public func control(
        _ setup: ControlSetup, data: [UInt8], timeout: UInt64
    ) throws(TransportError) -> [UInt8] {
        try answer(setup.isIn ? .controlIn : .controlOut, "control request \(setup.request)").bytes
    }

    /// Plays the next completion of that endpoint.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], timeout: UInt64) throws(TransportError) {
        _ = try answer(endpoint, "command")
    }

    /// Plays the next completion of that endpoint.
    public func read(
        _ endpoint: EndpointAddress, length: Int, timeout: UInt64
    ) throws(TransportError) -> [UInt8] {
        try answer(endpoint, "answer").bytes
    }

    /// From here on the completions of `endpoint` are the stream.
    public func startStream(_ endpoint: EndpointAddress, length: Int, transfers: Int) throws(TransportError) {
        guard streaming == nil else {
            throw TransportError(.misuse, device: "\(identity)", detail: "a stream is already open")
        }
        streaming = endpoint
        state = .running
    }

    /// Plays the stream's completions up to the deadline.
    public func receive(until deadline: UInt64, _ body: TransferObserver) -> StreamState {
        guard let streaming, state == .running else { return state }
        while state == .running {
            guard let i = next(streaming) else {
                state = .finished
                break
            }
            guard completions[i].header.stamp <= deadline else { break }
            let event = play(i)
            body(event.header, event.bytes.span)
            switch event.header.status {
            case .stall: state = .halted
            case .noDevice, .cancelled:
                state = .failed(
                    TransportError(.disconnected, device: "\(identity)", detail: "unplugged while it was streaming"))
            default: break
            }
        }
        if state == .running { now = max(now, deadline) }
        return state
    }

    /// Ends the stream; a script has no transfers to wait for.
    public func stopStream(_ body: TransferObserver) { streaming = nil }

    /// Lets a halted stream go on.
    public func clearHalt(_ endpoint: EndpointAddress) throws(TransportError) { state = .running }

    /// Nothing to close.
    public func close() { streaming = nil }
}
