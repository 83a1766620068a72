import Assessments
import SignalCore

/// The trainer's loop: pick athlete, pick test, zero, weigh, go, rep, rep, rep, result, keep or retake, next athlete.
///
/// A pure state machine: events and commands in, effects out. Terminal and page are two faces of it. It never loses a trial that
/// the recording has found, and every state has a command that leads on.
public struct TrainerLoop: Sendable {
    /// Where it stands.
    public internal(set) var phase = LoopPhase.disconnected
    /// Why no device can be used; nil where one can.
    public internal(set) var problem: String?
    /// Code of the athlete; nil for nobody.
    public internal(set) var athlete: String?
    /// Codes of the athletes so far, the newest first.
    public internal(set) var athletes: [String] = []
    /// Test and protocol.
    public internal(set) var plan: TestProtocol
    /// What must be alike for tests to be compared.
    public internal(set) var conditions = TestConditions()
    /// Pain of this athlete today; nil while nobody has asked.
    public internal(set) var pain: PainReport?
    /// Trials of the recording, in the order of their numbers.
    public internal(set) var trials: [LoopTrial] = []
    /// Newtons and kilograms without load of the weighed person.
    public internal(set) var body: (weight: Double, mass: Double)?
    /// What each side read without load after a test, in newtons; nil where nobody has left the sensors yet.
    public internal(set) var drift: (left: Double, right: Double)?
    /// Seconds of the recording so far.
    public internal(set) var time = 0.0
    /// How far a test has come that is counted.
    public internal(set) var progress: LiveProgress?
    /// Second of the recording at which the rest is over.
    public internal(set) var restEnds: Double?
    /// Seconds that are still counted down; nil for no countdown.
    public internal(set) var countdown: Int?
    /// The limb that works now, where limbs work by turns.
    public internal(set) var limb: Side?
    /// The band to train in, with the time in it.
    public internal(set) var target: TargetBand?
    /// True while a recording runs, also in review.
    public internal(set) var isRecording = false
    /// What is being done about the rig, or was done last; nil for nothing.
    public internal(set) var rig: RigState?
    /// The closed recording; nil before.
    public internal(set) var folder: String?

    var effects: [LoopEffect] = []
    var countdownFrom: Double?
    var reachedAt: Double?
    var asksForSave = false
    var asksForNext = false
    var startNotes: [LoopNote] = []

    /// Begins without a device.
    public init(plan: TestProtocol = .usual(of: .cmj)) { self.plan = plan }

    /// Good trials so far.
    public var done: Int { trials.filter(\.isGood).count }

    /// True where the zero has moved further than it may (formulas C.8): more than 3 N and more than 0.2 % of body weight.
    public var zeroHasDrifted: Bool {
        guard let drift else { return false }
        let limit = max(3, 0.002 * (body?.weight ?? 0))
        return max(abs(drift.left), abs(drift.right)) > limit
    }

    /// Seconds of rest that are left; nil for none.
    public var restLeft: Double? { restEnds.map { max($0 - time, 0) } }

    /// The one thing to do next; nil where the person, not the trainer, is next.
    public var main: LoopCommand? {
        switch phase {
        case .disconnected, .zeroing: nil
        case .ready: .start
        case .stepOn, .weighing, .armed, .capturing, .between, .rest: .finish
        case .review: .save
        case .saved: .next
        }
    }

    /// Takes what happens.
    public mutating func take(_ event: LoopEvent) -> [LoopEffect] {
        effects = []
        switch event {
        case .devices(let problem): devices(problem)
        case .phase(let live): enter(live)
        case .weighed(let weight, let mass): body = (weight, mass)
        case .provisional(let trial): provide(trial)
        case .trial(let result): add(result)
        case .drift(let left, let right): drifted(left, right)
        case .time(let seconds, let progress, let share): advance(to: seconds, progress, share)
        case .rig(let state):
            rig = state
            say(state.stage == .failed ? .rejected : .notice, "rig", state.words)
        case .notice(let text): say(.notice, "notice", text)
        case .failed(let text):
            isRecording = false
            problem = text
            phase = .disconnected
            say(.rejected, "failed", text)
        case .ended(let folder, let results, let troubles): ended(folder, results, troubles)
        }
        return effects
    }

    // MARK: Events

    private mutating func devices(_ problem: String?) {
        guard !isRecording, rig?.stage != .waiting else { return }
        self.problem = problem
        if problem != nil, phase == .ready { phase = .disconnected }
        if problem == nil, phase == .disconnected { phase = .ready }
    }

    private mutating func enter(_ live: LivePhase) {
        guard isRecording, phase != .review, phase != .saved else { return }
        switch live {
        case .zeroing: phase = .zeroing
        case .stepOn: phase = .stepOn
        case .weighing: phase = .weighing
        case .capturing:
            phase = .capturing
            countdown = nil
            countdownFrom = nil
        case .armed:
            if restEnds.map({ time < $0 }) == true {
                phase = .rest
            } else if trials.isEmpty {
                arm()
            } else {
                phase = .between
            }
        }
    }

    private mutating func arm() {
        phase = .armed
        if plan.countdown > 0 {
            countdownFrom = time
            count()
        } else if let limb {
            say(.notice, "readyLimb", "Ready: \(limb.rawValue).", ["limb": limb.rawValue])
        }
    }

    /// Counts down one second after the other; the first number is heard with a second to spare.
    private mutating func count() {
        guard let began = countdownFrom else { return }
        let left = plan.countdown - Int((time - began).rounded(.down))
        guard left != countdown else { return }
        if left > 0 {
            countdown = left
            say(.countdown, "countdown", "\(left)", ["n": "\(left)"])
        } else {
            countdown = nil
            countdownFrom = nil
            say(.countdown, "go", "Go.", ["n": "0"])
        }
    }

    private mutating func provide(_ trial: ProvisionalTrial) {
        let place = trial.result.index - 1
        guard place >= 0, place <= trials.count else { return }
        if place == trials.count { trials.append(LoopTrial()) }
        if trials[place].result == nil { trials[place].provisional = trial }
    }

    private mutating func add(_ result: TrialResult) {
        let place = result.index - 1
        guard place >= 0 else { return }
        let isNew = place >= trials.count || trials[place].result == nil
        // Numbers come in order; a hole would be a trial that is still pending.
        while trials.count <= place { trials.append(LoopTrial()) }
        trials[place].result = result
        trials[place].provisional = nil
        guard isNew else { return }
        trials[place].isKept = result.kept
        if result.status == .ok {
            say(.registered, "trialRegistered", "Trial \(result.index).", ["trial": "\(result.index)"])
        } else {
            let reasons = result.reasons.map { QualityReason(rawValue: $0)?.words ?? $0 }
            let why = reasons.isEmpty ? result.status.words : reasons.joined(separator: "; ")
            say(
                .rejected, result.status == .lowQuality ? "trialDoubtful" : "trialRejected",
                "Trial \(result.index) does not count: \(why).",
                ["trial": "\(result.index)", "reasons": result.reasons.joined(separator: ",")])
        }
        guard phase.isRunning else { return }
        if isComplete {
            review()
            return
        }
        if plan.alternates {
            let left = trials.filter { $0.isGood && $0.result?.limb == .left }.count
            let right = trials.filter { $0.isGood && $0.result?.limb == .right }.count
            choose(left <= right ? .left : .right)
        }
        if plan.rest > 0 {
            restEnds = time + plan.rest
            phase = .rest
        } else {
            phase = .between
        }
    }

    private var isComplete: Bool {
        guard let trials = plan.trials else { return false }
        guard plan.alternates || plan.isOneLegged else { return done >= trials }
        return Side.allCases.allSatisfy { side in
            self.trials.filter { $0.isGood && $0.result?.limb == side }.count >= trials
        }
    }

    private mutating func choose(_ side: Side) {
        guard limb != side else { return }
        limb = side
        effects.append(.order(.limb(side)))
        say(.notice, "nextLimb", "Next: \(side.rawValue).", ["limb": side.rawValue])
    }

    private mutating func review() {
        restEnds = nil
        countdown = nil
        countdownFrom = nil
        phase = .review
        say(.done, "setDone", "Set complete.", ["n": "\(done)"])
    }

    private mutating func drifted(_ left: Double, _ right: Double) {
        guard isRecording else { return }
        let asked = zeroHasDrifted
        drift = (left, right)
        if zeroHasDrifted, !asked {
            say(
                .notice, "zeroDrift",
                "The zero has moved. Save, and begin the next test with everybody off the sensors.")
        }
    }

    private mutating func advance(to seconds: Double, _ progress: LiveProgress?, _ share: Double?) {
        guard isRecording else { return }
        time = max(time, seconds)
        self.progress = progress
        target?.add(share, at: seconds)
        if let ends = restEnds, time >= ends {
            restEnds = nil
            if phase == .rest {
                say(.notice, "restOver", "Rest is over.")
                arm()
            }
        }
        count()
        // What is counted live is a guide: a moment more, so that the last landing or rise is in.
        if let until = plan.until, let progress, progress.value >= until, phase == .capturing {
            let since = reachedAt ?? time
            reachedAt = since
            if time >= since + (progress.unit == .seconds ? 0 : 2) { end() }
        } else {
            reachedAt = nil
        }
    }

    /// Ends the recording; its results come with it.
    mutating func end() {
        guard isRecording, !asksForSave else { return }
        asksForSave = true
        restEnds = nil
        countdown = nil
        countdownFrom = nil
        effects.append(.stop)
    }

    private mutating func ended(_ folder: String?, _ results: [TrialResult], _ troubles: [String]) {
        guard isRecording else { return }
        isRecording = false
        self.folder = folder
        // What is known at the end, such as how two clocks lie, is in the results beside the recording.
        for result in results where trials.indices.contains(result.index - 1) && trials[result.index - 1].result != nil
        {
            trials[result.index - 1].result = result
        }
        // A movement that was under way when the recording ended is no trial.
        trials.removeAll { $0.result == nil }
        for trouble in troubles { say(.notice, "trouble", trouble) }
        let wasSaved = phase == .review && asksForSave
        restEnds = nil
        countdown = nil
        countdownFrom = nil
        asksForSave = false
        if asksForNext {
            clear()
        } else if wasSaved {
            phase = .saved
            say(.done, "saved", "Saved.")
        } else if trials.isEmpty {
            phase = .ready
            say(.notice, "nothing", "The recording is over; there was no trial in it.")
        } else {
            phase = .review
            say(.done, "setDone", "Set complete.", ["n": "\(done)"])
        }
    }

    // MARK: Shared with the commands

    mutating func say(_ kind: Announcement.Kind, _ key: String, _ text: String, _ values: [String: String] = [:]) {
        effects.append(.say(Announcement(kind, key, text, values)))
    }

    /// Back to the beginning, with nobody chosen.
    mutating func clear() {
        asksForNext = false
        athlete = nil
        pain = nil
        trials = []
        body = nil
        drift = nil
        folder = nil
        progress = nil
        limb = nil
        startNotes = []
        phase = problem == nil ? .ready : .disconnected
    }

    /// Begins a recording of what is chosen.
    mutating func begin() {
        trials = []
        body = nil
        drift = nil
        folder = nil
        progress = nil
        time = 0
        restEnds = nil
        reachedAt = nil
        countdown = nil
        countdownFrom = nil
        asksForSave = false
        asksForNext = false
        limb = plan.alternates ? .left : nil
        if let target { self.target = TargetBand(target.band) }
        isRecording = true
        phase = .zeroing
        effects.append(
            .begin(LoopOrder(test: plan.test, athlete: athlete, conditions: conditions, limb: limb)))
        if let pain { effects.append(.note(.pain(pain))) }
        for note in startNotes { effects.append(.note(note)) }
        startNotes = []
    }
}
