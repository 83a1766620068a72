import SignalCore

/// The rules by which events and values of a trial arise; the defaults are the project's own.
///
/// Two results may be compared where these are equal.
public struct MethodRules: Hashable, Sendable {
    /// Where the braking phase of a countermovement begins (formulas B.2-5, E-5).
    public enum BrakingStart: String, Hashable, Sendable, CaseIterable {
        /// At the peak downward velocity, where the force is back at body weight.
        case velocity
        /// At the smallest force before it.
        case force
    }

    /// Which jump height the modified reactive strength index divides.
    public enum RSIHeight: String, Hashable, Sendable, CaseIterable {
        /// The height from the impulse.
        case impulse
        /// The height from the flight time.
        case flight
    }

    /// Where the time to take-off begins (formulas E-10).
    public enum TimeOrigin: String, Hashable, Sendable, CaseIterable {
        /// At the start of the integration.
        case integration
        /// At the onset.
        case onset
    }

    /// How the quiet stand is chosen.
    public var weighing = WeighingRule()
    /// Filter of the force before anything is looked at.
    public var filter = ForceFilter.none
    /// Force under which the jumper has left.
    public var takeoff = FlightThreshold.newtons(UnloadedRuns.threshold)
    /// Force from which on the jumper is back.
    public var landing = FlightThreshold.newtons(UnloadedRuns.threshold)
    /// Shortest flight in milliseconds.
    public var shortestFlight = 100.0
    /// Start of the movement of a jump.
    public var onset = OnsetRule()
    /// Start of the integration.
    public var integrationStart = IntegrationStart.beforeOnset(milliseconds: 30)
    /// Seconds before take-off before which no onset is looked for.
    public var longestMovement = 2.0
    /// Start of the braking phase.
    public var braking = BrakingStart.velocity
    /// Upward velocity in m/s over which propulsion has begun.
    public var propulsionVelocity = 0.01
    /// True where the motion reaches to the sample of take-off itself, false where it ends one sample before.
    public var integratesTakeoffSample = true
    /// What is done about a velocity that is not 0 in the quiet stand after the landing: nothing, or a line taken off.
    public var drift = DriftCorrection.none
    /// Height of the modified reactive strength index.
    public var rsiHeight = RSIHeight.impulse
    /// Start of the time to take-off.
    public var timeToTakeoff = TimeOrigin.integration
    /// Start of an isometric effort.
    public var isometricOnset = IsometricOnset()
    /// Milliseconds of the window of the maximal rate of force development.
    public var rfdWindow = 20.0
    /// Gravity in m/s² where the method prescribes one; nil for the site's.
    public var gravity: Double?

    /// The project's own rules.
    public static let bilanx = MethodRules()

    /// The project's own rules, to be changed one by one.
    public init() {}
}

extension AnalysisSettings {
    /// The settings with the gravity that the rules prescribe, where they do.
    var underRules: AnalysisSettings {
        guard let gravity = rules.gravity else { return self }
        var copy = self
        copy.gravity = gravity
        return copy
    }
}
