import CLibUSB
import Transport

/// The reader's end of a running stream: takes events out of the ring and finds out when and why it ended.
final class OpenStream {
    /// How long after a fault or a disconnection the rest is waited for, in nanoseconds.
    ///
    /// A burst of bus errors often comes just before the system learns of an unplug.
    static let settleTime: UInt64 = 200_000_000

    let transfers: StreamTransfers
    private var ring: TransferRingConsumer
    private let presence: Presence
    private let device: String
    private var endSeen: UInt64?

    init(
        _ transfers: StreamTransfers, ring: consuming TransferRingConsumer, presence: Presence, device: String
    ) {
        self.transfers = transfers
        self.ring = ring
        self.presence = presence
        self.device = device
    }

    /// Completions that the ring had no room for.
    var dropped: Int { ring.dropped }

    /// Hands over what is there: everything to `observer`, completions to `body` as well.
    func drain(_ observer: TransferObserver?, _ body: TransferObserver) {
        ring.drain { header, bytes in
            observer?(header, bytes)
            if header.phase == .complete { body(header, bytes) }
        }
    }

    /// Hands over what is there and says how the stream stands.
    func poll(_ observer: TransferObserver?, _ body: TransferObserver) -> StreamState {
        // Before the drain: what counts as ended now has all its events in the ring.
        let outstanding = transfers.outstanding
        let ending = presence.hasLeft ? .lost : transfers.ending
        drain(observer, body)
        guard ending != .running else { return .running }
        let now = MonotonicClock.now
        let since = endSeen ?? now
        endSeen = since
        let settled = now - since >= Self.settleTime
        switch ending {
        case .running: return .running
        case .halted, .rejected: transfers.cancelAll()
        case .faulted:
            transfers.cancelAll()
            guard settled else { return .running }
        case .lost:
            // Each comes back by itself; cancelling would hide that the device is gone.
            if settled { transfers.cancelAll() }
        }
        guard outstanding == 0 || now - since >= Requests.returnGuard else { return .running }
        return state(of: ending)
    }

    /// Waits up to `timeout` nanoseconds for something to come.
    func wait(_ timeout: UInt64) {
        // While it ends, what has to be asked again must not be slept over.
        let most: UInt64 = endSeen == nil ? 100_000_000 : 5_000_000
        presence.wake.wait(min(timeout, most)) {
            ring.waiting > 0 || (endSeen == nil && (transfers.ending != .running || presence.hasLeft))
        }
    }

    /// Asks for all transfers back and waits for them, at most the guard time.
    ///
    /// - Returns: how many never came back.
    func end(_ observer: TransferObserver?, _ body: TransferObserver) -> Int {
        transfers.stop()
        let limit = MonotonicClock.now + Requests.returnGuard
        while true {
            let outstanding = transfers.outstanding
            drain(observer, body)
            guard outstanding > 0, MonotonicClock.now < limit else { return outstanding }
            // Again in every round: one that was just being handed over escaped the round before.
            transfers.cancelAll()
            presence.wake.wait(20_000_000) { ring.waiting > 0 || transfers.outstanding == 0 }
        }
    }

    private func state(of ending: StreamTransfers.Ending) -> StreamState {
        func failed(_ kind: TransportError.Kind, _ detail: String) -> StreamState {
            .failed(TransportError(kind, device: device, detail: detail))
        }
        switch ending {
        case .running: return .running
        case .halted: return .halted
        case .faulted:
            return failed(
                .busFault, "\(transfers.count) transfers in a row failed on the bus while it was streaming")
        case .rejected:
            return .failed(
                TransportError(libusb: transfers.rejectionCode, device: device, action: "asking for more data"))
        case .lost: return failed(.disconnected, "unplugged while it was streaming")
        }
    }
}
