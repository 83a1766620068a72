import Assessments
import ForceDevices
import Foundation
import LiveSession
import Recordings
import SignalCore
import Transport

/// The station's thread: runs the loop, and the recordings that it asks for.
final class StationWorker {
    private let settings: Station.Settings
    private let provider: Station.Provider
    private let inbox: StationInbox
    private let board: StationBoard
    private let listener: @Sendable (LiveOutput) -> Void
    private let finished: @Sendable (FinishedRun) -> Void
    private let notes = StationNotes()

    private var loop: TrainerLoop
    private var facts = StationFacts()
    private var begins: LoopOrder?
    private var rigAction: RigAction?
    private var orders: [LiveOrder] = []
    private var marks: [String] = []
    private var stops = false
    private var shownTime = -1
    private var nextLook = 0.0
    private var isDirty = true

    init(
        _ settings: Station.Settings, _ provider: Station.Provider, _ inbox: StationInbox, _ board: StationBoard,
        _ listener: @escaping @Sendable (LiveOutput) -> Void, _ finished: @escaping @Sendable (FinishedRun) -> Void
    ) {
        self.settings = settings
        self.provider = provider
        self.inbox = inbox
        self.board = board
        self.listener = listener
        self.finished = finished
        loop = TrainerLoop(plan: settings.plan)
    }

    func work() {
        while !inbox.isClosed {
            look()
            listen()
            publish()
            if let action = rigAction {
                rigAction = nil
                stops = false
                let state = provider.rig(
                    action,
                    { words in
                        take(.rig(RigState(.waiting, words)))
                        publish()
                    },
                    {
                        listen()
                        publish()
                        return stops || inbox.isClosed
                    })
                take(.rig(state))
            } else if let order = begins {
                begins = nil
                run(order)
            } else {
                inbox.wait(seconds: 0.2)
            }
        }
        for letter in inbox.take() { letter.answer("The program is ending.") }
        notes.finish()
        publish()
    }

    /// Looks once a second whether a device could be opened.
    private func look() {
        let now = ProcessInfo.processInfo.systemUptime
        guard now >= nextLook else { return }
        nextLook = now + 1
        let problem = provider.problem()
        guard problem != loop.problem || loop.phase == .disconnected else { return }
        take(.devices(problem: problem))
    }

    private func listen() {
        for letter in inbox.take() {
            do throws(LoopRefusal) {
                perform(try loop.obey(letter.command))
                isDirty = true
                letter.answer(nil)
            } catch { letter.answer(error.words) }
        }
    }

    private func take(_ event: LoopEvent) {
        let before = loop.phase
        perform(loop.take(event))
        if case .time = event {
            // Seconds of a rest or a countdown are shown, the time between them is not.
            let second = Int((loop.restLeft ?? 0).rounded(.up)) * 10 + (loop.countdown ?? 0)
            if second != shownTime || before != loop.phase { isDirty = true }
            shownTime = second
        } else {
            isDirty = true
        }
    }

    private func perform(_ effects: [LoopEffect]) {
        for effect in effects {
            switch effect {
            case .begin(let order):
                begins = order
                notes.begin()
            case .order(let order): orders.append(order)
            case .move(let event, let trial): move(event, of: trial)
            case .mark(let text): marks.append(text)
            case .stop: stops = true
            case .rig(let action): rigAction = action
            case .note(let note): notes.add(note)
            case .say(let words): board.say(words)
            }
        }
    }

    /// Analyses a trial anew: in the running recording by an order that its journal keeps, else from its rows.
    private func move(_ event: String, of trial: Int) {
        guard loop.trials.indices.contains(trial - 1), let (result, record) = board.trial(trial) else { return }
        let rate = record.rows.rate
        let moved = loop.trials[trial - 1].moved.compactMapValues { Int(exactly: ($0 * rate).rounded()) }
        if loop.isRecording {
            orders.append(.move(event, trial: trial, row: moved[event]))
            return
        }
        let anew = RecordingAnalysis.analyzeTrial(
            record.rows, index: trial, kept: result.kept, test: loop.plan.test, weighing: record.weighing,
            settings: record.settings, limb: result.limb, moved: moved)
        board.keep(trial: anew, record)
        take(.trial(anew))
    }

    private func publish() {
        guard isDirty else { return }
        // Where a reader holds the board, the next look puts it there.
        if board.show(StationDocument(loop, facts, settings)) { isDirty = false }
    }

    // MARK: A recording

    private func run(_ order: LoopOrder) {
        orders = []
        marks = []
        stops = false
        facts = StationFacts()
        board.forgetTrials()
        publish()
        do {
            let opened = try provider.open(order)
            guard opened.rig.givesNewtons else {
                for device in opened.rig.devices { device.link.close() }
                take(
                    .failed(
                        "Nobody has said what the sensors measure, so there are no newtons: name the spans, or bind the rig."
                    ))
                return
            }
            var request = LiveRunRequest(
                test: order.test, rate: settings.rate, data: settings.data, athlete: order.athlete,
                loadKilograms: order.conditions.load ?? 0, gravity: settings.gravity, sides: opened.sides,
                frameRate: settings.frameRate, software: settings.software)
            request.boxHeight = order.conditions.box
            request.leverArm = order.conditions.lever
            request.conditions = order.conditions.text
            request.limb = order.limb
            request.check = opened.check
            request.gainRatio = opened.gainRatio
            request.calibrationNote = opened.calibrationNote
            request.rows = settings.rows
            request.marker = { [unowned self] in marks.isEmpty ? nil : marks.removeFirst() }
            request.order = { [unowned self] in orders.isEmpty ? nil : orders.removeFirst() }
            facts.begin(opened.rig, opened.sides)
            facts.check = opened.check
            facts.calibration = opened.calibration
            let finished = try LiveRun.run(
                opened.rig, request,
                shouldStop: { [unowned self] in
                    listen()
                    publish()
                    return stops || inbox.isClosed
                }, output: { [unowned self] in tell($0) })
            withExtendedLifetime(opened.keeper) {}
            end(finished)
        } catch {
            let words = (error as? DeviceError)?.description ?? (error as? RecordingError)?.description ?? "\(error)"
            take(.failed(words))
            notes.end(folder: nil)
        }
        nextLook = 0
    }

    private func end(_ finished: FinishedRun) {
        var troubles = finished.troubles
        if case .deviceLost(let error) = finished.reason { troubles.append(error.description) }
        if let document = finished.results {
            facts.results = document.recordings.first
            board.keep(results: document.json())
        }
        notes.end(folder: finished.folder)
        take(
            .ended(
                folder: finished.folder, results: finished.results?.recordings.first?.trials ?? [], troubles: troubles))
        self.finished(finished)
    }

    private func tell(_ output: LiveOutput) {
        switch output {
        case .opened(let info, let stream, let side): facts.add(info, stream, side)
        case .folder(let path):
            facts.folder = path
            notes.found(folder: path)
        case .frame(let frame):
            let away = facts.away
            facts.see(frame)
            if facts.away != away { isDirty = true }
            take(.time(frame.time ?? 0, progress: frame.progress, share: frame.share))
            board.show(frame, target: loop.target)
            var shown = frame
            shown.target = loop.target
            listener(.frame(shown))
            return
        case .phase(let phase): take(.phase(phase))
        case .zeroed(let zero): facts.zero = zero
        case .weighed(let weighing, let mass): take(.weighed(weight: weighing.weight, mass: mass))
        case .provisional(let trial): take(.provisional(trial))
        case .trial(let result, let record):
            facts.settings = record.settings
            board.keep(trial: result, record)
            take(.trial(result))
        case .rowsBegin: break
        case .drift(let left, let right): take(.drift(left: left, right: right))
        case .notice(let text): take(.notice(text))
        }
        listener(output)
    }
}
