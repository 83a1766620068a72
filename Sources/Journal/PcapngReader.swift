import CZlib
import Transport

/// A place of a journal that cannot be read.
public struct JournalDamage: Sendable, Hashable, CustomStringConvertible {
    /// What is wrong there.
    public enum Kind: Sendable, Hashable {
        /// The file ends in the middle of a block: the writer was cut off.
        case cutShort
        /// Bytes that are no block; reading went on behind them.
        case unreadable
        /// A packet whose bytes do not fit its hash.
        case wrongHash
        /// All packets fit their hashes, and the file does not fit its checksum: stamps or comments have changed.
        case changed
        /// A section of another byte order, or no section at all.
        case foreign
    }

    /// What is wrong.
    public var kind: Kind
    /// Byte at which it begins.
    public var offset: Int
    /// Bytes that are of no use.
    public var count: Int

    /// The place in words.
    public var description: String {
        switch kind {
        case .cutShort: "cut short at byte \(offset): \(count) bytes of a packet that was never finished"
        case .unreadable: "damaged at byte \(offset): \(count) bytes cannot be read"
        case .wrongHash: "damaged at byte \(offset): a packet does not fit its hash"
        case .changed: "a byte beside the packets has changed: the file does not fit its checksum"
        case .foreign: "the section at byte \(offset) is not little-endian pcapng"
        }
    }
}

/// A journal read back.
public struct JournalContents: Sendable {
    /// The section's comment: JSON with everything beside the packets.
    public var comment = ""
    /// Names of the interfaces, in order.
    public var interfaces: [String] = []
    /// Every packet in the file's order.
    public var packets: [Packet] = []
    /// What was wrong with the file, place by place; empty for a whole one.
    public var damages: [JournalDamage] = []

    /// The first thing that was wrong, in words; nil for a whole file.
    public var damage: String? { damages.first?.description }

    /// One packet.
    public struct Packet: Sendable {
        /// Which interface.
        public var interface: Int
        /// Nanoseconds since 1970 in UTC.
        public var time: UInt64
        /// The event; its stamp is ``time``.
        public var event: TransferEvent
        /// Comments, markers among them.
        public var comments: [String]
        /// False where the packet's hash does not fit its bytes; nil where it has none.
        public var hashFits: Bool?
    }

    /// An empty journal.
    public init() {}
}

/// Reads journals, as this project or `mergecap` wrote them: little-endian pcapng of link type 220.
public enum PcapngReader {
    /// One packet where it stands in the file.
    struct Found {
        var interface: Int
        var time: UInt64
        var header: TransferHeader
        /// Bytes of the payload in the file.
        var payload: Range<Int>
        var comments: [String]
        var hashFits: Bool?
    }

    /// What a file has beside its packets.
    struct Frame {
        var comment = ""
        var interfaces: [String] = []
        var damages: [JournalDamage] = []
    }

    /// Reads everything that is whole, behind damage too, and says where what is not.
    public static func read(_ bytes: [UInt8]) -> JournalContents {
        var contents = JournalContents()
        let frame = bytes.withUnsafeBytes { raw in
            scan(raw) { found in
                contents.packets.append(
                    JournalContents.Packet(
                        interface: found.interface, time: found.time,
                        event: TransferEvent(found.header, bytes: Array(raw[found.payload])),
                        comments: found.comments, hashFits: found.hashFits))
            }
        }
        contents.comment = frame.comment
        contents.interfaces = frame.interfaces
        contents.damages = frame.damages
        return contents
    }

    /// Goes through a file once, holding nothing but the frame.
    static func scan(_ bytes: UnsafeRawBufferPointer, _ visit: (Found) -> Void) -> Frame {
        var frame = Frame()
        var at = 0
        while at < bytes.count {
            guard let length = block(bytes, at) else {
                let next = following(bytes, at + 1)
                // What runs to the end of the file behind a block that only began is a tear, no damage.
                let isTear = next == nil && begins(bytes, at)
                frame.damages.append(
                    JournalDamage(
                        kind: isTear ? .cutShort : .unreadable, offset: at, count: (next ?? bytes.count) - at))
                guard let next else { break }
                at = next
                continue
            }
            let body = at + 8..<at + length - 4
            switch number(bytes, at, UInt32.self) {
            case section:
                guard body.count >= 16, number(bytes, body.lowerBound, UInt32.self) == 0x1A2B_3C4D else {
                    frame.damages.append(JournalDamage(kind: .foreign, offset: at, count: length))
                    return frame
                }
                let comments = options(bytes, body.lowerBound + 16..<body.upperBound)
                if let comment = comments.first(where: { $0.code == 1 }), frame.comment.isEmpty {
                    frame.comment = text(bytes, comment.value)
                }
            case 1 where body.count >= 8:
                let name = options(bytes, body.lowerBound + 8..<body.upperBound).first { $0.code == 2 }
                frame.interfaces.append(name.map { text(bytes, $0.value) } ?? "")
            case 6:
                guard let found = packet(bytes, body) else {
                    frame.damages.append(JournalDamage(kind: .unreadable, offset: at, count: length))
                    break
                }
                if found.hashFits == false {
                    frame.damages.append(JournalDamage(kind: .wrongHash, offset: at, count: length))
                }
                // A copy that another program has made has other bytes, and its packets' hashes at most.
                if let end = found.comments.lazy.compactMap({ JournalEnd($0) }).first, end.count == at {
                    let data = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    if checksum(data, at) != end.checksum, frame.damages.isEmpty {
                        frame.damages.append(JournalDamage(kind: .changed, offset: 0, count: at))
                    }
                }
                visit(found)
            default: break
            }
            at += length
        }
        return frame
    }

    // MARK: Blocks

    private static let section: UInt32 = 0x0A0D_0D0A
    /// No block of ours is longer: a packet of 1 MiB with its comments.
    private static let longest = 2 << 20

    /// CRC-32 of any length, of which zlib takes less than 4 GiB at once.
    private static func checksum(_ data: UnsafePointer<UInt8>?, _ count: Int) -> UInt32 {
        var value: UInt = 0
        var at = 0
        while let data, at < count {
            let part = min(count - at, 1 << 30)
            value = crc32(value, data + at, UInt32(part))
            at += part
        }
        return UInt32(truncatingIfNeeded: value)
    }

    private static func isKind(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Bool {
        switch number(bytes, at, UInt32.self) {
        // Section, interface, name resolution, statistics, packet.
        case section, 1, 4, 5, 6: true
        default: false
        }
    }

    /// True where a block begins whose end is missing.
    private static func begins(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Bool {
        guard bytes.count - at >= 8 else { return true }
        let length = Int(number(bytes, at + 4, UInt32.self))
        return isKind(bytes, at) && length >= 12 && length <= longest && length > bytes.count - at
    }

    private static func block(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Int? {
        guard bytes.count - at >= 12 else { return nil }
        let length = Int(number(bytes, at + 4, UInt32.self))
        guard length >= 12, length % 4 == 0, length <= bytes.count - at,
            Int(number(bytes, at + length - 4, UInt32.self)) == length
        else { return nil }
        return length
    }

    /// The next place at or behind `start` where a block of a known kind stands whole; nil for none.
    private static func following(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        var at = start
        while bytes.count - at >= 12 {
            if isKind(bytes, at), let length = block(bytes, at), length <= longest {
                // Twelve bytes of a payload may look like a block; a packet has to make sense too.
                if number(bytes, at, UInt32.self) != 6 || packet(bytes, at + 8..<at + length - 4) != nil { return at }
            }
            at += 1
        }
        return nil
    }

    private static func packet(_ bytes: UnsafeRawBufferPointer, _ body: Range<Int>) -> Found? {
        guard body.count >= 20 else { return nil }
        let captured = Int(number(bytes, body.lowerBound + 12, UInt32.self))
        let start = body.lowerBound + 20
        guard captured >= 64, captured <= body.upperBound - start else { return nil }
        guard let phase = TransferHeader.Phase(rawValue: bytes[start + 8]),
            let kind = TransferKind(rawValue: bytes[start + 9])
        else { return nil }
        let high = UInt64(number(bytes, body.lowerBound + 4, UInt32.self))
        var time = high << 32 | UInt64(number(bytes, body.lowerBound + 8, UInt32.self))
        let padded = (captured + 3) & ~3
        let found = options(bytes, min(start + padded, body.upperBound)..<body.upperBound)
        var dropped: UInt32 = 0
        var fits: Bool?
        var comments: [String] = []
        for option in found {
            switch (option.code, option.value.count) {
            case (1, _): comments.append(text(bytes, option.value))
            case (4, 8): dropped = number(bytes, option.value.lowerBound, UInt32.self)
            case (3, 5) where bytes[option.value.lowerBound] == 2:
                let stored = number(bytes, option.value.lowerBound + 1, UInt32.self)
                let data = bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: UInt8.self)
                fits = UInt32(truncatingIfNeeded: crc32(0, data, UInt32(captured))) == stored
            default: break
            }
        }
        // The packet tells its microsecond too, and its hash vouches for that one.
        let microseconds =
            number(bytes, start + 16, UInt64.self) &* 1_000_000 &+ UInt64(number(bytes, start + 24, UInt32.self))
        if fits == true, time / 1000 != microseconds { time = microseconds &* 1000 }
        let isSetup = kind == .control && phase == .submit
        let header = TransferHeader(
            phase: phase, kind: kind, endpoint: EndpointAddress(bytes[start + 10]),
            status: status(Int32(bitPattern: number(bytes, start + 28, UInt32.self)), phase),
            id: number(bytes, start, UInt64.self), stamp: time, length: number(bytes, start + 32, UInt32.self),
            droppedBefore: dropped, setup: isSetup ? number(bytes, start + 40, UInt64.self) : 0)
        let count = min(Int(number(bytes, start + 36, UInt32.self)), captured - 64)
        return Found(
            interface: Int(number(bytes, body.lowerBound, UInt32.self)), time: time, header: header,
            payload: start + 64..<start + 64 + count, comments: comments, hashFits: fits)
    }

    private static func status(_ errno: Int32, _ phase: TransferHeader.Phase) -> TransferStatus {
        switch errno {
        case 0: .completed
        case -115: .pending
        case -2, -104: .cancelled
        case -110: .timedOut
        case -32: .stall
        case -108, -19: .noDevice
        case -75: .overflow
        default: .error
        }
    }

    private static func options(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
    ) -> [(code: UInt16, value: Range<Int>)] {
        var found: [(UInt16, Range<Int>)] = []
        var at = range.lowerBound
        while at + 4 <= range.upperBound {
            let code = number(bytes, at, UInt16.self)
            let length = Int(number(bytes, at + 2, UInt16.self))
            guard code != 0, at + 4 + length <= range.upperBound else { break }
            found.append((code, at + 4..<at + 4 + length))
            at += 4 + (length + 3) & ~3
        }
        return found
    }

    private static func text(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private static func number<T: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ at: Int, _: T.Type) -> T {
        T(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: T.self))
    }
}
