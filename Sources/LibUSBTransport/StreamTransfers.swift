import CLibUSB
import Synchronization
import Transport

/// The transfers of one stream and what the event thread does when one comes back: stamp, copy, hand over again.
///
/// Nothing here allocates or locks after `init`. The owner writes submission headers before anything is submitted;
/// from then until ``outstanding`` is 0 the ring is written by the event thread only.
///
/// Sendable without the compiler's proof: `producer`, `ids` and `errorsInARow` pass from the owner to the event thread
/// by the first submission and back by `outstanding` reaching 0 (released there, acquired here); everything else is
/// atomic or never changes.
final class StreamTransfers: @unchecked Sendable {
    /// What hands a transfer to the system; libusb's own but in tests.
    typealias Submit = @convention(c) (UnsafeMutablePointer<libusb_transfer>?) -> Int32

    /// Why transfers are no longer handed over again; a later one wins over an earlier one.
    enum Ending: Int {
        case running, halted, faulted, rejected, lost
    }

    let kind: TransferKind
    let endpoint: EndpointAddress
    /// Bytes of one transfer.
    let length: Int
    /// Transfers in flight.
    let count: Int

    private let memory: UnsafeMutablePointer<UInt8>
    private let transfers: UnsafeMutablePointer<UnsafeMutablePointer<libusb_transfer>>
    private let ids: UnsafeMutablePointer<UInt64>
    private let numbers: TransferNumbers
    private let wake: Wakeup
    private let submit: Submit
    private var producer: TransferRingProducer
    private var errorsInARow = 0

    private let stopping = Atomic<Bool>(false)
    private let inFlight = Atomic<Int>(0)
    private let endedBy = Atomic<Int>(Ending.running.rawValue)
    private let rejection = Atomic<Int32>(0)

    /// Allocates what the stream needs; nil where libusb has no memory.
    init?(
        handle: OpaquePointer?, kind: TransferKind, endpoint: EndpointAddress, length: Int, count: Int,
        numbers: TransferNumbers, wake: Wakeup, producer: consuming TransferRingProducer,
        submit: @escaping Submit = libusb_submit_transfer
    ) {
        self.kind = kind
        self.endpoint = endpoint
        self.length = length
        self.count = count
        self.numbers = numbers
        self.wake = wake
        self.producer = producer
        self.submit = submit
        memory = .allocate(capacity: length * count)
        memory.initialize(repeating: 0, count: length * count)
        transfers = .allocate(capacity: count)
        ids = .allocate(capacity: count)
        ids.initialize(repeating: 0, count: count)
        for slot in 0..<count {
            guard let transfer = libusb_alloc_transfer(0) else {
                for made in 0..<slot { libusb_free_transfer(transfers[made]) }
                memory.deallocate()
                transfers.deallocate()
                ids.deallocate()
                return nil
            }
            transfer.pointee.dev_handle = handle
            transfer.pointee.endpoint = endpoint.rawValue
            transfer.pointee.type = kind.libusbType
            // Never: a time-out would lose the packet that arrives between it and the resubmission (libusb #324).
            transfer.pointee.timeout = 0
            transfer.pointee.buffer = memory + slot * length
            transfer.pointee.length = Int32(length)
            transfer.pointee.callback = streamTransferReturned
            transfers[slot] = transfer
        }
    }

    deinit {
        for slot in 0..<count { libusb_free_transfer(transfers[slot]) }
        transfers.deallocate()
        ids.deallocate()
        memory.deallocate()
    }

    // MARK: The owner's side

    /// Transfers that have not come back; 0 publishes all that the event thread did.
    var outstanding: Int { inFlight.load(ordering: .acquiring) }

    /// Why the stream no longer runs.
    var ending: Ending { Ending(rawValue: endedBy.load(ordering: .acquiring)) ?? .running }

    /// What libusb answered when a transfer could not be handed over again.
    var rejectionCode: Int32 { rejection.load(ordering: .acquiring) }

    /// Hands all transfers over.
    ///
    /// - Returns: 0, or libusb's code; then some may be in flight all the same, so stop and wait as usual.
    func start() -> Int32 {
        for slot in 0..<count {
            ids[slot] = numbers.next()
            push(slot, .submit, .pending, at: MonotonicClock.now, asked: length, carried: 0)
        }
        inFlight.store(count, ordering: .releasing)
        // One reference for all callbacks, given back by `release()` once the last has run.
        let context = Unmanaged.passRetained(self).toOpaque()
        for slot in 0..<count {
            transfers[slot].pointee.user_data = context
        }
        for slot in 0..<count {
            let result = submit(transfers[slot])
            if result != 0 {
                rejection.store(result, ordering: .releasing)
                stopping.store(true, ordering: .releasing)
                inFlight.subtract(count - slot, ordering: .acquiringAndReleasing)
                return result
            }
        }
        return 0
    }

    /// From now on nothing is handed over again, and a cancelled transfer is no surprise.
    func stop() { stopping.store(true, ordering: .releasing) }

    /// Asks for all transfers back; those that are back already are not touched.
    func cancelAll() {
        for slot in 0..<count { libusb_cancel_transfer(transfers[slot]) }
    }

    /// Gives the callbacks' reference back: once, with nothing outstanding.
    func release() { Unmanaged.passUnretained(self).release() }

    // MARK: The event thread's side

    fileprivate func returned(_ transfer: UnsafeMutablePointer<libusb_transfer>, at stamp: UInt64) {
        guard let buffer = transfer.pointee.buffer else { return }
        // The buffers lie in a row in one block, so the place says which transfer this is.
        let slot = (buffer - memory) / length
        let status = TransferStatus(transfer.pointee.status)
        // After an overflow libusb's count is not to be trusted.
        let carried = status == .overflow ? 0 : min(Int(transfer.pointee.actual_length), length)
        let kept = push(slot, .complete, status, at: stamp, asked: carried, carried: carried)

        var again = false
        switch status {
        case .completed, .timedOut:
            errorsInARow = 0
            again = true
        case .overflow: again = true
        case .error:
            errorsInARow += 1
            if errorsInARow >= count { end(.faulted) } else { again = true }
        case .stall: end(.halted)
        case .noDevice: end(.lost)
        case .cancelled:
            // Where nobody asked for it, macOS tells of an unplug in this way.
            if !stopping.load(ordering: .acquiring), ending == .running { end(.lost) }
        case .pending: break
        }
        if again, !stopping.load(ordering: .acquiring), ending == .running {
            again = handOver(slot, transfer, recorded: kept)
        } else {
            again = false
        }
        if !again { inFlight.subtract(1, ordering: .acquiringAndReleasing) }
        wake.post()
    }

    private func handOver(
        _ slot: Int, _ transfer: UnsafeMutablePointer<libusb_transfer>, recorded: Bool
    ) -> Bool {
        ids[slot] = numbers.next()
        // Into a full ring no submission is tried, so that what it counts as dropped are lost data and nothing else.
        if recorded, producer.hasRoom(payload: 0) {
            push(slot, .submit, .pending, at: MonotonicClock.now, asked: length, carried: 0)
        }
        let result = submit(transfer)
        if result == 0 { return true }
        let gone = result == LIBUSB_ERROR_NO_DEVICE.rawValue
        push(slot, .complete, gone ? .noDevice : .error, at: MonotonicClock.now, asked: 0, carried: 0)
        rejection.store(result, ordering: .releasing)
        end(gone ? .lost : .rejected)
        return false
    }

    private func end(_ reason: Ending) {
        // Only the event thread writes it, so load and store need not be one step.
        if reason.rawValue > endedBy.load(ordering: .relaxed) { endedBy.store(reason.rawValue, ordering: .releasing) }
    }

    @discardableResult
    private func push(
        _ slot: Int, _ phase: TransferHeader.Phase, _ status: TransferStatus, at stamp: UInt64, asked: Int, carried: Int
    ) -> Bool {
        producer.push(
            TransferHeader(
                phase: phase, kind: kind, endpoint: endpoint, status: status, id: ids[slot], stamp: stamp,
                length: UInt32(asked)),
            UnsafeRawBufferPointer(start: memory + slot * length, count: carried))
    }
}

/// Runs on the event thread for each stream transfer that comes back.
func streamTransferReturned(_ transfer: UnsafeMutablePointer<libusb_transfer>?) {
    let stamp = MonotonicClock.now
    guard let transfer, let context = transfer.pointee.user_data else { return }
    Unmanaged<StreamTransfers>.fromOpaque(context).takeUnretainedValue().returned(transfer, at: stamp)
}
