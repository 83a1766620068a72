import LibUSBTransport
import MockUSB
import Testing
import Transport

/// All that needs the test bed, one test after the other: umockdev's folder is the whole process's.
@Suite("Under umockdev", .serialized, .timeLimit(.minutes(10)))
struct UnderUmockdev {}

/// A mock bus with libusb on top of it.
final class Bench {
    static let second: UInt64 = 1_000_000_000
    static let stream = CounterDevice.streamIn.rawValue

    let mock: MockBus
    let bus: USBBus

    init(ringCapacity: Int = 1 << 20) throws {
        mock = try MockBus()
        bus = try USBBus(ringCapacity: ringCapacity)
    }

    /// Plugs a counter in and waits until libusb has seen it.
    @discardableResult
    func plug(
        _ model: any DeviceModel = CounterDevice(), port: String = "1-1", cachesStrings: Bool = true
    ) throws -> MockDevice {
        let device = try mock.plug(model, port: port, cachesStrings: cachesStrings)
        #expect(try waitForChange { $0.arrived && $0.identity.portPath == port })
        return device
    }

    /// Pulls the plug of a socket.
    func unplug(_ port: String = "1-1") { mock.unplug(port) }

    /// Waits up to two seconds for a change.
    func waitForChange(_ matches: (DeviceChange) -> Bool) throws -> Bool {
        let limit = MonotonicClock.now + 2 * Self.second
        while MonotonicClock.now < limit {
            if try bus.changes(timeout: Self.second / 10).contains(where: matches) { return true }
        }
        return false
    }

    /// Opens what is plugged into a socket.
    func open(_ port: String = "1-1") throws -> USBLink {
        let listing = try #require(try bus.devices().first { $0.identity.portPath == port })
        return try bus.openLink(listing.identity, interface: 0)
    }

    /// Opens a socket and lets the counter there stream.
    func openStreaming(_ port: String = "1-1", transfers: Int = 8) throws -> USBLink {
        let link = try open(port)
        try start(link, transfers: transfers)
        return link
    }

    /// Starts the counter anew, as a driver does that finds a stream running.
    func start(_ link: USBLink, transfers: Int = 8) throws {
        try link.write(CounterDevice.commandOut, [0], timeout: Self.second)
        try link.startStream(CounterDevice.streamIn, length: CounterDevice.packet, transfers: transfers)
        try link.write(CounterDevice.commandOut, [1], timeout: Self.second)
    }
}

extension USBLink {
    /// Receives for so many seconds, or until the stream ends.
    func receive(seconds: Double, _ log: StreamLog) -> StreamState {
        receive(until: now + UInt64(seconds * 1e9)) { log.take($0, $1) }
    }

    /// Receives until `condition` holds, at most 20 s, or until the stream ends: on a busy machine things come late.
    func receive(_ log: StreamLog, until condition: () -> Bool) -> StreamState {
        let limit = now + 20 * Bench.second
        var state = StreamState.running
        while state == .running, !condition(), now < limit {
            state = receive(until: now + 10_000_000) { log.take($0, $1) }
        }
        return state
    }
}

extension StreamState {
    /// The kind of failure; nil where it did not fail.
    var failure: TransportError.Kind? {
        if case .failed(let error) = self { error.kind } else { nil }
    }
}

/// The error that `body` throws.
func failure(of body: () throws -> Void) -> TransportError? {
    do {
        try body()
        return nil
    } catch { return error as? TransportError }
}
