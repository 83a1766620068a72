import Assessments
import SignalCore
import Simulation
import Statistics

/// What analysis makes of many virtual people, held against what they truly did.
struct TruthStudy: Sendable {
    /// One person's part.
    struct Finding: Sendable {
        var trials = 0
        var found = 0
        var extra = 0
        var warned = 0
        /// Trials that were found and that both limbs did.
        var ofBothLimbs = 0
        /// Of each comparison in the test's order.
        var errors: [[Double]]
        var reasons: [String] = []
    }

    let test: TestID
    let comparisons: [Comparison]
    let findings: [Finding]

    static func run(_ test: TestID, people: Int, seed: UInt64) async -> TruthStudy {
        let comparisons = Comparison.of(test)
        let findings = await StudySize.parallel(people) { number in
            RandomPerson(test, seed: seed, number: number).map { examine($0, test, comparisons) }
        }
        return TruthStudy(test: test, comparisons: comparisons, findings: findings.compactMap(\.self))
    }

    /// Analyses a person's recording as it came from the plates, without any mark.
    static func analyze(_ random: RandomPerson, _ person: VirtualPerson, _ test: TestID) -> RecordingResult {
        RecordingAnalysis.analyze(
            person.record(rate: random.rate, noise: random.noise, seed: random.seed), info: .virtual, test: test,
            settings: random.analysis)
    }

    private static func examine(_ random: RandomPerson, _ test: TestID, _ comparisons: [Comparison]) -> Finding {
        let person = random.person
        let result = analyze(random, person, test)
        var finding = Finding(errors: comparisons.map { _ in [] })
        let truth = person.truth.trials
        finding.trials = truth.count
        var left = result.trials.filter(\.status.carriesValue)
        for trial in truth {
            let moment = Int((trial.key * random.rate).rounded())
            // The nearest one whose own key moment lies within 0.3 s.
            let nearest = left.indices.min { abs(left[$0].key - moment) < abs(left[$1].key - moment) }
            guard let k = nearest, abs(left[k].key - moment) <= Int(0.3 * random.rate) else { continue }
            let match = left.remove(at: k)
            if trial.limb == nil { finding.ofBothLimbs += 1 }
            // A trial of the wrong limb is not found.
            if match.limb == trial.limb { finding.found += 1 }
            if match.status == .lowQuality {
                finding.warned += 1
                finding.reasons += match.reasons
            }
            for (c, comparison) in comparisons.enumerated() {
                if let error = comparison.error(match, trial, .init(person: person, rate: random.rate)) {
                    finding.errors[c].append(error)
                }
            }
        }
        finding.extra = left.count
        return finding
    }

    var trials: Int { findings.reduce(0) { $0 + $1.trials } }
    var found: Int { findings.reduce(0) { $0 + $1.found } }
    var extra: Int { findings.reduce(0) { $0 + $1.extra } }
    var ofBothLimbs: Int { findings.reduce(0) { $0 + $1.ofBothLimbs } }
    var warned: Int { findings.reduce(0) { $0 + $1.warned } }

    /// Signed errors of a comparison, of everybody.
    func errors(_ comparison: Int) -> [Double] { findings.flatMap { $0.errors[comparison] } }

    /// Median of the signed and 95th percentile of the absolute error; nil without any.
    func summary(_ comparison: Int) -> (bias: Double, spread: Double)? {
        let errors = errors(comparison)
        let sizes = errors.map(abs)
        guard let bias = Descriptive.median(errors.span), let spread = Descriptive.quantile(sizes.span, 0.95) else {
            return nil
        }
        return (bias, spread)
    }
}

extension RecordingInfo {
    /// Of a virtual person.
    static let virtual = RecordingInfo(
        id: nil, source: "virtual", format: "virtual", athlete: nil, loss: Loss(evidence: .unknown))
}

extension PersonTruth.Trial {
    /// The moment by which a trial is known: take-off, else landing, else onset.
    var key: Double { takeoff ?? landing ?? seatOff ?? brakingEnd ?? onset }
}

extension TrialResult {
    /// The same of a result.
    var key: Int {
        event("takeoff") ?? event("landing") ?? event("seatOff") ?? event("bottom") ?? event("onset")
            ?? window.lowerBound
    }
}

extension TestID {
    static let singleLegTests: [TestID] = [.slcmj, .sldj, .slhop]
    /// Tests whose repetitions are trials of their own.
    static let ofRepetitions = allCases.filter { ![.stance, .gait, .free].contains($0) }
}
