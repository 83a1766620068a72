import Assessments
import SignalCore

extension TrainerLoop {
    /// Carries a command out.
    ///
    /// - Throws: why it is not taken now; nothing has changed then.
    public mutating func obey(_ command: LoopCommand) throws(LoopRefusal) -> [LoopEffect] {
        effects = []
        switch command {
        case .athlete(let code): try choose(athlete: code)
        case .test(let plan): try choose(plan)
        case .conditions(let conditions): try take(conditions)
        case .start: try start()
        case .weigh: try weigh()
        case .finish: try finish()
        case .save: try save()
        case .next: try next()
        case .cancel: try cancel()
        case .retake: try retake()
        case .discard(let trial, let reason): try discard(trial, reason)
        case .keep(let trial): try keep(trial)
        case .mark(let text): try mark(text)
        case .note(let text, let trial): try note(text, trial)
        case .pain(let pain): report(pain)
        case .event(let name, let trial, let time): try move(name, of: trial, to: time)
        case .target(let band): try aim(band)
        case .limb(let side): turn(to: side)
        case .rig(let action): try handle(action)
        }
        return effects
    }

    /// True where the command would be taken now.
    public func allows(_ command: LoopCommand) -> Bool {
        var copy = self
        return (try? copy.obey(command)) != nil
    }

    // MARK: Before the recording

    private func needIdle() throws(LoopRefusal) {
        guard !isRecording else { throw LoopRefusal("A recording runs. Finish and save it, or cancel it, first.") }
        guard rig?.stage != .waiting else { throw LoopRefusal("The sides are being confirmed. Push, or cancel it.") }
    }

    private mutating func handle(_ action: RigAction) throws(LoopRefusal) {
        try needIdle()
        leaveSaved()
        rig = RigState(.waiting, "Opening the devices.")
        effects.append(.rig(action))
    }

    /// What was shown of the last test makes room for the next one.
    private mutating func leaveSaved() {
        guard phase == .saved || phase == .review else { return }
        trials = []
        body = nil
        drift = nil
        folder = nil
        progress = nil
        phase = problem == nil ? .ready : .disconnected
    }

    private mutating func choose(athlete code: String?) throws(LoopRefusal) {
        try needIdle()
        let trimmed = code.map { String($0.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }) }
            .map { $0.split(separator: " ").joined(separator: " ") }
        if let trimmed, trimmed.utf8.count > 64 {
            throw LoopRefusal("An athlete's code has 64 characters at most.")
        }
        leaveSaved()
        let chosen = trimmed?.isEmpty == false ? trimmed : nil
        if chosen != athlete {
            pain = nil
            startNotes = []
        }
        athlete = chosen
        if let chosen {
            athletes.removeAll { $0 == chosen }
            athletes.insert(chosen, at: 0)
            if athletes.count > 50 { athletes.removeLast() }
        }
    }

    private mutating func choose(_ plan: TestProtocol) throws(LoopRefusal) {
        try needIdle()
        leaveSaved()
        self.plan = plan
    }

    private mutating func take(_ conditions: TestConditions) throws(LoopRefusal) {
        try needIdle()
        if let fault = conditions.fault { throw LoopRefusal(fault) }
        self.conditions = conditions
    }

    private mutating func start() throws(LoopRefusal) {
        if !isRecording { try needIdle() }
        switch phase {
        case .ready, .saved: begin()
        case .disconnected: throw LoopRefusal(problem ?? "No device can be used yet.")
        case .review where !isRecording: begin()
        default: throw LoopRefusal("A test is under way. Finish and save it first.")
        }
    }

    // MARK: In the recording

    private mutating func weigh() throws(LoopRefusal) {
        guard plan.test.isWeighed else { throw LoopRefusal("Nobody is weighed in this test.") }
        guard isRecording, phase == .armed || phase == .capturing, trials.isEmpty else {
            throw LoopRefusal(
                "Weighing anew is for before the first trial. Save, and begin a new test with another weighing.")
        }
        effects.append(.order(.weigh))
    }

    private mutating func finish() throws(LoopRefusal) {
        guard isRecording, phase.isRunning, phase != .zeroing else {
            throw LoopRefusal(
                phase == .zeroing ? "There is nothing to finish before the zero. Cancel instead." : "No test runs.")
        }
        let movement = plan.test.definition.movement
        if (movement == .jump || movement == .effort) && trials.contains(where: { $0.result != nil }) {
            restEnds = nil
            countdown = nil
            countdownFrom = nil
            phase = .review
            say(.done, "setDone", "Set complete.", ["n": "\(done)"])
        } else {
            end()
        }
    }

    private mutating func save() throws(LoopRefusal) {
        guard phase == .review else {
            throw LoopRefusal(
                phase == .saved ? "It is saved." : isRecording ? "Finish the test first." : "There is nothing to save.")
        }
        if isRecording {
            end()
        } else {
            phase = .saved
            say(.done, "saved", "Saved.")
        }
    }

    private mutating func next() throws(LoopRefusal) {
        switch phase {
        case .review where isRecording:
            asksForNext = true
            end()
        case .review, .saved, .ready, .disconnected:
            try needIdle()
            clear()
        default: throw LoopRefusal("A test is under way. Finish it first.")
        }
    }

    private mutating func cancel() throws(LoopRefusal) {
        if rig?.stage == .waiting {
            effects.append(.stop)
            return
        }
        guard isRecording else { throw LoopRefusal("No test runs.") }
        guard trials.isEmpty else { throw LoopRefusal("There are trials. Finish the test, then save it or retake.") }
        end()
    }

    // MARK: Trials

    private mutating func retake() throws(LoopRefusal) {
        guard let last = trials.lastIndex(where: { $0.result != nil && $0.isKept }) else {
            throw LoopRefusal("There is no trial to retake.")
        }
        guard phase != .capturing || plan.test.definition.movement != .jump else {
            throw LoopRefusal("A trial is under way.")
        }
        guard phase != .saved else { throw LoopRefusal("It is saved. Discard the trial, or begin a new test.") }
        guard !asksForSave else { throw LoopRefusal("The recording is being closed.") }
        if isRecording {
            drop(last, "retake")
            restEnds = nil
            if phase == .review { phase = .between }
        } else {
            // Trials that are found at the end belong together: all of them are taken again.
            for trial in trials.indices where trials[trial].isKept { drop(trial, "retake") }
            begin()
        }
        say(.notice, "retake", "Once more.")
    }

    private mutating func drop(_ place: Int, _ reason: String) {
        trials[place].isKept = false
        trials[place].reason = reason
        if isRecording { effects.append(.order(.discard(trial: place + 1))) }
        effects.append(.note(.discard(trial: place + 1, reason: reason)))
    }

    private func place(_ trial: Int) throws(LoopRefusal) -> Int {
        guard trials.indices.contains(trial - 1), trials[trial - 1].result != nil else {
            throw LoopRefusal("There is no trial \(trial).")
        }
        guard isRecording || folder != nil else { throw LoopRefusal("The recording is not there any more.") }
        return trial - 1
    }

    private mutating func discard(_ trial: Int, _ reason: String) throws(LoopRefusal) {
        let place = try place(trial)
        let words = try checked(reason)
        guard !words.isEmpty else { throw LoopRefusal("Say why the trial does not count.") }
        guard trials[place].isKept else { throw LoopRefusal("Trial \(trial) is discarded already.") }
        drop(place, words)
        if phase == .review, isRecording, plan.trials != nil { phase = .between }
    }

    private mutating func keep(_ trial: Int) throws(LoopRefusal) {
        let place = try place(trial)
        guard !trials[place].isKept else { throw LoopRefusal("Trial \(trial) counts already.") }
        trials[place].isKept = true
        trials[place].reason = nil
        if isRecording { effects.append(.order(.keep(trial: trial))) }
        effects.append(.note(.keep(trial: trial)))
    }

    private mutating func move(_ name: String, of trial: Int, to time: Double?) throws(LoopRefusal) {
        let place = try place(trial)
        guard let result = trials[place].result, result.events.contains(where: { $0.name == name }) else {
            throw LoopRefusal("Trial \(trial) has no event of that name.")
        }
        let movable = plan.test.movableEvents
        guard movable.contains(name) else {
            throw LoopRefusal(
                movable.isEmpty
                    ? "No event of this test can be moved."
                    : "Only these can be moved: \(movable.joined(separator: ", ")).")
        }
        if let time, !time.isFinite || time < 0 { throw LoopRefusal("The time is in seconds of the recording.") }
        trials[place].moved[name] = time
        effects.append(.move(name, trial: trial))
        effects.append(.note(.event(name, trial: trial, time: time)))
    }

    // MARK: Words and aims

    private func checked(_ text: String) throws(LoopRefusal) -> String {
        guard text.utf8.count <= 500 else { throw LoopRefusal("The text has 500 characters at most.") }
        return text.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
    }

    private mutating func mark(_ text: String) throws(LoopRefusal) {
        guard isRecording, phase != .zeroing else { throw LoopRefusal("Nothing is recorded yet.") }
        let words = try checked(text)
        effects.append(.mark(words.isEmpty ? "mark" : words))
    }

    private mutating func note(_ text: String, _ trial: Int?) throws(LoopRefusal) {
        let words = try checked(text)
        guard !words.isEmpty else { throw LoopRefusal("There are no words in the note.") }
        if let trial { _ = try place(trial) }
        keepNote(.words(words, trial: trial))
    }

    private mutating func report(_ pain: PainReport) {
        self.pain = pain
        if isRecording || folder != nil { effects.append(.note(.pain(pain))) }
    }

    /// A note before a recording is there waits for it.
    private mutating func keepNote(_ note: LoopNote) {
        if isRecording || folder != nil { effects.append(.note(note)) } else { startNotes.append(note) }
    }

    private mutating func aim(_ band: ClosedRange<Double>?) throws(LoopRefusal) {
        if let band, !(band.lowerBound >= 0 && band.upperBound <= 100) {
            throw LoopRefusal("The band is of right shares, 0 to 100 %.")
        }
        target = band.map { TargetBand($0) }
    }

    private mutating func turn(to side: Side?) {
        limb = side
        if isRecording { effects.append(.order(.limb(side))) }
    }
}
