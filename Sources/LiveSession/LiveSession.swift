import Assessments
import SignalCore

/// The state machine of a live test: rows in, effects out; it knows time only from the rows.
public struct LiveSession: Sendable {
    /// What it was told.
    public let settings: LiveSettings
    /// Where it stands.
    public private(set) var phase = LivePhase.zeroing
    /// The zero; nil until it is found.
    public private(set) var zero: Zero?
    /// The weighing; nil until the person has stood still.
    public private(set) var weighing: Weighing?
    /// Trials found so far.
    public private(set) var trials: [TrialWindow] = []
    /// What a screen shows.
    public private(set) var meter: LiveMeter

    private var finder: ZeroFinder
    private var loadedRows = 0
    private var jumps: JumpDetector?
    private var efforts: EffortDetector?
    private var counter: ProgressCounter?
    private var refusedRows = 0
    private var watch: ZeroWatch?
    /// The limb that works now, where one sensor serves both limbs by turns; nil for both at once.
    public private(set) var limb: Side?

    private var movement: TestDefinition.Movement { settings.test.definition.movement }

    /// Newtons on both plates from which on somebody stands there.
    private static let somebody = 100.0

    /// Begins with the zero.
    public init(_ settings: LiveSettings) {
        self.settings = settings
        meter = LiveMeter(rate: settings.rate)
        finder = ZeroFinder(rate: settings.rate, limit: settings.noiseLimit)
    }

    /// How far a test has come whose trials are found at its end; nil for the others, and before the person is weighed.
    public var progress: LiveProgress? { counter?.progress }

    /// Newtons below which a load means nothing, for live symmetry.
    public var floor: Double {
        let noise = max(zero?.leftNoise ?? 0, zero?.rightNoise ?? 0)
        return max(settings.test.definition.surface == .dynamometers ? 5 : 20, 10 * noise)
    }

    /// Takes one row before the zero, in newtons without any.
    ///
    /// - Returns: true where this row completed the zero: the next one is the recording's first.
    public mutating func seekZero(
        left: Double, right: Double, flags: RowFlags, effects: inout [LiveEffect]
    ) -> Bool {
        meter.add(left: left, right: right)
        guard let found = finder.add(left: left, right: right, flags: flags) else {
            refusedRows += 1
            if refusedRows % settings.rows(8) == 0 { effects.append(.notice(zeroTrouble)) }
            return false
        }
        zero = found
        meter = LiveMeter(rate: settings.rate)
        refusedRows = 0
        watch = ZeroWatch(settings: settings)
        if settings.isWeighed {
            enter(.stepOn, &effects)
        } else if movement == .effort {
            efforts = EffortDetector(settings: settings, baseline: 0)
            enter(.armed, &effects)
        } else {
            counter = ProgressCounter(settings: settings, weight: 0)
            enter(.capturing, &effects)
        }
        return true
    }

    private var zeroTrouble: String {
        guard let spread = finder.spread else {
            return "No zero yet: samples are missing or a sensor is at its limit. Check plugs and range."
        }
        func text(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
        return "No zero yet: the sensors move by \(text(spread.left)) N left and \(text(spread.right)) N right, "
            + "\(text(settings.noiseLimit)) N is allowed. Step off and let nobody walk nearby."
    }

    /// Takes the rows of the recording from `first` on.
    public mutating func advance(_ rows: RecordingRows, from first: Int, effects: inout [LiveEffect]) {
        for row in first..<rows.count {
            meter.add(left: rows.left[row], right: rows.right[row])
            if let drift = watch?.add(left: rows.left[row], right: rows.right[row]) {
                effects.append(.drift(left: drift.left, right: drift.right))
            }
            step(rows, row, &effects)
        }
    }

    private mutating func step(_ rows: RecordingRows, _ row: Int, _ effects: inout [LiveEffect]) {
        let total = rows.total(row)
        switch phase {
        case .zeroing: break
        case .stepOn:
            guard total.isFinite else { return }
            loadedRows = total >= Self.somebody ? loadedRows + 1 : 0
            if loadedRows >= settings.rows(0.5) { enter(.weighing, &effects) }
        case .weighing: weigh(rows, row, total, &effects)
        case .armed, .capturing:
            switch movement {
            case .jump: jump(total, row, &effects)
            case .effort: effort(total, row, &effects)
            case .series, .whole: counter?.add(left: rows.left[row], right: rows.right[row])
            }
        }
    }

    private mutating func weigh(
        _ rows: RecordingRows, _ row: Int, _ total: Double, _ effects: inout [LiveEffect]
    ) {
        if total.isFinite, total < Self.somebody {
            loadedRows = 0
            enter(.stepOn, &effects)
            return
        }
        loadedRows += 1
        let length = settings.rows(1)
        // Ten looks a second are enough; each one reads a second of rows.
        guard loadedRows >= length, loadedRows % settings.rows(0.1) == 0, row + 1 >= length else { return }
        let window = (row + 1 - length)...row
        guard
            let found = RecordingAnalysis.weigh(rows.record(window), window: window, settings: settings.analysis)
        else { return }
        guard found.reasons.isEmpty else {
            if loadedRows % settings.rows(5) < settings.rows(0.1) {
                effects.append(.notice("Not still enough to weigh: \(found.reasons.joined(separator: ", "))."))
            }
            return
        }
        weighing = found
        effects.append(.weighed(found))
        meter = LiveMeter(rate: settings.rate, bodyWeight: found.weight)
        if movement == .jump {
            jumps = JumpDetector(settings: settings, weight: found.weight)
        } else if movement == .effort {
            efforts = EffortDetector(settings: settings, baseline: found.weight)
        } else {
            counter = ProgressCounter(settings: settings, weight: found.weight)
        }
        enter(movement == .jump || movement == .effort ? .armed : .capturing, &effects)
    }

    private mutating func jump(_ total: Double, _ row: Int, _ effects: inout [LiveEffect]) {
        switch jumps?.add(total, row: row) {
        case .airborne: enter(.capturing, &effects)
        case .stepOff:
            effects.append(.notice("Nobody on the plates."))
            enter(.armed, &effects)
        case .landed(let takeoff):
            provide((takeoff - settings.rows(3))...row, &effects)
        case .jump(let jump):
            add((jump.takeoff - settings.rows(3))...jump.end, &effects)
            enter(.armed, &effects)
        case nil, .some(.none): break
        }
    }

    private mutating func effort(_ total: Double, _ row: Int, _ effects: inout [LiveEffect]) {
        switch efforts?.add(total, row: row) {
        case .began: enter(.capturing, &effects)
        case .released(let effort):
            provide((effort.lowerBound - settings.rows(3))...row, &effects)
        case .effort(let effort):
            let end = min(effort.upperBound + settings.rows(0.4), row)
            add((effort.lowerBound - settings.rows(3))...end, &effects)
            enter(.armed, &effects)
        case nil, .some(.none): break
        }
    }

    /// Where a trial of that window begins: after the one before it and, for a jump, after the weighing.
    private func start(_ window: ClosedRange<Int>) -> Int {
        let afterWeighing = movement == .jump ? (weighing.map { $0.window.upperBound + 1 } ?? 0) : 0
        let afterLast = trials.last.map { $0.window.upperBound + 1 } ?? 0
        return max(window.lowerBound, afterWeighing, afterLast, 0)
    }

    private func provide(_ window: ClosedRange<Int>, _ effects: inout [LiveEffect]) {
        let start = start(window)
        guard start <= window.upperBound else { return }
        effects.append(.provisional(index: trials.count + 1, window: start...window.upperBound))
    }

    private mutating func add(_ window: ClosedRange<Int>, _ effects: inout [LiveEffect]) {
        let start = start(window)
        guard start <= window.upperBound else { return }
        trials.append(TrialWindow(start...window.upperBound, limb: movement == .effort ? limb : nil))
        effects.append(.trial(index: trials.count, window: start...window.upperBound))
    }

    /// Ends the test: trials of a series, and of tests that are one movement, are found in everything that was recorded.
    ///
    /// By the function that analysis uses for a recording that marks none; where it finds none there is none.
    public mutating func finish(_ rows: RecordingRows, effects: inout [LiveEffect]) {
        guard movement == .series || movement == .whole, rows.count > 0 else { return }
        let found = RecordingAnalysis.findTrials(
            rows.record, test: settings.test, weighing: weighing, settings: settings.analysis)
        for trial in found {
            trials.append(trial)
            effects.append(.trial(index: trials.count, window: trial.window))
        }
    }

    /// Carries out what somebody at the machine decides; what cannot be done changes nothing.
    ///
    /// Weighing anew is for before the first trial: all trials of a recording are analysed by one weighing.
    public mutating func take(_ order: LiveOrder, effects: inout [LiveEffect]) {
        switch order {
        case .weigh:
            guard settings.isWeighed, trials.isEmpty, phase == .armed || phase == .capturing else { return }
            weighing = nil
            loadedRows = 0
            enter(.weighing, &effects)
        case .discard(let trial): if trials.indices.contains(trial - 1) { trials[trial - 1].kept = false }
        case .keep(let trial): if trials.indices.contains(trial - 1) { trials[trial - 1].kept = true }
        case .move(let event, let trial, let row):
            guard trials.indices.contains(trial - 1) else { return }
            trials[trial - 1].moved[event] = row
            effects.append(.trial(index: trial, window: trials[trial - 1].window))
        case .limb(let limb): self.limb = limb
        }
    }

    private mutating func enter(_ next: LivePhase, _ effects: inout [LiveEffect]) {
        guard next != phase else { return }
        phase = next
        effects.append(.phase(next))
    }
}
