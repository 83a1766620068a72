import Foundation
import Synchronization
import Transport

/// Appends the transfers of a recording to `raw.pcapng`.
///
/// What was added reaches the system within 100 ms and the disk within 100 ms more than that takes, so that a killed program
/// loses a tenth of a second at most and a power cut a quarter.
///
/// A live recording has a thread that writes: its owner only copies into a ring and never waits for the disk. Where time
/// is only counted the owner writes itself, so that nothing can be dropped.
public final class JournalFile {
    private enum Way {
        case direct(JournalSink)
        case threaded(JournalThread)
    }

    private let way: Way

    /// Creates the file; it must not exist.
    ///
    /// - Parameters:
    ///   - path: where.
    ///   - writer: with its section and an interface for each device.
    ///   - threaded: true for a live recording.
    ///   - capacity: bytes of the ring; the default holds five seconds of 20 000 packets a second.
    /// - Throws: where the file exists or cannot be made.
    public init(
        path: String, writer: PcapngWriter, threaded: Bool, capacity: Int = 16 << 20
    ) throws(JournalError) {
        let sink = try JournalSink(path: path, writer: writer)
        way = threaded ? .threaded(JournalThread(sink, capacity: capacity)) : .direct(sink)
    }

    /// Appends one event of the journal's device of that number.
    public func add(_ header: TransferHeader, _ bytes: Span<UInt8>, device: UInt8) {
        var header = header
        header.device = device
        add(header, bytes)
    }

    /// Appends one event of the device that its header names.
    public func add(_ header: TransferHeader, _ bytes: Span<UInt8>) {
        switch way {
        case .direct(let sink): sink.add(header, bytes)
        case .threaded(let thread): thread.push(header, bytes)
        }
    }

    /// Notes a marker at this place of the stream, as a comment of the next packet.
    public func mark(_ text: String, at stamp: UInt64) {
        let bytes = Array(text.utf8)
        add(JournalMarker.header(text, stamp: stamp), bytes.span)
    }

    /// What went wrong while writing; nil while all is well.
    public var failure: JournalError? {
        switch way {
        case .direct(let sink): sink.failure
        case .threaded(let thread): thread.failure
        }
    }

    /// True once somebody has removed the file and it was written again at its place.
    public var wasRescued: Bool {
        switch way {
        case .direct(let sink): sink.wasRescued
        case .threaded(let thread): thread.wasRescued
        }
    }

    /// Events that were thrown away because the disk was too slow.
    public var dropped: Int {
        switch way {
        case .direct: 0
        case .threaded(let thread): thread.dropped
        }
    }

    /// Writes what is left, makes it durable and closes the file.
    ///
    /// - Throws: the first failure of the whole recording.
    public func close() throws(JournalError) {
        switch way {
        case .direct(let sink): sink.close()
        case .threaded(let thread): thread.finish()
        }
        if let failure { throw failure }
    }
}

/// The thread that writes a live recording's journal.
private final class JournalThread {
    private var producer: TransferRingProducer
    private let state = State()

    /// What both sides may touch.
    private final class State: Sendable {
        let stop = Atomic<Bool>(false)
        let done = DispatchSemaphore(value: 0)
        let wake = DispatchSemaphore(value: 0)
        let failure = Mutex<JournalError?>(nil)
        let rescued = Atomic<Bool>(false)
    }

    /// Sendable without the compiler's proof: made by the owner, then used by the started thread alone; the owner keeps no
    /// reference to either part.
    private final class Work: @unchecked Sendable {
        let sink: JournalSink
        var consumer: TransferRingConsumer

        init(_ sink: JournalSink, _ consumer: consuming TransferRingConsumer) {
            self.sink = sink
            self.consumer = consumer
        }
    }

    init(_ sink: JournalSink, capacity: Int) {
        let pair = TransferRing.make(capacity: capacity).take { RingEnds(producer: $0, consumer: $1) }
        producer = pair.producer
        let work = Work(sink, pair.consumer)
        let state = state
        let thread = Thread {
            while true {
                _ = state.wake.wait(timeout: .now() + .milliseconds(100))
                let stopping = state.stop.load(ordering: .acquiring)
                work.consumer.drain { header, bytes in work.sink.add(header, bytes) }
                if stopping {
                    work.sink.close()
                } else {
                    work.sink.rescue()
                    work.sink.flush()
                    work.sink.sync()
                }
                if let failure = work.sink.failure { state.failure.withLock { $0 = failure } }
                if work.sink.wasRescued { state.rescued.store(true, ordering: .relaxed) }
                if stopping { break }
            }
            state.done.signal()
        }
        thread.name = "bilanx journal"
        thread.start()
    }

    func push(_ header: TransferHeader, _ bytes: Span<UInt8>) { producer.push(header, bytes) }

    func finish() {
        guard !state.stop.exchange(true, ordering: .acquiringAndReleasing) else { return }
        state.wake.signal()
        state.done.wait()
    }

    var failure: JournalError? { state.failure.withLock { $0 } }
    var wasRescued: Bool { state.rescued.load(ordering: .relaxed) }
    var dropped: Int { producer.dropped }
}

private struct RingEnds: ~Copyable {
    var producer: TransferRingProducer
    var consumer: TransferRingConsumer
}
