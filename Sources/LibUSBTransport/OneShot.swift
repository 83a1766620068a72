import CLibUSB
import Dispatch
import Synchronization
import Transport

/// A transfer that its owner waits for: control requests, commands and their answers.
///
/// Sendable without the compiler's proof: the event thread writes `stamp`, `status` and `moved` before it sets
/// `finished`, and the owner reads them only after it has seen `finished`.
final class OneShot: @unchecked Sendable {
    /// When it came back, nanoseconds.
    private(set) var stamp: UInt64 = 0
    private(set) var status = TransferStatus.pending
    /// Bytes moved, without a control transfer's setup packet.
    private(set) var moved = 0
    private let finished = Atomic<Bool>(false)
    private let done = DispatchSemaphore(value: 0)

    fileprivate func finish(at stamp: UInt64, status: TransferStatus, moved: Int) {
        self.stamp = stamp
        self.status = status
        self.moved = moved
        finished.store(true, ordering: .releasing)
        done.signal()
    }

    /// Waits until the transfer is back.
    ///
    /// - Returns: false where `timeout` nanoseconds passed first.
    func wait(_ timeout: UInt64) -> Bool {
        _ = done.wait(timeout: .now() + .nanoseconds(Int(clamping: timeout)))
        return finished.load(ordering: .acquiring)
    }
}

/// Runs on the event thread when a one-shot transfer comes back.
func oneShotReturned(_ transfer: UnsafeMutablePointer<libusb_transfer>?) {
    let stamp = MonotonicClock.now
    guard let transfer, let context = transfer.pointee.user_data else { return }
    let status = TransferStatus(transfer.pointee.status)
    Unmanaged<OneShot>.fromOpaque(context).takeUnretainedValue().finish(
        at: stamp, status: status, moved: status == .overflow ? 0 : Int(transfer.pointee.actual_length))
}
