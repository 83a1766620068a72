import Foundation
import MockUSB
import Transport

/// A mock bus that several threads plug devices into, one after the other.
///
/// Sendable without the compiler's proof: the bus is touched under `lock` only.
final class SharedMockBus: @unchecked Sendable {
    private let lock = NSLock()
    private var bus: MockBus?

    init() throws { bus = try MockBus() }

    /// Takes the bus down, whoever still holds this: a second one made meanwhile would lose its folder.
    func close() { lock.withLock { bus = nil } }

    func plug(_ model: any DeviceModel, _ port: String) throws -> MockDevice {
        try lock.withLock {
            guard let bus else { throw MockBus.Failure(description: "the bus is closed") }
            return try bus.plug(model, port: port)
        }
    }

    func unplug(_ port: String) { lock.withLock { bus?.unplug(port) } }
}
