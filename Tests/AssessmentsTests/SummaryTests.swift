import Assessments
import Foundation
import SignalCore
import Statistics
import Symmetry
import TestSupport
import Testing

@Suite struct SummaryTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    /// One free trial of constant forces for each pair.
    private func analyze(
        _ pairs: [(Double, Double)], kept: [Bool]? = nil, settings: AnalysisSettings = AnalysisSettings()
    ) -> RecordingResult {
        var left: [Double] = []
        var right: [Double] = []
        var windows: [TrialWindow] = []
        for (k, pair) in pairs.enumerated() {
            windows.append(TrialWindow(left.count...(left.count + 99), kept: kept?[k] ?? true))
            left += [Double](repeating: pair.0, count: 100)
            right += [Double](repeating: pair.1, count: 100)
        }
        return RecordingAnalysis.analyze(
            ForceRecord(rate: 100, left: left, right: right), info: info, test: .free, trials: windows,
            settings: settings)
    }

    private func summary(_ result: RecordingResult, _ id: String = "peakForce") throws -> MetricSummary {
        try #require(result.summary.first { $0.id == id })
    }

    private let five: [(Double, Double)] = [(540, 600), (552, 588), (531, 612), (545, 597), (548, 605)]

    @Test func meansSpreadIndexAndInterval() throws {
        let summary = try summary(analyze(five))
        #expect(summary.count == 5)
        #expect(abs(try #require(summary.left) - 543.2) < 1e-9)
        #expect(abs(try #require(summary.right) - 600.4) < 1e-9)
        #expect(abs(try #require(summary.cvLeft) - 1.492186) < 5e-7)
        #expect(abs(try #require(summary.cvRight) - 1.492509) < 5e-7)
        // The index of the means, not the mean of indices.
        #expect(abs(try #require(summary.asymmetry?.value) - 100 * 57.2 / 1143.6) < 1e-9)
        // The worked paired interval of the log ratio, 6.485847…13.537919 %, brought back by 100·tanh(d/2).
        let interval = try #require(summary.interval)
        let worked = try Vectors()["A.stats"]["logratio_CI"].numbers.map { bound in
            let ratio = exp(bound / 100)
            return 100 * (ratio - 1) / (ratio + 1)
        }
        #expect(abs(interval.lowerBound - worked[0]) < 1e-6)
        #expect(abs(interval.upperBound - worked[1]) < 1e-6)
        #expect(summary.verdict == .clear)
        #expect(summary.asymmetry?.larger == .right)
        #expect(try #require(summary.reason).contains("repetition only"))
    }

    @Test func knownUncertaintyWidensTheInterval() throws {
        let plain = try #require(summary(analyze(five)).interval)
        let settings = AnalysisSettings(
            gainUncertainty: [.left: 0.03, .right: 0.03], zeroUncertainty: [.left: 1, .right: 1])
        let summary = try summary(analyze(five, settings: settings))
        let wide = try #require(summary.interval)
        #expect(wide.lowerBound < plain.lowerBound && wide.upperBound > plain.upperBound)
        #expect(summary.verdict == .clear)
        #expect(try #require(summary.reason).contains("known uncertainty"))
        let poor = try self.summary(
            analyze(five, settings: AnalysisSettings(gainUncertainty: [.left: 0.06, .right: 0.06])))
        #expect(poor.verdict == .withinNoise)
    }

    /// With 0.5 % possible mismatch an interval of the repetition alone would pretend to know.
    @Test func theGainsOfThePlatesReachEveryInterval() throws {
        // Trials that agree to 0.02 %: what is left is the plates.
        let exact = [(600.0, 606.0), (600.1, 606.0), (600.0, 606.1), (599.9, 606.0)]
        let plain = try #require(summary(analyze(exact)).interval)
        let settings = AnalysisSettings(gainUncertainty: [.left: 0.005, .right: 0])
        let result = analyze(exact, settings: settings)
        let summary = try summary(result)
        let interval = try #require(summary.interval)
        // d = 2·atanh(SIs/100): half its width is √((t·SE)² + (2u)²), so never less than 2u.
        func logs(_ interval: ClosedRange<Double>) -> Double {
            (atanh(interval.upperBound / 100) - atanh(interval.lowerBound / 100))
        }
        let random = logs(plain)
        #expect(random < 0.001)
        #expect(abs(logs(interval) - (random * random + 0.01 * 0.01).squareRoot()) < 1e-9)
        #expect(summary.verdict == .withinNoise)
        #expect(try self.summary(analyze(exact)).verdict == .clear)
        // Every interval of the recording, whatever the metric: a difference of two times does not depend on the gains.
        for metric in result.summary {
            guard let interval = metric.interval, metric.asymmetry?.index == "SIs" else { continue }
            #expect(logs(interval) >= 0.01 - 1e-9, "\(metric.id)")
        }
    }

    @Test func betweenPlatesOfUnknownGainsNothingIsJudged() throws {
        var settings = AnalysisSettings()
        settings.gainsAreUnknown = true
        let unknown = try summary(analyze(five, settings: settings))
        #expect(unknown.verdict == .cannotSay)
        #expect(unknown.interval == nil && unknown.band == nil)
        #expect(unknown.asymmetry?.value != nil)
        #expect(try #require(unknown.reason).contains("calibrate pair"))
    }

    @Test func fewTrialsCannotSay() throws {
        for n in 1...2 {
            let summary = try summary(analyze(Array(five.prefix(n))))
            #expect(summary.verdict == .cannotSay)
            #expect(summary.interval == nil)
            #expect(summary.asymmetry?.value != nil)
            #expect(try #require(summary.reason).contains("needs 3"))
        }
        #expect(try summary(analyze(Array(five.prefix(1)))).cvLeft == nil)
    }

    @Test func noiseIsNotCalledSymmetric() throws {
        let summary = try summary(analyze([(500, 510), (510, 500), (505, 503)]))
        #expect(summary.verdict == .withinNoise)
        #expect(try #require(summary.reason).contains("cannot be told apart from measurement noise"))
    }

    @Test func discardedTrialsDoNotCount() throws {
        let result = analyze(five + [(900, 100)], kept: [true, true, true, true, true, false])
        #expect(result.trials.count == 6)
        #expect(try summary(result).count == 5)
        #expect(try summary(result) == summary(analyze(five)))
        #expect(analyze(five, kept: [false, false, false, false, false]).summary.isEmpty)
    }

    @Test func withheldStaysWithheld() throws {
        let summary = try summary(analyze(five, settings: AnalysisSettings(withheld: .alignmentUnknown)))
        #expect(summary.left != nil)
        #expect(summary.asymmetry?.value == nil)
        #expect(summary.asymmetry?.status == .alignmentUnknown)
        #expect(summary.interval == nil)
        #expect(summary.verdict == .cannotSay)
        let share = try self.summary(analyze(five, settings: AnalysisSettings(withheld: .checkFailed)), "share")
        #expect(share.left == nil && share.right == nil)
        #expect(share.asymmetry?.status == .checkFailed)
    }

    @Test func oneSidedTrialsGetNoInterval() throws {
        let summary = try summary(analyze([(500, 2), (510, 3), (505, 1)]))
        #expect(summary.asymmetry?.status == .unilateral)
        #expect(try #require(summary.asymmetry?.value) < -98)
        #expect(summary.interval == nil)
        #expect(summary.verdict == .cannotSay)
    }

    @Test func swappingSidesMirrorsTheSummary() throws {
        let one = analyze(five)
        let other = analyze(five.map { ($0.1, $0.0) })
        for (a, b) in zip(one.summary, other.summary) {
            #expect(a.verdict == b.verdict)
            let x = try #require(a.interval)
            let y = try #require(b.interval)
            let centre = a.asymmetry?.index == "share" ? 100.0 : 0.0
            #expect(abs(x.lowerBound + y.upperBound - centre) < 1e-9)
        }
    }
}

@Suite struct CatalogueTests {
    @Test func idsAreUniqueAndHeadlinesFew() {
        let ids = MetricCatalogue.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        for test in TestID.allCases {
            let metrics = MetricCatalogue.metrics(of: test)
            let headline = metrics.filter { $0.headlineOf.contains(test) }
            let ofSets = MetricCatalogue.setMetrics(of: test).filter { $0.headlineOf.contains(test) }
            #expect(!headline.isEmpty && headline.count + ofSets.count <= 8, "\(test)")
            #expect(Array(metrics.prefix(headline.count)) == headline)
        }
        for metric in MetricCatalogue.all {
            #expect(!metric.definition.isEmpty && !metric.method.isEmpty && !metric.source.isEmpty)
            #expect(metric.headlineOf.allSatisfy { metric.tests.contains($0) })
            #expect(metric.split == (metric.index != nil))
            #expect(MetricCatalogue.metric(metric.id) == metric)
        }
    }

    @Test func everyMetricOfATestIsReachable() throws {
        let settings = AnalysisSettings(gravity: 9.81, leverArm: 0.4, bodyMassKilograms: 80, targetForce: 2800)
        let jump = ReferenceSignals.jump()
        let pull = ReferenceSignals.pull(leftShare: 0.45)
        let cases: [(TestID, ForceRecord)] = [(.cmj, jump), (.imtp, pull), (.iso, pull), (.free, jump)]
        for (test, record) in cases {
            let weighing = RecordingAnalysis.weigh(record, window: 0...999, settings: settings)
            let trial = RecordingAnalysis.analyzeTrial(
                record, index: 1, kept: true, test: test, weighing: weighing, settings: settings)
            #expect(trial.metrics.map(\.id) == MetricCatalogue.metrics(of: test).map(\.id))
            // The landing of the jump lasts less than 5 s, and no pull fails for 2 s.
            for metric in trial.metrics where !["ttsSequential", "timeToTaskFailure"].contains(metric.id) {
                #expect(metric.status.carriesValue, "\(test) \(metric.id) \(metric.status)")
                #expect(metric.asymmetry == nil || metric.asymmetry?.value != nil, "\(test) \(metric.id)")
            }
        }
    }
}

@Suite struct MethodNoteTests {
    @Test func everyTestExplainsItself() {
        for test in TestID.allCases {
            let notes = MetricCatalogue.notes(of: test)
            #expect(!notes.isEmpty)
            #expect(Set(notes.map(\.subject)).count == notes.count)
            #expect(notes.contains { $0.subject == "weighing" } == test.isWeighed)
        }
    }
}
