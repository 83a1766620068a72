import ForceDevices
import SignalCore
import Transport

/// A ramp up on the left, another down on the right: every scan tells its own time.
struct PlateRamps: ForceSource {
    /// Newtons a second.
    static let slope = 100.0
    var duration: Double { .infinity }
    func force(_ side: Side, at seconds: Double) -> Double {
        side == .left ? Self.slope * seconds : 1500 - Self.slope * seconds
    }
}

/// Streams a device of a family through the in-process link, as the live loop does, and keeps everything.
struct PlateRun {
    var block = ScanBlock(channels: 2)
    var state = StreamState.running
    var resumes = 0
    /// Bytes of each transfer of the stream, in order.
    var transfers: [[UInt8]] = []
    let family: DeviceFamily
    let driver: any ForceDriver
    let identity: DeviceInfo
    let stream: StreamInfo

    init(
        _ family: DeviceFamily, _ source: any ForceSource = PlateRamps(), seconds: Double,
        options: VirtualOptions = VirtualOptions(), faults: [InProcessLink.Fault] = []
    ) throws {
        self.family = family
        driver = family.makeDriver()
        let device = family.makeVirtual(source, options)
        let link = InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible, faults: faults)
        identity = try driver.open(link)
        stream = try driver.start(link, Self.usual(family))
        var kept: [[UInt8]] = []
        link.observer = { header, bytes in
            guard header.phase == .complete, header.kind != .control, bytes.count > 0 else { return }
            kept.append(bytes.withUnsafeBufferPointer(Array.init))
        }
        let end = link.now + UInt64(seconds * 1e9)
        while link.now < end, state == .running {
            _ = driver.attend(link)
            state = link.receive(until: min(link.now + 10_000_000, end)) { header, bytes in
                driver.decode(header, bytes, into: &block)
            }
            if state == .halted {
                try driver.resume(link, into: &block)
                resumes += 1
                state = .running
            }
        }
        driver.stop(link, into: &block)
        transfers = kept
    }

    /// What a program asks for where the user says nothing.
    static func usual(_ family: DeviceFamily) -> StreamRequest {
        StreamRequest(
            rate: family.defaultRate, left: family.defaultChannels.left, right: family.defaultChannels.right)
    }

    /// A driver that waits for its first scan.
    static func started(_ family: DeviceFamily) throws -> any ForceDriver {
        let device = family.makeVirtual(NoLoad(), VirtualOptions())
        let link = InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible)
        let driver = family.makeDriver()
        _ = try driver.open(link)
        _ = try driver.start(link, usual(family))
        return driver
    }

    /// The header of a transfer of the stream.
    static func header(_ endpoint: EndpointAddress, _ length: Int, at stamp: UInt64 = 1) -> TransferHeader {
        TransferHeader(
            phase: .complete, kind: .bulk, endpoint: endpoint, status: .completed, id: 1, stamp: stamp,
            length: UInt32(length))
    }

    /// Rows without a value.
    var missingRows: Int { block.flags.count { $0.contains(.missing) } }
}
