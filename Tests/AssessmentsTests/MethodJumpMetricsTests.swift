import Foundation
import SignalCore
import TestSupport
import Testing

@testable import Assessments

/// The jump that JumpMetrics 0.2.0 ships, against all 40 numbers that it expects of it.
///
/// Its settings there: 26.64 Hz, weighing 0.25 s (its 1000 N only helps it to find the jump). Agreement is 1e-9 relative: our
/// copy of the recording has five decimals.
@Suite struct MethodJumpMetricsTests {
    static let folder = "jumpmetrics/"

    /// Column and value of the file of expected numbers.
    private func expected() throws -> [String: Double]? {
        guard let url = Repository.recording(Self.folder + "expected/example_process_jump_trial_output.csv") else {
            return nil
        }
        let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
        let names = try #require(lines.first).split(separator: ",").map(String.init)
        let values = try #require(lines.dropFirst().first).split(separator: ",").map(String.init)
        var numbers: [String: Double] = [:]
        for (name, value) in zip(names, values) where name != "PID" {
            let number: Double = try #require(Double(value))
            numbers[name] = number
        }
        return numbers
    }

    /// The jump by the preset, and what its own parts are made of.
    private struct Jump {
        let trial: TrialResult
        let settings: AnalysisSettings
        let weighing: Weighing
        /// Filtered total of the whole recording.
        let force: [Double]
        let rate = 2000.0
        /// Row that JumpMetrics counts from: 2 s before take-off.
        let base: Int
        let takeoff: Int
        let landing: Int

        func both(_ id: String) throws -> Double { try #require(trial.metric(id)?.both, "\(id)") }
        func event(_ name: String) throws -> Int { try #require(trial.event(name), "\(name)") }
        /// Change of force by two samples, in N/s, as it forms every instantaneous rate.
        func slopes(_ from: Int, _ to: Int) -> [Double] {
            (from..<to).map { (force[$0 + 1] - force[$0 - 1]) * rate / 2 }
        }
        /// Mean of samples, the last one left out, as it forms every mean force.
        func mean(_ from: Int, _ to: Int) -> Double { force[from..<to].reduce(0, +) / Double(to - from) }
    }

    private func jump() throws -> Jump? {
        let name = Self.folder + "F02_CTRL1_time_left_right.csv.gz"
        guard let record = try RealRecording.load(name, rate: 2000, columns: [1, 2], snapped: false) else { return nil }
        var selection = MethodSelection(MethodPresets.jumpMetrics)
        try selection.set(.filter, "26.64Hz:order4:uncorrected")
        var settings = AnalysisSettings()
        settings.rules = selection.rules
        let result = RecordingAnalysis.analyze(
            record,
            info: RecordingInfo(id: nil, source: name, format: "", athlete: nil, loss: Loss(evidence: .unknown)),
            test: .cmj, settings: settings)
        #expect(result.trials.count == 1)
        let trial = try #require(result.trials.first)
        let takeoff = try #require(trial.event("takeoff"))
        return Jump(
            trial: trial, settings: settings, weighing: try #require(result.weighing),
            force: settings.rules.filter.applied(to: record).record.total, base: takeoff - 4000, takeoff: takeoff,
            landing: try #require(trial.event("landing")))
    }

    private func agrees(_ ours: Double, _ theirs: Double) -> Bool { abs(ours - theirs) <= 1e-9 * abs(theirs) }

    @Test func allFortyNumbers() throws {
        guard let expected = try expected(), let jump = try jump() else { return }
        var explained: Set<String> = []
        func check(_ name: String, _ ours: Double, _ note: Comment? = nil) throws {
            let theirs = try #require(expected[name], "\(name)")
            #expect(agrees(ours, theirs), "\(name): \(ours), expected \(theirs)")
            explained.insert(name)
        }
        let takeoff = jump.takeoff
        let braking = try jump.event("peakNegativeVelocity")

        // What the engine reports is theirs as it stands.
        try check("takeoff_velocity", try jump.both("vTO"))
        try check("jump_height_takeoff_velocity", try jump.both("jumpHeightIM"))
        try check("jump_height_net_vertical_impulse", try jump.both("jumpHeightIM"))
        try check("total_net_vertical_impulse", try jump.both("momentum"))
        try check("lowering_displacement", try jump.both("depth"))
        try check("flight_time", try jump.both("flightTime"))
        try check("jump_height_flight_time", try jump.both("jumpHeightFT"))
        try check("maximum_force", try jump.both("peakForce"))
        try check("max_landing_force", try jump.both("peakLanding"))
        try check("landing_maxforce_rfd_slope_between_events", try jump.both("loadRateAvg"))
        try check("max_force_frame_landing", try jump.both("timeToPeakLanding") * jump.rate)
        try check("frame_start_of_breaking_phase", Double(braking - jump.base))

        // Their propulsion starts at the lowest sample, ours at the first velocity that is not downwards: the trapezoid of
        // the step between them decides, and they are at most one sample apart.
        let motion = JumpKinematics(
            jump.force, from: jump.base, rate: jump.rate, weight: jump.weighing.weight, gravity: 9.81)
        let end = try jump.event("brakingEnd")
        let lowest = try #require((braking..<takeoff).min { motion.s($0) ?? 0 < motion.s($1) ?? 0 })
        #expect(lowest == end || lowest == end - 1)
        try check("frame_start_of_propulsive_phase", Double(lowest - jump.base))
        try check("braking_time", Double(lowest - braking) / jump.rate)
        try check("propulsive_time", Double(takeoff - lowest) / jump.rate)
        #expect(abs(try jump.both("brakeTime") - Double(lowest - braking) / jump.rate) <= 1.001 / jump.rate)
        func net(_ from: Int, _ to: Int) -> Double {
            Integration.trapezoid(jump.force, from...to, rate: jump.rate, minus: jump.weighing.weight)
        }
        try check("braking_net_vertical_impulse", net(braking, lowest))
        try check("propulsive_net_vertical_impulse", net(lowest, takeoff - 1))
        try check("braking_to_propulsive_net_vertical_impulse", net(braking, takeoff - 1))
        // With the sample moved, the engine's own phases are these.
        let own = try jump.both("brakeImpulse") + jump.both("propImpulse")
        #expect(agrees(own, try #require(expected["braking_to_propulsive_net_vertical_impulse"])))
        if lowest == end {
            #expect(agrees(try jump.both("brakeImpulse"), net(braking, lowest)))
            #expect(agrees(try jump.both("propImpulse"), net(lowest, takeoff - 1)))
            #expect(
                agrees(
                    try jump.both("brakeRFD"), try #require(expected["braking_propulsive_rfd_slope_between_events"])))
        }

        // Mean forces are means of samples without the last one, ours impulse by duration: they differ by half a sample's
        // worth at either end, which is under 1 % here.
        let brakeMean = jump.mean(braking, lowest)
        let pushMean = jump.mean(lowest, takeoff - 1)
        try check("average_force_of_braking_phase", brakeMean)
        try check("average_force_of_propulsive_phase", pushMean)
        #expect(abs(try jump.both("brakeMeanForce") / brakeMean - 1) < 0.01)
        #expect(abs(try jump.both("propMeanForce") / pushMean - 1) < 0.01)

        try peaks(jump, braking: braking, lowest: lowest, check)
        try onset(jump, braking: braking, check)
        try landing(jump, check)
        #expect(explained == Set(expected.keys))
        #expect(explained.count == 40)
    }

    /// Their peak is the first prominent one (50 N), ours the largest value: on this jump both are the same sample, because the
    /// first local maximum after braking begins that stands out by 50 N is the largest.
    private func peaks(
        _ jump: Jump, braking: Int, lowest: Int, _ check: (String, Double, Comment?) throws -> Void
    ) throws {
        let force = jump.force
        func prominent(from: Int) throws -> Int {
            try #require(
                (from + 1..<jump.takeoff).first { i in
                    guard force[i] > force[i - 1], force[i] > force[i + 1] else { return false }
                    let left = force[from..<i].reversed().prefix { $0 <= force[i] }.min() ?? force[i]
                    let right = force[(i + 1)..<jump.takeoff].prefix { $0 <= force[i] }.min() ?? force[i]
                    return force[i] - max(left, right) >= 50
                })
        }
        let first = try prominent(from: braking)
        let largest = try #require((braking..<jump.takeoff).max { force[$0] < force[$1] })
        #expect(first == largest)
        // The engine filters the trial, this test the whole recording: two routes.
        #expect(agrees(try jump.both("peakForce"), force[largest]))
        let second = try prominent(from: lowest)
        try check("peak_force", force[first], nil)
        try check("frame_peak_force", Double(first - jump.base), nil)
        try check("frame_propulsive_peak_force", Double(second - jump.base), nil)
        for (name, from, to) in [
            ("propulsive_peakforce", lowest, second), ("braking_peakforce", braking, first),
            ("braking_propulsive", braking, lowest),
        ] {
            let slopes = jump.slopes(from, to)
            try check(
                "\(name)_rfd_slope_between_events", (force[to] - force[from]) / (Double(to - from) / jump.rate), nil)
            try check(
                "\(name)_rfd_instantaneous_average_between_events", slopes.reduce(0, +) / Double(slopes.count), nil)
            try check("\(name)_rfd_instantaneous_peak_between_events", try #require(slopes.max()), nil)
        }
    }

    /// Their onset looks at another force than ours; with that one rule replaced it is theirs to the sample.
    private func onset(_ jump: Jump, braking: Int, _ check: (String, Double, Comment?) throws -> Void) throws {
        // A cubic fitted to 0.2 s around each sample, its value in the middle; of 400 samples the one after the middle.
        let count = 400
        let x = (0..<count).map { Double($0) - Double(count - 1) / 2 }
        let s2 = x.reduce(0) { $0 + $1 * $1 }
        let s4 = x.reduce(0) { $0 + $1 * $1 * $1 * $1 }
        let weights = x.map { (s4 - s2 * $0 * $0) / (Double(count) * s4 - s2 * s2) }
        func smooth(_ row: Int) -> Double {
            weights.indices.reduce(0) { $0 + weights[$1] * jump.force[row - count / 2 + 1 + $1] }
        }
        // Mean − 5 SD (of n) of the first 0.5 s, where the engine takes the weighing's 0.25 s and the SD of n − 1.
        let quiet = jump.force[jump.base..<(jump.base + 1000)]
        let mean = quiet.reduce(0, +) / 1000
        let sd = (quiet.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1000).squareRoot()
        let below = (0..<3500).map { $0 >= 1000 && smooth(jump.base + $0) < mean - 5 * sd }
        let theirs = try #require((1000..<3000).first { i in (i..<(i + 350)).allSatisfy { below[$0] } })
        try check("frame_start_of_unweighting_phase", Double(theirs), nil)
        try check("movement_time", Double(4000 - theirs) / jump.rate, nil)
        try check("unweighting_time", Double(braking - jump.base - theirs) / jump.rate, nil)
        // Our own differs, and only by where the onset lies.
        let ours = try jump.event("onset") - jump.base
        #expect(ours != theirs)
        #expect(abs(try jump.both("timeToTakeoff") - Double(4000 - ours) / jump.rate) < 1e-12)
    }

    /// Their landing begins anew with the velocity of take-off downwards, ours goes on through the flight, in which the force
    /// is not quite 0 and the jumper comes down lower or later than a free fall says.
    private func landing(_ jump: Jump, _ check: (String, Double, Comment?) throws -> Void) throws {
        let anew = JumpKinematics(
            jump.force, from: jump.landing, rate: jump.rate, weight: jump.weighing.weight, gravity: 9.81,
            velocity: -(try jump.both("vTO")))
        let end = try #require(anew.first(in: jump.landing..<jump.force.count) { $0 >= 0 })
        try check("landing_time", Double(end - jump.landing) / jump.rate, nil)
        try check("average_landing_force", jump.mean(jump.landing, end), nil)
        try check("landing_displacement", try #require((jump.landing..<end).compactMap(anew.s).min()), nil)
        let peak = try #require((jump.landing..<end).max { jump.force[$0] < jump.force[$1] })
        let slopes = jump.slopes(jump.landing, peak)
        // They differentiate the landing by itself, so that its first sample has no slope.
        let inside = slopes.dropFirst()
        try check(
            "landingmaxforce_rfd_instantaneous_average_between_events", inside.reduce(0, +) / Double(inside.count), nil)
        try check("landing_maxforce_rfd_instantaneous_peak_between_events", try #require(inside.max()), nil)
        // Our own landing impulse ends where the velocity through the flight does.
        let through = JumpKinematics(
            jump.force, from: jump.base, rate: jump.rate, weight: jump.weighing.weight, gravity: 9.81)
        let own = try #require(through.first(in: jump.landing..<jump.force.count) { $0 >= 0 })
        let impulse = Integration.trapezoid(jump.force, jump.landing...own, rate: jump.rate)
        #expect(abs(try jump.both("landImpulse") - impulse) < 1e-6 * impulse)
    }
}
