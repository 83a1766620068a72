import Statistics
import Symmetry

@testable import Roster

/// A season of a squad with known true changes: 40 athletes, 20 sessions.
///
/// The logarithm of a limb is its true value, plus what both limbs share that day, plus its own error of that day.
struct SimulatedSeason {
    static let athletes = 40
    static let sessions = 20

    /// What truly happens to a person.
    enum Change: CaseIterable {
        /// Nothing.
        case none
        /// One limb is better from a session on.
        case oneLimb
        /// Both limbs are better from a session on, by the same ratio.
        case bothLimbs
    }

    /// How people differ in their noise.
    enum Noise: String, CaseIterable {
        /// Not at all.
        case equal
        /// Half, once or one and a half times as much.
        case steps
        /// Like e to a normal number of standard deviation 0.5.
        case lognormal
    }

    struct Person {
        var change = Change.none
        /// Session of the change, from 0.
        var step = SimulatedSeason.sessions
        /// Size of the change as a ratio minus one.
        var size = 0.0
        var left: [Double] = []
        var right: [Double] = []

        /// The series as the engine judges them: logarithms of the limbs, signed index in %.
        var index: [Double] {
            zip(left, right).map { PairIndex.symmetryIndex.value(ofLogRatio: $1 - $0) ?? .nan }
        }

        /// True where the true value of a series has changed at its step.
        func changes(_ quantity: ChangeQuantity) -> Bool {
            switch (change, quantity) {
            case (.none, _), (.bothLimbs, .index): false
            case (.oneLimb, .left): false
            default: true
            }
        }
    }

    static let sizes = [0.02, 0.05, 0.1, 0.15]
    /// Standard deviation of what both limbs share, and of a limb's own error, as a ratio.
    static let shared = 0.02
    static let own = 0.02

    var people: [Person] = []

    init(_ noise: Noise, _ random: inout SplitMix64) {
        for _ in 0..<Self.athletes {
            var person = Person()
            person.change = Change.allCases[random.index(3)]
            if person.change != .none {
                person.step = 1 + random.index(Self.sessions - 1)
                person.size = Self.sizes[random.index(Self.sizes.count)]
            }
            let factor: Double =
                switch noise {
                case .equal: 1
                case .steps: [0.5, 1, 1.5][random.index(3)]
                case .lognormal: ChangeMath.exponential(0.5 * random.gaussian())
                }
            let level = ChangeMath.logarithm(900) + 0.15 * random.gaussian()
            let difference = 0.05 * random.gaussian()
            let better = ChangeMath.logarithm(1 + person.size)
            for session in 0..<Self.sessions {
                let day = Self.shared * factor * random.gaussian()
                let risen = session >= person.step
                let left = person.change == .bothLimbs && risen ? better : 0
                let right = person.change != .none && risen ? better : 0
                person.left.append(level - difference / 2 + left + day + Self.own * factor * random.gaussian())
                person.right.append(level + difference / 2 + right + day + Self.own * factor * random.gaussian())
            }
            people.append(person)
        }
    }

    static let quantities: [ChangeQuantity] = [.left, .right, .index]

    /// Calls with every verdict of the season: each session against all earlier ones, the squad as far as it is then.
    func verdicts(_ body: (Int, ChangeQuantity, Int, ChangeRule, ChangeTest.Verdict) -> Void) {
        for quantity in Self.quantities {
            let all = people.map { person in
                switch quantity {
                case .left: person.left
                case .right: person.right
                default: person.index
                }
            }
            for (k, values) in all.enumerated() {
                for session in 1..<Self.sessions {
                    let earlier = Array(values[..<session])
                    // The others have had the same number of sessions, this day's included.
                    let squad =
                        session < 4
                        ? SquadNoise(all.enumerated().filter { $0.offset != k }.map { Array($0.element[...session]) })
                        : nil
                    let judgement = ChangeJudgement(baseline: earlier, earlier: earlier, squad: squad)
                    body(k, quantity, session, judgement.rule, judgement.verdict(values[session]))
                }
            }
        }
    }
}

/// A share over clusters, with the standard error that the clusters give.
struct ClusteredShare {
    private var hits: [Double] = []
    private var counts: [Double] = []

    mutating func add(hits: Int, of count: Int) {
        guard count > 0 else { return }
        self.hits.append(Double(hits))
        counts.append(Double(count))
    }

    var count: Int { Int(counts.reduce(0, +)) }
    var clusters: Int { counts.count }
    /// NaN for nothing counted.
    var share: Double { hits.reduce(0, +) / counts.reduce(0, +) }

    /// √(Σ(hits − share·count)²·G/(G − 1))/Σcount over G clusters.
    var standardError: Double {
        let share = share
        let squares = zip(hits, counts).reduce(0.0) { sum, pair in
            let residual = pair.0 - share * pair.1
            return sum + residual * residual
        }
        let g = Double(clusters)
        return (squares * g / (g - 1)).squareRoot() / counts.reduce(0, +)
    }

    var text: String {
        let percent = (share * 10000).rounded() / 100
        let error = (standardError * 10000).rounded() / 100
        return "\(percent) % ± \(error) of n = \(count) verdicts on \(clusters) athletes"
    }
}
