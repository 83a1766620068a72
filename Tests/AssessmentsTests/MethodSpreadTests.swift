import Assessments
import SignalCore
import TestSupport
import Testing

/// How far methods lie apart, and which rule is named for it.
@Suite struct MethodSpreadTests {
    let record = ReferenceSignals.jump()
    let info = RecordingInfo(id: "r1", source: "jump", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func preset(_ id: String, _ change: (inout MethodRules) -> Void) -> MethodPreset {
        var rules = MethodRules.bilanx
        change(&rules)
        return MethodPreset(id: id, name: id, changes: "", source: "", rules: rules)
    }

    private func row(
        _ spread: MethodSpread, _ metric: String, _ quantity: MethodSpread.Quantity = .both
    ) throws -> MethodSpread.Row {
        try #require(spread.rows.first { $0.metric == metric && $0.quantity == quantity }, "\(metric)")
    }

    @Test func everyValueIsThatOfTheMethodByItself() throws {
        let spread = MethodSpread.compute(record, info: info, test: .cmj)
        #expect(spread.presets == MethodPresets.all.map(\.id))
        var compared = 0
        for (k, preset) in MethodPresets.all.enumerated() {
            var settings = AnalysisSettings()
            settings.rules = preset.rules
            let result = RecordingAnalysis.analyze(record, info: info, test: .cmj, settings: settings)
            let trial = try #require(result.trials.first)
            for row in spread.rows {
                let metric = try #require(trial.metric(row.metric))
                #expect(row.values[k].preset == preset.id)
                #expect(row.values[k].method == metric.method)
                #expect(row.values[k].value == (row.quantity == .both ? metric.both : metric.asymmetry?.value))
                compared += 1
            }
        }
        #expect(compared == spread.rows.count * MethodPresets.all.count)
        #expect(spread.rows.contains { $0.quantity == .asymmetry && ($0.spread ?? 0) > 0 })
    }

    @Test func lowestHighestAndSpread() throws {
        let spread = MethodSpread.compute(
            record, info: info, test: .cmj,
            presets: [
                MethodPresets.bilanx, preset("low") { $0.takeoff = .newtons(5) },
                preset("high") { $0.takeoff = .newtons(50) },
            ])
        let row = try row(spread, "flightTime")
        let values = row.values.compactMap(\.value)
        #expect(values.count == 3)
        #expect(row.lowest == values[1])
        #expect(row.highest == values[2])
        #expect(row.spread == values[2] - values[1])
        #expect(row.percent == 100 * (values[2] - values[1]) / values[0])
        #expect(try self.row(spread, "propImpulseGross", .asymmetry).percent == nil)
        let weight = try self.row(spread, "bw")
        #expect(weight.spread == 0)
        #expect(weight.cause == nil)
    }

    /// With one rule changed it explains everything; with two that move different metrics each is named for its own.
    @Test func theRuleThatDoesMost() throws {
        let spread = MethodSpread.compute(
            record, info: info, test: .cmj,
            presets: [
                MethodPresets.bilanx,
                preset("other") {
                    $0.takeoff = .newtons(50)
                    $0.landing = .newtons(20)
                    $0.timeToTakeoff = .onset
                    $0.braking = .force
                },
            ])
        let flight = try #require(try row(spread, "flightTime").cause)
        #expect(flight.rule == .takeoff)
        #expect(flight.preset == "other")
        #expect(abs(flight.percent - 100) < 1e-9)
        #expect(try row(spread, "timeToTakeoff").cause?.rule == .timeToTakeoff)
        #expect(try row(spread, "brakeTime").cause?.rule == .braking)
        #expect(try row(spread, "brakeImpulseGross", .asymmetry).cause?.rule == .braking)
        #expect(try row(spread, "bw").cause == nil)
    }

    /// Two rules that each do less than half of what both do together: neither may be blamed.
    @Test func noRuleIsNamedThatDoesLessThanHalf() throws {
        let other = preset("other") {
            $0.onset = OnsetRule(.newtons(3.5))
            $0.takeoff = .deviations(5)
            $0.integrationStart = .beforeOnset(milliseconds: 31)
        }
        let spread = MethodSpread.compute(
            record, info: info, test: .cmj, presets: [MethodPresets.bilanx, other])
        let row = try row(spread, "timeToTakeoff")
        let values = row.values.compactMap(\.value)
        func alone(_ rule: MethodRule) throws -> Double {
            var rules = MethodRules.bilanx
            rule.copy(from: other.rules, into: &rules)
            let single = MethodPreset(id: "single", name: "", changes: "", source: "", rules: rules)
            let pair = MethodSpread.compute(
                record, info: info, test: .cmj, presets: [MethodPresets.bilanx, single])
            let value = try #require(try self.row(pair, "timeToTakeoff").values[1].value)
            return 100 * (value - values[0]) / (values[1] - values[0])
        }
        let parts = try [MethodRule.onset, .takeoff, .backtrack].map(alone)
        #expect(abs(parts.reduce(0, +) - 100) < 1e-6)
        // A sample by each of the three.
        #expect(parts.allSatisfy { $0 < 50 })
        #expect(row.cause == nil)
    }

    @Test func documents() throws {
        var result = RecordingAnalysis.analyze(record, info: info, test: .cmj)
        let plain = ResultsDocument(software: "test", recordings: [result])
        result.spread = MethodSpread.compute(record, info: info, test: .cmj)
        let document = ResultsDocument(software: "test", recordings: [result])
        #expect(!plain.json().contains("\"spread\""))
        #expect(!plain.json().contains("\"rules\""))
        #expect(document.json().contains("\"spread\": ["))
        #expect(document.json().contains("\"preset\": \"mcmahon\""))
        #expect(document.csv().hasPrefix(plain.csv()))
        let rows = document.csv().split(separator: "\n").filter { $0.contains(",flightTime,both,") }
        for preset in MethodPresets.all {
            #expect(rows.contains { $0.contains(",\(preset.id),test") }, "\(preset.id)")
        }
        // The document's own method has a row for the trial and one for the summary, the others one each.
        #expect(rows.count == MethodPresets.all.count + 1)
        let table = document.table(all: false)
        #expect(table.hasPrefix(plain.table(all: false)))
        #expect(table.contains("spread over the methods: bilanx, mcmahon"))
        #expect(document.table(all: true).count > table.count)
    }

    @Test func rulesInADocument() throws {
        var selection = MethodSelection()
        try selection.set(.takeoff, "30N")
        var settings = AnalysisSettings()
        settings.rules = selection.rules
        let result = RecordingAnalysis.analyze(record, info: info, test: .cmj, settings: settings)
        let json = ResultsDocument(
            software: "test", preset: selection.name, rules: selection.rules, recordings: [result]
        ).json()
        #expect(json.contains("\"preset\": \"bilanx+takeoff=30N\""))
        for rule in MethodRule.allCases {
            #expect(json.contains("\"\(rule.rawValue)\": \"\(rule.text(selection.rules))\""), "\(rule)")
        }
    }

    struct Published: Sendable, CustomTestStringConvertible {
        let file: String
        let rate: Double
        let columns: [Int]
        let weight: ClosedRange<Double>
        let height: ClosedRange<Double>
        let flight: ClosedRange<Double>
        let peak: ClosedRange<Double>
        /// What lies outside, and why below.
        let outside: Set<String>
        var testDescription: String { file }
    }

    /// Reference numbers 2.2: what 6 to 13 implementations make of the same jump.
    ///
    /// Outside lie, by 0.003 N, our quietest second of the Kistler jump, which is looked for on a grid of 20 ms; the lighter
    /// seconds that the first-second and lowest-mean rules weigh, and the heights from them (1 N is 3 mm), since none of the
    /// implementations weighs so; the line that takes off the 0.05 m/s which the Kistler jumper is heavier after landing; and
    /// the peak by a filter of order 2. None is as far off as the 3.51 cm by which published methods differ on one trial.
    static let published = [
        Published(
            file: "biomdp/kistler_CMJ_1plate.txt.gz", rate: 1000, columns: [3], weight: 765.118...766.199,
            height: 0.3714...0.3801, flight: 0.552...0.555, peak: 1910.48...1912.05,
            outside: [
                "bw bilanx", "bw forcedecks-like", "bw kistler-like", "jumpHeightIM hawkin-like",
                "jumpHeightIM kistler-like",
            ]),
        Published(
            file: "gidiel-machado/Dual-CMJ-Fz.txt", rate: 1000, columns: [0, 1], weight: 662.765...663.232,
            height: 0.312...0.3253, flight: 0.506...0.512, peak: 1765...1768.47, outside: []),
        Published(
            file: "jumpmetrics/F02_CTRL1_time_left_right.csv.gz", rate: 2000, columns: [1, 2],
            weight: 722.763...723.694, height: 0.3154...0.3202, flight: 0.525...0.5295, peak: 1927.98...1930.17,
            outside: [
                "bw mcmahon", "bw hawkin-like", "jumpHeightIM mcmahon", "jumpHeightIM hawkin-like",
                "peakForce hawkin-like",
            ]),
    ]

    @Test(arguments: published) func presetsOnRealJumps(_ expected: Published) throws {
        guard let record = try RealRecording.load(expected.file, rate: expected.rate, columns: expected.columns) else {
            return
        }
        let spread = MethodSpread.compute(record, info: info, test: .cmj)
        for (id, range, margin) in [
            ("bw", expected.weight, 0.0005), ("jumpHeightIM", expected.height, 0.00005),
            ("flightTime", expected.flight, 0.0005), ("peakForce", expected.peak, 0.005),
        ] {
            let row = try row(spread, id)
            let cause = row.cause.map { "\($0.preset) \($0.rule.rawValue) \($0.percent)" } ?? "none"
            if id == "jumpHeightIM" { #expect(try #require(row.spread) < 0.0351) }
            print("  \(expected.file) \(id): \(row.values.map { $0.value ?? .nan }) cause \(cause)")
            for value in row.values {
                let number = try #require(value.value, "\(id) \(value.preset)")
                let isInside = range.lowerBound - margin <= number && number <= range.upperBound + margin
                // A listed exception must be one, so that the list cannot outlive its reason.
                #expect(
                    isInside != expected.outside.contains("\(id) \(value.preset)"),
                    "\(id) of \(value.preset): \(number)")
            }
        }
    }
}
