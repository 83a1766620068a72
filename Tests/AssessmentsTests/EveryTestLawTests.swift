import SignalCore
import Statistics
import Testing

@testable import Assessments

/// What must hold for every test of the catalogue, whatever it measures.
@Suite struct EveryTestLawTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func analyze(_ record: ForceRecord, _ test: TestID) -> RecordingResult {
        RecordingAnalysis.analyze(
            record, info: info, test: test,
            settings: AnalysisSettings(leverArm: 0.4, bodyMassKilograms: test.isWeighed ? nil : 70, targetForce: 600))
    }

    /// The typical record with noise that differs between the sides.
    private func noisy(_ test: TestID, _ random: inout SplitMix64) -> ForceRecord {
        let record = ReferenceSignals.typical(test)
        var noisy = ForceRecord(
            rate: record.rate, left: record.left.map { $0 + random.unit() - 0.5 },
            right: record.right.map { $0 + random.unit() - 0.5 })
        noisy.pressure = record.pressure
        return noisy
    }

    /// - Returns: number of index values that were compared.
    private func expectMirrored(_ one: RecordingResult, _ other: RecordingResult) -> Int {
        var compared = 0
        func check(_ a: AsymmetryResult?, _ b: AsymmetryResult?, _ id: String) {
            #expect(a?.status == b?.status, "\(id)")
            #expect((a?.value == nil) == (b?.value == nil), "\(id)")
            guard let x = a?.value, let y = b?.value else { return }
            compared += 1
            if a?.index == "share" { #expect(abs(x - (100 - y)) < 1e-9, "\(id)") } else { #expect(x == -y, "\(id)") }
            switch a?.larger {
            case .left: #expect(b?.larger == .right, "\(id)")
            case .right: #expect(b?.larger == .left, "\(id)")
            default: #expect(b?.larger == a?.larger, "\(id)")
            }
        }
        func close(_ a: Double?, _ b: Double?) -> Bool {
            guard let a, let b else { return a == nil && b == nil }
            return abs(a - b) <= 1e-9 * max(1, abs(a))
        }
        #expect(one.trials.map(\.window) == other.trials.map(\.window))
        for (a, b) in zip(one.trials, other.trials) {
            #expect(a.reasons == b.reasons)
            #expect(a.limb?.other == b.limb)
            #expect(a.events.count == b.events.count)
            for (x, y) in zip(a.metrics, b.metrics) {
                #expect(x.status == y.status, "\(x.id)")
                #expect(close(x.both, y.both) && close(x.left, y.right) && close(x.right, y.left), "\(x.id)")
                check(x.asymmetry, y.asymmetry, x.id)
            }
        }
        for (x, y) in zip(one.summary, other.summary) {
            #expect(x.verdict == y.verdict, "\(x.id)")
            #expect(close(x.left, y.right) && close(x.right, y.left), "\(x.id)")
            check(x.asymmetry, y.asymmetry, x.id)
        }
        return compared
    }

    @Test(arguments: TestID.allCases) func swappedSidesMirrorEverything(_ test: TestID) {
        var random = SplitMix64(seed: 11)
        for _ in 0..<3 {
            let record = noisy(test, &random)
            let one = analyze(record, test)
            #expect(one.trials.contains { $0.status.carriesValue }, "\(one.trials.map(\.reasons))")
            #expect(expectMirrored(one, analyze(record.swapped, test)) >= 2)
        }
    }

    @Test(arguments: TestID.allCases) func swappedSidesMirrorRandomRecords(_ test: TestID) {
        var random = SplitMix64(seed: 5)
        var compared = 0
        for _ in 0..<25 {
            var record = RandomRecord.next(&random)
            let one = analyze(record, test)
            record = record.swapped
            record.flags = record.flags.map { $0.contains(.leftSaturated) ? .rightSaturated : $0 }
            compared += expectMirrored(one, analyze(record, test))
        }
        // An index of single-leg trials needs trials of both limbs, which these records never hold.
        #expect(compared > 0 || TestID.singleLeg.contains(test))
    }

    @Test(arguments: TestID.allCases) func scalingBothSidesLeavesRatioIndicesAlone(_ test: TestID) throws {
        let record = ReferenceSignals.typical(test)
        let one = analyze(record, test)
        // Factors small enough to leave events at the fixed 20 N of plates where they are.
        for factor in [0.9, 1.1] {
            let other = analyze(record.scaled(factor), test)
            #expect(one.trials.count == other.trials.count)
            var compared = 0
            for (a, b) in zip(one.summary, other.summary) {
                guard let index = a.asymmetry, index.index != "diff", index.index != "diffN", let x = index.value,
                    index.status == .ok, b.asymmetry?.status == .ok
                else { continue }
                let y = try #require(b.asymmetry?.value, "\(a.id)")
                #expect(abs(x - y) < 1e-7, "\(a.id): \(x) \(y)")
                compared += 1
            }
            #expect(compared >= 2)
        }
    }

    /// Ends of ids that a typical record has no room for; `MetricDetailTests` has them.
    ///
    /// Contacts and pushes last under 200 ms, the landings have one hump and end before 5 s, and no hold fails.
    private static let beyondTheRecord = [
        "ropRFD0_100", "ropRPD0_100", "ropRFD0_200", "ropRPD0_200", "landAttenuationTime", "landControlTime",
        "ttsSequential", "timeToTaskFailure",
    ]

    @Test(arguments: TestID.allCases) func everyMetricOfItsTypicalRecordIsThere(_ test: TestID) {
        let result = analyze(ReferenceSignals.typical(test), test)
        for definition in MetricCatalogue.metrics(of: test) {
            let found = result.trials.contains { $0.metric(definition.id)?.status.carriesValue == true }
            let cannotBe = Self.beyondTheRecord.contains { definition.id.hasSuffix($0) }
            #expect(found || cannotBe, "\(test) \(definition.id)")
        }
        let ids = Set(result.summary.map(\.id))
        for definition in MetricCatalogue.setMetrics(of: test) {
            #expect(ids.contains(definition.id), "\(test) \(definition.id)")
            #expect(definition.base.flatMap(MetricCatalogue.metric)?.tests.contains(test) == true, "\(definition.id)")
        }
    }
}
