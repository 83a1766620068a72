import Statistics

/// The force that repeated all-out efforts settle at, and the impulse above it (4-minute all-out test, 24 efforts of 7 s
/// with 3 s of rest; McClean 2023).
public enum CriticalForce {
    /// Efforts of the protocol: fewer have not settled.
    public static let efforts = 24
    /// Last efforts whose mean force counts.
    public static let last = 3

    /// Critical force in newtons and impulse above it in N·s.
    ///
    /// - Parameters:
    ///   - meanForces: newtons of each effort in its order.
    ///   - times: seconds of each effort, as many.
    /// - Returns: nil for fewer than 24 efforts and for different counts. Efforts below the critical force take nothing off
    ///   the impulse.
    public static func evaluate(meanForces: [Double], times: [Double]) -> (force: Double, impulseAbove: Double)? {
        guard meanForces.count == times.count, meanForces.count >= efforts else { return nil }
        let end = Array(meanForces.suffix(last))
        guard let force = Descriptive.mean(end.span) else { return nil }
        let above = zip(meanForces, times).reduce(0) { $0 + max($1.0 - force, 0) * $1.1 }
        return (force, above)
    }

    /// The same of both limbs together and of each limb, from the trials of a set.
    static func of(
        _ trials: [TrialResult], _ value: ((force: Double, impulseAbove: Double)) -> Double
    ) -> (both: Double?, left: Double?, right: Double?) {
        func of(_ pick: (MetricResult) -> Double?) -> Double? {
            let efforts = trials.compactMap { trial -> (Double, Double)? in
                guard let force = trial.metric("effortMeanForce").flatMap(pick),
                    let time = trial.metric("effortTime").flatMap({ $0.both ?? $0.left ?? $0.right })
                else { return nil }
                return (force, time)
            }
            return evaluate(meanForces: efforts.map(\.0), times: efforts.map(\.1)).map(value)
        }
        return (of(\.both), of(\.left), of(\.right))
    }
}
