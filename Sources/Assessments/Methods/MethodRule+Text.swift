import SignalCore

extension MethodRule {
    /// The value of this rule as the command line takes it: `30N`, `lowest-mean:1s`, `50Hz:order4:uncorrected`.
    public func text(_ rules: MethodRules) -> String {
        switch self {
        case .weighing: Self.text(rules.weighing)
        case .filter: Self.text(rules.filter)
        case .takeoff: Self.text(rules.takeoff)
        case .landing: Self.text(rules.landing)
        case .shortestFlight: Self.number(rules.shortestFlight) + "ms"
        case .onset: Self.text(rules.onset)
        case .backtrack: Self.text(rules.integrationStart)
        case .longestSearch: Self.number(rules.longestMovement) + "s"
        case .braking: rules.braking.rawValue
        case .propulsionVelocity: Self.number(rules.propulsionVelocity) + "m/s"
        case .takeoffSample: rules.integratesTakeoffSample ? "included" : "left-out"
        case .drift: rules.drift == .linearVelocity ? "linear" : "none"
        case .rsiHeight: rules.rsiHeight.rawValue
        case .timeToTakeoff: rules.timeToTakeoff.rawValue
        case .isometricOnset: Self.text(rules.isometricOnset)
        case .rfdWindow: Self.number(rules.rfdWindow) + "ms"
        case .gravity: rules.gravity.map(Self.number) ?? "site"
        }
    }

    private static func number(_ value: Double) -> String { NumberText.significant(value) ?? "" }

    private static func text(_ rule: WeighingRule) -> String {
        let length = number(rule.seconds) + "s"
        return switch rule.choice {
        case .byTest: length
        case .first: "first:" + length
        case .quietest: "quietest:" + length
        case .lowestMean: "lowest-mean:" + length
        case .beforeTakeoff(let seconds): number(seconds) + "s-before-takeoff:" + length
        }
    }

    private static func text(_ filter: ForceFilter) -> String {
        guard case .lowPass(let design) = filter else { return "none" }
        return number(design.cutoff) + "Hz" + (design.order == 2 ? "" : ":order\(design.order)")
            + (design.convention == .singlePass ? ":uncorrected" : "")
    }

    private static func text(_ threshold: FlightThreshold) -> String {
        switch threshold {
        case .newtons(let force): number(force) + "N"
        case .magnitude(let force): number(force) + "N-either-way"
        case .deviations(let count): number(count) + "SD"
        }
    }

    private static func text(_ rule: OnsetRule) -> String {
        let threshold =
            switch rule.threshold {
            case .deviations(let count): number(count) + "SD"
            case .newtons(let force): number(force) + "N"
            case .percent(let part): number(part) + "%BW"
            }
        return threshold + (rule.persistence > 0 ? ":" + number(rule.persistence) + "ms" : "")
            + (rule.skipsBlips ? "" : ":first")
    }

    private static func text(_ start: IntegrationStart) -> String {
        switch start {
        case .beforeOnset(let milliseconds): number(milliseconds) + "ms"
        case .bodyWeight: "bw"
        case .beforeTakeoff(let seconds): number(seconds) + "s-before-takeoff"
        }
    }

    private static func text(_ rule: IsometricOnset) -> String {
        let threshold =
            switch rule.threshold {
            case .deviations(let count): number(count) + "SD"
            case .newtons(let force): number(force) + "N"
            }
        return threshold + (rule.hold == 40 ? "" : ":" + number(rule.hold) + "ms")
    }
}
