import CLibUSB
import Synchronization
import Transport

/// What the hotplug callback has seen, for whoever asks.
final class HotplugQueue: Sendable {
    /// Changes kept for one who does not ask; older ones are forgotten.
    private static let limit = 1024

    private struct State {
        var changes: [DeviceChange] = []
        var watched: [Presence] = []
    }

    private let state = Mutex(State())
    private let wake = Wakeup()

    /// Takes what has come, waiting up to `timeout` nanoseconds for the first.
    func take(timeout: UInt64) -> [DeviceChange] {
        let start = MonotonicClock.now
        while true {
            let changes = state.withLock { state in
                defer { state.changes = [] }
                return state.changes
            }
            let passed = MonotonicClock.now - start
            guard changes.isEmpty, passed < timeout else { return changes }
            wake.wait(timeout - passed) { state.withLock { !$0.changes.isEmpty } }
        }
    }

    /// Has `presence` told when its device leaves.
    func watch(_ presence: Presence) {
        state.withLock { $0.watched.append(presence) }
    }

    /// Ends ``watch(_:)``.
    func forget(_ presence: Presence) {
        state.withLock { $0.watched.removeAll { $0 === presence } }
    }

    fileprivate func push(_ change: DeviceChange, device: UInt) {
        let leaving = state.withLock { state in
            if state.changes.count >= Self.limit { state.changes.removeFirst() }
            state.changes.append(change)
            return change.arrived ? [] : state.watched.filter { $0.device == device }
        }
        for presence in leaving { presence.leave() }
        wake.post()
    }
}

/// Whether an open device is still on the bus, as hotplug tells.
final class Presence: Sendable {
    /// Address of the `libusb_device`, which stays while its handle is open.
    let device: UInt
    private let left = Atomic<Bool>(false)
    /// Wakes who reads from the device.
    let wake = Wakeup()

    init(_ device: OpaquePointer) { self.device = UInt(bitPattern: device) }

    /// True after the device left.
    var hasLeft: Bool { left.load(ordering: .acquiring) }

    fileprivate func leave() {
        left.store(true, ordering: .releasing)
        wake.post()
    }
}

/// Runs on the event thread; only notes the change, since no request may be made from here.
func hotplugChanged(
    _ context: OpaquePointer?, _ device: OpaquePointer?, _ event: libusb_hotplug_event,
    _ queue: UnsafeMutableRawPointer?
) -> Int32 {
    guard let device, let queue else { return 0 }
    let change = DeviceChange(
        arrived: event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED, identity: BusDevice(device).identity)
    Unmanaged<HotplugQueue>.fromOpaque(queue).takeUnretainedValue().push(change, device: UInt(bitPattern: device))
    return 0
}
