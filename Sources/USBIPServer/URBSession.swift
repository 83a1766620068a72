import Transport

/// An imported device's end of the conversation: commands in, replies out; no socket and no clock of its own.
///
/// Transfers of one endpoint are answered in the order in which they came. One that the device has nothing for waits,
/// as it would on a bus, until the device has or the host takes it back.
struct URBSession {
    /// Transfers that may wait at once; a host that asks for more is told that there is no memory.
    static let largestQueue = 1024
    /// Bytes of replies that may wait for the host before the device is read on.
    static let outputLimit = 1 << 20

    /// Replies that are to be sent.
    private(set) var output: [UInt8] = []
    private let model: any DeviceModel
    private let endpoints: Set<UInt8>
    private var input: [UInt8] = []
    private var queues: [Queue] = []

    /// Transfers to one endpoint.
    private struct Queue {
        let endpoint: UInt8
        var waiting: [URB] = []
    }

    /// Answers for `model`, whose time is what the calls say.
    init(_ model: any DeviceModel) {
        self.model = model
        endpoints = Set(model.descriptors.endpoints.map(\.address.rawValue))
    }

    /// True while replies may be added without holding too much for a host that does not read.
    var canTakeMore: Bool { output.count < Self.outputLimit }

    /// Transfers that wait.
    private var waiting: Int { queues.reduce(0) { $0 + $1.waiting.count } }
    /// Bytes to the device in transfers that wait.
    private var heldBytes: Int { queues.lazy.flatMap(\.waiting).reduce(0) { $0 + $1.data.count } }

    /// Takes bytes from the host, in pieces of any size.
    mutating func receive(_ bytes: some Sequence<UInt8>, at now: UInt64) throws(WireError) {
        input.append(contentsOf: bytes)
        var at = 0
        defer { input.removeFirst(at) }
        while let (command, length) = try URBCommand.parse(input[at...]) {
            at += length
            switch command {
            case .submit(let urb): submit(urb, at: now)
            case .unlink(let sequence, let target): unlink(sequence: sequence, target: target)
            }
        }
        serve(at: now)
    }

    /// Answers everything that the device has an answer to by now.
    mutating func serve(at now: UInt64) {
        for i in queues.indices {
            while canTakeMore, let urb = queues[i].waiting.first, let reply = attempt(urb, at: now) {
                queues[i].waiting.removeFirst()
                output += reply
            }
        }
    }

    /// When ``serve(at:)`` will have something to do if the host sends nothing; nil for never.
    func nextService(at now: UInt64) -> UInt64? {
        guard canTakeMore else { return nil }
        return queues.compactMap { queue -> UInt64? in
            guard !queue.waiting.isEmpty else { return nil }
            // A device that is not ready to take bytes is asked again a frame later.
            guard queue.endpoint & 0x80 != 0 else { return now + 1_000_000 }
            return model.nextRead(EndpointAddress(queue.endpoint), at: now)
        }.min()
    }

    /// Forgets the first `count` bytes of ``output``.
    mutating func sent(_ count: Int) { output.removeFirst(count) }

    private mutating func submit(_ urb: URB, at now: UInt64) {
        // Both directions of endpoint 0 are one pipe.
        let endpoint = urb.endpoint & 0x0F == 0 ? 0 : urb.endpoint
        guard endpoint == 0 || endpoints.contains(endpoint) else {
            output += urb.reply(status: USBIPWire.URBStatus.noAnswer, actual: 0)
            return
        }
        guard waiting < Self.largestQueue, heldBytes + urb.data.count <= USBIPWire.largestTransfer else {
            output += urb.reply(status: USBIPWire.URBStatus.noMemory, actual: 0)
            return
        }
        let i = queues.firstIndex { $0.endpoint == endpoint } ?? queues.endIndex
        if i == queues.endIndex { queues.append(Queue(endpoint: endpoint)) }
        if queues[i].waiting.isEmpty, canTakeMore, let reply = attempt(urb, at: now) {
            output += reply
        } else {
            queues[i].waiting.append(urb)
        }
    }

    private mutating func unlink(sequence: UInt32, target: UInt32) {
        var takenBack = false
        for i in queues.indices {
            if let at = queues[i].waiting.firstIndex(where: { $0.sequence == target }) {
                queues[i].waiting.remove(at: at)
                takenBack = true
                break
            }
        }
        // Linux gives the transfer back by this reply alone: a reply to the transfer itself must not follow.
        output += URBReply.unlink(sequence: sequence, takenBack: takenBack)
    }

    /// The reply to a transfer; nil where the device has none yet.
    private func attempt(_ urb: URB, at now: UInt64) -> [UInt8]? {
        let isIn = urb.endpoint & 0x80 != 0
        let reply: ModelReply
        if urb.endpoint & 0x0F == 0 {
            reply = model.standardControl(ControlSetup(packed: urb.setup), data: urb.data, at: now)
        } else if isIn {
            reply = model.read(EndpointAddress(urb.endpoint), length: urb.length, at: now)
        } else {
            reply = model.write(EndpointAddress(urb.endpoint), urb.data, at: now)
        }
        switch reply {
        case .notReady: return nil
        case .stall: return urb.reply(status: USBIPWire.URBStatus.stall, actual: 0)
        case .done where !isIn: return urb.reply(status: USBIPWire.URBStatus.done, actual: urb.data.count)
        case .done(let bytes):
            guard bytes.count <= urb.length else { return urb.reply(status: USBIPWire.URBStatus.overflow, actual: 0) }
            let isShort = urb.shortIsError && bytes.count < urb.length
            return urb.reply(
                status: isShort ? USBIPWire.URBStatus.short : USBIPWire.URBStatus.done, actual: bytes.count,
                bytes: bytes)
        }
    }
}
