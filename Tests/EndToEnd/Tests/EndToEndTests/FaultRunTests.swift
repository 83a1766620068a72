import ForceDevices
import Foundation
import LibUSBTransport
import MockUSB
import SignalCore
import Synchronization
import Testing
import Transport

/// What the threads of the fault runs share.
private final class Findings: Sendable {
    private struct State {
        var next = 0
        var problems: [String: [String]] = [:]
        var losses: [String: LossCounts] = [:]
        var starved: [String: Int] = [:]
    }
    private let state = Mutex(State())

    /// The number of the next run that nobody has taken.
    func take() -> Int {
        state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
    }

    func add(_ id: String, _ problems: [String], _ loss: LossCounts, wasStarved: Bool = false) {
        state.withLock { state in
            state.problems[id, default: []] += problems
            state.starved[id, default: 0] += wasStarved ? 1 : 0
            state.losses[id, default: LossCounts()].missing += loss.missing
            state.losses[id, default: LossCounts()].corrupt += loss.corrupt
            state.losses[id, default: LossCounts()].duplicate += loss.duplicate
            state.losses[id, default: LossCounts()].reordered += loss.reordered
            state.losses[id, default: LossCounts()].overruns += loss.overruns
        }
    }

    func problems(_ id: String) -> [String] { state.withLock { $0.problems[id] ?? [] } }
    func starved(_ id: String) -> Int { state.withLock { $0.starved[id] ?? 0 } }
    func loss(_ id: String) -> LossCounts { state.withLock { $0.losses[id] ?? LossCounts() } }
}

extension UnderUmockdev {
    @Suite("Twenty runs of each family with faults at random moments")
    struct FaultRuns {
        private static let runs = 20
        /// Streams at once; umockdev serves 50 open devices.
        private static let threads = 16

        @Test("What was lost is told, every scan is in its place, and a replugged device streams again")
        func everyFamily() throws {
            // BILANX_FAULT_SEED chooses other faults.
            let base = ProcessInfo.processInfo.environment["BILANX_FAULT_SEED"].flatMap { UInt64($0) } ?? 20_261_122
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "bilanx-faults-\(ProcessInfo.processInfo.processIdentifier)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let lanes = try FaultLane.all(folder.path)
            let mock = try SharedMockBus()
            defer { mock.close() }
            let findings = Findings()
            let group = DispatchGroup()
            for number in 1...Self.threads {
                group.enter()
                let thread = Thread {
                    Self.work(lanes, base, mock, findings, port: "1-\(number)")
                    group.leave()
                }
                thread.stackSize = 1 << 21
                thread.start()
            }
            group.wait()
            for lane in lanes {
                let problems = findings.problems(lane.id)
                let seeds = "\(base)...\(base + UInt64(Self.runs) - 1)"
                print(
                    "fault runs: \(lane.id), seeds \(seeds): \(findings.loss(lane.id)), "
                        + "machine too late to tell in \(findings.starved(lane.id))")
                #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
                // Nothing lost in twenty runs would mean that nothing had been done to it.
                #expect(findings.loss(lane.id).empty > 0, "\(lane.id)")
            }
        }

        private static func work(
            _ lanes: [FaultLane], _ base: UInt64, _ mock: SharedMockBus, _ findings: Findings, port: String
        ) {
            do {
                let usb = try USBBus()
                while true {
                    let number = findings.take()
                    guard number < runs * lanes.count else { return }
                    let lane = lanes[number % lanes.count]
                    var run = FaultRun(lane, seed: base + UInt64(number / lanes.count))
                    do {
                        try run.run(on: mock, usb, port: port)
                        findings.add(
                            lane.id, run.problems.map { "\(run.name): \($0)" }, run.loss, wasStarved: run.wasStarved)
                    } catch { findings.add(lane.id, ["\(run.name): \(error)"], run.loss) }
                }
            } catch { for lane in lanes { findings.add(lane.id, ["no bus: \(error)"], LossCounts()) } }
        }
    }
}
