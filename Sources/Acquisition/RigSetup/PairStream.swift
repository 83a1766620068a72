import ForceDevices
import SignalCore
import Transport

/// Streams a rig's pairs to somebody who looks at them, without recording: for push and tap tests.
public final class PairStream {
    private static let tick: UInt64 = 10_000_000

    private let rig: Rig
    private let devices: [DeviceRun]
    private var pairing: Pairing
    private var pairs = PairBlock()
    /// The bus stays for as long as its links are used.
    private let bus: (any DeviceBus)?

    /// Opens and starts the devices; they are closed by ``close()``.
    ///
    /// - Parameter rate: rows a second; nil for the devices' usual rate.
    public init(_ rig: Rig, rate: Double?, keeping bus: (any DeviceBus)? = nil) throws(DeviceError) {
        self.bus = bus
        self.rig = rig
        var opened: [DeviceRun] = []
        do throws(DeviceError) {
            for device in rig.devices {
                let request = device.request(rate: rate, trigger: nil)
                let info = try device.driver.open(device.link)
                try device.driver.check(request)
                opened.append(DeviceRun(device, info, request))
            }
            for device in opened { try device.start() }
        } catch {
            for device in rig.devices { device.link.close() }
            throw error
        }
        devices = opened
        pairing = Pairing(rig, opened)
    }

    /// Rows a second.
    public var rate: Double { devices[0].stream.rate }

    /// The device that carries a side, as it described itself.
    public func info(_ side: Side) -> DeviceInfo {
        (devices.first { $0.device.side == side } ?? devices[0]).info
    }

    /// The clocks of two devices; nil for one.
    public var clock: PairClock? { pairing.clock }

    /// Tells the clocks what a tap across both plates has shown: the pairs that follow are placed by it.
    public func align(late seconds: Double, uncertainty: Double) {
        pairing.align(late: seconds, uncertainty: uncertainty)
    }

    /// Waits a hundredth of a second and hands the new pairs over.
    ///
    /// - Returns: false where nothing more will come.
    /// - Throws: a device that failed.
    public func turn(_ body: (_ left: Double, _ right: Double, _ flags: RowFlags) -> Void) throws(DeviceError) -> Bool {
        var now: UInt64 = 0
        for device in devices { now = max(now, device.link.now) }
        var wanted = now + Self.tick
        for device in devices {
            if let moment = device.attend() { wanted = min(wanted, max(moment, now + Self.tick / 10)) }
        }
        var goesOn = true
        for device in devices {
            switch device.turn(until: wanted, now: now) {
            case nil, .notice: break
            case .finished: goesOn = false
            case .lost(let error): throw error
            }
        }
        pairing.process(devices, now: wanted, into: &pairs)
        for device in devices { device.restart() }
        for i in 0..<pairs.count { body(pairs.left[i], pairs.right[i], pairs.flags[i]) }
        return goesOn
    }

    /// Stops and closes the devices.
    public func close() {
        for device in devices {
            device.stop()
            device.link.close()
        }
    }
}
