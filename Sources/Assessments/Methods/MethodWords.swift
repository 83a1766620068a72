import SignalCore

/// What a metric's method is called under other rules than the project's: the one place where that is decided.
///
/// The catalogue's word, with the rule in place of the one it names, then every other changed rule that can move the value.
struct MethodWords {
    let rules: MethodRules
    private let changed: [MethodRule]

    init(_ rules: MethodRules) {
        self.rules = rules
        changed = rules.differences(from: .bilanx)
    }

    /// The method of a metric in a test.
    func method(_ definition: MetricDefinition, in test: TestID) -> String {
        guard !changed.isEmpty else { return definition.method }
        var word = definition.method
        var named: Set<MethodRule> = []
        func rename(_ old: String, _ new: String, _ those: Set<MethodRule>) {
            guard !those.isDisjoint(with: changed), word.hasSuffix(old) || word.hasPrefix(old) else { return }
            word = word.hasPrefix(old) ? new + word.dropFirst(old.count) : word.dropLast(old.count) + new
            named.formUnion(those)
        }
        let takeoff = MethodRule.takeoff.text(rules)
        let landing = MethodRule.landing.text(rules)
        if definition.method == "20N" {
            rename("20N", takeoff == landing ? takeoff : "\(takeoff)-takeoff/\(landing)-landing", [.takeoff, .landing])
        }
        if rules.timeToTakeoff == .onset { rename("from-integrationStart", "from-onset", [.timeToTakeoff]) }
        if rules.rsiHeight == .flight { rename("heightIM/", "heightFT/", [.rsiHeight]) }
        rename("20ms-window/", MethodRule.rfdWindow.text(rules) + "-window/", [.rfdWindow])
        for rule in changed where !named.contains(rule) && moves(rule, definition.id, in: test) {
            word += "/" + (rule == .filter ? filterWord : rule.rawValue + "=" + rule.text(rules))
        }
        return word
    }

    /// The filter with its convention: `50Hz-corrected`.
    private var filterWord: String {
        let text = MethodRule.filter.text(rules).replacing(":", with: "-")
        guard case .lowPass(let design) = rules.filter, design.convention != .singlePass else { return text }
        return text + "-corrected"
    }

    private static let stand: Set<String> = ["bw", "mass", "quietShare"]
    private static let landing: Set<String> = [
        "peakLanding", "peakLandingBW", "timeToPeakLanding", "loadRateAvg", "loadRate2080", "tts", "stabiliseMeanForce",
    ]
    /// What only the two ends of a contact or a flight decide.
    private static let flight: Set<String> = [
        "flightTime", "jumpHeightFT", "contactTime", "rsi", "rsr", "rsi10_5", "reboundFlightTime",
        "reboundJumpHeightFT",
        "reboundContactTime", "reboundRsi", "reboundRsr",
    ]

    /// True where the rule can move the value.
    private func moves(_ rule: MethodRule, _ id: String, in test: TestID) -> Bool {
        let isStand = Self.stand.contains(id)
        let isLanding = Self.landing.contains(id)
        let isFlight = Self.flight.contains(id)
        let isJump = TestID.standingJumps.contains(test)
        let isRebound = id.hasPrefix("rebound")
        let isMotion = isJump && !isStand && !isLanding && !isFlight && !isRebound
        let isPull = MetricCatalogue.isometricTests.contains(test) || test == .nordic
        switch rule {
        case .filter: return true
        case .weighing:
            if isPull { return test.isWeighed && (isStand || id.hasPrefix("peakForcePer")) }
            let isRaw = isFlight || (isLanding && id != "peakLandingBW" && id != "tts") || id == "contactImpulse"
            return test.isWeighed && !isRaw && id != "reboundPeakForce"
        case .takeoff: return TestID.jumpFamily.contains(test) && !isStand && !isLanding && test != .lah
        case .landing:
            guard TestID.jumpFamily.contains(test), !isStand else { return false }
            let usesFlight = ["jumpHeightDI", "ftct", "landImpulse"].contains(id)
            return !isMotion || usesFlight || (id == "rsiMod" && rules.rsiHeight == .flight)
        case .shortestFlight, .propulsionVelocity: return false
        case .onset, .backtrack, .longestSearch: return isMotion
        case .braking: return isMotion && (id.hasPrefix("unw") || id.hasPrefix("brake"))
        case .takeoffSample:
            return isMotion && id != "timeToTakeoff" && !id.hasPrefix("unw") && !id.hasPrefix("brake")
        case .drift: return isMotion && test != .sj
        case .rsiHeight: return id == "rsiMod"
        case .timeToTakeoff: return ["timeToTakeoff", "rsiMod", "ftct"].contains(id)
        case .isometricOnset: return isPull && !isStand && id != "baseline"
        case .rfdWindow: return id == "rfdMax20"
        case .gravity: return TestID.jumpFamily.contains(test) && id != "bw" && id != "quietShare" || id == "mass"
        }
    }
}
