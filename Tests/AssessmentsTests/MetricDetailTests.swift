import Assessments
import Foundation
import SignalCore
import TestSupport
import Testing

/// Metrics of the field held against mechanics: impulse changes momentum, work changes energy, parts add up to the whole.
@Suite struct JumpDetailTests {
    private let settings = AnalysisSettings(gravity: 9.81)
    private let info = RecordingInfo(id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func jump() throws -> (trial: TrialResult, both: (String) throws -> Double, weight: Double) {
        let record = ReferenceSignals.jump()
        let weighing = try #require(RecordingAnalysis.weigh(record, window: 0...999, settings: settings))
        let trial = RecordingAnalysis.analyzeTrial(
            record, index: 1, kept: true, test: .cmj, weighing: weighing, settings: settings)
        return (trial, { id in try #require(trial.metric(id)?.both, "\(id)") }, weighing.weight)
    }

    @Test func partsAddUp() throws {
        let (trial, both, _) = try jump()
        #expect(abs(try both("unwPart") + both("brakePart") + both("propPart") - 100) < 1e-9)
        #expect(abs(try both("brakeTime") / both("timeToTakeoff") * 100 - both("brakePart")) < 1e-9)
        #expect(abs(try both("propImpulseP1") + both("propImpulseP2") - both("propImpulse")) < 1e-9)
        #expect(abs(try both("propImpulseP2P1") - both("propImpulseP2") / both("propImpulseP1")) < 1e-12)
        for side in [\MetricResult.left, \MetricResult.right] {
            let halves = try ["propImpulseGrossP1", "propImpulseGrossP2"].map {
                try #require(trial.metric($0)?[keyPath: side])
            }
            let whole = try #require(trial.metric("propImpulseGross")?[keyPath: side])
            let brake = try #require(trial.metric("brakeImpulseGross")?[keyPath: side])
            #expect(abs(halves[0] + halves[1] - whole) < 1e-9)
            #expect(abs(try #require(trial.metric("pushImpulseGross")?[keyPath: side]) - whole - brake) < 1e-9)
        }
        #expect(abs(try both("impulseRatio") - both("brakeImpulse") / both("propImpulse")) < 1e-12)
        #expect(abs(try both("brakePropTimeRatio") - 163.0 / 284.0) < 1e-9)
        #expect(abs(try both("meanForceRatio") - both("brakeMeanForce") / both("propMeanForce")) < 1e-12)
    }

    @Test func impulseAndWorkChangeMotion() throws {
        let (_, both, weight) = try jump()
        let mass = weight / 9.81
        #expect(abs(try both("pushImpulse") - mass * (both("vTO") - both("vMin"))) < 1e-6)
        // At the first velocity of 0 or more up to one sample of acceleration is left.
        let rest = 1200 / mass / 1000
        #expect(abs(try both("propAccelerationMean") * both("propTime") - both("vTO")) < rest)
        #expect(abs(try both("propVelocityMean") * both("propTime") - (both("sTO") - both("depth"))) < 1e-4)
        #expect(abs(try both("brakeVelocityMean") * both("brakeTime")) > 0.05)
        // Work on the body is what its energy of motion and its height gain.
        let energy = try mass * both("vTO") * both("vTO") / 2 + weight * (both("sTO") - both("depth"))
        #expect(abs(try both("propWork") / energy - 1) < 1e-3)
        #expect(try both("brakeWork") < 0 && both("brakePowerPeak") < both("brakePowerMean"))
        #expect(abs(try both("propPowerMean") * both("propTime") - both("propWork")) < 1e-6)
        for (relative, base) in [("peakPowerPerKg", "peakPower"), ("propPowerMeanPerKg", "propPowerMean")] {
            #expect(abs(try both(relative) * mass - both(base)) < 1e-9)
        }
        #expect(abs(try both("propImpulsePerKg") - both("propImpulse") / mass) < 1e-12)
    }

    @Test func theLowestPoint() throws {
        let (trial, both, weight) = try jump()
        let record = ReferenceSignals.jump()
        let row = try #require(trial.event("brakingEnd"))
        #expect(try both("forceAtZeroVelocity") == record.total[row])
        #expect(try #require(trial.metric("forceAtZeroVelocity")?.left) == record.left[row])
        #expect(abs(try both("forceAtZeroVelocityPerBW") - record.total[row] / weight) < 1e-12)
        #expect(abs(try both("stiffness") / (record.total[row] / -both("depth")) - 1) < 1e-4)
        // The ripple moves the lowest force of the flat stretch between 1.7 and 1.8 s.
        let low = try #require((1700...1800).min { record.total[$0] < record.total[$1] })
        #expect(try both("minForce") == record.total[low])
        let slope = (record.total[row] - record.total[low]) / (Double(row - low) / 1000)
        #expect(abs(try both("minForceRFD") - slope) < 1e-6)
        for ms in [50, 100, 200] {
            #expect(
                abs(try both("propRFD0_\(ms)") - (record.total[row + ms] - record.total[row]) * 1000 / Double(ms))
                    < 1e-6)
        }
        #expect(try both("propRPD0_50") > 0)
        let steep = (1852...1995).map { (record.total[$0 + 20] - record.total[$0]) / 0.02 }.max()
        #expect(try both("brakeRFDMax20") == steep)
    }

    @Test func theLandingHasPhases() throws {
        let (trial, both, weight) = try jump()
        let landing = try #require(trial.event("landing"))
        // Knots: peak at 2.86 s, the valley at 2.90 s, a second hump, down to body weight.
        #expect(abs(Double(landing) / 1000 + 0.039 + (try both("landAttenuationTime")) - 2.9) < 0.002)
        #expect(
            abs(try both("landControlTime") + both("landAttenuationTime") + 0.039 - both("landTime")) < 1e-9)
        #expect(try both("landDepth") < 0)
        let record = ReferenceSignals.jump()
        let end = landing + Int((try both("landTime") * 1000).rounded())
        #expect(abs(try both("landStiffness") * -both("landDepth") - record.total[end]) < 1e-6)
        #expect(
            abs(try both("landMeanForce") - record.total[landing...end].reduce(0, +) / Double(end - landing + 1)) < 1e-9
        )
        #expect(try both("landPowerPeak") < both("landPowerMean") && both("landPowerMean") < 0)
        #expect(abs(try both("landRFD0_50") - (record.total[landing + 50] - record.total[landing]) / 0.05) < 1e-6)
        #expect(weight > 0)
        #expect(trial.metric("ttsSequential")?.status == .tooShort)
    }

    @Test func sequentialAverageSettles() throws {
        var body = JumpBuilder()
        body.stand(2)
        body.push(0.3, change: -1.1)
        body.push(0.2, change: 1.1)
        body.push(0.25, change: 2.5)
        body.flight(velocity: 2.5)
        body.land(2.5)
        body.stand(6)
        let result = RecordingAnalysis.analyze(body.record, info: info, test: .cmj, settings: settings)
        let trial = try #require(result.trials.first)
        let landing = try #require(trial.event("landing"))
        let values = Array(body.record.total[landing..<(landing + 5000)])
        let mean = values.reduce(0, +) / 5000
        let sd = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4999).squareRoot()
        let means = (1...5000).map { n in values[..<n].reduce(0, +) / Double(n) }
        let last = try #require(means.lastIndex { abs($0 - mean) > 0.25 * sd })
        #expect(try #require(trial.metric("ttsSequential")?.both) == Double(last + 1) / 1000)
    }

    @Test func reboundMetricsAreThoseOfADropJump() throws {
        var body = JumpBuilder(leftShare: 0.47)
        body.stand(2)
        body.push(0.3, change: -1.1)
        body.push(0.2, change: 1.1)
        body.push(0.25, change: 2.5)
        body.flight(velocity: 2.5)
        body.contact(0.3, from: -2.5, to: 2.0)
        body.flight(velocity: 2.0)
        body.push(0.4, change: 2.0)
        body.stand(2)
        let whole = RecordingAnalysis.analyze(body.record, info: info, test: .cmjr, settings: settings)
        let trial = try #require(whole.trials.first)
        let takeoff = try #require(trial.event("takeoff"))
        let drop = RecordingAnalysis.analyzeTrial(
            body.record.slice((takeoff + 100)...(body.count - 1)), index: 1, kept: true, test: .dj,
            weighing: whole.weighing, settings: settings)
        var compared = 0
        for metric in trial.metrics where metric.id.hasPrefix("rebound") {
            let tail = metric.id.dropFirst("rebound".count)
            let id = tail.prefix(1).lowercased() + tail.dropFirst()
            let other = try #require(drop.metric(id), "\(id)")
            #expect(metric.unit == other.unit && metric.method == other.method, "\(id)")
            for side in [\MetricResult.both, \MetricResult.left, \MetricResult.right] {
                let a = metric[keyPath: side]
                let b = other[keyPath: side]
                #expect((a == nil) == (b == nil), "\(id)")
                if let a, let b { #expect(abs(a - b) <= 1e-9 * max(1, abs(b)), "\(id): \(a) \(b)") }
            }
            compared += 1
        }
        #expect(compared > 60)
    }

    @Test func theImpactAndWhatComesBack() throws {
        var body = JumpBuilder(rate: 10_000, leftShare: 0.48)
        body.away(1.5)
        body.contact(0.2, from: -2.426108, to: 2.2)
        body.flight(velocity: 2.2)
        body.land(2.2)
        body.stand(2)
        let result = RecordingAnalysis.analyze(body.record, info: info, test: .dj, settings: settings)
        let trial = try #require(result.trials.first)
        #expect(abs(try #require(trial.metric("restitution")?.both) - 2.2 / 2.426108) < 2e-3)
        #expect(trial.metric("impactPeak")?.both == 0)
        #expect(abs(try #require(trial.metric("timeToPeakContact")?.both) - 0.1) < 1e-3)
        // A hard heel strike: a short spike at the start of the contact.
        var record = body.record
        let start = try #require(trial.event("touchdown"))
        for i in 0..<100 {
            let spike = 4000 * sin(.pi * Double(i) / 100)
            record.left[start + 50 + i] += spike
            record.total[start + 50 + i] += spike
        }
        let struck = RecordingAnalysis.analyze(record, info: info, test: .dj, settings: settings)
        let hit = try #require(struck.trials.first)
        #expect(hit.metric("impactPeak")?.both == 1)
        #expect(try #require(hit.metric("impactPeakForce")?.left) > 4000)
        #expect(hit.metric("impactPeakForce")?.asymmetry?.larger == .left)
    }

    @Test func hopsAreSprings() throws {
        var body = JumpBuilder()
        body.stand(2)
        body.push(0.3, change: 2.3)
        body.flight(velocity: 2.3)
        for _ in 0..<6 {
            body.contact(0.2, from: -2.3, to: 2.3)
            body.flight(velocity: 2.3)
        }
        body.push(0.4, change: 2.3)
        body.stand(2)
        let result = RecordingAnalysis.analyze(body.record, info: info, test: .hops, settings: settings)
        #expect(result.trials.count == 6)
        // Half sine of force A over T from −v to v: the depth is the integral of the velocity to the middle.
        let top = (75 * 4.6 + 735.75 * 0.2) * .pi / 0.4
        let steps = 100_000
        var v = -2.3
        var depth = 0.0
        for k in 0..<steps {
            let dt = 0.1 / Double(steps)
            let a = (top * sin(.pi * (Double(k) + 0.5) * dt / 0.2) - 735.75) / 75
            depth += (v + a * dt / 2) * dt
            v += a * dt
        }
        for trial in result.trials {
            #expect(try #require(trial.metric("springCorrelation")?.both) < -0.95)
            #expect(abs(try #require(trial.metric("legStiffness")?.both) / (top / -depth) - 1) < 0.02)
        }
        func set(_ id: String) throws -> MetricSummary { try #require(result.summary.first { $0.id == id }) }
        #expect(try set("hopCount").both == 6)
        let contact = try set("contactTime").both
        #expect(abs(try #require(set("contactTimeTotal").both) - 6 * (try #require(contact))) < 1e-9)
        #expect(try #require(set("jumpHeightBest").both) >= #require(set("jumpHeightBest3").both))
    }
}

@Suite struct IsometricDetailTests {
    private let settings = AnalysisSettings(gravity: 9.81)

    @Test func epochsAreNetAndRelative() throws {
        let record = ReferenceSignals.pull(leftShare: 0.45)
        let weighing = try #require(RecordingAnalysis.weigh(record, window: 0...999, settings: settings))
        let trial = RecordingAnalysis.analyzeTrial(
            record, index: 1, kept: true, test: .imtp, weighing: weighing, settings: settings)
        func both(_ id: String) throws -> Double { try #require(trial.metric(id)?.both, "\(id)") }
        for ms in [50, 100, 150, 200, 250] {
            #expect(abs(try both("fNet\(ms)") - (both("f\(ms)") - both("baseline"))) < 1e-9)
            #expect(abs(try both("imp\(ms)") - both("impNet\(ms)") - both("baseline") * Double(ms) / 1000) < 1e-6)
            #expect(abs(try both("f\(ms)PerBW") - both("f\(ms)") / weighing.weight) < 1e-12)
        }
        let onset = try #require(trial.event("onset"))
        #expect(try both("f0") == record.total[onset])
        #expect(abs(try both("onsetThreshold") - 826.376964) < 5e-7)
        #expect(abs(try both("pretension")) < 1)
        #expect(abs(try both("peakForceAllometric") - both("peakForce") / pow(weighing.weight / 9.81, 0.67)) < 1e-9)
        // A barbell is no part of the body.
        var loaded = settings
        loaded.loadKilograms = 20
        let other = RecordingAnalysis.analyzeTrial(
            record, index: 1, kept: true, test: .imtp, weighing: weighing, settings: loaded)
        let mass = weighing.weight / 9.81 - 20
        #expect(abs(try #require(other.metric("peakForcePerKg")?.both) - (try both("peakForce")) / mass) < 1e-9)
    }

    @Test func aTaskFailsWhereTheForceStaysUnderTheTarget() throws {
        // 500 N for 10 s, then a slow fall of 20 N/s: 450 N are passed 2.5 s later.
        var force = [Double](repeating: 0, count: 2000)
        force += (0..<300).map { 500 * (0.5 - 0.5 * cos(.pi * Double($0) / 300)) }
        force += [Double](repeating: 500, count: 10_000)
        force += (0..<8000).map { 500 - 0.02 * Double($0) }
        force += [Double](repeating: 0, count: 1500)
        let record = ForceRecord(rate: 1000, left: force.map { $0 / 2 }, right: force.map { $0 / 2 })
        func time(_ target: Double?) throws -> MetricResult {
            var told = settings
            told.targetForce = target
            let trial = RecordingAnalysis.analyzeTrial(
                record, index: 1, kept: true, test: .pull, weighing: nil, settings: told)
            let onset = try #require(trial.event("onset"))
            var metric = try #require(trial.metric("timeToTaskFailure"))
            metric.both = metric.both.map { $0 + Double(onset) / 1000 }
            return metric
        }
        let end = try #require(time(500).both)
        #expect(abs(end - 14.801) < 1e-9)
        #expect(try time(nil).status == .undefined)
        #expect(try time(1000).status == .notDetected)
    }

    @Test func criticalForceIsWhatTwentyFourEffortsSettleAt() throws {
        let forces = (0..<24).map { 200 + 300 * exp(-Double($0) / 5) }
        let times = [Double](repeating: 7, count: 24)
        let found = try #require(CriticalForce.evaluate(meanForces: forces, times: times))
        #expect(abs(found.force - (forces[21] + forces[22] + forces[23]) / 3) < 1e-12)
        let above = forces.filter { $0 > found.force }.reduce(0) { $0 + ($1 - found.force) * 7 }
        #expect(abs(found.impulseAbove - above) < 1e-9)
        #expect(CriticalForce.evaluate(meanForces: Array(forces.dropLast()), times: Array(times.dropLast())) == nil)
        #expect(CriticalForce.evaluate(meanForces: forces, times: [7]) == nil)

        // The same through the engine: 24 squeezes, the left limb settling lower.
        let left = forces.map { ReferenceSignals.effort(peak: $0, rest: 0.7, hold: 2, after: 0.5) }.flatMap { $0 }
        let right = forces.map { ReferenceSignals.effort(peak: $0 * 1.2, rest: 0.7, hold: 2, after: 0.5) }.flatMap {
            $0
        }
        let info = RecordingInfo(id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))
        let result = RecordingAnalysis.analyze(
            ForceRecord(rate: 1000, left: left, right: right), info: info, test: .squeeze, settings: settings)
        #expect(result.trials.count == 24)
        let critical = try #require(result.summary.first { $0.id == "criticalForce" })
        let last = result.trials.suffix(3).compactMap { $0.metric("effortMeanForce")?.left }
        #expect(abs(try #require(critical.left) - last.reduce(0, +) / 3) < 1e-9)
        #expect(abs(try #require(critical.right) / #require(critical.left) - 1.2) < 1e-6)
        #expect(critical.asymmetry?.larger == .right)
    }
}
