import Acquisition
import ForceDevices
import SignalCore
import Transport

/// Many plates at once, each on a link of its own, read in turn on one thread as the live loop reads one.
///
/// The emulated devices cost more than what reads them. So each turn first lets a device make its transfers, keeps
/// their bytes, and then hands them to driver and pairing with a clock beside it.
public final class PlateBank {
    /// A gentle sway: cheap to make, never the same value for long.
    private struct Sway: ForceSource {
        let duration = Double.infinity
        func force(_ side: Side, at seconds: Double) -> Double {
            let phase = seconds - seconds.rounded(.down)
            return (side == .left ? 380 : 420) + 40 * phase * (1 - phase)
        }
    }

    /// One device and what reads it.
    private final class Plate {
        let link: InProcessLink
        let driver: any ForceDriver
        var stage: PairStage
        var scans = ScanBlock(channels: 2)
        var pairs = PairBlock()
        var headers: [TransferHeader] = []
        var bytes: [UInt8] = []

        init(link: InProcessLink, driver: any ForceDriver, stage: PairStage) {
            self.link = link
            self.driver = driver
            self.stage = stage
        }

        /// Lets the device make the transfers of its next hundredth of a second.
        func fetch() {
            headers.removeAll(keepingCapacity: true)
            bytes.removeAll(keepingCapacity: true)
            _ = link.receive(until: link.now + 10_000_000) { header, bytes in
                headers.append(header)
                for k in bytes.indices { self.bytes.append(bytes[k]) }
            }
        }

        /// Turns them into pairs.
        func decode() {
            var at = 0
            let bytes = bytes
            for header in headers {
                let end = at + Int(header.length)
                driver.decode(header, bytes.span.extracting(at..<end), into: &scans)
                at = end
            }
            stage.process(scans, into: &pairs)
            scans.restart(at: driver.nextIndex)
        }
    }

    /// Devices.
    public let count: Int
    /// Scans a second of each.
    public let rate: Double
    /// Pairs that came out of all of them.
    public private(set) var pairs = 0
    /// Processor seconds of the emulated devices and their links.
    public private(set) var simulation = 0.0
    /// Processor seconds of drivers and pairing: what real plates would cost.
    public private(set) var reading = 0.0

    private var plates: [Plate] = []

    /// Plugs `count` devices in and starts them.
    ///
    /// - Parameters:
    ///   - family: name in the catalogue.
    ///   - rate: scans a second that each is asked for.
    public init(_ family: DeviceFamily, count: Int, rate: Double) throws {
        self.count = count
        var told = rate
        for number in 1...count {
            var options = VirtualOptions()
            options.seed = UInt64(number)
            options.serial = "0000\(1000 + number)"
            let device = family.makeVirtual(Sway(), options)
            let link = InProcessLink(
                device.model, serial: device.serial, address: UInt8(number), pace: .asFastAsPossible)
            let driver = family.makeDriver()
            _ = try driver.open(link)
            let stream = try driver.start(
                link,
                StreamRequest(rate: rate, left: family.defaultChannels.left, right: family.defaultChannels.right))
            told = stream.rate
            plates.append(
                Plate(
                    link: link, driver: driver,
                    stage: PairStage(left: device.leftScale, right: device.rightScale, stream: stream)))
        }
        self.rate = told
    }

    /// Scans that are known to be lost, of all devices.
    public var lost: Int { plates.reduce(0) { $0 + $1.driver.loss.empty } }

    /// Times that a device said its buffer ran over.
    public var overruns: Int { plates.reduce(0) { $0 + $1.driver.loss.overruns } }

    /// Lets `seconds` of the devices' time pass, a hundredth at a time.
    public func advance(seconds: Double) {
        for _ in 0..<Int((seconds * 100).rounded()) {
            let start = ThreadClock.now
            for plate in plates { plate.fetch() }
            let middle = ThreadClock.now
            for plate in plates { plate.decode() }
            let end = ThreadClock.now
            for plate in plates { pairs += plate.pairs.count }
            simulation += Double(middle - start) * 1e-9
            reading += Double(end - middle) * 1e-9
        }
    }
}
