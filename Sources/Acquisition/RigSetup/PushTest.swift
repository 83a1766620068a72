import SignalCore

/// Asks for a push on the left and then on the right, and sees what moved: the state machine behind `rig confirm`.
///
/// Pairs in newtons without a zero go in, what to do or what was found comes out; it knows time only from its rows.
public struct PushTest: Sendable {
    /// What the operator is asked for.
    public enum Step: Sendable, Hashable {
        /// Keep off both sides.
        case keepOff
        /// Push on this side, and on nothing else.
        case push(Side)
        /// Let go.
        case letGo
    }

    /// How it ended.
    public enum Outcome: Sendable, Hashable {
        /// Each push was seen where it was asked for.
        case confirmed
        /// Each push was seen on the other side: cables or plates have changed places.
        case swapped
        /// A push pulled this side's force down.
        case negative(Side)
        /// Nothing came of this side: its value never changes, or does not answer a push.
        case dead(Side)
        /// Pushing on one side moved both alike.
        case coupled
        /// Nobody pushed.
        case nothing
        /// The sensors would not be quiet: their spreads in newtons.
        case restless(left: Double, right: Double)
    }

    /// Smallest push in newtons that counts.
    private static let least = 30.0
    /// Part of a push that may show on the other side.
    private static let crosstalk = 0.25

    private let rate: Double
    private let noiseLimit: Double
    private let patience: Int
    private var finder: QuietFinder
    private var base: (left: Double, right: Double) = (0, 0)
    private var threshold = PushTest.least
    private var waited = 0
    private var held = 0
    private var sums = (left: 0.0, right: 0.0)
    private var found: [Side: Side] = [:]
    private var asked = Side.left

    /// What is asked for now.
    public private(set) var step = Step.keepOff
    /// How it ended; nil while it runs.
    public private(set) var outcome: Outcome?

    /// Begins.
    ///
    /// - Parameters:
    ///   - rate: rows a second.
    ///   - noiseLimit: largest standard deviation in newtons of a quiet side.
    ///   - patience: seconds that each step waits.
    public init(rate: Double, noiseLimit: Double, patience: Double = 30) {
        self.rate = rate
        self.noiseLimit = noiseLimit
        self.patience = Int(patience * rate)
        finder = QuietFinder(rows: max(Int(rate), 2))
    }

    /// Takes one row; missing ones are passed over.
    public mutating func add(left: Double, right: Double) {
        guard outcome == nil, left.isFinite, right.isFinite else { return }
        waited += 1
        switch step {
        case .keepOff: rest(left, right)
        case .push: push(left - base.left, right - base.right)
        case .letGo: release(left - base.left, right - base.right)
        }
    }

    private mutating func enter(_ next: Step) {
        step = next
        waited = 0
        held = 0
        sums = (0, 0)
    }

    private mutating func rest(_ left: Double, _ right: Double) {
        finder.add(left, right)
        guard let quiet = finder.quiet else { return }
        // A sensor that is there always shows some noise; one that shows none at all is a number that somebody left behind.
        for (side, spread) in [(Side.left, quiet.spread.left), (.right, quiet.spread.right)] where spread == 0 {
            outcome = .dead(side)
            return
        }
        guard quiet.spread.left <= noiseLimit, quiet.spread.right <= noiseLimit else {
            if waited > patience { outcome = .restless(left: quiet.spread.left, right: quiet.spread.right) }
            return
        }
        base = quiet.mean
        threshold = max(Self.least, 10 * max(quiet.spread.left, quiet.spread.right))
        enter(.push(asked))
    }

    private mutating func push(_ left: Double, _ right: Double) {
        guard max(abs(left), abs(right)) > threshold else {
            held = 0
            sums = (0, 0)
            if waited > patience { giveUp() }
            return
        }
        held += 1
        sums.left += left
        sums.right += right
        guard Double(held) >= 0.3 * rate else { return }
        let mean = (left: sums.left / Double(held), right: sums.right / Double(held))
        let larger: Side = abs(mean.left) >= abs(mean.right) ? .left : .right
        let own = larger == .left ? mean.left : mean.right
        let other = larger == .left ? mean.right : mean.left
        if abs(other) > Self.crosstalk * abs(own) {
            outcome = .coupled
        } else if own < 0 {
            outcome = .negative(larger)
        } else {
            found[asked] = larger
            enter(.letGo)
        }
    }

    private mutating func release(_ left: Double, _ right: Double) {
        guard max(abs(left), abs(right)) < 0.5 * threshold else {
            held = 0
            // A push that never ends is no push.
            if waited > patience { outcome = .nothing }
            return
        }
        held += 1
        guard Double(held) >= 0.3 * rate else { return }
        guard asked == .right else {
            asked = .right
            enter(.push(.right))
            return
        }
        judge()
    }

    private mutating func judge() {
        switch (found[.left], found[.right]) {
        case (.left, .right): outcome = .confirmed
        case (.right, .left): outcome = .swapped
        // Both pushes on one sensor: the other one does not answer, unless both were made on one plate.
        case (.left, .left): outcome = .dead(.right)
        case (.right, .right): outcome = .dead(.left)
        default: outcome = .nothing
        }
    }

    private mutating func giveUp() {
        // A push on the left has been seen on one side, and none came after it: that sensor does not answer.
        switch found[.left] {
        case .left: outcome = .dead(.right)
        case .right: outcome = .dead(.left)
        case nil: outcome = .nothing
        }
    }
}

/// Mean and spread of both sides over the last rows.
struct QuietFinder: Sendable {
    private var left: [Double] = []
    private var right: [Double] = []
    private let rows: Int

    init(rows: Int) { self.rows = rows }

    mutating func add(_ l: Double, _ r: Double) {
        if left.count == rows {
            left.removeFirst()
            right.removeFirst()
        }
        left.append(l)
        right.append(r)
    }

    /// Nil before there are enough rows.
    var quiet: (mean: (left: Double, right: Double), spread: (left: Double, right: Double))? {
        guard left.count == rows, rows > 1 else { return nil }
        func describe(_ values: [Double]) -> (mean: Double, spread: Double) {
            let mean = values.reduce(0, +) / Double(rows)
            // A constant has no spread at all, whatever its mean rounds to.
            guard values.contains(where: { $0 != values[0] }) else { return (mean, 0) }
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (mean, (squares / Double(rows - 1)).squareRoot())
        }
        let l = describe(left)
        let r = describe(right)
        return ((l.mean, r.mean), (l.spread, r.spread))
    }
}
