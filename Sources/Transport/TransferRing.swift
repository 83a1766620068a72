import Synchronization

/// Makes the two ends of a ring of transfers: one writer, one reader, no lock, no allocation.
///
/// Records have their own lengths, so that short packets waste no room. When the reader is late, new records are
/// dropped and counted; the next one that fits says how many went missing just before it.
public enum TransferRing {
    /// Makes a ring.
    ///
    /// - Parameter capacity: bytes, rounded up to a power of two of at least 4096. A record takes its payload rounded up
    ///   to 8 bytes and 56 bytes beside it.
    public static func make(capacity: Int) -> Ends {
        var size = 4096
        while size < capacity { size *= 2 }
        let storage = TransferRingStorage(size: size)
        return Ends(producer: TransferRingProducer(storage), consumer: TransferRingConsumer(storage))
    }

    /// Both ends, to be taken apart with ``take()``.
    public struct Ends: ~Copyable {
        private var producer: TransferRingProducer
        private var consumer: TransferRingConsumer

        fileprivate init(producer: consuming TransferRingProducer, consumer: consuming TransferRingConsumer) {
            self.producer = producer
            self.consumer = consumer
        }

        /// Hands each end to its owner.
        public consuming func take<R: ~Copyable>(
            _ body: (consuming TransferRingProducer, consuming TransferRingConsumer) -> R
        ) -> R {
            body(producer, consumer)
        }
    }
}

/// Memory and positions of a ring.
///
/// Sendable without the compiler's proof: `memory` is written by the one producer only between its `tail` and the
/// consumer's `head`, and read by the one consumer only between `head` and `tail`; both positions are atomics that
/// publish with release and are read with acquire, and the ends are not copyable, so there is one of each.
private final class TransferRingStorage: @unchecked Sendable {
    let memory: UnsafeMutableRawPointer
    let size: Int
    let tail = Atomic<Int>(0)
    // A cache line between the positions, so that writer and reader do not fight for one.
    private let padding = InlineArray<16, Int>(repeating: 0)
    let head = Atomic<Int>(0)
    let dropped = Atomic<Int>(0)

    init(size: Int) {
        self.size = size
        memory = .allocate(byteCount: size, alignment: 64)
    }

    deinit { memory.deallocate() }
}

private enum RecordLayout {
    static let skip = UInt32.max
    static let headerAt = 8
    static let payloadAt = 56
    static func size(payload: Int) -> Int { payloadAt + (payload + 7) & ~7 }
}

/// The writing end of a ring.
public struct TransferRingProducer: ~Copyable, Sendable {
    private let storage: TransferRingStorage
    private var pendingDrops: UInt32 = 0

    fileprivate init(_ storage: TransferRingStorage) { self.storage = storage }

    /// Copies one event in.
    ///
    /// - Returns: false where the ring was full and the event is lost, or where it could never fit.
    @discardableResult
    public mutating func push(_ header: TransferHeader, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let needed = RecordLayout.size(payload: bytes.count)
        let tail = storage.tail.load(ordering: .relaxed)
        let head = storage.head.load(ordering: .acquiring)
        let at = tail & (storage.size - 1)
        let room = storage.size - at
        let skipped = room < needed ? room : 0
        guard needed <= storage.size / 2, tail - head + skipped + needed <= storage.size else {
            pendingDrops &+= 1
            storage.dropped.add(1, ordering: .relaxed)
            return false
        }
        if skipped > 0 {
            storage.memory.storeBytes(of: UInt32(skipped), toByteOffset: at, as: UInt32.self)
            storage.memory.storeBytes(of: RecordLayout.skip, toByteOffset: at + 4, as: UInt32.self)
        }
        let record = storage.memory + (skipped > 0 ? 0 : at)
        var header = header
        header.droppedBefore &+= pendingDrops
        pendingDrops = 0
        record.storeBytes(of: UInt32(needed), as: UInt32.self)
        record.storeBytes(of: UInt32(bytes.count), toByteOffset: 4, as: UInt32.self)
        record.storeBytes(of: header, toByteOffset: RecordLayout.headerAt, as: TransferHeader.self)
        if let base = bytes.baseAddress, bytes.count > 0 {
            (record + RecordLayout.payloadAt).copyMemory(from: base, byteCount: bytes.count)
        }
        storage.tail.store(tail + skipped + needed, ordering: .releasing)
        return true
    }

    /// Copies one event in from a span.
    @discardableResult
    public mutating func push(_ header: TransferHeader, _ bytes: Span<UInt8>) -> Bool {
        bytes.withUnsafeBytes { push(header, $0) }
    }

    /// True where an event with a payload of `count` bytes fits now.
    public func hasRoom(payload count: Int) -> Bool {
        let needed = RecordLayout.size(payload: count)
        let tail = storage.tail.load(ordering: .relaxed)
        let room = storage.size - tail & (storage.size - 1)
        let used = tail - storage.head.load(ordering: .acquiring)
        return used + (room < needed ? room : 0) + needed <= storage.size
    }

    /// Events dropped since the ring was made.
    public var dropped: Int { storage.dropped.load(ordering: .relaxed) }
}

/// The reading end of a ring.
public struct TransferRingConsumer: ~Copyable, Sendable {
    private let storage: TransferRingStorage

    fileprivate init(_ storage: TransferRingStorage) { self.storage = storage }

    /// Hands every event that is there to `body`, in order, and gives its room back.
    ///
    /// - Returns: the number of events.
    @discardableResult
    public mutating func drain(_ body: TransferObserver) -> Int {
        var count = 0
        var head = storage.head.load(ordering: .relaxed)
        let tail = storage.tail.load(ordering: .acquiring)
        while head < tail {
            let record = storage.memory + head & (storage.size - 1)
            let length = Int(record.load(as: UInt32.self))
            let payload = record.load(fromByteOffset: 4, as: UInt32.self)
            if payload != RecordLayout.skip {
                let header = record.load(fromByteOffset: RecordLayout.headerAt, as: TransferHeader.self)
                let bytes = UnsafeBufferPointer(
                    start: (record + RecordLayout.payloadAt).assumingMemoryBound(to: UInt8.self), count: Int(payload))
                body(header, bytes.span)
                count += 1
            }
            head += length
            storage.head.store(head, ordering: .releasing)
        }
        return count
    }

    /// Bytes waiting.
    public var waiting: Int { storage.tail.load(ordering: .acquiring) - storage.head.load(ordering: .relaxed) }

    /// Events dropped since the ring was made.
    public var dropped: Int { storage.dropped.load(ordering: .relaxed) }
}
