/// One rule of a method by itself: its name, its value as text, and its exchange between methods.
///
/// The raw value is the name on the command line and in results.
public enum MethodRule: String, CaseIterable, Hashable, Sendable {
    /// How the quiet stand is chosen.
    case weighing
    /// Filter of the force.
    case filter
    /// Threshold of take-off.
    case takeoff
    /// Threshold of landing.
    case landing
    /// Shortest flight.
    case shortestFlight = "shortest-flight"
    /// Start of the movement of a jump.
    case onset
    /// Start of the integration.
    case backtrack
    /// Longest search before take-off.
    case longestSearch = "longest-search"
    /// Start of the braking phase.
    case braking
    /// Velocity at which propulsion starts.
    case propulsionVelocity = "propulsion-velocity"
    /// Whether the motion reaches to the sample of take-off.
    case takeoffSample = "takeoff-sample"
    /// Correction of the drift of the integration.
    case drift
    /// Height of the modified reactive strength index.
    case rsiHeight = "rsi-height"
    /// Start of the time to take-off.
    case timeToTakeoff = "time-to-takeoff"
    /// Start of an isometric effort.
    case isometricOnset = "iso-onset"
    /// Window of the maximal rate of force development.
    case rfdWindow = "rfd-window"
    /// Gravity.
    case gravity

    /// Gives `target` this rule of `source`.
    public func copy(from source: MethodRules, into target: inout MethodRules) {
        switch self {
        case .weighing: target.weighing = source.weighing
        case .filter: target.filter = source.filter
        case .takeoff: target.takeoff = source.takeoff
        case .landing: target.landing = source.landing
        case .shortestFlight: target.shortestFlight = source.shortestFlight
        case .onset: target.onset = source.onset
        case .backtrack: target.integrationStart = source.integrationStart
        case .longestSearch: target.longestMovement = source.longestMovement
        case .braking: target.braking = source.braking
        case .propulsionVelocity: target.propulsionVelocity = source.propulsionVelocity
        case .takeoffSample: target.integratesTakeoffSample = source.integratesTakeoffSample
        case .drift: target.drift = source.drift
        case .rsiHeight: target.rsiHeight = source.rsiHeight
        case .timeToTakeoff: target.timeToTakeoff = source.timeToTakeoff
        case .isometricOnset: target.isometricOnset = source.isometricOnset
        case .rfdWindow: target.rfdWindow = source.rfdWindow
        case .gravity: target.gravity = source.gravity
        }
    }

    /// True where both methods have the same rule.
    public func isSame(_ a: MethodRules, _ b: MethodRules) -> Bool {
        var mixed = a
        copy(from: b, into: &mixed)
        return mixed == a
    }
}

extension MethodRules {
    /// The rules in which this method differs from another.
    public func differences(from other: MethodRules) -> [MethodRule] {
        MethodRule.allCases.filter { !$0.isSame(self, other) }
    }
}
