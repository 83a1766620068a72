import CLibUSB
import Synchronization
import Transport

/// Numbers for transfers, each given once.
final class TransferNumbers: Sendable {
    private let last = Atomic<UInt64>(0)

    /// The next number, from 1.
    func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}

/// One-shot transfers on an open handle, made asynchronously so that a stream goes on being served meanwhile.
struct Requests {
    /// How long a cancelled transfer may take to come back, in nanoseconds, before it is given up.
    static let returnGuard: UInt64 = 2_000_000_000

    let handle: OpaquePointer
    let device: String
    let numbers: TransferNumbers

    /// What became of a transfer that came back.
    struct Outcome {
        var status: TransferStatus
        /// Bytes that came in; empty for OUT.
        var bytes: [UInt8]
        /// Bytes moved in either direction.
        var moved: Int
        /// The owner's patience ended before the transfer did.
        var outOfTime: Bool
    }

    /// A transfer to make.
    struct Request {
        var kind: TransferKind
        var endpoint: EndpointAddress
        var setup: ControlSetup?
        /// Bytes to send; empty for IN.
        var output: [UInt8] = []
        /// Bytes of the data stage, either direction.
        var length: Int
        var timeout: UInt64
        var action: String
    }

    /// Makes the transfer and waits until it is back, cancelling it when its time is over.
    ///
    /// - Throws: what submission refused with, or `.library` where a cancelled transfer never came back; that one's
    ///   memory is then given up on purpose, since the system may still write to it.
    func perform(_ request: Request, observer: TransferObserver?) throws(TransportError) -> Outcome {
        guard let transfer = libusb_alloc_transfer(0) else {
            throw TransportError(.noMemory, device: device, detail: "\(request.action): no memory for a transfer")
        }
        let head = request.setup == nil ? 0 : 8
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, head + request.length))
        buffer.initialize(repeating: 0, count: head + request.length)
        if let setup = request.setup {
            for i in 0..<8 { buffer[i] = UInt8(truncatingIfNeeded: setup.packed >> (8 * UInt64(i))) }
        }
        for (i, byte) in request.output.prefix(request.length).enumerated() { buffer[head + i] = byte }
        let shot = OneShot()
        let context = Unmanaged.passRetained(shot)
        transfer.pointee.dev_handle = handle
        transfer.pointee.endpoint = request.setup == nil ? request.endpoint.rawValue : 0
        transfer.pointee.type = request.kind.libusbType
        transfer.pointee.timeout = 0
        transfer.pointee.buffer = buffer
        transfer.pointee.length = Int32(head + request.length)
        transfer.pointee.user_data = context.toOpaque()
        transfer.pointee.callback = oneShotReturned

        let id = numbers.next()
        func report(
            _ phase: TransferHeader.Phase, _ status: TransferStatus, _ stamp: UInt64, _ length: Int, _ b: [UInt8]
        ) {
            observer?(
                TransferHeader(
                    phase: phase, kind: request.kind, endpoint: request.endpoint, status: status, id: id, stamp: stamp,
                    length: UInt32(length), setup: phase == .submit ? request.setup?.packed ?? 0 : 0), b.span)
        }
        report(.submit, .pending, MonotonicClock.now, request.length, request.output)

        let refused = libusb_submit_transfer(transfer)
        guard refused == 0 else {
            report(
                .complete, refused == LIBUSB_ERROR_NO_DEVICE.rawValue ? .noDevice : .error, MonotonicClock.now, 0, [])
            context.release()
            buffer.deallocate()
            libusb_free_transfer(transfer)
            throw TransportError(libusb: refused, device: device, action: request.action)
        }
        var outOfTime = false
        if !shot.wait(request.timeout) {
            outOfTime = true
            libusb_cancel_transfer(transfer)
            guard shot.wait(Self.returnGuard) else {
                throw TransportError(
                    .library, device: device,
                    detail:
                        "\(request.action): no answer, and the cancelled transfer did not come back; unplug the device")
            }
        }
        let isIn = request.setup?.isIn ?? request.endpoint.isIn
        let bytes =
            isIn ? Array(UnsafeBufferPointer(start: buffer + head, count: min(shot.moved, request.length))) : []
        let outcome = Outcome(
            status: shot.status, bytes: bytes, moved: shot.moved,
            outOfTime: outOfTime && shot.status == .cancelled)
        report(.complete, outcome.outOfTime ? .timedOut : shot.status, shot.stamp, shot.moved, bytes)
        context.release()
        buffer.deallocate()
        libusb_free_transfer(transfer)
        return outcome
    }

    /// Throws what a transfer that did not go well means.
    func check(_ outcome: Outcome, _ action: String) throws(TransportError) {
        func failure(_ kind: TransportError.Kind, _ what: String) -> TransportError {
            TransportError(kind, device: device, detail: "\(action): \(what)")
        }
        switch outcome.status {
        case .completed, .timedOut: return
        case .cancelled:
            if outcome.outOfTime { throw failure(.timedOut, "no answer in time") }
            // Nobody asked for it: macOS reports an unplug in this way.
            throw failure(.disconnected, "the system took the transfer back; the device is gone")
        case .stall: throw failure(.stalled, "the device refused it")
        case .noDevice: throw failure(.disconnected, "the device is gone")
        case .overflow: throw failure(.busFault, "the device sent more than it was asked for")
        case .error, .pending: throw failure(.busFault, "the transfer failed on the bus")
        }
    }

    /// Reads string descriptors in English, or in the device's first language where it has no English.
    ///
    /// A string that the device refuses is left out; after one that it does not answer at all, no more are asked for.
    func strings(_ indices: [UInt8]) -> [UInt8: String] {
        guard !indices.isEmpty, let languages = string(0, language: 0), languages.count >= 2 else { return [:] }
        let known = stride(from: 0, to: languages.count - 1, by: 2).map {
            UInt16(languages[$0]) | UInt16(languages[$0 + 1]) << 8
        }
        let language = known.contains(0x0409) ? 0x0409 : known[0]
        var found: [UInt8: String] = [:]
        for index in indices where found[index] == nil {
            guard let text = string(index, language: language) else { break }
            let units = stride(from: 0, to: text.count - 1, by: 2).map { UInt16(text[$0]) | UInt16(text[$0 + 1]) << 8 }
            if !units.isEmpty { found[index] = String(decoding: units, as: UTF16.self) }
        }
        return found
    }

    /// The body of a string descriptor (USB 2.0, 9.6.7); empty where the device refuses it, nil where it is silent.
    private func string(_ index: UInt8, language: UInt16) -> [UInt8]? {
        let setup = ControlSetup(
            requestType: 0x80, request: 6, value: 0x0300 | UInt16(index), index: language, length: 255)
        let request = Request(
            kind: .control, endpoint: .controlIn, setup: setup, length: 255, timeout: 500_000_000,
            action: "reading a string")
        guard let outcome = try? perform(request, observer: nil), !outcome.outOfTime else { return nil }
        guard outcome.status == .completed, outcome.bytes.count >= 2, outcome.bytes[1] == 3 else { return [] }
        return Array(outcome.bytes.prefix(Int(outcome.bytes[0])).dropFirst(2))
    }
}

extension TransferKind {
    /// The number that libusb gives this kind.
    var libusbType: UInt8 {
        switch self {
        case .control: UInt8(LIBUSB_TRANSFER_TYPE_CONTROL.rawValue)
        case .isochronous: UInt8(LIBUSB_TRANSFER_TYPE_ISOCHRONOUS.rawValue)
        case .bulk: UInt8(LIBUSB_TRANSFER_TYPE_BULK.rawValue)
        case .interrupt: UInt8(LIBUSB_TRANSFER_TYPE_INTERRUPT.rawValue)
        }
    }
}
