import Foundation
import Statistics
import Synchronization
import TestSupport
import Testing
import Transport

/// Ends of a ring as properties, so that tests can hold on to them.
private final class Ring {
    var producer: TransferRingProducer
    var consumer: TransferRingConsumer

    init(capacity: Int) {
        let pair = TransferRing.make(capacity: capacity).take { RingPair(producer: $0, consumer: $1) }
        producer = pair.producer
        consumer = pair.consumer
    }
}

private struct RingPair: ~Copyable {
    var producer: TransferRingProducer
    var consumer: TransferRingConsumer
}

private func header(_ id: UInt64, length: Int) -> TransferHeader {
    TransferHeader(
        phase: .complete, kind: .bulk, endpoint: EndpointAddress(0x83), status: .completed, id: id, stamp: id,
        length: UInt32(length))
}

@Suite struct TransferRingTests {
    @Test func eventsOfAnyLengthComeOutInOrderAndWhole() {
        var random = SplitMix64(seed: 3)
        let ring = Ring(capacity: 4096)
        var expected: [[UInt8]] = []
        var received: [[UInt8]] = []
        var id: UInt64 = 0
        for _ in 0..<5_000 {
            let bytes = (0..<random.index(300)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            if ring.producer.push(header(id, length: bytes.count), bytes.span) { expected.append(bytes) }
            id += 1
            if random.index(4) == 0 {
                ring.consumer.drain { header, bytes in
                    #expect(Int(header.length) == bytes.count)
                    received.append(bytes.withUnsafeBufferPointer(Array.init))
                }
            }
        }
        ring.consumer.drain { _, bytes in received.append(bytes.withUnsafeBufferPointer(Array.init)) }
        #expect(received == expected)
        #expect(expected.count > 3_000)
    }

    @Test func whatDoesNotFitIsCountedAndToldWithTheNextEvent() {
        let ring = Ring(capacity: 4096)
        let bytes = [UInt8](repeating: 7, count: 64)
        var accepted = 0
        for id in 0..<100 where ring.producer.push(header(UInt64(id), length: 64), bytes.span) { accepted += 1 }
        #expect(accepted == 4096 / 120)
        #expect(ring.producer.dropped == 100 - accepted)
        ring.consumer.drain { header, _ in #expect(header.droppedBefore == 0) }
        ring.producer.push(header(200, length: 64), bytes.span)
        var told: UInt32 = 0
        ring.consumer.drain { header, _ in told = header.droppedBefore }
        #expect(Int(told) == 100 - accepted)
    }

    @Test func anEventThatCanNeverFitIsRefused() {
        let ring = Ring(capacity: 4096)
        let huge = [UInt8](repeating: 0, count: 5000)
        let accepted = ring.producer.push(header(0, length: huge.count), huge.span)
        #expect(!accepted)
        #expect(ring.consumer.waiting == 0)
    }

    @Test func twoThreadsPassEveryEventInOrder() {
        let total: UInt64 = 200_000
        let taken = TransferRing.make(capacity: 1 << 16).take { RingPair(producer: $0, consumer: $1) }
        let producer = Mutex<TransferRingProducer?>(taken.producer)
        var consumer = taken.consumer
        let thread = Thread {
            producer.withLock { slot in
                guard var end = slot.take() else { return }
                var payload = [UInt8](repeating: 0, count: 64)
                for id in 0..<total {
                    payload[0] = UInt8(truncatingIfNeeded: id)
                    while !end.hasRoom(payload: 64) { sched_yield() }
                    end.push(header(id, length: 64), payload.span)
                }
            }
        }
        thread.start()
        var next: UInt64 = 0
        var wrong = 0
        while next < total {
            consumer.drain { header, bytes in
                if header.id != next || bytes[0] != UInt8(truncatingIfNeeded: next) { wrong += 1 }
                next += 1
            }
        }
        #expect(wrong == 0)
        #expect(consumer.dropped == 0)
    }

    @Test func neitherEndAllocates() {
        let ring = Ring(capacity: 1 << 16)
        let bytes = [UInt8](repeating: 1, count: 62)
        var sum = 0
        func turn() {
            for id in 0..<100 { ring.producer.push(header(UInt64(id), length: 62), bytes.span) }
            ring.consumer.drain { _, bytes in sum += Int(bytes[5]) }
        }
        turn()
        guard let count = allocations(during: { for _ in 0..<100 { turn() } }) else { return }
        #expect(count == 0)
        #expect(sum == 10_100)
    }
}
