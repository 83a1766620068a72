import SignalCore
import Symmetry

/// A ratio that somebody asks for by naming its recordings, such as hamstrings to quadriceps (formulas A.4).
public struct NamedRatio: Sendable, Hashable {
    /// Id with its names above and below the line.
    public var task: TaskRatio
    /// Id of the metric; nil for torque, else net force, else force, whichever both tasks have first.
    public var metric: String?
    /// Positions in the call of the recordings above the line.
    public var numerator: [Int]
    /// Positions of those below it.
    public var denominator: [Int]

    /// Makes a request.
    public init(task: TaskRatio, metric: String? = nil, numerator: [Int], denominator: [Int]) {
        self.task = task
        self.metric = metric
        self.numerator = numerator
        self.denominator = denominator
    }

    private static let usual = ["peakTorque", "peakForceNet", "peakForce"]

    /// The ratio of each limb with its raw values.
    public func evaluate(_ recordings: [RecordingResult]) throws(RatioError) -> DerivedResult {
        let above = try group(numerator, of: recordings, task.numerator)
        let below = try group(denominator, of: recordings, task.denominator)
        if let first = above.athlete, let second = below.athlete, first != second {
            throw RatioError(id: task.id, problem: .differentAthletes(first, second))
        }
        let metrics = metric.map { [$0] } ?? Self.usual
        let summaries = (above.summary(), below.summary())
        if summaries.0.isEmpty { throw RatioError(id: task.id, problem: .noTrial(task.numerator)) }
        if summaries.1.isEmpty { throw RatioError(id: task.id, problem: .noTrial(task.denominator)) }
        for metric in metrics {
            guard let top = TaskValues(above, summaries.0, metric, name: task.numerator),
                let bottom = TaskValues(below, summaries.1, metric, name: task.denominator)
            else { continue }
            let known = TaskRatio.named.contains { $0.id == task.id }
            var result = DerivedResult.ratio(
                task, "\(task.numerator) : \(task.denominator)",
                source: known ? "formulas A.4" : "formulas A.4, named by the user",
                athlete: above.athlete ?? below.athlete, top, bottom)
            if top.unit == "N" { result.notes.append("force ratio: one of torques only with equal lever arms") }
            return result
        }
        throw RatioError(id: task.id, problem: .noMetric(metrics))
    }

    private func group(
        _ positions: [Int], of recordings: [RecordingResult], _ name: String
    ) throws(RatioError) -> TestGroup {
        let chosen = positions.filter(recordings.indices.contains).map { recordings[$0] }
        guard let first = chosen.first else { throw RatioError(id: task.id, problem: .noRecording(name)) }
        guard chosen.allSatisfy({ $0.test == first.test && $0.load == first.load }) else {
            throw RatioError(id: task.id, problem: .mixedTests(name))
        }
        let athletes = Set(chosen.compactMap(\.info.athlete)).sorted()
        if athletes.count > 1 {
            throw RatioError(id: task.id, problem: .differentAthletes(athletes[0], athletes[1]))
        }
        return TestGroup(
            person: athletes.first.map(TestGroup.Person.athlete) ?? .unnamed, test: first.test, load: first.load,
            box: nil, recordings: chosen)
    }
}

/// Why a named ratio cannot be formed.
public struct RatioError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// No recording stands above or below the line.
        case noRecording(String)
        /// Recordings of different tests or loads stand on one side of the line.
        case mixedTests(String)
        /// The recordings are of different people.
        case differentAthletes(String, String)
        /// No trial counts.
        case noTrial(String)
        /// The tasks have no metric in common that a trial has.
        case noMetric([String])
    }

    /// Id of the ratio.
    public var id: String
    /// What is wrong.
    public var problem: Problem

    /// What happened and what helps.
    public var description: String {
        let why =
            switch problem {
            case .noRecording(let name): "no recording is named for \(name); name one that can be read"
            case .mixedTests(let name):
                "the recordings for \(name) are of different tests or loads; name those of one, or give --test and --load"
            case .differentAthletes(let a, let b):
                "its recordings are of athletes \(a) and \(b); name recordings of one person"
            case .noTrial(let name): "no trial for \(name) counts; look at its reasons in the results"
            case .noMetric(let metrics):
                "its recordings do not both have \(metrics.joined(separator: " or ")); name another metric as ID.METRIC=…"
            }
        return "ratio \(id): \(why)"
    }
}
