import SignalCore

extension MethodRule {
    /// What the rule takes, in words.
    public var allowed: String {
        switch self {
        case .weighing:
            "1s, first:1s, quietest:1s, lowest-mean:1s or 2s-before-takeoff:0.25s, with a length from 0.1 to 10 s"
        case .filter:
            "none, 50Hz, 50Hz:order4 or 50Hz:uncorrected, with a cut-off from 1 to 1000 Hz and an even order up to 16"
        case .takeoff, .landing:
            "newtons of the total, 30N or 10N-either-way (1 to 100), or standard deviations of the flight, 5SD (2 to 20)"
        case .shortestFlight: "milliseconds, 100ms (50 to 500)"
        case .onset:
            "5SD (1 to 20), 20N (1 to 200) or 2.5%BW (0.5 to 20), then :50ms for how long (up to 500), :first for no rule "
                + "against blips"
        case .backtrack: "30ms (0 to 500), bw or 2s-before-takeoff (0.5 to 5)"
        case .longestSearch: "seconds, 2s (0.5 to 5)"
        case .braking: "velocity or force"
        case .propulsionVelocity: "metres per second, 0.01m/s (0 to 0.5)"
        case .takeoffSample: "included or left-out"
        case .drift: "none or linear"
        case .rsiHeight: "impulse or flight"
        case .timeToTakeoff: "integration or onset"
        case .isometricOnset: "5SD (1 to 20) or 20N (1 to 500), then :40ms for how long (up to 500)"
        case .rfdWindow: "milliseconds, 20ms (1 to 200)"
        case .gravity: "site, or metres per second squared, 9.81 (9.7 to 9.9)"
        }
    }

    /// Sets this rule from the command line's text; `rules` stays as it is where that is not understood.
    public func set(_ text: String, in rules: inout MethodRules) throws(MethodRuleError) {
        guard let changed = parsed(text, rules) else {
            throw MethodRuleError(rule: rawValue, text: text, allowed: allowed)
        }
        rules = changed
    }

    private func parsed(_ text: String, _ rules: MethodRules) -> MethodRules? {
        var out = rules
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let head = parts.first else { return nil }
        if parts.count > 1, ![.weighing, .filter, .onset, .isometricOnset].contains(self) { return nil }
        switch self {
        case .weighing: return Self.weighing(parts).map { set(&out, \.weighing, $0) }
        case .filter: return Self.filter(parts).map { set(&out, \.filter, $0) }
        case .takeoff: return Self.threshold(head).map { set(&out, \.takeoff, $0) }
        case .landing: return Self.threshold(head).map { set(&out, \.landing, $0) }
        case .shortestFlight: return Self.number(head, "ms", 50...500).map { set(&out, \.shortestFlight, $0) }
        case .onset: return Self.onset(parts).map { set(&out, \.onset, $0) }
        case .backtrack: return Self.start(head).map { set(&out, \.integrationStart, $0) }
        case .longestSearch: return Self.number(head, "s", 0.5...5).map { set(&out, \.longestMovement, $0) }
        case .braking: return MethodRules.BrakingStart(rawValue: text).map { set(&out, \.braking, $0) }
        case .propulsionVelocity: return Self.number(head, "m/s", 0...0.5).map { set(&out, \.propulsionVelocity, $0) }
        case .takeoffSample:
            return ["included": true, "left-out": false][text].map { set(&out, \.integratesTakeoffSample, $0) }
        case .drift:
            return ["none": DriftCorrection.none, "linear": .linearVelocity][text].map { set(&out, \.drift, $0) }
        case .rsiHeight: return MethodRules.RSIHeight(rawValue: text).map { set(&out, \.rsiHeight, $0) }
        case .timeToTakeoff: return MethodRules.TimeOrigin(rawValue: text).map { set(&out, \.timeToTakeoff, $0) }
        case .isometricOnset: return Self.isometricOnset(parts).map { set(&out, \.isometricOnset, $0) }
        case .rfdWindow: return Self.number(head, "ms", 1...200).map { set(&out, \.rfdWindow, $0) }
        case .gravity:
            if text == "site" { return set(&out, \.gravity, nil) }
            return Self.number(head, "", 9.7...9.9).map { set(&out, \.gravity, $0) }
        }
    }

    private func set<Value>(
        _ rules: inout MethodRules, _ path: WritableKeyPath<MethodRules, Value>, _ value: Value
    ) -> MethodRules {
        rules[keyPath: path] = value
        return rules
    }

    /// A number with its unit inside a range; nil for anything else.
    private static func number(_ text: Substring, _ unit: String, _ range: ClosedRange<Double>) -> Double? {
        guard text.hasSuffix(unit), let value = Double(text.dropLast(unit.count)), range.contains(value) else {
            return nil
        }
        return value
    }

    private static func threshold(_ text: Substring) -> FlightThreshold? {
        number(text, "N", 1...100).map { .newtons($0) }
            ?? number(text, "N-either-way", 1...100).map { .magnitude($0) }
            ?? number(text, "SD", 2...20).map { .deviations($0) }
    }

    private static func weighing(_ parts: [Substring]) -> WeighingRule? {
        guard let last = parts.last, let seconds = number(last, "s", 0.1...10), parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return WeighingRule(.byTest, seconds: seconds) }
        switch parts[0] {
        case "first": return WeighingRule(.first, seconds: seconds)
        case "quietest": return WeighingRule(.quietest, seconds: seconds)
        case "lowest-mean": return WeighingRule(.lowestMean, seconds: seconds)
        default:
            return number(parts[0], "s-before-takeoff", max(0.5, seconds)...5).map {
                WeighingRule(.beforeTakeoff(seconds: $0), seconds: seconds)
            }
        }
    }

    private static func filter(_ parts: [Substring]) -> ForceFilter? {
        if parts == ["none"] { return ForceFilter.none }
        guard let cutoff = number(parts[0], "Hz", 1...1000), parts.count <= 3 else { return nil }
        var design = Butterworth(order: 2, cutoff: cutoff, convention: .dualPass)
        for part in parts.dropFirst() {
            if part == "uncorrected" {
                design.convention = .singlePass
            } else if part.hasPrefix("order"), let order = Int(part.dropFirst(5)), (2...16).contains(order),
                order.isMultiple(of: 2)
            {
                design.order = order
            } else {
                return nil
            }
        }
        return .lowPass(design)
    }

    private static func onset(_ parts: [Substring]) -> OnsetRule? {
        guard
            let threshold: OnsetRule.Threshold = number(parts[0], "SD", 1...20).map({ .deviations($0) })
                ?? number(parts[0], "%BW", 0.5...20).map({ .percent($0) })
                ?? number(parts[0], "N", 1...200).map({ .newtons($0) })
        else { return nil }
        var rule = OnsetRule(threshold)
        for part in parts.dropFirst() {
            if part == "first" {
                rule.skipsBlips = false
            } else if let milliseconds = number(part, "ms", 0...500) {
                rule.persistence = milliseconds
            } else {
                return nil
            }
        }
        return rule
    }

    private static func start(_ text: Substring) -> IntegrationStart? {
        if text == "bw" { return .bodyWeight }
        return number(text, "ms", 0...500).map { .beforeOnset(milliseconds: $0) }
            ?? number(text, "s-before-takeoff", 0.5...5).map { .beforeTakeoff(seconds: $0) }
    }

    private static func isometricOnset(_ parts: [Substring]) -> IsometricOnset? {
        guard parts.count <= 2,
            let threshold: IsometricOnset.Threshold = number(parts[0], "SD", 1...20).map({ .deviations($0) })
                ?? number(parts[0], "N", 1...500).map({ .newtons($0) })
        else { return nil }
        guard parts.count == 2 else { return IsometricOnset(threshold) }
        return number(parts[1], "ms", 0...500).map { IsometricOnset(threshold, hold: $0) }
    }
}
