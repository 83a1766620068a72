import Acquisition
import ForceDevices
import SignalCore
import Transport

/// Streams one device's readings before any scale, for calibrations.
///
/// An unplugged device that can be opened again is waited for; the missing scans come as such.
public final class RawStream {
    /// One scan.
    public struct Sample: Sendable, Hashable {
        /// Seconds of the device's clock since the stream began.
        public var time: Double
        /// One value a channel in ``StreamInfo/quantity``; NaN where missing.
        public var values: [Double]
        /// What is known of it.
        public var flags: RowFlags

        /// True where a channel of it was at its limit.
        public var isAtLimit: Bool { !flags.isDisjoint(with: [.leftSaturated, .rightSaturated]) }
    }

    /// What a turn has brought beside samples.
    public struct Turn: Sendable, Hashable {
        /// False where nothing more will come.
        public var goesOn = true
        /// A whole sentence for the user; nil for none.
        public var notice: String?
    }

    private static let tick: UInt64 = 10_000_000

    private let run: DeviceRun
    private let isRealTime: Bool
    private let channels: Int
    /// The bus stays for as long as its links are used.
    private let bus: (any DeviceBus)?

    /// Opens and starts a device; it is closed by ``close()``.
    ///
    /// - Parameters:
    ///   - device: with the channels to be read as those of one side.
    ///   - rate: scans a second; nil for the device's usual rate.
    public init(_ device: RigDevice, rate: Double?, keeping bus: (any DeviceBus)? = nil) throws(DeviceError) {
        self.bus = bus
        isRealTime = device.isRealTime
        channels = max((device.leftChannels + device.rightChannels).count, 1)
        do throws(DeviceError) {
            let request = device.request(rate: rate, trigger: nil)
            let info = try device.driver.open(device.link)
            try device.driver.check(request)
            let opened = DeviceRun(device, info, request)
            try opened.start()
            run = opened
        } catch {
            device.link.close()
            throw error
        }
    }

    /// The device as it described itself, with its own calibration memory.
    public var info: DeviceInfo { run.info }

    /// Rate, unit and limits of the readings.
    public var stream: StreamInfo { run.stream }

    /// Waits a hundredth of a second and hands the new samples over.
    ///
    /// - Throws: a device that failed, or was not plugged in again within two minutes.
    public func turn(_ body: (Sample) -> Void) throws(DeviceError) -> Turn {
        let now = run.link.now
        var wanted = now + Self.tick
        if let moment = run.attend() { wanted = min(wanted, max(moment, now + Self.tick / 10)) }
        var turn = Turn()
        switch run.turn(until: wanted, now: now) {
        case nil: break
        case .notice(let text): turn.notice = text
        case .finished: turn.goesOn = false
        case .lost(let error): throw error
        }
        if run.lostAt != nil, isRealTime { MonotonicClock.sleep(until: MonotonicClock.now + Self.tick) }
        let scans = run.scans
        let width = scans.channels
        for scan in 0..<scans.count {
            var flags = scans.flags[scan]
            // A neighbour that is only read along may float at its limit.
            if channels == 1, width == 2 { flags.remove(.rightSaturated) }
            let first = scan * width
            body(
                Sample(
                    time: Double(scans.firstIndex + scan) / run.stream.rate,
                    values: Array(scans.values[first..<(first + min(channels, width))]), flags: flags))
        }
        run.restart()
        return turn
    }

    /// Stops and closes the device.
    public func close() {
        run.stop()
        run.link.close()
    }
}
