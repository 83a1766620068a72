import Assessments
import SignalCore
import Simulation
import Statistics
import Symmetry

/// How often a set of five trials is called clear where the truth is known.
struct VerdictStudy: Sendable {
    /// Metric of each test by which the difference is judged.
    static let headline: [TestID: String] = [
        .cmj: "propImpulseGross", .sj: "propImpulseGross", .dj: "propImpulseGross", .cmjr: "propImpulseGross",
        .hops: "peakForce", .lah: "peakLanding", .slcmj: "jumpHeightIM", .sldj: "jumpHeightIM", .slhop: "rsi",
        .imtp: "peakForce", .isosquat: "peakForce", .iso: "peakForce", .squeeze: "peakForce", .grip: "peakForce",
        .pull: "peakForce", .nordic: "nordicPeak", .squat: "repForceAscent", .sts: "riseMeanForce",
    ]

    /// Sets whose verdict was clear, and those that had one.
    var clear = 0
    var judged = 0
    /// Sets without a verdict, with why.
    var unsaid: [String] = []

    /// - Parameters:
    ///   - asymmetry: true SIs in %.
    ///   - variation: SD from trial to trial, of SIs in points and of strength in %.
    static func run(_ test: TestID, asymmetry: Double, variation: Double, sets: Int, seed: UInt64) async -> VerdictStudy
    {
        guard let metric = headline[test], let activity = PersonSettings.Activity(rawValue: test.rawValue) else {
            return VerdictStudy()
        }
        let own = UInt64(TestID.allCases.firstIndex(of: test) ?? 0) << 40
        let verdicts = await StudySize.parallel(sets) { number -> (DifferenceRule.Verdict?, String) in
            var random = SplitMix64(seed: SplitMix64.mix(seed &+ own &+ UInt64(number) &+ UInt64(asymmetry) << 32))
            var settings = PersonSettings(activity)
            settings.seed = random.next()
            settings.asymmetry = asymmetry
            settings.variation = variation
            // A series holds ten hops of a leg, of which five and more are a set.
            settings.repetitions = test == .hops || test == .slhop ? 1 : 5
            settings.alternating = test == .grip || test == .pull
            settings.stepOn = 0.5
            let person = VirtualPerson(settings)
            let record = person.record(rate: 250, noise: 0.5, seed: random.next())
            let result = RecordingAnalysis.analyze(record, info: .virtual, test: test)
            let summary = result.summary.first { $0.id == metric }
            return (summary?.verdict, summary?.reason ?? "no summary")
        }
        var study = VerdictStudy()
        for (verdict, reason) in verdicts {
            switch verdict {
            case .clear:
                study.clear += 1
                study.judged += 1
            case .withinNoise: study.judged += 1
            default: study.unsaid.append(reason)
            }
        }
        return study
    }
}
