import Calibration
import SignalCore
import Statistics

/// The course of a session check: zero, noise, and one known weight on each plate (formulas D.11).
///
/// Pure: it knows time by its samples only. What a plate shows unloaded at first is its zero, as in a recording; what it
/// shows two seconds later is how far that zero has gone.
public struct CheckRoutine: Sendable {
    /// What is asked for now.
    public enum Step: Sendable, Hashable {
        /// Nothing on either plate.
        case keepOff
        /// The weight on this plate.
        case place(Side)
        /// The weight off this plate.
        case take(Side)
        /// Everything was seen, or the time was over.
        case done
    }

    /// What is asked for now.
    public private(set) var step = Step.keepOff
    /// Seconds since the first sample.
    public var elapsed: Double { Double(count) / rate }

    private let rate: Double
    let reference: Double
    private let uncertainty: Double
    private let patience: Double
    private var count = 0
    private var began = 0
    var zero: [Side: Double] = [:]
    private var window: [Side: [Double]] = [.left: [], .right: []]
    private var noise: [Side: Double] = [:]
    private var offset: [Side: Double] = [:]
    private var indicated: [Side: Double] = [:]

    /// Begins a check.
    ///
    /// - Parameters:
    ///   - rate: samples a second, > 0.
    ///   - reference: newtons of the known weight, > 0.
    ///   - uncertainty: its standard uncertainty in newtons.
    ///   - patience: seconds that each step waits.
    public init(rate: Double, reference: Double, uncertainty: Double, patience: Double = 60) {
        self.rate = rate
        self.reference = reference
        self.uncertainty = uncertainty
        self.patience = patience
    }

    /// Takes the newtons of one sample; what is missing begins a window anew.
    public mutating func add(left: Double, right: Double) {
        guard step != .done else { return }
        count += 1
        guard left.isFinite, right.isFinite else { return clear() }
        window[.left]?.append(left)
        window[.right]?.append(right)
        let isLate = Double(count - began) > patience * rate
        guard let length = window[.left]?.count, Double(length) >= 2 * rate || isLate else { return }
        switch step {
        case .keepOff: lookUnloaded(isLate)
        case .place(let side): lookLoaded(side, isLate)
        case .take(let side): lookEmpty(side, isLate)
        case .done: break
        }
    }

    /// What both plates have said so far.
    public var plates: [SessionCheck.Plate] {
        Side.allCases.compactMap { side in
            guard let noise = noise[side], let offset = offset[side] else { return nil }
            let indicated = indicated[side]
            return SessionCheck.Plate(
                side: side, noise: noise, zero: offset, reference: indicated.map { _ in reference },
                referenceUncertainty: uncertainty, indicated: indicated)
        }
    }

    private func facts(_ side: Side) -> (mean: Double, sd: Double)? {
        guard let values = window[side], values.count >= 2, let mean = Descriptive.mean(values.span),
            let sd = Descriptive.standardDeviation(values.span)
        else { return nil }
        return (mean, sd)
    }

    private mutating func clear() {
        window = [.left: [], .right: []]
    }

    private mutating func go(_ next: Step) {
        step = next
        began = count
        clear()
    }

    private mutating func lookUnloaded(_ isLate: Bool) {
        defer { clear() }
        guard let l = facts(.left), let r = facts(.right) else {
            if isLate { go(.done) }
            return
        }
        let limit = UnloadedCheck.plateNoise
        if zero.isEmpty {
            guard l.sd <= limit && r.sd <= limit || isLate else { return }
            zero = [.left: l.mean, .right: r.mean]
            return
        }
        noise = [.left: l.sd, .right: r.sd]
        offset = [.left: l.mean - (zero[.left] ?? 0), .right: r.mean - (zero[.right] ?? 0)]
        go(.place(.left))
    }

    private mutating func lookLoaded(_ side: Side, _ isLate: Bool) {
        guard let now = facts(side) else { return goOn(after: side) }
        let mean = now.mean - (zero[side] ?? 0)
        // Something stands there and rests, whatever it weighs.
        if mean > 0.25 * reference, now.sd <= max(4 * (noise[side] ?? 0), 0.002 * reference, 0.2) {
            indicated[side] = mean
            go(.take(side))
        } else if isLate {
            goOn(after: side)
        } else {
            drop()
        }
    }

    private mutating func lookEmpty(_ side: Side, _ isLate: Bool) {
        guard let now = facts(side) else { return goOn(after: side) }
        if now.mean - (zero[side] ?? 0) < 0.1 * reference || isLate { goOn(after: side) } else { drop() }
    }

    private mutating func goOn(after side: Side) { go(side == .left ? .place(.right) : .done) }

    /// Leaves half a second of a window out, so that the next look is a new one.
    private mutating func drop() {
        let part = max(Int(rate / 2), 1)
        for side in Side.allCases {
            let values = window[side] ?? []
            window[side] = Array(values.dropFirst(part))
        }
    }
}
