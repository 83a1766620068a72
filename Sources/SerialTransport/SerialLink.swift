import Transport

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A link over a tty, a pipe or standard input: the byte stream as a bulk pipe of ``ByteStreamDevice``.
///
/// Bytes are stamped when they are read. The system's own buffer carries the stream while a request is under way; how
/// many bytes a tty lost there is read with ``ByteStreamDevice/readErrorCounters``. A pipe that ends is `.finished`, a
/// tty that hangs up `.failed`.
public final class SerialLink: DeviceLink {
    /// The path stands for the socket; there is no serial number.
    public let identity: DeviceIdentity
    /// Those of ``ByteStreamDevice``.
    public let descriptors: DeviceDescriptors
    /// Called for every event, submissions too.
    public var observer: TransferObserver?

    private let file: StreamFile
    private let memory: UnsafeMutableRawBufferPointer
    private var nextID: UInt64 = 1
    private var streamIDs: [UInt64] = []
    private var streamLength: Int?
    private var state = StreamState.running
    private var hasRead = false
    private var closed = false

    /// Opens a path such as `/dev/ttyUSB0`, a FIFO or a file.
    ///
    /// - Throws: `.busy` where another program has the port, with its name and what stops it; `.accessDenied` with the
    ///   group to join; `.notFound`.
    public convenience init(path: String) throws(TransportError) {
        self.init(try StreamFile(path: path))
    }

    /// Reads standard input.
    public convenience init(standardInput name: String = "standard input") {
        self.init(StreamFile(standardInput: name))
    }

    private init(_ file: consuming StreamFile) {
        identity = DeviceIdentity(vendorID: 0, productID: 0, serial: "", bus: 0, address: 1, portPath: file.name)
        descriptors = ByteStreamDevice.descriptors(file.name)
        memory = .allocate(byteCount: 4096, alignment: 16)
        self.file = file
    }

    deinit { memory.deallocate() }

    /// The host's monotonic clock.
    public var now: UInt64 { MonotonicClock.now }

    /// Stamp of the newest completion.
    public private(set) var latest: UInt64 = 0

    // MARK: Requests

    /// Takes line coding and control lines, and reads the error counters; refuses everything else.
    ///
    /// A pipe has no speed and takes any.
    public func control(
        _ setup: ControlSetup, data: [UInt8], timeout: UInt64
    ) throws(TransportError) -> [UInt8] {
        try check("control request")
        let id = takeID()
        let endpoint: EndpointAddress = setup.isIn ? .controlIn : .controlOut
        report(
            .submit, .control, endpoint, id: id, status: .pending, length: Int(setup.length), setup: setup.packed,
            bytes: data)
        let answer: [UInt8]?
        switch (setup.requestType, setup.request) {
        case (0x21, ByteStreamDevice.setLineCoding) where data.count == 7:
            let baud = (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[$1]) << (8 * UInt32($1)) }
            answer = file.kind != .terminal || LineSpeed.set(baud, file.descriptor) ? [] : nil
        case (0x21, ByteStreamDevice.setControlLines):
            if file.kind == .terminal {
                LineSpeed.setLines(dtr: setup.value & 1 != 0, rts: setup.value & 2 != 0, file.descriptor)
            }
            answer = []
        case (0xC0, 0x01):
            answer = LineSpeed.errorCounters(file.descriptor).map { counters in
                counters.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
            }
        default: answer = nil
        }
        guard let answer else {
            report(.complete, .control, endpoint, id: id, status: .stall, length: 0)
            throw TransportError(
                .stalled, device: identity.portPath, detail: "the port refused request \(setup.request)",
                advice: "Choose a speed that the port can do, such as baud=115200.")
        }
        report(
            .complete, .control, endpoint, id: id, status: .completed,
            length: setup.isIn ? answer.count : data.count, bytes: answer)
        return answer
    }

    /// Writes all of `bytes`.
    public func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], timeout: UInt64) throws(TransportError) {
        try check("write")
        guard endpoint == ByteStreamDevice.output, file.isWritable else {
            throw TransportError(
                .notFound, device: identity.portPath, detail: "nothing can be written to it",
                advice: "Name the port itself, or use a profile that sends no commands.")
        }
        let id = takeID()
        report(.submit, .bulk, endpoint, id: id, status: .pending, length: bytes.count, bytes: bytes)
        let deadline = now + timeout
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glue.write(file.descriptor, $0, from: done) }
            if count > 0 {
                done += count
            } else if count < 0, errno != EAGAIN, errno != EINTR {
                report(.complete, .bulk, endpoint, id: id, status: .noDevice, length: done)
                throw gone("write")
            } else if now >= deadline {
                report(.complete, .bulk, endpoint, id: id, status: .timedOut, length: done)
                throw TransportError(
                    .timedOut, device: identity.portPath, detail: "it took only \(done) of \(bytes.count) bytes")
            } else {
                _ = wait(Int16(POLLOUT), until: min(deadline, now + 10_000_000))
            }
        }
        report(.complete, .bulk, endpoint, id: id, status: .completed, length: done)
    }

    /// Reads what is there, at least one byte.
    public func read(_ endpoint: EndpointAddress, length: Int, timeout: UInt64) throws(TransportError) -> [UInt8] {
        try check("read")
        guard endpoint == ByteStreamDevice.input, streamLength == nil else {
            throw TransportError(
                .misuse, device: identity.portPath, detail: "read: no such endpoint, or it is streaming")
        }
        let id = takeID()
        report(.submit, .bulk, endpoint, id: id, status: .pending, length: length)
        switch fetch(length, until: now + timeout) {
        case .bytes(let count, let stamp):
            let bytes = Array(memory[..<count])
            report(.complete, .bulk, endpoint, id: id, status: .completed, length: count, bytes: bytes, stamp: stamp)
            return bytes
        case .none:
            report(.complete, .bulk, endpoint, id: id, status: .timedOut, length: 0)
            throw TransportError(.timedOut, device: identity.portPath, detail: "nothing came")
        case .end, .gone:
            report(.complete, .bulk, endpoint, id: id, status: .noDevice, length: 0)
            throw gone("read")
        }
    }

    // MARK: Stream

    /// Notes the stream; the system's buffer is the transfer in flight.
    public func startStream(_ endpoint: EndpointAddress, length: Int, transfers: Int) throws(TransportError) {
        try check("start of the stream")
        guard streamLength == nil, endpoint == ByteStreamDevice.input else {
            throw TransportError(.misuse, device: identity.portPath, detail: "a stream is already open")
        }
        streamLength = min(max(length, 1), memory.count)
        state = .running
        let id = takeID()
        streamIDs = [id]
        report(.submit, .bulk, endpoint, id: id, status: .pending, length: length)
    }

    /// Hands over what came until the deadline.
    public func receive(until deadline: UInt64, _ body: TransferObserver) -> StreamState {
        guard let streamLength else {
            return .failed(TransportError(.misuse, device: identity.portPath, detail: "no stream is open"))
        }
        var overtime = 0
        while state == .running {
            switch fetch(streamLength, until: deadline) {
            case .none: return state
            case .bytes(let count, let stamp):
                let bytes = UnsafeRawBufferPointer(rebasing: memory[..<count]).assumingMemoryBound(to: UInt8.self)
                deliver(.completed, bytes, stamp, body)
                // A writer faster than this program must not keep it here for ever.
                if stamp >= deadline { overtime += 1 }
                if overtime >= 64 { return state }
            case .end:
                state = .finished
            case .gone:
                deliver(.noDevice, UnsafeBufferPointer(start: nil, count: 0), now, body)
                state = .failed(gone("stream"))
            }
        }
        return state
    }

    /// Forgets the stream.
    public func stopStream(_ body: TransferObserver) {
        if streamLength != nil, !streamIDs.isEmpty {
            deliver(.cancelled, UnsafeBufferPointer(start: nil, count: 0), now, body)
        }
        streamLength = nil
        streamIDs.removeAll()
    }

    /// A byte stream does not halt.
    public func clearHalt(_ endpoint: EndpointAddress) throws(TransportError) { try check("clearing a halt") }

    /// Ends the link; the port itself is given back with its last reference.
    public func close() {
        stopStream { _, _ in }
        closed = true
    }

    // MARK: System

    private enum Fetched {
        case bytes(Int, UInt64)
        case none
        case end
        case gone
    }

    private func fetch(_ length: Int, until deadline: UInt64) -> Fetched {
        while true {
            let ready = wait(Int16(POLLIN), until: deadline)
            let count = ready ? Glue.read(file.descriptor, memory, at: 0, min(length, memory.count)) : -1
            let stamp = now
            if count > 0 {
                hasRead = true
                return .bytes(count, stamp)
            }
            if ready, count == 0 {
                if file.kind == .terminal { return .gone }
                // A FIFO without a writer yet reads as ended.
                if file.kind == .pipe, !hasRead {
                    guard stamp < deadline else { return .none }
                    MonotonicClock.sleep(until: min(deadline, stamp + 5_000_000))
                    continue
                }
                return .end
            }
            if ready, errno != EAGAIN, errno != EINTR { return .gone }
            if stamp >= deadline { return .none }
        }
    }

    /// Waits until the file is ready, hung up or in error.
    private func wait(_ events: Int16, until deadline: UInt64) -> Bool {
        let current = now
        let left = deadline > current ? min((deadline - current + 999_999) / 1_000_000, 1000) : 0
        var entry = pollfd(fd: file.descriptor, events: events, revents: 0)
        return poll(&entry, 1, Int32(left)) > 0
    }

    private func check(_ action: String) throws(TransportError) {
        if closed { throw TransportError(.disconnected, device: identity.portPath, detail: "\(action): it was closed") }
    }

    private func gone(_ action: String) -> TransportError {
        let meddler = PortHolder.running().first
        return TransportError(
            .disconnected, device: identity.portPath, detail: "\(action): the port is gone",
            advice: meddler.map {
                "Plug it in again; what was recorded until then is kept. If nobody pulled the plug: "
                    + PortHolder.advice($0)
            })
    }

    private func takeID() -> UInt64 {
        defer { nextID += 1 }
        return nextID
    }

    private func report(
        _ phase: TransferHeader.Phase, _ kind: TransferKind, _ endpoint: EndpointAddress, id: UInt64,
        status: TransferStatus, length: Int, setup: UInt64 = 0, bytes: [UInt8] = [], stamp: UInt64? = nil
    ) {
        let stamp = stamp ?? now
        if phase == .complete { latest = max(latest, stamp) }
        observer?(
            TransferHeader(
                phase: phase, kind: kind, endpoint: endpoint, status: status, id: id, stamp: stamp,
                length: UInt32(length), setup: setup), bytes.span)
    }

    private func deliver(
        _ status: TransferStatus, _ bytes: UnsafeBufferPointer<UInt8>, _ stamp: UInt64, _ body: TransferObserver
    ) {
        guard let id = streamIDs.first else { return }
        let header = TransferHeader(
            phase: .complete, kind: .bulk, endpoint: ByteStreamDevice.input, status: status, id: id, stamp: stamp,
            length: UInt32(bytes.count))
        latest = max(latest, stamp)
        observer?(header, bytes.span)
        body(header, bytes.span)
        streamIDs.removeAll(keepingCapacity: true)
        guard status == .completed, let streamLength else { return }
        let next = takeID()
        streamIDs.append(next)
        report(.submit, .bulk, ByteStreamDevice.input, id: next, status: .pending, length: streamLength)
    }
}

/// The system's calls under names that the methods of a link do not hide.
private enum Glue {
    static func read(_ descriptor: Int32, _ memory: UnsafeMutableRawBufferPointer, at offset: Int, _ count: Int) -> Int
    {
        systemRead(descriptor, memory.baseAddress.map { $0 + offset }, count)
    }

    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, from offset: Int) -> Int {
        systemWrite(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
    }
}

private func systemRead(_ descriptor: Int32, _ memory: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, memory, count)
}

private func systemWrite(_ descriptor: Int32, _ memory: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, memory, count)
}
