import Transport

/// A serial bridge with a device behind it, as far as a host can tell: descriptors, set-up requests, packets, overrun.
final class VirtualSerialDevice: DeviceModel {
    /// The chip before the device.
    enum Chip: String, Sendable, Hashable, CaseIterable {
        case ftdi, cdc, ch340, cp210x, byteStream

        /// Bytes that wait in it while nobody reads; the ones that do not fit are lost.
        ///
        /// The sizes are of the right order and not the makers' figures.
        var capacity: Int {
            switch self {
            case .ftdi: 256
            case .cdc: 256
            case .ch340: 128
            case .cp210x: 512
            case .byteStream: 4096
            }
        }
    }

    /// Raw descriptors.
    let descriptors: DeviceDescriptors
    /// When the person on it is done.
    var end: UInt64? { gauge.end }
    /// Bits a second that the host has set; 0 before.
    private(set) var baud: UInt32 = 0
    /// Bytes that found no room.
    private(set) var lostBytes = 0

    private let chip: Chip
    private let gauge: VirtualGauge
    private let input: EndpointAddress
    private let output: EndpointAddress
    private let packetSize: Int
    private var isRaised = false
    private var buffer: [UInt8] = []
    /// Place in the buffer before which bytes were lost.
    private var cut: Int?
    private var errors: UInt32 = 0
    private var heartbeat: UInt64 = 0
    /// Nanoseconds from a byte's end on the line to the chip's packet.
    private var arriving: (at: UInt64, bytes: [UInt8])?
    private var wireFree: UInt64 = 0

    init(_ chip: Chip, gauge: VirtualGauge, serial: String) {
        self.chip = chip
        self.gauge = gauge
        descriptors = chip.descriptors(serial: serial)
        let bulk = descriptors.endpoints.filter { $0.kind == .bulk }
        input = bulk.first { $0.address.isIn }?.address ?? ByteStreamDevice.input
        output = bulk.first { !$0.address.isIn }?.address ?? ByteStreamDevice.output
        packetSize = bulk.first { $0.address.isIn }?.maxPacketSize ?? 64
    }

    // MARK: Set-up

    func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply {
        switch chip {
        case .ftdi: ftdi(setup, at: now)
        case .cdc, .byteStream: modem(setup, data, at: now)
        case .ch340: ch340(setup, at: now)
        case .cp210x: cp210x(setup, data, at: now)
        }
    }

    private func ftdi(_ setup: ControlSetup, at now: UInt64) -> ModelReply {
        guard setup.requestType == 0x40 else { return .stall }
        switch setup.request {
        case 0 where setup.value == 1: empty()
        case 1 where setup.value >> 8 & 1 != 0: raise(setup.value & 1 != 0, at: now)
        case 3: setBaud(FTDIBridge.baud(value: setup.value, index: setup.index), at: now)
        case 0, 1, 2, 4, 6, 9: break
        default: return .stall
        }
        return .done([])
    }

    private func modem(_ setup: ControlSetup, _ data: [UInt8], at now: UInt64) -> ModelReply {
        switch (setup.requestType, setup.request) {
        case (0x21, 0x20) where data.count == 7: setBaud(word(data), at: now)
        case (0x21, 0x22): raise(setup.value & 1 != 0, at: now)
        case (0xC0, 0x01) where chip == .byteStream:
            return .done(
                [0, 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: errors >> (8 * $0)) } + [0, 0, 0, 0, 0, 0, 0, 0])
        default: return .stall
        }
        return .done([])
    }

    private func ch340(_ setup: ControlSetup, at now: UInt64) -> ModelReply {
        switch (setup.requestType, setup.request) {
        case (0xC0, 0x5F): return .done([0x30, 0x00])
        case (0xC0, 0x95): return .done([0xC3, 0x00])
        case (0x40, 0x9A) where setup.value == 0x1312: firstSpeedWord = setup.index
        case (0x40, 0x9A) where setup.value == 0x0F2C:
            setBaud(UInt32(CH340Bridge.baud(firstSpeedWord, setup.index).rounded()), at: now)
        case (0x40, 0xA4): raise(setup.value & 0x20 == 0, at: now)
        case (0x40, 0x9A), (0x40, 0xA1): break
        default: return .stall
        }
        return .done([])
    }

    private var firstSpeedWord: UInt16 = 0

    private func cp210x(_ setup: ControlSetup, _ data: [UInt8], at now: UInt64) -> ModelReply {
        switch (setup.requestType, setup.request) {
        case (0x41, 0x1E) where data.count == 4: setBaud(word(data), at: now)
        case (0x41, 0x07) where setup.value >> 8 & 1 != 0: raise(setup.value & 1 != 0, at: now)
        case (0x41, 0x12): empty()
        case (0x41, 0x00), (0x41, 0x03), (0x41, 0x07): break
        case (0xC1, 0x10):
            var status = [UInt8](repeating: 0, count: 0x13)
            status[0] = errors > 0 ? 0x08 : 0
            errors = 0
            return .done(status)
        default: return .stall
        }
        return .done([])
    }

    private func word(_ data: [UInt8]) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(data[$1]) << (8 * UInt32($1)) } }

    private func setBaud(_ baud: UInt32, at now: UInt64) {
        let isFirst = self.baud == 0
        self.baud = baud
        // A line whose control lines nobody touches has a device that runs already.
        if isFirst, gauge.profile.controlLines != .on { gauge.restart(at: now) }
    }

    private func raise(_ isOn: Bool, at now: UInt64) {
        if isOn, !isRaised {
            empty()
            gauge.restart(at: now)
        } else {
            gauge.watch(at: now)
        }
        isRaised = isOn
    }

    private func empty() {
        buffer.removeAll()
        cut = nil
    }

    // MARK: Data

    func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply {
        guard endpoint == output else { return .stall }
        take(until: now)
        gauge.receive(bytes, at: now)
        return .done([])
    }

    func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply {
        guard endpoint == input else { return .notReady }
        take(until: now)
        var bytes: [UInt8] = []
        while bytes.count + packetSize <= max(length, packetSize) {
            let room = chip == .ftdi ? packetSize - 2 : packetSize
            guard !buffer.isEmpty || chip == .ftdi && bytes.isEmpty && now >= heartbeat else { break }
            let count = min(room, buffer.count)
            if chip == .ftdi { bytes += [0x01, 0x60 | (isCutTold(within: count) ? 0x02 : 0)] }
            bytes += buffer[..<count]
            buffer.removeFirst(count)
            cut = cut.flatMap { $0 > count ? $0 - count : nil }
            heartbeat = now + 40_000_000
            if count < room { break }
        }
        return bytes.isEmpty ? .notReady : .done(bytes)
    }

    /// True where the next packet of `count` bytes holds the place at which bytes were lost.
    private func isCutTold(within count: Int) -> Bool { cut.map { $0 <= count } ?? false }

    func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64? {
        guard endpoint == input else { return nil }
        take(until: now)
        if !buffer.isEmpty { return now }
        if arriving == nil, let next = gauge.nextTime() { fetch(until: max(next, now)) }
        let data = arriving.map { max($0.at, now) }
        guard chip == .ftdi else { return data }
        return min(data ?? .max, max(heartbeat, now))
    }

    /// Moves what has come over the line by now into the buffer.
    private func take(until now: UInt64) {
        while true {
            if arriving == nil { fetch(until: now) }
            guard let line = arriving, line.at <= now else { return }
            arriving = nil
            store(line.bytes)
        }
    }

    /// The next text on its way over the line, which takes ten bits a byte.
    private func fetch(until now: UInt64) {
        guard let text = gauge.next(at: now) else { return }
        let bits = UInt64(text.bytes.count) * 10_000_000_000
        wireFree = max(wireFree, text.at) + bits / UInt64(max(gauge.profile.baud, 1))
        arriving = (wireFree, isReadable ? text.bytes : text.bytes.map { $0 &* 167 ^ 0x95 })
    }

    /// A board with its own USB has no line that could run at the wrong speed.
    private var isReadable: Bool {
        chip == .cdc || abs(Double(baud) / Double(gauge.profile.baud) - 1) < 0.03
    }

    private func store(_ bytes: [UInt8]) {
        let room = chip.capacity - buffer.count
        if bytes.count > room {
            lostBytes += bytes.count - max(room, 0)
            errors += 1
            buffer += bytes.prefix(max(room, 0))
            cut = cut ?? buffer.count
        } else {
            buffer += bytes
        }
    }
}
