import Assessments
import SignalCore
import TestSupport
import Testing

@testable import struct Assessments.JumpKinematics

/// The worked jump of the specification, every number of it.
@Suite struct JumpVectorTests {
    let record = ReferenceSignals.jump()
    let settings = AnalysisSettings(gravity: 9.81)

    private func result() throws -> TrialResult {
        let weighing = try #require(RecordingAnalysis.weigh(record, window: 0...999, settings: settings))
        return RecordingAnalysis.analyzeTrial(
            record, index: 1, kept: true, test: .cmj, weighing: weighing, settings: settings)
    }

    @Test func weighing() throws {
        let vector = try Vectors()["B.cmj"]
        let weighing = try #require(RecordingAnalysis.weigh(record, window: 0...999, settings: settings))
        #expect(vector["BW"].matches(weighing.weight))
        #expect(vector["SD"].matches(weighing.sd))
        #expect(weighing.reasons.isEmpty)
    }

    @Test func events() throws {
        let vector = try Vectors()["B.cmj"]
        let trial = try result()
        #expect(trial.status == .ok)
        #expect(trial.reasons.isEmpty)
        let names = [
            ("onset", "onset"), ("i0", "integrationStart"), ("peakNegV", "peakNegativeVelocity"),
            ("zeroV", "brakingEnd"), ("propStart", "propulsionStart"), ("to20", "takeoff"), ("ld20", "landing"),
        ]
        for (key, name) in names {
            #expect(trial.event(name).map(Double.init) == vector[key].number, "\(name)")
        }
        #expect(trial.events.map(\.index) == trial.events.map(\.index).sorted())
    }

    @Test func refinedFlightThreshold() throws {
        let vector = try Vectors()["B.cmj"]
        let flight = try #require(UnloadedRuns.firstFlight(record.total, minimumCount: 100))
        let landing = try #require(flight.landing)
        let refined = try #require(
            UnloadedRuns.refined(record.total, takeoff: flight.takeoff, landing: landing, rate: record.rate))
        #expect(vector["flight_mean"].matches(refined.mean))
        #expect(vector["flight_sd"].matches(refined.sd))
        #expect(vector["thr5"].matches(refined.threshold))
        #expect(vector["to5"].number == Double(refined.takeoff))
        #expect(vector["ld5"].number == Double(refined.landing))
    }

    @Test func numbersWithoutSides() throws {
        let vector = try Vectors()["B.cmj"]
        let trial = try result()
        let ids = [
            ("mass", "mass"), ("vmin", "vMin"), ("vTO", "vTO"), ("sTO", "sTO"), ("depth", "depth"),
            ("peakV", "peakVelocity"), ("JH_imp", "jumpHeightIM"), ("FT", "flightTime"), ("JH_ft", "jumpHeightFT"),
            ("JH_tovs", "jumpHeightTOVS"), ("TTT", "timeToTakeoff"), ("RSImod", "rsiMod"), ("FTCT", "ftct"),
            ("peakPower", "peakPower"), ("peakForceProp", "peakForce"),
        ]
        for (key, id) in ids {
            let value = try #require(trial.metric(id)?.both, "\(id)")
            #expect(vector[key].matches(value), "\(id) \(value)")
        }
        let onset = try #require(trial.event("onset"))
        let takeoff = try #require(trial.event("takeoff"))
        #expect(vector["TTT_onset"].matches(Double(takeoff - onset) / 1000))
    }

    @Test(arguments: [
        ("unw", "integrationStart", "peakNegativeVelocity"), ("brk", "peakNegativeVelocity", "brakingEnd"),
        ("prop", "brakingEnd", "takeoff"),
    ])
    func phase(key: String, from: String, to: String) throws {
        let vector = try Vectors()["B.cmj"]
        let phase = vector[key]
        let trial = try result()
        let window = try #require(trial.event(from))...(try #require(trial.event(to)))
        let duration = Double(window.upperBound - window.lowerBound) / 1000
        #expect(phase["dur"].matches(duration))
        func gross(_ force: [Double]) -> Double { Integration.trapezoid(force, window, rate: 1000) }
        let left = gross(record.left)
        let right = gross(record.right)
        #expect(phase["grossL"].matches(left))
        #expect(phase["grossR"].matches(right))
        #expect(phase["asymSI"].matches(100 * (right - left) / (right + left)))
        #expect(phase["meanL"].matches(left / duration))
        #expect(phase["meanR"].matches(right / duration))
        let half = 735.75 / 2 * duration
        #expect(abs(left - half - phase["netL"].number) < 1e-6)
        #expect(abs(right - half - phase["netR"].number) < 1e-6)
        let peakLeft = try #require(window.map { record.left[$0] }.max())
        let peakRight = try #require(window.map { record.right[$0] }.max())
        #expect(phase["peakL"].matches(peakLeft))
        #expect(phase["peakR"].matches(peakRight))
        if key == "brk" {
            let peak = try #require(window.map { record.total[$0] }.max())
            #expect(vector["peakForceBrake"].matches(peak))
        }

        let name = key == "brk" ? "brake" : key
        #expect(phase["dur"].matches(try #require(trial.metric(name + "Time")?.both)))
        #expect(phase["net"].matches(try #require(trial.metric(name + "Impulse")?.both)))
        guard key != "unw" else { return }
        let impulse = try #require(trial.metric(name + "ImpulseGross"))
        #expect(phase["grossL"].matches(try #require(impulse.left)))
        #expect(phase["grossR"].matches(try #require(impulse.right)))
        #expect(phase["asymSI"].matches(try #require(impulse.asymmetry?.value)))
        #expect(impulse.asymmetry?.larger == .left)
        let mean = try #require(trial.metric(name + "MeanForce"))
        #expect(phase["meanL"].matches(try #require(mean.left)))
        #expect(phase["meanR"].matches(try #require(mean.right)))
        #expect(phase["asymSI"].matches(try #require(mean.asymmetry?.value)))
        let net = try #require(trial.metric(name + "ImpulseNetHalfBW"))
        #expect(phase["netL"].matches(try #require(net.left)))
        #expect(phase["netR"].matches(try #require(net.right)))
        #expect(phase["netPD"].matches(try #require(net.asymmetry?.value)))
        #expect(net.asymmetry?.index == "PD")
    }

    @Test func netPropulsionIsTheGainOfMomentum() throws {
        let trial = try result()
        let start = try #require(trial.event("integrationStart"))
        let end = try #require(trial.event("brakingEnd"))
        let motion = JumpKinematics(record.total, from: start, rate: 1000, weight: 735.75, gravity: 9.81)
        let before = try #require(motion.v(end))
        let after = try #require(trial.metric("vTO")?.both)
        let net = try #require(trial.metric("propImpulse")?.both)
        #expect(abs(net - 75 * (after - before)) < 1e-6)
    }

    @Test func landing() throws {
        let land = try Vectors()["B.cmj"]["land"]
        let trial = try result()
        let peak = try #require(trial.metric("peakLanding"))
        #expect(land["peak"].matches(try #require(peak.both)))
        #expect(land["peakL"].matches(try #require(peak.left)))
        #expect(land["peakR"].matches(try #require(peak.right)))
        #expect(land["asymSI_peaks"].matches(try #require(peak.asymmetry?.value)))
        #expect(peak.asymmetry?.larger == .right)
        #expect(land["peakBW"].matches(try #require(trial.metric("peakLandingBW")?.both)))
        #expect(land["LR_avg"].matches(try #require(trial.metric("loadRateAvg")?.both)))
        #expect(land["LR_2080"].matches(try #require(trial.metric("loadRate2080")?.both)))
        #expect(land["TTS_5pct_1s"].matches(try #require(trial.metric("tts")?.both)))
        let ipk = try #require((2821...3321).max { record.total[$0] < record.total[$1] })
        #expect(land["ipk"].number == Double(ipk))
        #expect(land["ttp"].matches(Double(ipk - 2821) / 1000))
    }

    @Test func driftAndWeightSensitivity() throws {
        let vectors = try Vectors()
        let vector = vectors["B.cmj"]
        let trial = try result()
        let start = try #require(trial.event("integrationStart"))
        let takeoff = try #require(trial.event("takeoff"))
        let motion = JumpKinematics(record.total, from: start, rate: 1000, weight: 735.75, gravity: 9.81)
        let end = try #require(motion.v(5000))
        #expect(vector["vEnd"].matches(end))
        #expect(vector["sEnd"].matches(try #require(motion.s(5000))))
        #expect(vector["land"]["v_at_ld"].matches(try #require(motion.v(2821))))
        let raw = try #require(motion.v(takeoff))
        #expect(vectors["B.drift"]["vEnd"].matches(end))
        #expect(vectors["B.drift"]["vTO_raw"].matches(raw))
        let linear = raw - end * Double(takeoff - start) / Double(5000 - start)
        #expect(vectors["B.drift"]["vTO_lin"].matches(linear))
        // An error of 1 N in body weight, to first order (formulas B.1).
        let dv = -1.0 * Double(takeoff - start) / 1000 / 75
        #expect(vectors["B.bwsens"]["dv"].matches(dv))
        #expect(vectors["B.bwsens"]["dJH_mm"].matches(raw * dv / 9.81 * 1000))
        let heavy = JumpKinematics(record.total, from: start, rate: 1000, weight: 736.75, gravity: 9.81)
        // Exactly: v + gt is g·∫T/BW, and only BW differs.
        let fall = 9.81 * Double(takeoff - start) / 1000
        #expect(abs(try #require(heavy.v(takeoff)) - ((raw + fall) * 735.75 / 736.75 - fall)) < 1e-9)
        let residual = try #require(trial.metric("residualVelocity")?.both)
        #expect(abs(residual) < 0.05)
    }

    @Test func integrationRules() throws {
        let vector = try Vectors()["B.integr"]
        let value = Integration.trapezoid(record.total, 1473...2299, rate: 1000, minus: 735.75)
        #expect(vector["trapz"].matches(value))
        let net = record.total[1473...2299].map { $0 - 735.75 }
        let sum = net.reduce(0, +)
        #expect(vector["rect_left"].matches((sum - net[net.count - 1]) / 1000))
        #expect(vector["rect_right"].matches((sum - net[0]) / 1000))
    }

    /// The document of the design shows this jump as a recording holds it: on the grid of 0.0001 N.
    @Test func peaksOfTheDesignDocument() throws {
        let grid = ForceRecord(
            rate: 1000, left: record.left.map(NewtonGrid.snap), right: record.right.map(NewtonGrid.snap))
        let weighing = try #require(RecordingAnalysis.weigh(grid, window: 0...999, settings: settings))
        let trial = RecordingAnalysis.analyzeTrial(
            grid, index: 1, kept: true, test: .cmj, weighing: weighing, settings: settings)
        let peak = try #require(trial.metric("peakForce"))
        #expect(peak.left == 920.2611)
        #expect(peak.right == 830.2611)
        #expect(abs(try #require(peak.both) - 1750.5222) < 1e-9)
        #expect(abs(try #require(peak.asymmetry?.value) - -5.14132297) < 5e-9)
        #expect(peak.headline)
        #expect(peak.method == "own-peak/gross")
    }
}
