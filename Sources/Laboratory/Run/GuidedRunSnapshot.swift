import Calibration

extension GuidedRun {
    /// What a screen shows of the run at a moment.
    public struct Snapshot: Sendable, Hashable, Codable {
        /// A reading that was taken.
        public struct Finished: Sendable, Hashable, Codable {
            /// Number of the step, from 1.
            public var step: Int
            /// What was done.
            public var text: String
            /// Newtons of the step; nil where a weight is unknown.
            public var force: Double?
            /// Mean of each channel.
            public var means: [Double]
            /// Standard deviation of each channel's samples.
            public var deviations: [Double]
            /// Samples.
            public var count: Int
            /// Why it does not count; nil where it does.
            public var void: String?
        }

        /// The run's id.
        public var id: String
        /// Number of the step that is waited for, from 1; nil where all are done.
        public var step: Int?
        /// Steps with a reading that counts.
        public var done: Int
        /// Steps of the plan.
        public var total: Int
        /// What to do now, a whole sentence.
        public var instruction: String
        /// Why there is no reading yet.
        public var waiting: String
        /// The last value of each channel; nil where missing.
        public var live: [Double?]
        /// Newtons on the sensor, roughly; nil before a gain is known.
        public var force: Double?
        /// Newtons that the step asks for; nil where none is left or a weight is unknown.
        public var target: Double?
        /// Readings in their order, void ones too.
        public var readings: [Finished]
        /// What stands against trusting the run.
        public var problems: [String]
        /// Seconds of the warm-up that are left; nil where none is waited for.
        public var warmUp: Double?
        /// True while no readings are taken.
        public var isPaused: Bool
        /// True where every step has a reading.
        public var isFinished: Bool
        /// True after it was left off.
        public var isStopped: Bool

        /// Why there is no reading yet, in words.
        static func words(_ waiting: Waiting, run: CalibrationRun, step: Int?) -> String {
            switch waiting {
            case .rest(let reason): return reason.description
            case .wrongLoad(let says, let needs):
                let sign =
                    needs > 0 && says < -0.5 * needs ? " (the sensor shows load as negative: look at its wires)" : ""
                return "the reading says about \(newtons(says)), this step needs \(newtons(needs))\(sign)"
            case .departure: return "waiting for the load to be taken off and put on again"
            case .confirmation: return "waiting for `next` once the sensor is turned"
            case .warmUp(let left):
                let seconds = Int(left.rounded(.up))
                let clock = "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
                return
                    "warming up, \(clock) left: zero and span move until a device has been on for a quarter of an hour"
            case .paused: return "paused"
            case .nothing: return "every step is done"
            }
        }

        /// Newtons with as many digits as a glance needs.
        static func newtons(_ value: Double) -> String {
            guard value.isFinite else { return "no force" }
            let unit = abs(value) < 10 ? 100.0 : abs(value) < 100 ? 10.0 : 1.0
            let rounded = (value * unit).rounded() / unit
            guard unit == 1, abs(rounded) < 1e15 else { return "\(rounded == 0 ? 0 : rounded) N" }
            return "\(Int(rounded)) N"
        }
    }

    /// What a screen shows now.
    public var snapshot: Snapshot {
        var left: Double?
        if case .warmUp(let seconds) = waiting { left = seconds.rounded(.up) }
        return Snapshot(
            id: run.id, step: step.map { $0 + 1 }, done: run.done, total: run.plan.steps.count,
            instruction: step.map(instruction) ?? "Every step is done.",
            waiting: Snapshot.words(waiting, run: run, step: step),
            live: live.map { $0.isFinite ? $0 : nil }, force: roughForce, target: step.flatMap(force),
            readings: run.readings.map { reading in
                Snapshot.Finished(
                    step: reading.step + 1, text: words(reading.step), force: force(reading.step),
                    means: reading.means, deviations: reading.deviations, count: reading.count, void: reading.void)
            },
            problems: run.concerns, warmUp: left, isPaused: isPaused, isFinished: step == nil, isStopped: isStopped)
    }

    /// What to do for a step, a whole sentence with its number.
    public func instruction(_ step: Int) -> String {
        let words = words(step)
        let turn: String
        let now = run.plan.steps[step]
        if step > 0, run.plan.steps[step - 1].rotation != now.rotation {
            turn = ", with the sensor turned to \(short(now.rotation))°"
        } else if now.rotation != 0 {
            turn = ", the sensor at \(short(now.rotation))°"
        } else {
            turn = ""
        }
        return "Step \(step + 1) of \(run.plan.steps.count): \(words)\(turn)."
    }

    /// What a step is, without its number: `put on W1 + W2 (392 N)`.
    func words(_ number: Int) -> String {
        guard run.plan.steps.indices.contains(number) else { return "a step that is not in the plan" }
        let step = run.plan.steps[number]
        guard !step.masses.isEmpty else { return "take everything off" }
        let stack = step.masses.joined(separator: " + ")
        let force = force(number).map { " (\(Snapshot.newtons($0)))" } ?? ""
        let place = step.position.map { " at x \(short($0.x)) mm, y \(short($0.y)) mm" } ?? ""
        switch step.kind {
        case .preload: return "preload, off and on again: put on \(stack)\(force)"
        case .creep: return "put on \(stack)\(force)\(place) and leave it on for \(short(step.dwell)) s"
        case .corner where step.position == nil: return "put on \(stack)\(force) at the centre"
        case .zero, .load, .corner:
            return
                (step.direction == .descending ? "take off until \(stack)\(force) is left" : "put on \(stack)\(force)")
                + place
        }
    }

    private func short(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
