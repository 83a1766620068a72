import CZlib
import Transport

/// A journal read back.
public struct JournalContents: Sendable {
    /// The section's comment: JSON with everything beside the packets.
    public var comment = ""
    /// Names of the interfaces, in order.
    public var interfaces: [String] = []
    /// Every packet in the file's order.
    public var packets: [Packet] = []
    /// What was wrong with the file, in words; nil for a whole one.
    public var damage: String?

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
    /// Reads everything that is whole; stops at the first damage and says where it is.
    public static func read(_ bytes: [UInt8]) -> JournalContents {
        var contents = JournalContents()
        var at = 0
        while at < bytes.count {
            guard bytes.count - at >= 12, let length = block(bytes, at) else {
                contents.damage = "cut short or damaged at byte \(at) of \(bytes.count)"
                break
            }
            let body = at + 8..<at + length - 4
            switch number(bytes, at, UInt32.self) {
            case 0x0A0D_0D0A:
                guard body.count >= 16, number(bytes, body.lowerBound, UInt32.self) == 0x1A2B_3C4D else {
                    contents.damage = "the section at byte \(at) is not little-endian pcapng"
                    return contents
                }
                let comments = options(bytes, body.lowerBound + 16..<body.upperBound)
                if let comment = comments.first(where: { $0.code == 1 }) { contents.comment = text(comment.value) }
            case 1 where body.count >= 8:
                let name = options(bytes, body.lowerBound + 8..<body.upperBound).first { $0.code == 2 }
                contents.interfaces.append(name.map { text($0.value) } ?? "")
            case 6:
                if let packet = packet(bytes, body) { contents.packets.append(packet) }
            default: break
            }
            at += length
        }
        return contents
    }

    private static func block(_ bytes: [UInt8], _ at: Int) -> Int? {
        let length = Int(number(bytes, at + 4, UInt32.self))
        guard length >= 12, length % 4 == 0, length <= bytes.count - at,
            Int(number(bytes, at + length - 4, UInt32.self)) == length
        else { return nil }
        return length
    }

    private static func packet(_ bytes: [UInt8], _ body: Range<Int>) -> JournalContents.Packet? {
        guard body.count >= 20 else { return nil }
        let captured = Int(number(bytes, body.lowerBound + 12, UInt32.self))
        let start = body.lowerBound + 20
        guard captured >= 64, captured <= body.upperBound - start else { return nil }
        guard let phase = TransferHeader.Phase(rawValue: bytes[start + 8]),
            let kind = TransferKind(rawValue: bytes[start + 9])
        else { return nil }
        let high = UInt64(number(bytes, body.lowerBound + 4, UInt32.self))
        let time = high << 32 | UInt64(number(bytes, body.lowerBound + 8, UInt32.self))
        let padded = (captured + 3) & ~3
        let found = options(bytes, min(start + padded, body.upperBound)..<body.upperBound)
        var dropped: UInt32 = 0
        var fits: Bool?
        for option in found {
            if option.code == 4, option.value.count == 8 { dropped = number(Array(option.value), 0, UInt32.self) }
            if option.code == 3, option.value.count == 5, option.value.first == 2 {
                let stored = number(Array(option.value), 1, UInt32.self)
                let crc = bytes[start..<start + captured].withUnsafeBufferPointer {
                    crc32(0, $0.baseAddress, UInt32($0.count))
                }
                fits = UInt32(truncatingIfNeeded: crc) == stored
            }
        }
        let isSetup = kind == .control && phase == .submit
        let header = TransferHeader(
            phase: phase, kind: kind, endpoint: EndpointAddress(bytes[start + 10]),
            status: status(Int32(bitPattern: number(bytes, start + 28, UInt32.self)), phase),
            id: number(bytes, start, UInt64.self), stamp: time, length: number(bytes, start + 32, UInt32.self),
            droppedBefore: dropped, setup: isSetup ? number(bytes, start + 40, UInt64.self) : 0)
        let count = min(Int(number(bytes, start + 36, UInt32.self)), captured - 64)
        return JournalContents.Packet(
            interface: Int(number(bytes, body.lowerBound, UInt32.self)), time: time,
            event: TransferEvent(header, bytes: Array(bytes[start + 64..<start + 64 + count])),
            comments: found.filter { $0.code == 1 }.map { text($0.value) }, hashFits: fits)
    }

    private static func status(_ errno: Int32, _ phase: TransferHeader.Phase) -> TransferStatus {
        switch errno {
        case 0: .completed
        case -115: .pending
        case -2, -104: .cancelled
        case -32: .stall
        case -108, -19: .noDevice
        case -75: .overflow
        default: .error
        }
    }

    private static func options(
        _ bytes: [UInt8], _ range: Range<Int>
    ) -> [(code: UInt16, value: ArraySlice<UInt8>)] {
        var found: [(UInt16, ArraySlice<UInt8>)] = []
        var at = range.lowerBound
        while at + 4 <= range.upperBound {
            let code = number(bytes, at, UInt16.self)
            let length = Int(number(bytes, at + 2, UInt16.self))
            guard code != 0, at + 4 + length <= range.upperBound else { break }
            found.append((code, bytes[at + 4..<at + 4 + length]))
            at += 4 + (length + 3) & ~3
        }
        return found
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func number<T: FixedWidthInteger>(_ bytes: [UInt8], _ at: Int, _: T.Type) -> T {
        var value: T = 0
        for i in (0..<T.bitWidth / 8).reversed() { value = value << 8 | T(truncatingIfNeeded: bytes[at + i]) }
        return value
    }
}
