import Foundation
import MockUSB
import Transport

/// A mock bus that several threads plug devices into, one after the other.
///
/// Sendable without the compiler's proof: the bus is touched under `lock` only.
final class SharedMockBus: @unchecked Sendable {
    private let lock = NSLock()
    private let bus: MockBus

    init() throws { bus = try MockBus() }

    func plug(_ model: any DeviceModel, _ port: String) throws -> MockDevice {
        try lock.withLock { try bus.plug(model, port: port) }
    }

    func unplug(_ port: String) { lock.withLock { bus.unplug(port) } }
}
