import Assessments

/// Finds isometric efforts as they happen, by hysteresis on the total force above its rest.
struct EffortDetector: Sendable {
    private let on: Double
    private let off: Double
    private let needed: Int
    private let released: Int
    private let rest: Int
    private let longest: Int

    private var above = 0
    private var below = 0
    private var start: Int?

    /// What a row means.
    enum Event {
        case none
        case began
        /// The force has been let go: what happened before it is determined.
        case released(ClosedRange<Int>)
        case effort(ClosedRange<Int>)
    }

    /// Makes a detector.
    ///
    /// - Parameter baseline: newtons of the total at rest; body weight where somebody stands on the plates.
    init(settings: LiveSettings, baseline: Double) {
        // Well above sway and pre-tension, well below any maximal effort; the analysis finds the true onset itself.
        let rise = max(settings.test.definition.surface == .dynamometers ? 40 : 100, 0.15 * baseline)
        on = baseline + rise
        off = baseline + 0.5 * rise
        needed = settings.rows(0.1)
        released = settings.rows(0.05)
        rest = settings.rows(0.5)
        longest = settings.rows(60)
    }

    mutating func add(_ total: Double, row i: Int) -> Event {
        guard total.isFinite else { return .none }
        guard let begun = start else {
            above = total >= on ? above + 1 : 0
            guard above >= needed else { return .none }
            start = i - above + 1
            below = 0
            return .began
        }
        below = total < off ? below + 1 : 0
        guard below >= rest || i - begun >= longest else {
            return below == released ? .released(begun...max(i - below, begun)) : .none
        }
        start = nil
        above = 0
        return .effort(begun...max(i - below, begun))
    }
}
