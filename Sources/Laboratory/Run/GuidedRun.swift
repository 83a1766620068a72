import Calibration
import SignalCore

/// Leads through a calibration step by step: it is told every sample and every word of the operator, and has no clock.
///
/// A reading is taken by itself once the load has changed as the step asks, is about the one that it asks for, and rests
/// for the step's dwell. What has to be kept is handed out as ``Event/record(_:)`` in the order in which it happened.
public struct GuidedRun: Sendable {
    /// How readings are taken.
    public struct Settings: Sendable, Hashable {
        /// Seconds of a reading; steps with a shorter dwell take as long as that.
        public var window = 2.0
        /// True where nobody is asked to confirm that the sensor was turned.
        public var isUnattended = false
        /// Newtons per unit of the reading by the data sheet; nil where nobody knows.
        public var nominal: Double?
        /// Largest standard deviation of single samples at rest; nil to find it from the signal.
        public var noise: Double?
        /// Width of the device's range, below a millionth of which nothing counts as noise; nil where unknown.
        public var range: Double?
        /// Seconds between the beginning of the run and of this stream, for a run that goes on.
        public var began = 0.0
        /// Seconds from the first sample on in which no reading is taken, so that the device warms up.
        public var warmUp = 0.0
        /// Samples that are kept from before the stable part.
        public var samplesBefore = 1000

        /// The usual ones.
        public init() {}
    }

    /// What the operator may ask for.
    public enum Command: Sendable, Hashable {
        /// Go on: the sensor is turned, or take the reading as it is now.
        case next
        /// Read a step again, numbered from 1.
        case redo(step: Int, because: String)
        /// The last reading does not count.
        case void(because: String)
        /// Take no readings for now.
        case pause
        /// Go on after a pause.
        case resume
        /// A remark for the record.
        case note(String)
        /// The climate was measured.
        case climate(Climate)
        /// The device is warm enough: do not wait any longer.
        case warm
        /// Leave off; the run can be resumed later.
        case stop
    }

    /// What came of a sample or a command.
    public enum Event: Sendable, Hashable {
        /// To be kept, in this order.
        case record(RunEntry)
        /// A sentence for the operator.
        case said(String)
        /// Why what was asked for is not done, and what to do instead.
        case refused(String)
        /// Every step has a reading.
        case finished
    }

    /// Why there is no reading yet.
    public enum Waiting: Sendable, Hashable {
        /// Not at rest under the load.
        case rest(StableReading.Reason)
        /// At another load than the step asks for, both in newtons.
        case wrongLoad(says: Double, needs: Double)
        /// The same load has to come off and on again.
        case departure
        /// Somebody has to say that the sensor is turned.
        case confirmation
        /// The device is not on for long enough; so many seconds are left.
        case warmUp(left: Double)
        /// Paused.
        case paused
        /// Nothing is left to do.
        case nothing
    }

    /// The run with everything read so far.
    public private(set) var run: CalibrationRun
    /// Number of the step that is waited for, from 0; nil where all are done.
    public private(set) var step: Int?
    /// Why there is no reading yet.
    public private(set) var waiting = Waiting.rest(.noSamples)
    /// True after ``Command/stop``.
    public private(set) var isStopped = false
    /// True while no readings are taken.
    public private(set) var isPaused = false
    /// The last sample, NaN where missing; empty before the first.
    public private(set) var live: [Double] = []

    private let settings: Settings
    private let span: Double
    private var noise = NoiseFloor()
    private var detector: StableReading?
    private var samples = StepSamples()
    private var lastTaken: (step: Int, sum: Double)?
    private var hasDeparted = false
    private var isConfirmed = false
    /// First and last sample's time of the warm-up; nil before the first sample and where nothing is waited for.
    private var warming: (start: Double, now: Double)?
    private var isWarm: Bool
    /// What each channel counts for, where their plain sum is no force.
    private var weights: [Double]?
    /// Newtons per unit and the unloaded reading, roughly.
    private var rough: (gain: Double, zero: Double)?

    /// Leads through what a run has not done yet.
    public init(_ run: CalibrationRun, _ settings: Settings = Settings()) {
        self.run = run
        self.settings = settings
        span = run.plan.steps.compactMap { run.load($0)?.force }.max() ?? 0
        samples.before = settings.samplesBefore
        isWarm = settings.warmUp <= 0
        begin()
    }

    // MARK: Warm-up

    /// Takes the time of a sample while the device warms up; what came of it.
    private mutating func warm(_ time: Double) -> [Event] {
        let start = min(warming?.start ?? time, time)
        warming = (start, time)
        let left = settings.warmUp - (time - start)
        guard left <= 0 else {
            leave(.warmUp(left: left))
            return []
        }
        return endWarmUp() + [.said("The device has been on for \(Self.minutes(run.warmUp)): the readings begin.")]
    }

    private mutating func endWarmUp() -> [Event] {
        let waited = warming.map { $0.now - $0.start } ?? 0
        isWarm = true
        let minutes = (((run.warmUp ?? 0) + waited / 60) * 100).rounded() / 100
        run.warmUp = minutes
        begin()
        return [.record(.warmUp(minutes: minutes))]
    }

    static func minutes(_ value: Double?) -> String {
        let rounded = ((value ?? 0) * 10).rounded() / 10
        return (rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)") + " min"
    }

    // MARK: One number of several channels

    /// The reading of all channels as one number that grows with the force.
    ///
    /// Of one sensor and of cells it is their sum. The channels of a plate of several components are no parts of one force:
    /// they count as the first force at the centre has moved them.
    private func value(_ channels: [Double]) -> Double {
        guard let weights, weights.count == channels.count else { return channels.reduce(0, +) }
        return zip(weights, channels).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// True where the sum of the channels is the force: one sensor, or a plate on four cells.
    private var channelsAddUp: Bool { [0, 1, 4].contains(run.device.channels.count) }

    private mutating func findWeights(_ counted: [StepReading]) {
        guard !channelsAddUp, let zero = counted.last(where: { force($0.step) == 0 }) else { return }
        let central = counted.filter { reading in
            let place = run.plan.steps[reading.step].position
            return (place == nil || place == .zero) && (force(reading.step) ?? 0) > 0
        }
        guard let first = central.first, first.means.count == zero.means.count else { return }
        let moved = zip(first.means, zero.means).map { $0 - $1 }
        let square = moved.reduce(0) { $0 + $1 * $1 }
        guard square > 0 else { return }
        // In units of the channels: the force at the centre moves the number by as much as the channels together.
        let size = square.squareRoot()
        weights = moved.map { $0 / size }
    }

    // MARK: What is asked for

    /// The force of a step in newtons; nil where a weight is unknown.
    func force(_ step: Int) -> Double? { run.load(run.plan.steps[step])?.force }

    /// True where the same load has to come off first, so that the step is a new loading.
    private var needsDeparture: Bool {
        guard let step, let last = lastTaken, last.step != step, let now = force(step), now > 0, now == force(last.step)
        else { return false }
        let (a, b) = (run.plan.steps[last.step], run.plan.steps[step])
        return b.kind == .preload || a.rotation != b.rotation || a.position != b.position || a.series != b.series
    }

    /// True where the sensor is to be turned while nothing is on it, which no reading shows.
    private var needsConfirmation: Bool {
        guard !settings.isUnattended, let step, step > 0, force(step) == 0 else { return false }
        let (a, b) = (run.plan.steps[step - 1], run.plan.steps[step])
        return a.rotation != b.rotation && force(step - 1) == 0
    }

    private mutating func begin() {
        step = run.nextStep
        detector = nil
        samples.forget()
        hasDeparted = false
        isConfirmed = false
        findGain()
        waiting = step == nil ? .nothing : isPaused ? .paused : .rest(.noSamples)
    }

    /// What one newton is worth, from the zero and the largest load so far, else from the data sheet.
    private mutating func findGain() {
        let counted = run.readings.filter { $0.void == nil && run.plan.steps.indices.contains($0.step) }
        findWeights(counted)
        if let last = lastTaken, let reading = run.reading(last.step) { lastTaken = (last.step, value(reading.means)) }
        // What lay on it first is no zero once somebody has had to take readings back.
        let base = counted.count == run.readings.count ? noise.first : nil
        let zero = counted.last { force($0.step) == 0 }.map { value($0.means) } ?? base
        guard let zero else {
            rough = nil
            return
        }
        var largest: (force: Double, sum: Double)?
        for reading in counted {
            if let force = force(reading.step), force > largest?.force ?? 0 { largest = (force, value(reading.means)) }
        }
        // Two readings of the same load, one of them under the wrong name, tell no gain.
        if let largest, abs(largest.sum - zero) > 10 * (noise.limit ?? 0) {
            rough = (largest.force / (largest.sum - zero), zero)
        } else {
            // The span of one channel says nothing of a plate whose channels are no parts of one force.
            rough = !channelsAddUp ? nil : settings.nominal.flatMap { $0 == 0 || !$0.isFinite ? nil : ($0, zero) }
        }
    }

    /// Newtons on the sensor, roughly; nil before a gain is known or while samples are missing.
    var roughForce: Double? {
        guard let rough, !live.isEmpty else { return nil }
        let says = (value(live) - rough.zero) * rough.gain
        return says.isFinite ? says : nil
    }

    // MARK: Samples

    /// Takes a sample: one value a channel, NaN where missing, at seconds of the stream's clock.
    ///
    /// - Parameter isAtLimit: true where a channel was at its limit.
    public mutating func take(_ values: [Double], at time: Double, isAtLimit: Bool = false) -> [Event] {
        live = values
        guard let step, !isPaused, !isStopped else { return [] }
        if !isWarm { return warm(time) }
        let total = self.value(values)
        let value = total.isFinite && !values.isEmpty ? total : nil
        let knewBase = noise.first != nil
        noise.take(isAtLimit ? nil : value, at: time)
        if !knewBase, noise.first != nil { findGain() }
        samples.take(values, at: time)
        guard !isAtLimit else {
            leave(.rest(.atLimit))
            return []
        }
        // One second of silence teaches what rest is here.
        guard let limit = noiseLimit, noise.first != nil else {
            leave(.rest(value == nil ? .gap : .filling(seconds: settings.window)))
            return []
        }
        if needsConfirmation, !isConfirmed {
            leave(.confirmation)
            return []
        }
        if needsDeparture, !hasDeparted {
            guard let value, let last = lastTaken, abs(value - last.sum) >= distance(force(step) ?? 0, limit) else {
                leave(.departure)
                return []
            }
            hasDeparted = true
        }
        var detector = detector ?? makeDetector(step, limit)
        let state = detector.take(value, at: time)
        self.detector = detector
        switch state {
        case .waiting(.noChange(let distance, let need)):
            waiting = .rest(.noChange(distance: distance, need: need))
            samples.unload()
            return []
        case .waiting(.atLimit):
            leave(.rest(.atLimit))
            return []
        default: break
        }
        if let value, let wrong = wrongLoad(step, value, limit) {
            leave(wrong)
            return []
        }
        samples.load(at: time)
        switch state {
        case .waiting(let reason):
            waiting = .rest(reason)
            return []
        case .stable(let reading): return accept(step, from: reading.start, to: reading.end)
        }
    }

    /// Nothing of what came so far belongs to the step.
    private mutating func leave(_ reason: Waiting) {
        waiting = reason
        detector = nil
        samples.unload()
    }

    private var noiseLimit: Double? {
        if let noise = settings.noise { return noise }
        guard let found = noise.limit else { return nil }
        let ofRange = settings.range.flatMap { $0.isFinite ? 1e-6 * $0 : nil } ?? 0
        return max(found, ofRange, rough.map { 2e-5 * span / abs($0.gain) } ?? 0)
    }

    /// How far the reading must move for a change of so many newtons: half of it, where the gain is known roughly.
    private func distance(_ newtons: Double, _ limit: Double) -> Double {
        max(rough.map { 0.5 * abs(newtons / $0.gain) } ?? 0, rough == nil ? 10 * limit : 0)
    }

    private func makeDetector(_ step: Int, _ limit: Double) -> StableReading {
        let dwell = max(run.plan.steps[step].dwell, 0)
        let drift = max(0.25 * limit, rough.map { 1e-4 * span / abs($0.gain) } ?? 0)
        var detector = StableReading.Settings(
            window: min(settings.window, max(dwell, 0.5)), dwell: dwell, noise: limit, drift: drift)
        let now = force(step) ?? 0
        if let last = lastTaken, !hasDeparted {
            let before = force(last.step) ?? 0
            if before != now {
                detector.reference = last.sum
                detector.step = distance(now - before, limit)
            }
        } else if lastTaken == nil, now > 0, run.readings.isEmpty, let base = noise.first {
            // Before the first load nothing is on it.
            detector.reference = base
            detector.step = distance(now, limit)
        }
        return StableReading(detector)
    }

    /// What speaks against the load being the one that the step asks for; nil where nothing does, or nothing is known.
    private func wrongLoad(_ step: Int, _ value: Double, _ limit: Double) -> Waiting? {
        guard let rough, let needed = force(step) else { return nil }
        let says = (value - rough.zero) * rough.gain
        let tolerance = max(0.1 * span, 6 * limit * abs(rough.gain))
        return abs(says - needed) > tolerance ? .wrongLoad(says: says, needs: needed) : nil
    }

    private mutating func accept(_ step: Int, from start: Double, to end: Double) -> [Event] {
        guard var reading = samples.reading(step, from: start, to: end) else { return [] }
        reading.move(by: settings.began)
        reading.temperature = run.climate.temperature
        run.readings.append(reading)
        lastTaken = (step, value(reading.means))
        begin()
        return [.record(.reading(reading))] + (self.step == nil ? [.finished] : [])
    }

    // MARK: Commands

    /// Does what the operator asks for.
    public mutating func perform(_ command: Command) -> [Event] {
        if isStopped { return [.refused("The run was stopped. Resume it by its name: --resume \(run.id).")] }
        switch command {
        case .next: return goOn()
        case .redo(let number, let reason):
            guard run.plan.steps.indices.contains(number - 1) else {
                return [.refused("There is no step \(number): the plan has steps 1 to \(run.plan.steps.count).")]
            }
            guard run.reading(number - 1) != nil else {
                return [.refused("Step \(number) has not been read yet; it comes by itself.")]
            }
            return void(number - 1, reason, "redo \(number) the weight had slipped")
        case .void(let reason):
            guard let last = run.readings.last(where: { $0.void == nil }) else {
                return [.refused("There is no reading yet that could be void.")]
            }
            return void(last.step, reason, "void the weight had slipped")
        case .pause:
            guard !isPaused else { return [.refused("It is paused already; `resume` goes on.")] }
            guard step != nil else { return [.refused("Every step is done; there is nothing to pause.")] }
            isPaused = true
            leave(.paused)
            return [.said("Paused. `resume` goes on with the same step.")]
        case .resume:
            guard isPaused else { return [.refused("It is not paused.")] }
            isPaused = false
            begin()
            return [.said("Going on.")]
        case .note(let text):
            guard !text.isEmpty else { return [.refused("Say what is to be noted: note the door was open.")] }
            run.notes.append(text)
            return [.record(.note(text))]
        case .climate(let climate):
            run.climate = climate
            return [.record(.climate(climate))]
        case .warm:
            guard !isWarm else { return [.refused("No warm-up is waited for.")] }
            let ended = endWarmUp()
            let note =
                "the warm-up was ended by hand after \(Self.minutes(run.warmUp)) of \(Self.minutes(CalibrationRun.warmUp))"
            run.notes.append(note)
            return ended + [.record(.note(note)), .said("The warm-up is ended; the record says so.")]
        case .stop:
            isStopped = true
            return [.said("Stopped after \(run.done) of \(run.plan.steps.count) steps.")]
        }
    }

    private mutating func void(_ step: Int, _ reason: String, _ example: String) -> [Event] {
        guard !reason.isEmpty else { return [.refused("Say why, so that the record shows it: \(example).")] }
        guard let number = run.readings.lastIndex(where: { $0.step == step && $0.void == nil }) else { return [] }
        run.readings[number].void = reason
        // What was really on it then is not known.
        if lastTaken?.step == step { lastTaken = nil }
        begin()
        return [
            .record(.void(reading: number, because: reason)),
            .said("Step \(step + 1) is void and comes again; its reading is kept."),
        ]
    }

    private mutating func goOn() -> [Event] {
        guard let step else { return [.refused("Every step is done.")] }
        if isPaused { return [.refused("It is paused; `resume` goes on.")] }
        if !isWarm { return [.refused("The device warms up. `warm` ends that, and the record says so.")] }
        switch waiting {
        case .confirmation:
            isConfirmed = true
            waiting = .rest(.noSamples)
            return []
        case .departure:
            hasDeparted = true
            waiting = .rest(.noSamples)
            return []
        default: break
        }
        let dwell = run.plan.steps[step].dwell
        guard let (start, end) = samples.lastStretch(min(settings.window, max(dwell, 0.5))) else {
            return [.refused("No whole readings have come in the last moments: wait until the sensor answers.")]
        }
        let note = "step \(step + 1) was taken by hand: \(Snapshot.words(waiting, run: run, step: step))"
        run.notes.append(note)
        return [.record(.note(note))] + accept(step, from: start, to: end)
    }
}
