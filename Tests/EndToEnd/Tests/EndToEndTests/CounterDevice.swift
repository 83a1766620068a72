import Transport

/// A device that numbers its packets: 64 bytes each, the number in the first four, so that nothing can go missing
/// unseen.
///
/// Bulk OUT 1 takes commands (first byte 1 starts the stream, 0 stops it, else the bytes come back on 2), bulk IN 2
/// answers, bulk IN 3 streams. Vendor requests: 1 echoes value and index, 2 takes bytes, 3 gives them back, 4 refuses,
/// 5 stays silent.
final class CounterDevice: DeviceModel {
    static let vendor: UInt16 = 0x1209
    static let product: UInt16 = 0x0001
    static let commandOut = EndpointAddress(0x01)
    static let answerIn = EndpointAddress(0x82)
    static let streamIn = EndpointAddress(0x83)
    static let packet = 64

    let descriptors: DeviceDescriptors
    let end: UInt64? = nil
    private let rate: Double
    private var startedAt: UInt64?
    private var sent: UInt32 = 0
    private var stored: [UInt8] = []
    private var answers: [[UInt8]] = []

    init(rate: Double = 1000, serial: String = "C-0001") {
        self.rate = rate
        var device: [UInt8] = [18, 1, 0x00, 0x02, 0xFF, 0, 0, 64]
        device += [0x09, 0x12, 0x01, 0x00, 0x00, 0x01, 1, 2, 3, 1]
        var body: [UInt8] = [9, 4, 0, 0, 3, 0xFF, 0, 0, 0]
        // A class descriptor that nobody understands has to come through as it is.
        body += [5, 0x24, 1, 2, 3]
        for (address, interval) in [(0x01, 0), (0x82, 0), (0x83, 1)] as [(UInt8, UInt8)] {
            body += [7, 5, address, 2, 64, 0, interval]
        }
        let total = UInt16(9 + body.count)
        descriptors = DeviceDescriptors(
            device: device,
            configuration: [9, 2, UInt8(total & 0xFF), UInt8(total >> 8), 1, 1, 0, 0x80, 50] + body,
            strings: [1: "Bilanx tests", 2: "Counter µ", 3: serial])
    }

    func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply {
        switch setup.request {
        case 1:
            let echo = [setup.value, setup.index].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            return .done(Array(echo.prefix(Int(setup.length))))
        case 2:
            stored = data
            return .done([])
        case 3: return .done(Array(stored.prefix(Int(setup.length))))
        case 5: return .notReady
        default: return .stall
        }
    }

    func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply {
        guard endpoint == Self.commandOut, let first = bytes.first else { return .stall }
        switch first {
        case 1:
            startedAt = now
            sent = 0
        case 0: startedAt = nil
        default: answers.append(bytes)
        }
        return .done([])
    }

    func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply {
        if endpoint == Self.answerIn { return answers.isEmpty ? .notReady : .done(answers.removeFirst()) }
        guard let due = nextRead(endpoint, at: now), due <= now else { return .notReady }
        var packet = [UInt8](repeating: 0, count: Self.packet)
        for i in 0..<4 { packet[i] = UInt8(truncatingIfNeeded: sent >> (8 * UInt32(i))) }
        for i in 4..<Self.packet { packet[i] = UInt8(truncatingIfNeeded: Int(sent) + i) }
        sent += 1
        return .done(packet)
    }

    func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        if endpoint == Self.answerIn { return answers.isEmpty ? nil : now }
        guard endpoint == Self.streamIn, let startedAt else { return nil }
        return max(now, startedAt + UInt64((Double(sent) / rate * 1e9).rounded(.up)))
    }
}
