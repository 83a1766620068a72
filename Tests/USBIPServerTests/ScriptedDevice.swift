import Transport

/// A vendor-class device with bulk OUT 1 and IN 2 and interrupt IN 3, whose answers a test lays out.
final class ScriptedDevice: DeviceModel {
    let descriptors = DeviceDescriptors(
        device: [18, 1, 0, 2, 0xFF, 1, 2, 64, 0x34, 0x12, 0x78, 0x56, 0xBC, 0x9A, 0, 0, 0, 1],
        configuration: [9, 2, 39, 0, 1, 7, 0, 0x80, 50, 9, 4, 0, 0, 3, 0xFF, 0xAA, 0xBB, 0]
            + [7, 5, 0x01, 2, 64, 0, 0] + [7, 5, 0x82, 2, 64, 0, 0] + [7, 5, 0x83, 3, 8, 0, 1])
    var end: UInt64? { nil }

    /// What IN endpoints give, each from a moment on.
    var answers: [UInt8: [(at: UInt64, reply: ModelReply)]] = [:]
    /// What OUT endpoints say.
    var writeReply = ModelReply.done([])
    /// What came.
    var written: [[UInt8]] = []

    func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply {
        setup.request == 0x42 ? .done([1, 2, 3, 4]) : .stall
    }

    func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply {
        if writeReply == .done([]) { written.append(bytes) }
        return writeReply
    }

    func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply {
        guard let next = answers[endpoint.rawValue]?.first, next.at <= now else { return .notReady }
        answers[endpoint.rawValue]?.removeFirst()
        return next.reply
    }

    func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        answers[endpoint.rawValue]?.first.map { max(now, $0.at) }
    }
}
