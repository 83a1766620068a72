import ForceDevices
import Foundation
import LibUSBTransport
import MockUSB
import SignalCore
import Synchronization
import Testing
import Transport

/// One run of one lane.
private struct Task {
    var lane: FaultLane
    var seed: UInt64
}

/// What the threads of the fault runs share.
private final class Findings: Sendable {
    private struct State {
        var next = 0
        var late: [Task] = []
        var problems: [String: [String]] = [:]
        var losses: [String: LossCounts] = [:]
    }
    private let tasks: [Task]
    private let state = Mutex(State())

    init(_ tasks: [Task]) { self.tasks = tasks }

    /// The next run that nobody has taken.
    func take() -> Task? {
        state.withLock { state in
            guard state.next < tasks.count else { return nil }
            defer { state.next += 1 }
            return tasks[state.next]
        }
    }

    /// The machine was too late for it.
    func put(late task: Task) { state.withLock { $0.late.append(task) } }

    func add(_ id: String, _ problems: [String], _ loss: LossCounts) {
        state.withLock { state in
            state.problems[id, default: []] += problems
            state.losses[id, default: LossCounts()].missing += loss.missing
            state.losses[id, default: LossCounts()].corrupt += loss.corrupt
            state.losses[id, default: LossCounts()].duplicate += loss.duplicate
            state.losses[id, default: LossCounts()].reordered += loss.reordered
            state.losses[id, default: LossCounts()].overruns += loss.overruns
        }
    }

    var late: [Task] { state.withLock { $0.late } }
    func problems(_ id: String) -> [String] { state.withLock { $0.problems[id] ?? [] } }
    func loss(_ id: String) -> LossCounts { state.withLock { $0.losses[id] ?? LossCounts() } }
}

extension UnderUmockdev {
    @Suite("Twenty runs of each family with faults at random moments")
    struct FaultRuns {
        private static let runs = 20
        /// Streams at once: many first, since umockdev serves 50 open devices; fewer for those that the machine did not
        /// serve in time.
        private static let rounds: [Int] = {
            let processors = ProcessInfo.processInfo.activeProcessorCount
            return [min(4 * processors, 16), 2 * processors, processors, 1, 1]
        }()

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
            var tasks = (0..<UInt64(Self.runs)).flatMap { seed in lanes.map { Task(lane: $0, seed: base + seed) } }
            var losses: [String: Int] = [:]
            for threads in Self.rounds where !tasks.isEmpty {
                let findings = Findings(tasks)
                Self.run(findings, threads, mock)
                for lane in lanes where tasks.contains(where: { $0.lane.id == lane.id }) {
                    let problems = findings.problems(lane.id)
                    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
                    let late = findings.late.count { $0.lane.id == lane.id }
                    let loss = findings.loss(lane.id)
                    print(
                        "fault runs: \(threads) at once, \(lane.id) from seed \(base): \(loss), machine too late in \(late)"
                    )
                    losses[lane.id, default: 0] += loss.empty
                }
                tasks = findings.late
            }
            // Nothing lost in twenty runs would mean that nothing had been done to it.
            for lane in lanes { #expect(losses[lane.id, default: 0] > 0, "\(lane.id)") }
            // A machine that is always too late proves nothing.
            #expect(tasks.count <= Self.runs, "\(tasks.map { "\($0.lane.id) seed \($0.seed)" }) could not be judged")
        }

        private static func run(_ findings: Findings, _ threads: Int, _ mock: SharedMockBus) {
            let group = DispatchGroup()
            for number in 1...threads {
                group.enter()
                let thread = Thread {
                    work(findings, mock, port: "1-\(number)")
                    group.leave()
                }
                thread.stackSize = 1 << 21
                thread.start()
            }
            group.wait()
        }

        private static func work(_ findings: Findings, _ mock: SharedMockBus, port: String) {
            do {
                let usb = try USBBus()
                while let task = findings.take() {
                    var run = FaultRun(task.lane, seed: task.seed)
                    do { try run.run(on: mock, usb, port: port) } catch { run.fail(error) }
                    if run.wasStarved {
                        findings.put(late: task)
                    } else {
                        findings.add(task.lane.id, run.problems.map { "\(run.name): \($0)" }, run.loss)
                    }
                }
            } catch {
                while let task = findings.take() { findings.add(task.lane.id, ["no bus: \(error)"], LossCounts()) }
            }
        }
    }
}
