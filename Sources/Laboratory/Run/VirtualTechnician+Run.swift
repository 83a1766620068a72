import Calibration
import SignalCore
import Simulation

extension VirtualTechnician {
    /// Somebody who does what is left of a run, at a pace at which ``GuidedRun`` has taken each reading before the next step.
    ///
    /// - Parameters:
    ///   - wait: seconds of a warm-up before the first weight.
    ///   - spread: of a plate of several channels, what each shows of a force at a place.
    public init(
        _ run: CalibrationRun, side: Side, faults: Faults, window: Double = 2, wait: Double = 0,
        spread: (@Sendable (SIMD2<Double>) -> [Double])? = nil
    ) {
        var steps: [Step] = []
        let first = run.nextStep ?? run.plan.steps.count
        for (number, step) in run.plan.steps.enumerated() where number >= first {
            let before = number > 0 ? run.plan.steps[number - 1] : nil
            let isNew =
                step.kind == .preload
                || before.map {
                    $0.rotation != step.rotation || $0.position != step.position || $0.series != step.series
                } ?? false
            steps.append(
                Step(
                    force: run.load(step)?.force ?? 0, isFalling: step.direction == .descending,
                    // A swing needs two seconds to die out before a window that rests.
                    hold: max(step.dwell, min(window, max(step.dwell, 0.5)) + 2.5) + 2, isPutOnAnew: isNew,
                    place: step.position ?? .zero))
        }
        self.init(steps, side: side, faults: faults, wait: wait, spread: spread)
    }
}
