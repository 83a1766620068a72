import Calibration
import SignalCore
import Statistics

/// The course of the pair routine: one body on the left plate, the right one, and again on the right and the left one.
///
/// Pure: it knows time by its samples only.
public struct PairRoutine: Sendable {
    /// What is asked for now.
    public enum Step: Sendable, Hashable {
        /// Nothing on either plate.
        case keepOff
        /// The whole body on this plate; the number of the stand from 0.
        case stand(Side, Int)
        /// Off both plates.
        case stepOff(Int)
        /// All stands were seen.
        case done
        /// A stand did not come in time.
        case gaveUp
    }

    /// What is asked for now.
    public private(set) var step = Step.keepOff
    /// Stands so far.
    public private(set) var stands: [PlatePair.Stand] = []

    private let rate: Double
    private let patience: Double
    private let plan: [(plate: Side, seconds: Double)]
    private var count = 0
    private var began = 0
    var zero: [Side: Double] = [:]
    private var zeroUncertainty = 0.0
    private var window: [Side: [Double]] = [.left: [], .right: []]
    private var loaded = 0

    /// Seconds left out at the begin of a stand, until the body rests.
    static let settling = 2.0
    /// Newtons from which on a plate counts as stood on.
    static let least = 100.0

    /// Begins a routine.
    ///
    /// - Parameters:
    ///   - rate: samples a second, > 0.
    ///   - seconds: of the whole routine, at least 30.
    ///   - patience: seconds that each step waits.
    public init(rate: Double, seconds: Double = 60, patience: Double = 60) {
        self.rate = rate
        self.patience = patience
        plan = PlatePair.routine(seconds: max(seconds, 30))
    }

    /// Takes the newtons of one sample.
    public mutating func add(left: Double, right: Double) {
        guard step != .done, step != .gaveUp else { return }
        count += 1
        guard left.isFinite, right.isFinite else {
            loaded = 0
            return clear()
        }
        switch step {
        case .keepOff: unloaded(left, right)
        case .stand(let side, let number): stand(side, number, left, right)
        case .stepOff(let number): off(number, left, right)
        case .done, .gaveUp: break
        }
        if step != .done, Double(count - began) > (patience + 30) * rate { step = .gaveUp }
    }

    private mutating func clear() { window = [.left: [], .right: []] }

    private mutating func go(_ next: Step) {
        step = next
        began = count
        loaded = 0
        clear()
    }

    private mutating func unloaded(_ left: Double, _ right: Double) {
        window[.left]?.append(left)
        window[.right]?.append(right)
        guard let l = window[.left], let r = window[.right], Double(l.count) >= 2 * rate else { return }
        defer { if zero.isEmpty { clear() } }
        guard let lm = Descriptive.mean(l.span), let rm = Descriptive.mean(r.span),
            let ls = Descriptive.standardDeviation(l.span), let rs = Descriptive.standardDeviation(r.span),
            max(ls, rs) <= 2 * UnloadedCheck.plateNoise
        else { return }
        zero = [.left: lm, .right: rm]
        zeroUncertainty = max(ls, rs) / Double(l.count).squareRoot()
        go(.stand(plan[0].plate, 0))
    }

    private mutating func stand(_ side: Side, _ number: Int, _ left: Double, _ right: Double) {
        let own = (side == .left ? left : right) - (zero[side] ?? 0)
        let other = (side == .left ? right : left) - (zero[side == .left ? .right : .left] ?? 0)
        // The whole body: nothing but the plate's own noise on the other one.
        guard own > Self.least, abs(other) < max(0.02 * own, 5 * UnloadedCheck.plateNoise) else {
            loaded = 0
            window[side] = []
            return
        }
        loaded += 1
        guard Double(loaded) > Self.settling * rate else { return }
        window[side]?.append(own)
        let wanted = plan[number].seconds - Self.settling
        guard let values = window[side], Double(values.count) >= wanted * rate else { return }
        let start = Double(count - values.count) / rate
        if let made = PlatePair.Stand(
            plate: side, samples: values, rate: rate, start: start, zeroUncertainty: zeroUncertainty)
        {
            stands.append(made)
        }
        go(number + 1 < plan.count ? .stepOff(number + 1) : .done)
    }

    private mutating func off(_ next: Int, _ left: Double, _ right: Double) {
        let l = left - (zero[.left] ?? 0)
        let r = right - (zero[.right] ?? 0)
        // Who steps over to the other plate has stepped off this one.
        let leaves = plan[next - 1].plate == .left ? l : r
        loaded = leaves < Self.least / 2 ? loaded + 1 : 0
        if Double(loaded) > 0.2 * rate { go(.stand(plan[next].plate, next)) }
    }
}
