import ForceDevices
import Recordings
import SignalCore
import Transport

/// One device of a running test: its stream, what came of it since the last look, and how it recovers.
package final class DeviceRun {
    /// Longest time without data from a device that should send.
    static let silence: UInt64 = 2_000_000_000
    /// Longest time that an unplugged device is waited for.
    static let patience: UInt64 = 120_000_000_000
    private static let lookInterval: UInt64 = 200_000_000

    private(set) var device: RigDevice
    package let info: DeviceInfo
    package private(set) var stream: StreamInfo
    /// What has come since it was emptied.
    package var scans: ScanBlock
    /// The last sample of each packet with its arrival, since it was emptied.
    var arrivals: [(sample: Int, stamp: UInt64)] = []
    /// Arrival of the last transfer that brought something.
    private(set) var lastArrival: UInt64 = 0
    /// When its plug was pulled; nil while it is there.
    package private(set) var lostAt: UInt64?
    private var silentSince: UInt64 = 0
    private var lastLook: UInt64 = 0
    private var lastStall: UInt64?
    private var rateStart: (index: Int, time: UInt64)?
    private var rateEnd: (index: Int, time: UInt64)?
    private let request: StreamRequest

    /// What a device has to say beside its data.
    package enum News {
        /// A whole sentence for the user.
        case notice(String)
        /// The demonstration is over.
        case finished
        /// It is of no more use.
        case lost(DeviceError)
    }

    package init(_ device: RigDevice, _ info: DeviceInfo, _ request: StreamRequest) {
        self.device = device
        self.info = info
        self.request = request
        scans = ScanBlock(channels: device.family.scanChannels(request))
        arrivals.reserveCapacity(1024)
        stream = StreamInfo(
            rate: request.rate, quantity: device.family.quantity, range: -Double.infinity...Double.infinity,
            channelDelay: 0, channelDelayUncertainty: 0)
    }

    var driver: any ForceDriver { device.driver }
    package var link: any DeviceLink { device.link }

    package func start() throws(DeviceError) {
        stream = try driver.start(link, request)
        lastArrival = link.latest
        silentSince = link.now
    }

    /// Appends what still comes in while the device stops.
    package func stop() {
        guard lostAt == nil else { return }
        driver.stop(link, into: &scans)
    }

    /// Forgets the scans and arrivals that were taken.
    package func restart() {
        scans.restart(at: driver.nextIndex)
        arrivals.removeAll(keepingCapacity: true)
    }

    /// When the device wants to be attended to, in nanoseconds of its link's clock; nil for no matter.
    package func attend() -> UInt64? { lostAt == nil ? driver.attend(link) : nil }

    /// Takes what comes until `deadline`.
    ///
    /// - Parameter took: called after each transfer that brought something, so that what follows from it does not depend
    ///   on how many came together.
    package func turn(until deadline: UInt64, now: UInt64, took: () -> Void = {}) -> News? {
        if let lostAt { return look(since: lostAt, now: now, took) }
        let state = link.receive(until: deadline) { header, bytes in decode(header, bytes, took) }
        if let failure = driver.failure { return .lost(failure) }
        switch state {
        case .running: break
        case .finished: return .finished
        case .failed(let error): return lose(DeviceError(error))
        case .halted: return recover(took)
        }
        // A replay gives a device up where the recording's program has, which its journal shows.
        guard !device.isReplayed, link.now > max(lastArrival, silentSince) + Self.silence else { return nil }
        return lose(
            DeviceError(
                TransportError(.timedOut, device: info.name, detail: "no data for two seconds while it should send")))
    }

    /// Takes what came while the stream was being started.
    func takeEarly(_ took: () -> Void) {
        for event in driver.takeEarly() { decode(event.header, event.bytes.span, took) }
    }

    private func decode(_ header: TransferHeader, _ bytes: Span<UInt8>, _ took: () -> Void) {
        let held = scans.arrival
        driver.decode(header, bytes, into: &scans)
        if scans.arrival != held { note() }
        if scans.arrival != held || scans.count > 0 || !scans.losses.isEmpty { took() }
    }

    private func note() {
        lastArrival = scans.arrival
        arrivals.append((driver.nextIndex - 1, scans.arrival))
        if rateStart == nil { rateStart = (driver.nextIndex, scans.arrival) }
        rateEnd = (driver.nextIndex, scans.arrival)
    }

    /// Clears a halted endpoint and starts the stream anew, once: two halts within ten seconds are a failure.
    private func recover(_ took: () -> Void) -> News? {
        let now = link.now
        defer { lastStall = now }
        if let lastStall, now < lastStall + 10_000_000_000 {
            return .lost(
                DeviceError(
                    TransportError(.stalled, device: info.name, detail: "the stream halted twice within ten seconds")))
        }
        do throws(DeviceError) {
            do throws(DeviceError) { try driver.resume(link, into: &scans) } catch {
                // What disturbed the stream may disturb its first words too; an unplugged device answers no second ones.
                guard error.transport?.kind != .disconnected else { throw error }
                try driver.resume(link, into: &scans)
            }
            takeEarly(took)
            return .notice("The stream of \(info.name) halted; it was started again, the gap is marked.")
        } catch {
            // A device whose plug is being pulled halts first.
            return lose(error)
        }
    }

    // MARK: Plug and unplug

    private func lose(_ error: DeviceError) -> News {
        guard device.reopen != nil else { return .lost(error) }
        link.close()
        lostAt = link.now
        lastLook = link.now
        rateStart = nil
        return .notice(
            "\(error.device): \(error.detail). Plug it in again where it was: the test goes on, the gap is marked.")
    }

    /// Looks whether the device is back, five times a second.
    private func look(since lostAt: UInt64, now: UInt64, _ took: () -> Void) -> News? {
        if device.isRealTime, now < lastLook + Self.lookInterval { return nil }
        lastLook = now
        guard now < lostAt + Self.patience else {
            return .lost(
                DeviceError(
                    TransportError(
                        .disconnected, device: info.name, detail: "it was not plugged in again within two minutes")))
        }
        do throws(DeviceError) {
            guard let link = try device.reopen?(now) else { return nil }
            link.observer = device.link.observer
            let found = try driver.open(link)
            guard found.serial == info.serial else {
                link.close()
                return .notice("\(found.name) is another device than \(info.name), which is still missing.")
            }
            try driver.resume(link, into: &scans)
            device.link = link
            self.lostAt = nil
            silentSince = link.now
            takeEarly(took)
            return .notice("\(info.name) is back; the gap is marked.")
        } catch {
            // It may still be starting up, or not be permitted yet; the patience above is the bound.
            return nil
        }
    }

    /// The device as a recording names it.
    var described: TrialHeader.Device {
        TrialHeader.Device(
            name: info.name, serial: info.serial.isEmpty ? nil : info.serial, port: info.portPath, side: device.side)
    }

    /// Scans a second as they arrive; nil in the first second.
    var measuredRate: Double? {
        guard let rateStart, let rateEnd, rateEnd.time > rateStart.time + 1_000_000_000 else { return nil }
        return Double(rateEnd.index - rateStart.index) / Double(rateEnd.time - rateStart.time) * 1e9
    }
}
