import SignalCore
import Statistics
import Testing
import Transport

@testable import ForceDevices

/// A ramp that both sides climb: every sample without noise tells its own time.
private struct Climb: ForceSource {
    static let slope = 150.0
    var duration: Double { .infinity }
    func force(_ side: Side, at seconds: Double) -> Double { 20 + Self.slope * seconds }
}

/// Everything that a run of a family hands on, block by block as the live loop reads it.
struct LossRun {
    var flags: [RowFlags] = []
    var left: [Double] = []
    var entries: [LossEntry] = []
    var loss = LossCounts()
    var rate = 0.0
    var resumes = 0
    var scale: ForceScale
    /// Number of the scan at which each block began, and of what was expected there.
    var starts: [(block: Int, expected: Int)] = []

    init(
        _ family: DeviceFamily, seconds: Double, lead: Double = 0, faults: [InProcessLink.Fault] = [],
        source: (any ForceSource)? = nil, trigger: String? = nil
    ) throws {
        var options = VirtualOptions()
        options.noise = 0
        let device = family.makeVirtual(source ?? Climb(), options)
        scale = device.leftScale
        let link = InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible, faults: faults)
        let driver = family.makeDriver()
        _ = try driver.open(link)
        let info = try driver.start(
            link,
            StreamRequest(
                rate: family.defaultRate, left: family.defaultChannels.left, right: family.defaultChannels.right,
                trigger: trigger))
        rate = info.rate
        var block = ScanBlock(channels: family.channels)
        func take() {
            starts.append((block.firstIndex, flags.count))
            flags += block.flags
            for i in 0..<block.count { left.append(block.values[block.channels * i]) }
            entries += block.losses
            block.restart(at: driver.nextIndex)
        }
        let end = max(link.now, 1_000_000_000 + UInt64(lead * 1e9)) + UInt64(seconds * 1e9)
        run: while link.now < end {
            let wanted = max(driver.attend(link) ?? .max, link.now + 1_000_000)
            let state = link.receive(until: min(link.now + 10_000_000, end, wanted)) {
                driver.decode($0, $1, into: &block)
            }
            switch state {
            case .running: break
            case .halted:
                resumes += 1
                // A restart that fails is told, and ends the run.
                do throws(DeviceError) { try driver.resume(link, into: &block) } catch { break run }
            case .finished, .failed: break run
            }
            take()
        }
        driver.stop(link, into: &block)
        take()
        loss = driver.loss
    }

    /// The law of the ledger: rows, entries and counts are three views of one account.
    func expectOneAccount(_ comment: Comment) {
        func sum(_ kind: LossEntry.Kind) -> Int { entries.reduce(0) { $1.kind == kind ? $0 + $1.count : $0 } }
        #expect(sum(.missing) == loss.missing, comment)
        #expect(sum(.corrupt) == loss.corrupt, comment)
        #expect(sum(.duplicate) == loss.duplicate, comment)
        #expect(sum(.reordered) == loss.reordered, comment)
        #expect(entries.reduce(0) { $0 + $1.bound } == loss.bound, comment)
        #expect(loss.exact == entries.allSatisfy { $0.bound == 0 }, comment)
        #expect(entries.allSatisfy { ($0.bound == 0) == ($0.evidence == .counted) && $0.count >= 0 }, comment)
        #expect(entries.allSatisfy { $0.count > 0 || $0.bound > 0 }, comment)
        #expect(starts.allSatisfy { $0.block == $0.expected }, comment)
        var cover = [Int](repeating: 0, count: flags.count)
        var last: [LossEntry.Kind: Int] = [:]
        for entry in entries {
            #expect(entry.index >= last[entry.kind] ?? 0, comment)
            last[entry.kind] = entry.index
            guard entry.kind == .missing || entry.kind == .corrupt else { continue }
            guard entry.index >= 0, entry.index + entry.count <= cover.count else {
                Issue.record("\(entry) lies outside \(cover.count) rows: \(comment)")
                return
            }
            for i in entry.index..<entry.index + entry.count { cover[i] += 1 }
        }
        let isCovered = flags.indices.allSatisfy { cover[$0] == (flags[$0].contains(.missing) ? 1 : 0) }
        #expect(isCovered, comment)
        #expect(flags.indices.allSatisfy { left[$0].isNaN == flags[$0].contains(.missing) }, comment)
    }

    /// Scans between the first and the last row with a value, by the ramp, less those by their numbers.
    var shortfall: Double {
        guard let first = flags.firstIndex(where: { !$0.contains(.missing) }),
            let last = flags.lastIndex(where: { !$0.contains(.missing) })
        else { return .infinity }
        let seconds = (scale.gross(left[last]) - scale.gross(left[first])) / Climb.slope
        return seconds * rate - Double(last - first)
    }
}

/// Newtons of half a step of a family's emulated device.
private func halfStep(_ id: String) -> Double { ["u3": 1.02, "usb20x": 1, "golink": 0.08][id] ?? 0.04 }

/// Seconds until an emulated line device streams: boot, questions, and the measurement of its rate.
private func lead(_ family: DeviceFamily) -> Double { family.isGeneric ? 11 : 0 }

@Suite struct LossLawTests {
    static let ids = DeviceCatalogue.families.map(\.id)
    #if DEBUG
        private static let runs = 12
    #else
        private static let runs = 150
    #endif

    @Test(arguments: ids) func aSoundRunHasNoEntries(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        let run = try LossRun(family, seconds: 3)
        #expect(run.entries.isEmpty)
        #expect(run.loss == LossCounts())
        run.expectOneAccount("\(id)")
    }

    @Test(arguments: ids) func entriesRowsAndCountsAreOneAccountAndTheirBoundHolds(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        let seconds = 8.0
        for seed in 0..<Self.runs {
            var random = SplitMix64(seed: 31_000 + UInt64(seed))
            var faults = randomFaults(&random, seconds: seconds, stalls: true, longestPause: 2.5)
            if random.index(3) == 0 {
                let at = 1 + random.unit() * (seconds - 6)
                faults.append(.lose(at: UInt64(at * 1e9), transfers: 1 + random.index(60)))
            }
            faults = shifted(faults, by: lead(family)).sorted { $0.moment < $1.moment }
            let run = try LossRun(family, seconds: seconds, lead: lead(family), faults: faults)
            let comment: Comment = "\(id), seed \(31_000 + seed), \(faults), \(run.loss), \(run.entries)"
            run.expectOneAccount(comment)
            let slack = 2 * halfStep(id) / Climb.slope * run.rate + 1
            #expect(abs(run.shortfall) <= Double(run.loss.bound) + slack, "short by \(run.shortfall): \(comment)")
        }
    }

    @Test(arguments: ids) func aRestartIsOneTimedEntry(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        let at = UInt64((lead(family) + 2) * 1e9)
        let run = try LossRun(family, seconds: 5, lead: lead(family), faults: [.stall(at: at)])
        #expect(run.resumes == 1)
        #expect(run.entries.count { $0.kind == .missing && $0.evidence == .timed } == 1, "\(run.entries)")
        #expect(!run.loss.exact)
        #expect(run.flags.count { $0.contains(.segmentStart) } == 2)
    }

    /// 256 packets lost leave a counter of a byte as it was; the moments of arrival tell.
    @Test(arguments: ["u6", "u3", "golink"], [255, 256, 257, 300, 512, 600])
    func aWholeTurnOfTheCounterIsNotHidden(id: String, packets: Int) throws {
        let family = try #require(DeviceCatalogue.family(id))
        let scans = id == "golink" ? 3 : 12
        let run = try LossRun(
            family, seconds: Double(packets * scans) / family.defaultRate + 5,
            faults: [.lose(at: 2_000_000_000, transfers: packets)])
        #expect(run.loss.missing == packets * scans)
        #expect(run.loss.exact == (packets < 256))
        let timed = run.entries.filter { $0.evidence == .timed }
        #expect(timed.reduce(0) { $0 + $1.count } == packets / 256 * 256 * scans)
        #expect(timed.allSatisfy { $0.bound <= 2 * scans })
        #expect(abs(run.shortfall) <= 2 * halfStep(id) / Climb.slope * run.rate + 0.01)
        run.expectOneAccount("\(packets) packets of \(id)")
        // The gap stands where it was: every value tells its own row.
        let start = run.scale.gross(run.left[0])
        for i in stride(from: 0, to: run.left.count, by: 7) where !run.flags[i].contains(.missing) {
            let place = (run.scale.gross(run.left[i]) - start) / Climb.slope * run.rate
            #expect(abs(place - Double(i)) <= 2 * halfStep(id) / Climb.slope * run.rate + 0.01)
        }
    }

    /// A program that sleeps for longer than a turn lets the device's buffer run over: that is no lost turn.
    @Test(arguments: ["u6", "u3", "golink"]) func aLongSleepIsNoTurnOfTheCounter(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        for length in [2.0, 3.07, 3.9, 6.2] {
            let run = try LossRun(
                family, seconds: 11, faults: [.pause(at: 2_000_000_000, length: UInt64(length * 1e9))])
            run.expectOneAccount("\(id) slept \(length) s: \(run.entries)")
            #expect(run.loss.overruns == 1)
            let slack = 2 * halfStep(id) / Climb.slope * run.rate + 0.01
            #expect(abs(run.shortfall) <= Double(run.loss.bound) + slack, "\(id) slept \(length) s: \(run.entries)")
        }
    }

    @Test func aBlockForgetsItsEntriesWhenItStartsAnew() {
        var block = ScanBlock(channels: 1)
        var ledger = LossLedger()
        ledger.came(3)
        ledger.lose(4, corrupt: 1, .counted, into: &block)
        ledger.lose(2, .timed(bound: 5), flags: .deviceOverrun, into: &block)
        ledger.leaveOut(2, .duplicate, at: 7, into: &block)
        ledger.report(bound: 16, into: &block)
        ledger.restart(0, bound: 3, into: &block)
        #expect(
            block.losses == [
                LossEntry(kind: .corrupt, index: 3, count: 1, evidence: .counted),
                LossEntry(kind: .missing, index: 4, count: 3, evidence: .counted),
                LossEntry(kind: .missing, index: 7, count: 2, evidence: .timed, bound: 5),
                LossEntry(kind: .duplicate, index: 7, count: 2, evidence: .counted),
                LossEntry(kind: .missing, index: 9, count: 0, evidence: .reported, bound: 16),
                LossEntry(kind: .missing, index: 9, count: 0, evidence: .timed, bound: 3),
            ])
        #expect(block.flags.map { $0.contains(.deviceOverrun) } == [false, false, false, false, true, true])
        #expect(ledger.counts.bound == 24)
        #expect(ledger.counts.empty == 6)
        #expect(!ledger.counts.exact)
        #expect(ledger.nextIndex == 9)
        block.restart(at: 9)
        #expect(block.losses.isEmpty)
    }
}

private func shifted(_ faults: [InProcessLink.Fault], by seconds: Double) -> [InProcessLink.Fault] {
    let more = UInt64(seconds * 1e9)
    return faults.map { fault in
        switch fault {
        case .pause(let at, let length): .pause(at: at + more, length: length)
        case .lose(let at, let transfers): .lose(at: at + more, transfers: transfers)
        case .stall(let at): .stall(at: at + more)
        case .unplug(let at): .unplug(at: at + more)
        }
    }
}
