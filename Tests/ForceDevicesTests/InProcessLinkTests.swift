import SignalCore
import Testing
import Transport

@testable import ForceDevices

@Suite struct InProcessLinkTests {
    /// As a link over USB does: a driver that reads without a stream has a fault that no virtual device may hide.
    @Test func readingWithoutAStreamFails() throws {
        let link = InProcessLink(
            VirtualMCC(model: .usb1608FSPlus, serial: "1", source: NoLoad()), serial: "1", pace: .asFastAsPossible)
        func kind() -> TransportError.Kind? {
            guard case .failed(let error) = link.receive(until: link.now + 1_000_000, { _, _ in }) else { return nil }
            return error.kind
        }
        #expect(kind() == .misuse)
        try link.startStream(MCCProtocol.scanIn, length: 64, transfers: 8)
        #expect(kind() == nil)
        link.stopStream { _, _ in }
        #expect(kind() == .misuse)
        link.close()
        #expect(kind() == .disconnected)
    }
}
