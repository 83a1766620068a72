import Assessments
import SignalCore
import Testing

/// Rules as text, alone and in presets.
@Suite struct MethodRuleTests {
    @Test(arguments: MethodPresets.all, MethodRule.allCases)
    func everyTextIsReadBackAsTheSameRule(_ preset: MethodPreset, _ rule: MethodRule) throws {
        var rules = MethodRules.bilanx
        try rule.set(rule.text(preset.rules), in: &rules)
        #expect(rule.isSame(rules, preset.rules))
        #expect(rules.differences(from: .bilanx) == (rule.isSame(preset.rules, .bilanx) ? [] : [rule]))
    }

    @Test func textsSetWhatTheySay() throws {
        var rules = MethodRules.bilanx
        try MethodRule.takeoff.set("30N", in: &rules)
        #expect(rules.takeoff == .newtons(30))
        try MethodRule.landing.set("5SD", in: &rules)
        #expect(rules.landing == .deviations(5))
        try MethodRule.onset.set("2.5%BW:50ms:first", in: &rules)
        #expect(rules.onset == OnsetRule(.percent(2.5), persistence: 50, skipsBlips: false))
        try MethodRule.backtrack.set("bw", in: &rules)
        #expect(rules.integrationStart == .bodyWeight)
        try MethodRule.weighing.set("quietest:0.5s", in: &rules)
        #expect(rules.weighing == WeighingRule(.quietest, seconds: 0.5))
        try MethodRule.filter.set("50Hz", in: &rules)
        #expect(rules.filter == .lowPass(Butterworth(order: 2, cutoff: 50, convention: .dualPass)))
        try MethodRule.filter.set("26.64Hz:order4:uncorrected", in: &rules)
        #expect(rules.filter == .lowPass(Butterworth(order: 4, cutoff: 26.64, convention: .singlePass)))
        try MethodRule.isometricOnset.set("20N:0ms", in: &rules)
        #expect(rules.isometricOnset == IsometricOnset(.newtons(20), hold: 0))
        try MethodRule.gravity.set("9.81", in: &rules)
        #expect(rules.gravity == 9.81)
    }

    @Test(arguments: [
        (MethodRule.takeoff, "30"), (.takeoff, "30kg"), (.takeoff, "-5N"), (.takeoff, "nanN"), (.takeoff, "30N:first"),
        (.takeoff, "30N-either"),
        (.takeoff, ""), (.landing, "500N"), (.onset, "5"), (.onset, "5SD:first:"), (.onset, "5SD:1s"),
        (.backtrack, "bw:30ms"), (.backtrack, "30"), (.weighing, "first"), (.weighing, "later:1s"), (.weighing, "0s"),
        (.weighing, "1s-before-takeoff:2s"), (.filter, "50"), (.filter, "50Hz:order3"), (.filter, "0Hz"),
        (.filter, "50Hz:corrected:order4:x"), (.braking, "power"), (.takeoffSample, "no"), (.drift, "cubic"),
        (.isometricOnset, "2.5%BW"), (.rfdWindow, "0ms"), (.gravity, "1.6"), (.propulsionVelocity, "1m/s"),
    ])
    func whatIsNotUnderstoodSaysWhatIs(_ rule: MethodRule, _ text: String) throws {
        var rules = MethodRules.bilanx
        let error = #expect(throws: MethodRuleError.self) { try rule.set(text, in: &rules) }
        let words = try #require(error).description
        #expect(words.hasPrefix("--\(rule.rawValue) does not take `\(text)`: "))
        #expect(words.contains(rule.allowed))
        #expect(rules == .bilanx)
    }

    @Test func aSelectionNamesWhatWasChanged() throws {
        var selection = MethodSelection()
        #expect(selection.name == "bilanx")
        try selection.set(.takeoff, "30N")
        #expect(selection.name == "bilanx+takeoff=30N")
        try selection.set(.filter, "50Hz:order4")
        #expect(selection.name == "bilanx+filter=50Hz:order4+takeoff=30N")
        // What the preset says anyway is no change of it.
        var hawkin = MethodSelection(MethodPresets.hawkin)
        try hawkin.set(.takeoff, "25N")
        #expect(hawkin.name == "hawkin-like")
    }

    @Test func presets() throws {
        #expect(MethodPresets.all.first == MethodPresets.bilanx)
        #expect(MethodPresets.bilanx.rules == AnalysisSettings().rules)
        #expect(Set(MethodPresets.all.map(\.id)).count == MethodPresets.all.count)
        let marks = ["read in published code", "from a secondary text", "from memory, unverified"]
        for preset in MethodPresets.all.dropFirst() {
            #expect(!preset.rules.differences(from: .bilanx).isEmpty, "\(preset.id)")
            #expect(marks.contains { preset.source.contains($0) }, "\(preset.id)")
            #expect(MethodPresets.preset(preset.id) == preset)
        }
        #expect(MethodPresets.preset("vald") == nil)
    }

    private func word(_ id: String, _ test: TestID, _ change: (inout MethodRules) -> Void) throws -> String {
        var settings = AnalysisSettings()
        change(&settings.rules)
        let record = ForceRecord(rate: 1000, left: [0, 0], right: [0, 0])
        let trial = RecordingAnalysis.analyzeTrial(
            record, index: 1, kept: true, test: test, weighing: nil, settings: settings)
        return try #require(trial.metric(id)).method
    }

    @Test func aMethodTellsTheRuleThatWasChanged() throws {
        #expect(try word("flightTime", .cmj) { _ in } == "20N")
        #expect(
            try word("flightTime", .cmj) {
                $0.takeoff = .newtons(30)
                $0.landing = .newtons(30)
            } == "30N")
        #expect(try word("contactTime", .dj) { $0.takeoff = .newtons(10) } == "10N-takeoff/20N-landing")
        let low = Butterworth(order: 2, cutoff: 50, convention: .dualPass)
        #expect(try word("vTO", .cmj) { $0.filter = .lowPass(low) } == "trapezoid/50Hz-corrected")
        #expect(
            try word("vTO", .cmj) { $0.filter = .lowPass(Butterworth(order: 4, cutoff: 50)) }
                == "trapezoid/50Hz-order4-uncorrected")
        #expect(try word("timeToTakeoff", .cmj) { $0.timeToTakeoff = .onset } == "from-onset")
        #expect(try word("rsiMod", .cmj) { $0.rsiHeight = .flight } == "heightFT/timeToTakeoff")
        #expect(try word("brakeRFD", .cmj) { $0.braking = .force } == "phase-ends/braking=force")
        #expect(
            try word("bw", .cmj) { $0.weighing = WeighingRule(.lowestMean) } == "weighing-mean/weighing=lowest-mean:1s")
        #expect(try word("rfdMax20", .imtp) { $0.rfdWindow = 50 } == "50ms-window/own")
        #expect(try word("f100", .imtp) { $0.isometricOnset = IsometricOnset(.newtons(20)) } == "gross/iso-onset=20N")
        // What a rule cannot move does not carry its name.
        #expect(try word("peakForce", .imtp) { $0.takeoff = .newtons(30) } == "own-peak/gross")
        #expect(try word("bw", .cmj) { $0.takeoff = .newtons(30) } == "weighing-mean")
        #expect(try word("flightTime", .cmj) { $0.onset = OnsetRule(.newtons(20)) } == "20N")
    }
}
