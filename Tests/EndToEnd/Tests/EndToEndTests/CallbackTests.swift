import CAllocationCounter
import CLibUSB
import Synchronization
import Testing
import Transport

@testable import LibUSBTransport

/// What the made-up libusb of these tests answers to the next submissions: one code each, 0 beyond the list.
private let answers = Mutex<[Int32]>([])

private func submitNowhere(_ transfer: UnsafeMutablePointer<libusb_transfer>?) -> Int32 {
    answers.withLock { $0.isEmpty ? 0 : $0.removeFirst() }
}

private func submitGladly(_ transfer: UnsafeMutablePointer<libusb_transfer>?) -> Int32 { 0 }

/// A stream without a bus: the test hands transfers back itself.
private final class BareStream {
    let transfers: StreamTransfers
    var ring: TransferRingConsumer

    static func make(
        capacity: Int = 1 << 16, submit: @escaping StreamTransfers.Submit = submitNowhere
    ) throws -> BareStream {
        let stream = TransferRing.make(capacity: capacity).take { producer, consumer -> BareStream? in
            let made = StreamTransfers(
                handle: nil, kind: .bulk, endpoint: CounterDevice.streamIn, length: 64, count: 8,
                numbers: TransferNumbers(), wake: Wakeup(), producer: producer, submit: submit)
            guard let made else { return nil }
            return BareStream(made, consumer)
        }
        return try #require(stream)
    }

    private init(_ transfers: StreamTransfers, _ ring: consuming TransferRingConsumer) {
        self.transfers = transfers
        self.ring = ring
    }

    func giveBack(_ slot: Int, _ status: libusb_transfer_status, bytes: Int = 0) {
        let transfer = transfers.transfer(slot)
        transfer.pointee.status = status
        transfer.pointee.actual_length = Int32(bytes)
        streamTransferReturned(transfer)
    }

    func statuses() -> [TransferStatus] {
        var found: [TransferStatus] = []
        ring.drain { header, _ in if header.phase == .complete { found.append(header.status) } }
        return found
    }
}

@Suite("The stream's callback, without a bus", .serialized)
struct CallbackTests {
    @Test("It allocates nothing")
    func allocations() throws {
        let stream = try BareStream.make(capacity: 1 << 22, submit: submitGladly)
        #expect(stream.transfers.start() == 0)
        func run(_ rounds: Int) {
            for round in 0..<rounds { stream.giveBack(round % 8, LIBUSB_TRANSFER_COMPLETED, bytes: 64) }
        }
        // The first calls may fill caches of the runtime.
        run(100)
        let before = bilanx_allocations()
        run(10_000)
        let after = bilanx_allocations()
        // Sanitizers have an allocator of their own, which is not counted.
        if before >= 0 { #expect(after - before == 0) }
        #expect(stream.statuses().count == 10_100)
        #expect(stream.ring.dropped == 0)
        for slot in 0..<8 { stream.giveBack(slot, LIBUSB_TRANSFER_NO_DEVICE) }
        #expect(stream.transfers.outstanding == 0)
        stream.transfers.release()
    }

    @Test("The counter counts")
    func counting() {
        let before = bilanx_allocations()
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 5000, alignment: 8)
        let after = bilanx_allocations()
        memory.deallocate()
        if before >= 0 { #expect(after - before == 1) }
    }

    @Test("A resubmission that the system refuses ends the stream with its reason")
    func refusedResubmission() throws {
        for (code, ending) in [
            (LIBUSB_ERROR_NO_MEM, StreamTransfers.Ending.rejected), (LIBUSB_ERROR_NO_DEVICE, .lost),
        ] {
            let stream = try BareStream.make()
            #expect(stream.transfers.start() == 0)
            answers.withLock { $0 = [code.rawValue] }
            stream.giveBack(0, LIBUSB_TRANSFER_COMPLETED, bytes: 64)
            #expect(stream.transfers.ending == ending)
            #expect(stream.transfers.rejectionCode == code.rawValue)
            #expect(stream.transfers.outstanding == 7)
            // The rest is not handed over again.
            for slot in 1..<8 { stream.giveBack(slot, LIBUSB_TRANSFER_COMPLETED, bytes: 64) }
            #expect(stream.transfers.outstanding == 0)
            let last: TransferStatus = ending == .lost ? .noDevice : .error
            #expect(stream.statuses() == [.completed, last] + [TransferStatus](repeating: .completed, count: 7))
            stream.transfers.release()
        }
    }

    @Test("A start that is refused half-way counts what is in flight")
    func refusedStart() throws {
        let stream = try BareStream.make()
        answers.withLock { $0 = [0, 0, 0, LIBUSB_ERROR_NO_MEM.rawValue] }
        #expect(stream.transfers.start() == LIBUSB_ERROR_NO_MEM.rawValue)
        #expect(stream.transfers.outstanding == 3)
        for slot in 0..<3 { stream.giveBack(slot, LIBUSB_TRANSFER_CANCELLED) }
        #expect(stream.transfers.outstanding == 0)
        #expect(stream.transfers.ending == .running)
        stream.transfers.release()
    }

    @Test("What a time-out brought is used, what an overflow brought is not")
    func carriedBytes() throws {
        let stream = try BareStream.make()
        #expect(stream.transfers.start() == 0)
        stream.giveBack(0, LIBUSB_TRANSFER_TIMED_OUT, bytes: 20)
        stream.giveBack(1, LIBUSB_TRANSFER_OVERFLOW, bytes: 64)
        stream.giveBack(2, LIBUSB_TRANSFER_ERROR, bytes: 0)
        #expect(stream.transfers.outstanding == 8)
        #expect(stream.transfers.ending == .running)
        var carried: [Int] = []
        stream.ring.drain { header, bytes in if header.phase == .complete { carried.append(bytes.count) } }
        #expect(carried == [20, 0, 0])
        for slot in 0..<8 { stream.giveBack(slot, LIBUSB_TRANSFER_NO_DEVICE) }
        stream.transfers.release()
    }

    @Test("Errors are counted in a row only, and as many as there are transfers end the stream")
    func errorsInARow() throws {
        let stream = try BareStream.make()
        #expect(stream.transfers.start() == 0)
        for slot in 0..<7 { stream.giveBack(slot, LIBUSB_TRANSFER_ERROR) }
        stream.giveBack(7, LIBUSB_TRANSFER_COMPLETED, bytes: 1)
        for slot in 0..<7 { stream.giveBack(slot, LIBUSB_TRANSFER_ERROR) }
        #expect(stream.transfers.ending == .running && stream.transfers.outstanding == 8)
        stream.giveBack(7, LIBUSB_TRANSFER_ERROR)
        #expect(stream.transfers.ending == .faulted && stream.transfers.outstanding == 7)
        // Being gone weighs more than a fault that came first.
        stream.giveBack(0, LIBUSB_TRANSFER_NO_DEVICE)
        #expect(stream.transfers.ending == .lost)
        for slot in 1..<7 { stream.giveBack(slot, LIBUSB_TRANSFER_ERROR) }
        #expect(stream.transfers.outstanding == 0)
        stream.transfers.release()
    }

    @Test("A full ring drops completions only, and the next one that fits tells how many")
    func fullRing() throws {
        let stream = try BareStream.make(capacity: 4096)
        #expect(stream.transfers.start() == 0)
        for round in 0..<100 { stream.giveBack(round % 8, LIBUSB_TRANSFER_COMPLETED, bytes: 64) }
        let kept = stream.statuses().count
        #expect(kept < 100 && kept > 5)
        #expect(stream.ring.dropped == 100 - kept)
        stream.giveBack(4, LIBUSB_TRANSFER_COMPLETED, bytes: 64)
        var told: [UInt32] = []
        stream.ring.drain { header, _ in if header.phase == .complete { told.append(header.droppedBefore) } }
        #expect(told == [UInt32(100 - kept)])
        for slot in 0..<8 { stream.giveBack(slot, LIBUSB_TRANSFER_NO_DEVICE) }
        stream.transfers.release()
    }

    @Test("Every libusb error has its kind and remedy")
    func errors() {
        let expected: [(libusb_error, TransportError.Kind, String)] = [
            (LIBUSB_ERROR_ACCESS, .accessDenied, "udev"), (LIBUSB_ERROR_BUSY, .busy, "ModemManager"),
            (LIBUSB_ERROR_NO_MEM, .noMemory, "usbfs_memory_mb"), (LIBUSB_ERROR_NOT_FOUND, .notFound, "bilanx devices"),
            (LIBUSB_ERROR_NO_DEVICE, .disconnected, "Plug"), (LIBUSB_ERROR_TIMEOUT, .timedOut, "power"),
            (LIBUSB_ERROR_PIPE, .stalled, "Unplug"), (LIBUSB_ERROR_IO, .busFault, "cable"),
            (LIBUSB_ERROR_INVALID_PARAM, .misuse, "report"), (LIBUSB_ERROR_OTHER, .library, "libusb"),
        ]
        for (code, kind, word) in expected {
            let error = TransportError(libusb: code.rawValue, device: "x", action: "opening")
            #expect(error.kind == kind)
            #expect(error.remedy.contains(word), "\(error)")
            #expect(error.detail.hasPrefix("opening: ") && error.detail.contains("LIBUSB_ERROR_"))
        }
    }
}
