import Assessments
import ForceDevices
import Foundation
import LiveSession
import Recordings
import SignalCore
import Synchronization
import Transport

/// A place where people are tested one after the other: the trainer's loop with the devices and files behind it.
///
/// One thread owns the loop and runs the recordings; everybody else hands commands over and reads what the thread has put on
/// its board. The thread never waits for any of them.
public final class Station: Sendable {
    /// What every recording of the station is told.
    public struct Settings: Sendable {
        /// Where recordings go.
        public var data: DataDirectory
        /// Name and version of the program.
        public var software: String
        /// Scans a second; nil for the devices' usual rate.
        public var rate: Double?
        /// Gravity at the site in m/s²; nil for the standard one.
        public var gravity: Double?
        /// Pictures a second.
        public var frameRate = 60.0
        /// Given the newtons of new rows; nil for nobody.
        ///
        /// Called on the station's thread; must not wait.
        public var rows: (@Sendable (_ left: [Double], _ right: [Double], _ first: Int) -> Void)?
        /// Test and protocol to begin with.
        public var plan = TestProtocol.usual(of: .cmj)

        /// Makes settings.
        public init(data: DataDirectory, software: String) {
            self.data = data
            self.software = software
        }
    }

    /// Devices that were opened for one recording.
    public struct OpenedRig {
        /// Ready to run.
        public var rig: Rig
        /// How the sides are known.
        public var sides: TrialHeader.SidesConfirmation
        /// How the last check of the plates stands; nil for virtual plates without one.
        public var check: TrialHeader.Check?
        /// `valid`, `interim` or `expired` of a side whose scale the register of calibrations knows.
        public var calibration: [Side: String] = [:]
        /// What is known of the ratio of both gains; nil for nothing.
        public var gainRatio: TrialHeader.GainRatio?
        /// What is wrong with the register of calibrations; nil for nothing.
        public var calibrationNote: String?
        /// Lives as long as the recording.
        public var keeper: Any?

        /// Makes it.
        public init(rig: Rig, sides: TrialHeader.SidesConfirmation, keeper: Any? = nil) {
            self.rig = rig
            self.sides = sides
            self.keeper = keeper
        }
    }

    /// Where devices come from; used by the station's thread alone.
    public struct Provider {
        /// Opens the devices for a recording.
        public var open: (LoopOrder) throws(DeviceError) -> OpenedRig
        /// Why no device could be opened now, in plain words; nil where one could.
        public var problem: () -> String?

        /// Does something about the rig, telling what somebody is asked to do, and says how it ended.
        public var rig: (_ action: RigAction, _ tell: (String) -> Void, _ shouldStop: () -> Bool) -> RigState

        /// Makes it.
        public init(
            open: @escaping (LoopOrder) throws(DeviceError) -> OpenedRig, problem: @escaping () -> String? = { nil },
            rig: @escaping (_ action: RigAction, _ tell: (String) -> Void, _ shouldStop: () -> Bool) -> RigState = {
                _, _, _ in RigState(.failed, "There is no rig to be confirmed.")
            }
        ) {
            self.open = open
            self.problem = problem
            self.rig = rig
        }
    }

    private let inbox = StationInbox()
    /// What everybody may read.
    public let board: StationBoard
    private let done = DispatchSemaphore(value: 0)

    /// Begins to work.
    ///
    /// - Parameters:
    ///   - provider: asked once, on the station's thread.
    ///   - listener: told what happens, on the station's thread; must not wait for a screen.
    ///   - finished: told of each closed recording, in the same way.
    public init(
        _ settings: Settings, _ provider: @escaping @Sendable () -> Provider,
        listener: @escaping @Sendable (LiveOutput) -> Void = { _ in },
        finished: @escaping @Sendable (FinishedRun) -> Void = { _ in }
    ) {
        board = StationBoard(software: settings.software)
        let board = board
        let inbox = inbox
        let done = done
        let thread = Thread {
            StationWorker(settings, provider(), inbox, board, listener, finished).work()
            done.signal()
        }
        thread.name = "bilanx station"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Hands a command over.
    ///
    /// - Returns: nil where it was taken, else why not, in plain words.
    public func obey(_ command: LoopCommand) async -> String? {
        await withCheckedContinuation { continuation in
            inbox.add(command) { continuation.resume(returning: $0) }
        }
    }

    /// Hands a command over and does not wait for the answer.
    public func tell(_ command: LoopCommand, answer: @escaping @Sendable (String?) -> Void = { _ in }) {
        inbox.add(command, answer)
    }

    /// Ends a running recording cleanly and waits for it, for ten seconds at most.
    ///
    /// - Returns: false where it did not end in time.
    @discardableResult
    public func stop() -> Bool {
        inbox.close()
        return done.wait(timeout: .now() + 10) == .success
    }
}

/// Commands on their way to the station's thread.
final class StationInbox: Sendable {
    struct Letter: Sendable {
        var command: LoopCommand
        var answer: @Sendable (String?) -> Void
    }

    private struct State {
        var letters: [Letter] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    /// Far more than anybody types: beyond that something has gone wrong with who asks.
    private static let capacity = 256

    func add(_ command: LoopCommand, _ answer: @escaping @Sendable (String?) -> Void) {
        let refusal = state.withLock { state -> String? in
            if state.isClosed { return "The program is ending." }
            if state.letters.count >= Self.capacity { return "Too many commands at once." }
            state.letters.append(Letter(command: command, answer: answer))
            return nil
        }
        if let refusal { answer(refusal) } else { wake.signal() }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        wake.signal()
    }

    /// What has come; nothing where somebody is just putting a letter in, which is found at the next look.
    func take() -> [Letter] {
        state.withLockIfAvailable { state in
            defer { state.letters.removeAll(keepingCapacity: true) }
            return state.letters
        } ?? []
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Waits for a letter, `seconds` at most.
    func wait(seconds: Double) { _ = wake.wait(timeout: .now() + seconds) }
}
