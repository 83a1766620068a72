import ForceDevices
import LibUSBTransport
import MockUSB
import SignalCore
import Statistics
import Transport

/// A load that grows on the left and shrinks on the right, so that each reading tells its time.
private struct Ramps: ForceSource {
    static let slope = 150.0
    let duration = Double.infinity
    func force(_ side: Side, at seconds: Double) -> Double {
        side == .left ? Self.slope * seconds : 1800 - Self.slope * seconds
    }
}

/// One stream of one device through the real libusb with faults at random moments, and what its account of them was.
struct FaultRun {
    /// Seconds of the stream after its start.
    private static let length = 1.9
    /// Seconds of it after a restart.
    private static let rest = 0.9
    /// Seconds after which late arrivals have been judged: a quarter of one by the driver, the rest for a busy machine.
    private static let settling = 0.5
    /// Nanoseconds of waiting on this machine from which a driver cannot but take lateness for a loss.
    private static let tooLate: UInt64 = 60_000_000

    private let lane: FaultLane
    private let seed: UInt64
    private var plan: [(moment: Double, kind: FaultLane.Kind, fault: Fault)] = []

    /// What was found to be wrong, in words; empty where every law holds.
    private(set) var problems: [String] = []
    /// True where data waited so long on this machine, without a fault, that nothing can be judged.
    private(set) var wasStarved = false
    /// What the driver told.
    private(set) var loss = LossCounts()

    private var block: ScanBlock
    private var rate = 1.0
    private var resumes = 0
    private var failedResumes = 0
    /// Seconds that the restarts took.
    private var restarting = 0.0
    private var scale: ForceScale
    private let device: VirtualDevice

    init(_ lane: FaultLane, seed: UInt64) {
        self.lane = lane
        self.seed = seed
        var options = VirtualOptions()
        options.noise = 0
        options.seed = seed
        device = lane.family.makeVirtual(Ramps(), options)
        scale = device.leftScale
        block = ScanBlock(channels: lane.family.channels, capacity: 8192)
        var random = SplitMix64(seed: seed)
        for _ in 0..<1 + random.index(3) {
            let kind = lane.kinds[random.index(lane.kinds.count)]
            // A second halt would only restart the restart.
            if kind == .stall, plan.contains(where: { $0.kind == .stall }) { continue }
            let fault: Fault =
                switch kind {
                case .stall: .stall
                case .short: .short(1 + random.index(7))
                case .overlong: .overlong
                case .errors: .protocolErrors(1 + random.index(7))
                case .silence: .silence(UInt64(20_000_000 + 100e6 * random.unit()))
                case .duplicate: .duplicate
                case .swap: .swap
                case .flip: .flip(random.index(1 << 20))
                }
            plan.append((0.4 + 0.6 * random.unit(), kind, fault))
        }
        plan.sort { $0.moment < $1.moment }
    }

    /// What identifies the run where it fails.
    var name: String {
        let faults = plan.map { "\($0.fault) at \(Int(1000 * $0.moment)) ms" }.joined(separator: ", ")
        return "\(lane.id) seed \(seed) (\(faults); told \(loss), restarted in \(restarting) s)"
    }

    /// How many of the faults are of those kinds.
    private func count(_ kinds: FaultLane.Kind...) -> Int { plan.count { kinds.contains($0.kind) } }

    // MARK: Streaming

    /// Plugs the device in, streams, pulls the plug or stops, and judges.
    mutating func run(on mock: SharedMockBus, _ usb: USBBus, port: String) throws {
        let plugged = try mock.plug(device.model, port)
        defer { mock.unplug(port) }
        let link = try open(usb, plugged, port)
        defer { link.close() }
        let driver = lane.family.makeDriver()
        _ = try driver.open(link)
        let channels = lane.family.defaultChannels
        let info = try driver.start(
            link, StreamRequest(rate: lane.family.defaultRate, left: channels.left, right: channels.right))
        rate = info.rate
        let inputs = link.descriptors.endpoints.filter { $0.address.isIn }
        guard let input = inputs.last(where: { $0.kind == .bulk }) ?? inputs.first(where: { $0.kind == .interrupt })
        else { return problems.append("no endpoint to stream from") }
        _ = plugged.takeLongestDelay(input.address.rawValue)
        let began = link.now
        var due = plan.map { (began + UInt64($0.moment * 1e9), $0.fault) }
        var end = began + UInt64(Self.length * 1e9)
        var state = StreamState.running
        while link.now < end, state == .running {
            while let next = due.first, next.0 <= link.now {
                plugged.inject(next.1, on: input.address.rawValue)
                due.removeFirst()
            }
            let wanted = driver.attend(link) ?? .max
            let until = min(link.now + 5_000_000, due.first?.0 ?? .max, max(wanted, link.now + 1_000_000))
            state = link.receive(until: until) { header, bytes in driver.decode(header, bytes, into: &block) }
            if state == .halted {
                resumes += 1
                wasStarved = wasStarved || plugged.takeLongestDelay(input.address.rawValue) > Self.tooLate
                let halted = link.now
                // As the program does: a fault may hit the first words of the restart.
                do { try driver.resume(link, into: &block) } catch {
                    failedResumes += 1
                    try driver.resume(link, into: &block)
                }
                // What waits between commands has no hurry.
                _ = plugged.takeLongestDelay(input.address.rawValue)
                restarting += Double(link.now - halted) * 1e-9
                end = max(end, link.now + UInt64(Self.rest * 1e9))
                state = .running
            }
        }
        wasStarved = wasStarved || plugged.takeLongestDelay(input.address.rawValue) > Self.tooLate
        if state != .running { problems.append("the stream ended: \(state)") }
        if plugged.pendingFaults(input.address.rawValue) > 0 { problems.append("a fault did not happen") }
        if seed % 2 == 1 {
            mock.unplug(port)
            let limit = link.now + 5 * Bench.second
            while state == .running, link.now < limit {
                state = link.receive(until: link.now + 20_000_000) { header, bytes in
                    driver.decode(header, bytes, into: &block)
                }
            }
            if state.failure != .disconnected { problems.append("unplugged, and the state is \(state)") }
        }
        driver.stop(link, into: &block)
        if let failure = driver.failure { problems.append("failure \(failure)") }
        loss = driver.loss
        if driver.nextIndex != block.count { problems.append("\(block.count) rows, next is \(driver.nextIndex)") }
        judge()
    }

    /// Takes down why it could not be run.
    mutating func fail(_ error: any Error) { problems.append("\(error)") }

    private func open(_ usb: USBBus, _ plugged: MockDevice, _ port: String) throws -> USBLink {
        let descriptors = device.model.descriptors
        let identity = DeviceIdentity(
            vendorID: descriptors.vendorID, productID: descriptors.productID, serial: "", bus: 1,
            address: plugged.address, portPath: port)
        // libusb hears of the plug on a thread of its own.
        let limit = MonotonicClock.now + 5 * Bench.second
        while true {
            do throws(TransportError) {
                return try usb.openLink(identity, interface: lane.family.interface)
            } catch {
                guard error.kind == .notFound, MonotonicClock.now < limit else { throw error }
                MonotonicClock.sleep(until: MonotonicClock.now + 10_000_000)
            }
        }
    }

    // MARK: Judging

    private mutating func judge() {
        let present = block.flags.indices.filter { !block.flags[$0].contains(.missing) }
        guard let first = present.first, Double(present.count) > 0.5 * Self.length * rate else {
            return problems.append("only \(present.count) scans")
        }
        if block.count - present.count != loss.empty {
            problems.append("\(block.count - present.count) empty rows, \(loss.empty) told")
        }
        let segments = block.flags.count { $0.contains(.segmentStart) }
        // A restart that failed half-way may have brought rows of its own.
        if resumes != count(.stall) || !(1 + resumes...1 + resumes + failedResumes).contains(segments) {
            problems.append("\(segments) segments, \(resumes) restarts, \(failedResumes) of them in two attempts")
        }
        if resumes > 0, loss.exact { problems.append("a restart is told as exact") }
        judgePlaces(present, first)
        judgeCounts()
        judgeSides(present, first)
    }

    /// Every scan is where the load was at its time: whatever was lost has its row, and nothing became another value.
    private mutating func judgePlaces(_ present: [Int], _ first: Int) {
        let channels = block.channels
        func force(_ i: Int) -> Double { scale.gross(block.values[channels * i]) }
        // A device behind a serial line is loaded only some time after its start.
        let loaded = present.filter { force($0) > force(first) + 5 }
        guard let start = loaded.first, start < block.count / 2 else { return problems.append("never loaded") }
        func off(_ i: Int) -> Double { (force(i) - force(start)) / Ramps.slope * rate - Double(i - start) }
        var bound = 2 * lane.resolution
        var from = 0
        if case .timed(let scans) = lane.account {
            // By arrival: the bound of each fault, and some jitter.
            bound += Double(scans * (plan.count + 1)) + 0.02 * rate
            let last = plan.map { item -> Double in
                if case .silence(let length) = item.fault { return item.moment + Double(length) * 1e-9 }
                return item.moment
            }.max()
            from = Int(((last ?? 0) + Self.settling) * rate)
        }
        // By as much as the commands of the restart took, and by what waited in the device meanwhile.
        if resumes > 0 { bound += (restarting + lane.buffer + 0.05) * rate }
        let judged = loaded.filter { $0 >= from }.map(off)
        guard let most = judged.max(), let least = judged.min() else {
            return problems.append("no scans after the faults")
        }
        // By arrival, the driver says itself how far its numbers may be off: what it takes for lost while the machine is
        // late lies within that.
        var below = bound
        if case .timed = lane.account { below = max(bound, 2 * lane.resolution + Double(loss.bound)) }
        if most > bound || -least > below {
            problems.append("scans are \(least) to \(most) off their places, \(-below) to \(bound) are the bounds")
        }
    }

    /// What was done to the data is what was told, by its name where packets have numbers and sums.
    private mutating func judgeCounts() {
        let scans = lane.scans
        let lost = scans * count(.short, .overlong, .flip, .swap)
        func expect(_ what: String, _ told: Int, _ range: ClosedRange<Int>) {
            if !range.contains(told) { problems.append("\(what): \(told) told, \(range) done") }
        }
        switch lane.account {
        case .exact:
            // A halt and a device that says that it overran lose more than what was done to the data.
            guard resumes == 0, loss.overruns == 0 else { return }
            expect("empty", loss.empty, lost...lost)
            expect("duplicate", loss.duplicate, scans * count(.duplicate)...scans * count(.duplicate))
            expect("reordered", loss.reordered, scans * count(.swap)...scans * count(.swap))
            let damaged = count(.short, .flip) > 0
            expect("corrupt", loss.corrupt, (damaged ? scans : 0)...scans * count(.short, .flip))
            if !loss.exact { problems.append("told as inexact") }
        case .counted(let more):
            guard resumes == 0, loss.overruns == 0 else { return }
            // A turned bit may leave a line the same. A bridge forgets lines unasked while the machine is busy; that none
            // of those is told twice shows in the places.
            let least = lost - scans * count(.flip)
            let most = lane.family.isGeneric ? .max : lost + scans * more * plan.count
            expect("empty", loss.empty, min(least, most)...most)
            if count(.duplicate) > 0, loss.duplicate + loss.corrupt == 0 { problems.append("a copy left no mark") }
        case .timed(let bound):
            guard resumes == 0 else { return }
            // Less than a transfer is within the bound; a cut packet leaves a part of it, a turned bit may hit filling.
            let least = scans * count(.overlong) - bound * (plan.count + 1)
            if loss.empty < least { problems.append("\(loss.empty) told, at least \(least) lost") }
        }
    }

    /// Both sides are of the same moment, so their sum is known.
    private mutating func judgeSides(_ present: [Int], _ first: Int) {
        guard block.channels == 2 else { return }
        func sum(_ i: Int) -> Double {
            device.leftScale.gross(block.values[2 * i]) + device.rightScale.gross(block.values[2 * i + 1])
        }
        let bound = 4 * lane.resolution * Ramps.slope / rate + 0.1
        let worst = present.map { abs(sum($0) - sum(first)) }.max() ?? 0
        if worst > bound { problems.append("sides \(worst) N apart") }
    }
}
