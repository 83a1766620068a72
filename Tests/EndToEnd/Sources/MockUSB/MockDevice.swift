import CUMockdev
import Dispatch
import Foundation
import Glibc
import Synchronization
import Transport

/// One plugged-in device: a model behind the requests that libusb makes on a usbfs node.
///
/// Requests come on umockdev's thread, data become due on a thread of its own, faults come from the test.
///
/// Sendable without the compiler's proof: all that changes is touched under `lock` only.
public final class MockDevice: @unchecked Sendable {
    /// Name of the node, such as `/dev/bus/usb/001/002`.
    public let node: String
    /// Address on the bus.
    public let address: UInt8

    private let lock = NSLock()
    private let model: any DeviceModel
    private let ready: ReadinessNode
    private let plugged = MonotonicClock.now
    private let tick = DispatchSemaphore(value: 0)
    private let ticker = DispatchSemaphore(value: 0)
    private var waiting: [UsbdevfsURB] = []
    private var done: [UsbdevfsURB] = []
    private var faults: [UInt8: [Fault]] = [:]
    private var silentUntil: [UInt8: UInt64] = [:]
    private var halted: Set<UInt8> = []
    /// Packets to come before what the model gives next, and the first of two that change places.
    private var again: [UInt8: [UInt8]] = [:]
    private var aside: [UInt8: [UInt8]] = [:]
    private var claims: [UInt32: UInt] = [:]
    private var gone = false
    private var ended = false
    private var refusesClaims = false
    private var ignoresDiscards = false
    private var tally = Tally()
    /// Since when an endpoint has had data without a pause, or will have them.
    private var dueSince: [UInt8: UInt64] = [:]
    private var delays: [UInt8: UInt64] = [:]

    /// What the host did.
    public struct Tally: Sendable, Hashable {
        /// Transfers handed over.
        public var submitted = 0
        /// Transfers given back.
        public var reaped = 0
        /// Transfers taken back on request.
        public var discarded = 0
        /// Most transfers that were in flight at once on one IN endpoint.
        public var mostInFlight = 0
        /// Reaps that found nothing.
        public var emptyReaps = 0
        /// Halts cleared.
        public var haltsCleared = 0
        /// Interfaces claimed and released.
        public var claims = 0
        /// Interfaces released.
        public var releases = 0
        /// Clients that closed the node.
        public var closed = 0
    }

    init?(_ model: any DeviceModel, node: String, path: String, address: UInt8) {
        guard let ready = ReadinessNode(path) else { return nil }
        self.model = model
        self.node = node
        self.address = address
        self.ready = ready
    }

    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "mock device"
        thread.start()
    }

    // MARK: The test's side

    /// What the host did so far.
    public var counts: Tally { lock.withLock { tally } }

    /// Transfers in flight on `endpoint` now.
    public func inFlight(_ endpoint: UInt8) -> Int { lock.withLock { waiting.count { $0.endpoint == endpoint } } }

    /// Lets `faults` happen on an IN endpoint, in this order, with the next transfers.
    public func inject(_ faults: Fault..., on endpoint: UInt8) {
        lock.withLock { self.faults[endpoint, default: []] += faults }
        tick.signal()
    }

    /// Faults on an IN endpoint that have not happened yet.
    public func pendingFaults(_ endpoint: UInt8) -> Int {
        lock.withLock { (faults[endpoint]?.count ?? 0) + (again[endpoint] == nil ? 0 : 1) }
    }

    /// The longest that data of an IN endpoint waited since this was asked last, in nanoseconds.
    ///
    /// They wait for their thread, for a transfer to bring them, or for the host to take it. What a fault holds back does
    /// not count.
    public func takeLongestDelay(_ endpoint: UInt8) -> UInt64 {
        lock.withLock {
            dueSince[endpoint] = nil
            return delays.removeValue(forKey: endpoint) ?? 0
        }
    }

    /// Answers every claim as if another program held the interface.
    public func refuseClaims() { lock.withLock { refusesClaims = true } }

    /// Accepts requests to take a transfer back, but never does: a system driver at fault.
    public func ignoreDiscards() { lock.withLock { ignoresDiscards = true } }

    /// Sets who may open the node; 0 for nobody.
    public func permit(_ mode: UInt32) { ready.permit(mode_t(mode)) }

    // MARK: The bus's side

    /// All transfers come back with `-ESHUTDOWN`; from now on every request fails with `ENODEV`.
    func vanish() {
        lock.withLock {
            gone = true
            for urb in waiting {
                urb.complete(-ESHUTDOWN, actual: 0)
                done.append(urb)
            }
            waiting = []
            ready.set(true)
        }
        tick.signal()
    }

    /// Ends its thread.
    func end() {
        lock.withLock { ended = true }
        tick.signal()
        ticker.wait()
    }

    private func run() {
        while true {
            let (stop, next) = lock.withLock { (ended, serve()) }
            if stop { break }
            if let next {
                let now = MonotonicClock.now
                if next > now { _ = tick.wait(timeout: .now() + .nanoseconds(Int(next - now))) }
            } else {
                tick.wait()
            }
        }
        ticker.signal()
    }

    // MARK: Requests of the host, on umockdev's thread

    func handle(_ client: UnsafeMutablePointer<UMockdevIoctlClient>) {
        let (result, error) = lock.withLock {
            answer(
                UInt(umockdev_ioctl_client_get_request(client)), umockdev_ioctl_client_get_arg(client),
                client: UInt(bitPattern: client))
        }
        umockdev_ioctl_client_complete(client, Int(result), error)
        // After the answer, so that the host's thread need not wait for the model.
        tick.signal()
    }

    func forget(_ client: UInt) {
        lock.withLock {
            for urb in waiting where urb.client == client { urb.free() }
            for urb in done where urb.client == client { urb.free() }
            waiting.removeAll { $0.client == client }
            done.removeAll { $0.client == client }
            claims = claims.filter { $0.value != client }
            tally.closed += 1
        }
    }

    private func answer(
        _ request: UInt, _ argument: UnsafeMutablePointer<UMockdevIoctlData>?, client: UInt
    ) -> (Int32, Int32) {
        guard let argument else { return (-1, EFAULT) }
        switch request {
        case mock_reapurb, mock_reapurbndelay: return reap(argument, client)
        case _ where gone: return (-1, ENODEV)
        case mock_submiturb: return submit(argument, client)
        case mock_discardurb:
            // The argument is the transfer's address itself.
            return discard(UnsafeRawPointer(argument.pointee.data).loadUnaligned(as: UInt.self))
        case mock_get_capabilities:
            // No packet size limit; transfers can be reaped after the device is gone.
            return store(0x04 | 0x10, argument)
        case mock_claiminterface: return claim(argument, 4, client)
        case mock_disconnect_claim: return claim(argument, MemoryLayout<usbdevfs_disconnect_claim>.size, client)
        case mock_releaseinterface:
            let interface = load(argument, 4)
            guard claims[interface] == client else { return (-1, EINVAL) }
            claims[interface] = nil
            tally.releases += 1
            return (0, 0)
        case mock_clear_halt:
            halted.remove(UInt8(truncatingIfNeeded: load(argument, 4)))
            dueSince[UInt8(truncatingIfNeeded: load(argument, 4))] = nil
            tally.haltsCleared += 1
            return (0, 0)
        case mock_setinterface, mock_setconfiguration, mock_reset: return (0, 0)
        // No driver of the system is bound.
        case mock_getdriver, mock_ioctl: return (-1, ENODATA)
        default: return (-1, ENOTTY)
        }
    }

    private func load(_ argument: UnsafeMutablePointer<UMockdevIoctlData>, _ size: Int) -> UInt32 {
        guard let data = umockdev_ioctl_data_resolve(argument, 0, UInt(size), nil) else { return .max }
        defer { g_object_unref(data) }
        return UnsafeRawPointer(data.pointee.data).loadUnaligned(as: UInt32.self)
    }

    private func store(_ value: UInt32, _ argument: UnsafeMutablePointer<UMockdevIoctlData>) -> (Int32, Int32) {
        guard let data = umockdev_ioctl_data_resolve(argument, 0, 4, nil) else { return (-1, EFAULT) }
        UnsafeMutableRawPointer(data.pointee.data).storeBytes(of: value, as: UInt32.self)
        g_object_unref(data)
        return (0, 0)
    }

    private func claim(
        _ argument: UnsafeMutablePointer<UMockdevIoctlData>, _ size: Int, _ client: UInt
    ) -> (Int32, Int32) {
        let interface = load(argument, size)
        guard !refusesClaims, claims[interface, default: client] == client else { return (-1, EBUSY) }
        claims[interface] = client
        tally.claims += 1
        return (0, 0)
    }

    private func submit(_ argument: UnsafeMutablePointer<UMockdevIoctlData>, _ client: UInt) -> (Int32, Int32) {
        guard let urb = UsbdevfsURB(argument, client: client) else { return (-1, EFAULT) }
        tally.submitted += 1
        waiting.append(urb)
        if urb.endpoint & 0x80 != 0 {
            tally.mostInFlight = max(tally.mostInFlight, waiting.count { $0.endpoint == urb.endpoint })
        }
        return (0, 0)
    }

    private func reap(_ argument: UnsafeMutablePointer<UMockdevIoctlData>, _ client: UInt) -> (Int32, Int32) {
        guard let at = done.firstIndex(where: { $0.client == client }) else {
            if !gone { tally.emptyReaps += 1 }
            ready.set(!done.isEmpty)
            return (-1, gone ? ENODEV : EAGAIN)
        }
        let urb = done.remove(at: at)
        tally.reaped += 1
        if let given = urb.givenAt { note(MonotonicClock.now - given, urb.endpoint) }
        urb.deliver(to: argument)
        urb.free()
        return (0, 0)
    }

    private func discard(_ address: UInt) -> (Int32, Int32) {
        guard let at = waiting.firstIndex(where: { $0.address == address }) else { return (-1, EINVAL) }
        if ignoresDiscards { return (0, 0) }
        let urb = waiting.remove(at: at)
        urb.complete(-ENOENT, actual: 0)
        tally.discarded += 1
        give(urb)
        return (0, 0)
    }

    private func note(_ delay: UInt64, _ endpoint: UInt8) {
        delays[endpoint] = max(delays[endpoint] ?? 0, delay)
    }

    private func give(_ urb: UsbdevfsURB) {
        var urb = urb
        urb.givenAt = MonotonicClock.now
        done.append(urb)
        ready.set(true)
    }

    // MARK: The device's side, under the lock

    /// Lets the model answer whatever it can now.
    ///
    /// - Returns: when to come back if nothing else happens.
    private func serve() -> UInt64? {
        guard !gone else { return nil }
        var next: UInt64?
        var blocked: Set<UInt8> = []
        var at = 0
        while at < waiting.count {
            let urb = waiting[at]
            guard !blocked.contains(urb.endpoint), let again = serve(urb) else {
                if blocked.contains(urb.endpoint) {
                    at += 1
                } else {
                    waiting.remove(at: at)
                    give(urb)
                }
                continue
            }
            blocked.insert(urb.endpoint)
            if again != .max { next = min(next ?? .max, again) }
            at += 1
        }
        return next
    }

    /// Serves one transfer.
    ///
    /// - Returns: nil where it is complete, else when to try again.
    private func serve(_ urb: UsbdevfsURB) -> UInt64? {
        let clock = MonotonicClock.now
        let now = clock - plugged
        if urb.type == UInt8(USBDEVFS_URB_TYPE_CONTROL) { return serveControl(urb, now) }
        let endpoint = EndpointAddress(urb.endpoint)
        guard endpoint.isIn else {
            switch model.write(endpoint, urb.bytes, at: now) {
            case .done: urb.complete(0, actual: urb.length)
            case .stall: urb.complete(-EPIPE, actual: 0)
            case .notReady: return clock + 1_000_000
            }
            return nil
        }
        if halted.contains(urb.endpoint) { return .max }
        if let silent = silentUntil[urb.endpoint], silent > clock { return silent }
        if let bytes = again.removeValue(forKey: urb.endpoint) {
            urb.complete(0, actual: bytes.count, bytes: bytes)
            return nil
        }
        if let fault = faults[urb.endpoint]?.first {
            return suffer(fault, urb, clock)
        }
        let due = model.nextRead(endpoint, at: now)
        if let due, due > now {
            dueSince[urb.endpoint] = max(plugged + due, silentUntil[urb.endpoint] ?? 0)
            return plugged + due
        }
        if due == nil { dueSince[urb.endpoint] = nil }
        switch model.read(endpoint, length: urb.length, at: now) {
        case .done(let bytes) where bytes.count > urb.length: urb.complete(-EOVERFLOW, actual: urb.length)
        case .done(let bytes):
            let due = dueSince[urb.endpoint, default: clock]
            dueSince[urb.endpoint] = due
            note(clock - min(due, clock), urb.endpoint)
            urb.complete(0, actual: bytes.count, bytes: bytes)
        case .stall:
            halted.insert(urb.endpoint)
            urb.complete(-EPIPE, actual: 0)
        case .notReady:
            let due = model.nextRead(endpoint, at: now).map { max(plugged + $0, clock + 100_000) }
            dueSince[urb.endpoint] = due
            return due ?? .max
        }
        return nil
    }

    private func serveControl(_ urb: UsbdevfsURB, _ now: UInt64) -> UInt64? {
        let bytes = urb.bytes
        guard bytes.count >= 8 else {
            urb.complete(-EPIPE, actual: 0)
            return nil
        }
        let setup = ControlSetup(packed: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) })
        switch model.standardControl(setup, data: setup.isIn ? [] : Array(bytes[8...]), at: now) {
        case .done(let answer):
            urb.complete(
                0, actual: setup.isIn ? answer.count : Int(setup.length), bytes: setup.isIn ? answer : [], at: 8)
        case .stall: urb.complete(-EPIPE, actual: 0)
        case .notReady: return .max
        }
        return nil
    }

    private func suffer(_ fault: Fault, _ urb: UsbdevfsURB, _ clock: UInt64) -> UInt64? {
        let now = clock - plugged
        let endpoint = EndpointAddress(urb.endpoint)
        func passed() { faults[urb.endpoint]?.removeFirst() }
        switch fault {
        case .stall:
            passed()
            halted.insert(urb.endpoint)
            urb.complete(-EPIPE, actual: 0)
            return nil
        case .protocolErrors(let left):
            passed()
            if left > 1 { faults[urb.endpoint]?.insert(.protocolErrors(left - 1), at: 0) }
            urb.complete(-EPROTO, actual: 0)
            return nil
        case .silence(let length):
            passed()
            silentUntil[urb.endpoint] = clock + length
            dueSince[urb.endpoint] = clock + length
            return clock + length
        case .short, .overlong, .duplicate, .swap, .flip:
            if let due = model.nextRead(endpoint, at: now), due > now { return plugged + due }
            guard case .done(let bytes) = model.read(endpoint, length: urb.length, at: now) else { return .max }
            guard bytes.count > 2 else {
                urb.complete(0, actual: bytes.count, bytes: bytes)
                return nil
            }
            if fault == .swap, aside[urb.endpoint] == nil {
                aside[urb.endpoint] = bytes
                return model.nextRead(endpoint, at: now).map { max(plugged + $0, clock + 100_000) } ?? .max
            }
            passed()
            damage(fault, bytes, urb)
            return nil
        }
    }

    private func damage(_ fault: Fault, _ bytes: [UInt8], _ urb: UsbdevfsURB) {
        var given = bytes
        switch fault {
        case .short(let count): given = Array(bytes.prefix(count))
        case .duplicate: again[urb.endpoint] = bytes
        case .swap: again[urb.endpoint] = aside.removeValue(forKey: urb.endpoint)
        case .flip(let bit):
            let place = 16 + bit % (8 * bytes.count - 16)
            given[place / 8] ^= 1 << UInt8(place % 8)
        default:
            urb.complete(-EOVERFLOW, actual: urb.length)
            return
        }
        urb.complete(0, actual: given.count, bytes: given)
    }
}
