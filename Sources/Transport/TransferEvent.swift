/// Everything about one submission or completion of a transfer but its bytes: fixed size, nothing on the heap.
public struct TransferHeader: Sendable, Hashable {
    /// Whether a transfer was handed to the device's controller or came back.
    public enum Phase: UInt8, Sendable, Hashable {
        /// Handed over.
        case submit = 0x53
        /// Came back.
        case complete = 0x43
    }

    /// Submission or completion.
    public var phase: Phase
    /// Kind of transfer.
    public var kind: TransferKind
    /// Endpoint with its direction bit.
    public var endpoint: EndpointAddress
    /// How it ended; `.pending` for a submission.
    public var status: TransferStatus
    /// Which device of a recording it belongs to, from 0; not part of an event's written form.
    public var device: UInt8 = 0
    /// The same for a submission and its completion; unique among those under way on one link.
    public var id: UInt64
    /// Nanoseconds of the link's clock: at hand-over, or first thing in the completion callback.
    public var stamp: UInt64
    /// Bytes asked for (submission) or moved (completion).
    public var length: UInt32
    /// How many events the ring had to drop just before this one.
    ///
    /// 0 in a sound stream.
    public var droppedBefore: UInt32
    /// The setup packet of a control submission, packed; 0 otherwise.
    public var setup: UInt64

    /// Makes a header.
    public init(
        phase: Phase, kind: TransferKind, endpoint: EndpointAddress, status: TransferStatus, id: UInt64, stamp: UInt64,
        length: UInt32, droppedBefore: UInt32 = 0, setup: UInt64 = 0
    ) {
        self.phase = phase
        self.kind = kind
        self.endpoint = endpoint
        self.status = status
        self.id = id
        self.stamp = stamp
        self.length = length
        self.droppedBefore = droppedBefore
        self.setup = setup
    }
}

/// One submission or completion of a USB transfer as a value: what journals hold and scripts play.
///
/// Written form, little-endian, 40 bytes then the payload: phase, kind, endpoint, status (a byte each), payload length
/// u32, id u64, stamp u64, length u32, droppedBefore u32, setup u64.
public struct TransferEvent: Sendable, Hashable {
    /// All but the bytes.
    public var header: TransferHeader
    /// The bytes that the transfer carried in this direction at this moment; none where it carried none.
    public var bytes: [UInt8]

    /// Makes an event.
    public init(_ header: TransferHeader, bytes: [UInt8] = []) {
        self.header = header
        self.bytes = bytes
    }

    /// Bytes of the written form before the payload.
    public static let encodedHeaderSize = 40

    /// Appends the written form.
    public func encode(into output: inout [UInt8]) {
        output.reserveCapacity(output.count + Self.encodedHeaderSize + bytes.count)
        output += [header.phase.rawValue, header.kind.rawValue, header.endpoint.rawValue, header.status.rawValue]
        append(UInt32(bytes.count), to: &output)
        append(header.id, to: &output)
        append(header.stamp, to: &output)
        append(header.length, to: &output)
        append(header.droppedBefore, to: &output)
        append(header.setup, to: &output)
        output += bytes
    }

    /// Reads one event at `offset` and moves `offset` behind it.
    ///
    /// - Returns: nil, with `offset` unmoved, where the bytes end too early or name an unknown phase, kind or status.
    public static func decode(_ input: [UInt8], at offset: inout Int) -> TransferEvent? {
        guard offset >= 0, input.count - offset >= encodedHeaderSize,
            let phase = TransferHeader.Phase(rawValue: input[offset]),
            let kind = TransferKind(rawValue: input[offset + 1]),
            let status = TransferStatus(rawValue: input[offset + 3])
        else { return nil }
        func number<T: FixedWidthInteger>(_ at: Int, _: T.Type) -> T {
            var value: T = 0
            for i in (0..<T.bitWidth / 8).reversed() { value = value << 8 | T(input[offset + at + i]) }
            return value
        }
        let count = Int(number(4, UInt32.self))
        let start = offset + encodedHeaderSize
        guard count <= input.count - start else { return nil }
        let header = TransferHeader(
            phase: phase, kind: kind, endpoint: EndpointAddress(input[offset + 2]), status: status,
            id: number(8, UInt64.self), stamp: number(16, UInt64.self), length: number(24, UInt32.self),
            droppedBefore: number(28, UInt32.self), setup: number(32, UInt64.self))
        offset = start + count
        return TransferEvent(header, bytes: Array(input[start..<offset]))
    }

    private func append<T: FixedWidthInteger>(_ value: T, to output: inout [UInt8]) {
        for shift in stride(from: 0, to: T.bitWidth, by: 8) { output.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}
