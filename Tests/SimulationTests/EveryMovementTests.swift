import Foundation
import SignalCore
import Testing

@testable import Simulation

/// The laws of motion in every movement on plates: what its truth claims is what its forces do.
@Suite struct EveryMovementTests {
    private static let bodies: [PersonSettings.Activity] = [
        .sj, .dj, .cmjr, .hops, .lah, .slcmj, .sldj, .slhop, .squat,
    ]

    private func person(_ activity: PersonSettings.Activity, _ change: (inout PersonSettings) -> Void = { _ in })
        -> VirtualPerson
    {
        var settings = PersonSettings(activity)
        settings.sway = 0
        change(&settings)
        return VirtualPerson(settings)
    }

    private func total(_ person: VirtualPerson, _ t: Double) -> Double {
        person.force(.left, at: t) + person.force(.right, at: t)
    }

    /// Velocity and way of the centre of mass over a stretch that begins with `velocity`.
    private func motion(_ person: VirtualPerson, _ from: Double, _ to: Double, velocity: Double = 0)
        -> (velocity: Double, way: Double)
    {
        let step = 2e-5
        let mass = person.settings.mass + person.settings.load
        let count = Int(((to - from) / step).rounded())
        var v = velocity
        var s = 0.0
        for i in 0..<count {
            let a = total(person, from + (Double(i) + 0.5) * step) / mass - person.settings.gravity
            s += v * step + a * step * step / 2
            v += a * step
        }
        return (v, s)
    }

    @Test(arguments: bodies) func forcesIntegrateToRestAfterEveryRepetition(_ activity: PersonSettings.Activity) throws
    {
        let person = person(activity) { $0.load = activity == .squat ? 40 : 0 }
        let trial = try #require(person.truth.trials.last)
        // From touchdown where the fall gave the body its speed, else from standing.
        var speed = 0.0
        var from = trial.onset
        if let height = trial.dropHeight {
            speed = -(2 * person.settings.gravity * height).squareRoot()
        } else if activity == .hops || activity == .slhop {
            speed = -(2 * person.settings.gravity * person.settings.jumpHeight).squareRoot()
        }
        if activity == .sj { from -= 0.5 }
        let end = trial.end + (activity == .hops || activity == .slhop ? 1.5 : 0.1)
        let after = motion(person, from, end, velocity: speed)
        #expect(abs(after.velocity) < 3e-3, "\(after)")
        if let takeoff = trial.takeoff, let height = trial.jumpHeight {
            let v = motion(person, from, takeoff, velocity: speed).velocity
            #expect(abs(v * v / (2 * person.settings.gravity) - height) < 1e-3)
        }
        if activity == .squat {
            #expect(abs(after.way) < 2e-3)
            let bottom = try #require(trial.brakingEnd)
            #expect(abs(motion(person, from, bottom).way + (trial.depth ?? 0)) < 1e-3)
        }
    }

    @Test(arguments: bodies) func flightsAreEmptyAndFeetNeverPull(_ activity: PersonSettings.Activity) {
        let person = person(activity) { $0.repetitions = 2 }
        var time = 0.0
        while time < person.duration {
            #expect(person.force(.left, at: time) >= 0 && person.force(.right, at: time) >= 0)
            time += 0.0031
        }
        for trial in person.truth.trials {
            guard let takeoff = trial.takeoff, let landing = trial.landing else { continue }
            for part in [0.02, 0.5, 0.98] { #expect(total(person, takeoff + part * (landing - takeoff)) == 0) }
            #expect(total(person, takeoff - 0.001) > 5)
        }
    }

    @Test(arguments: [PersonSettings.Activity.slcmj, .sldj, .slhop])
    func oneLegAfterTheOtherDiffersByTheAskedIndex(_ activity: PersonSettings.Activity) throws {
        let person = person(activity) { $0.asymmetry = 10 }
        let left = try #require(person.truth.trials.first { $0.limb == .left }?.jumpHeight)
        let right = try #require(person.truth.trials.first { $0.limb == .right }?.jumpHeight)
        #expect(abs(100 * (right - left) / (right + left) - 10) < 1e-9)
        for trial in person.truth.trials {
            let time = (trial.takeoff ?? 0) - 0.05
            #expect(person.force(trial.limb == .left ? .right : .left, at: time) == 0)
            #expect(person.force(trial.limb == .left ? .left : .right, at: time) > 100)
        }
    }

    @Test(arguments: [PersonSettings.Activity.iso, .squeeze, .grip, .pull, .nordic], [true, false])
    func effortsOnDynamometersDifferByTheAskedIndex(_ activity: PersonSettings.Activity, alternating: Bool) {
        let person = person(activity) {
            $0.asymmetry = -14
            $0.alternating = alternating
        }
        let left = person.truth.trials.compactMap { $0.effort?.peakLeft }.max() ?? 0
        let right = person.truth.trials.compactMap { $0.effort?.peakRight }.max() ?? 0
        #expect(abs(100 * (right - left) / (right + left) + 14) < 1e-6)
        #expect(person.truth.trials.count == (alternating ? 2 : 1))
    }

    @Test func walkingCarriesBodyWeightOnAverage() {
        let person = person(.gait) { $0.asymmetry = 6 }
        let trials = person.truth.trials
        let impulse = trials.reduce(0.0) { sum, trial in
            sum + (trial.effort.map { $0.impulseLeft + $0.impulseRight } ?? 0)
        }
        // Each step's stretch holds parts of its neighbours; both sides' own parts are counted once.
        let own = trials.reduce(0.0) { sum, trial in
            sum + (trial.effort.map { trial.limb == .left ? $0.impulseLeft : $0.impulseRight } ?? 0)
        }
        #expect(impulse > own)
        #expect(abs(own / (12 * 1.1) - person.truth.weight) < 1e-3 * person.truth.weight)
    }

    @Test func fatigueTakesItsPartOfEveryRepetition() {
        let heights = person(.dj) {
            $0.fatigue = 5
            $0.repetitions = 3
        }.truth.trials.compactMap(\.jumpHeight)
        #expect(heights.count == 3)
        for (k, height) in heights.enumerated() { #expect(abs(height - 0.3 * pow(0.95, Double(k))) < 1e-12) }
    }

    @Test func ringingAndDriftAreThePlates() throws {
        let plain = person(.sj)
        let rung = person(.sj) {
            $0.ringing = 80
            $0.drift = -6
        }
        let takeoff = try #require(plain.truth.trials.first?.takeoff)
        #expect(
            abs(rung.force(.left, at: takeoff - 0.1) - plain.force(.left, at: takeoff - 0.1) + 6 * (takeoff - 0.1) / 60)
                < 1e-9)
        #expect(rung.force(.left, at: takeoff + 0.0036) > 20)
    }

    @Test(arguments: PersonSettings.Activity.allCases) func recordsHoldTheSameForces(
        _ activity: PersonSettings.Activity
    ) {
        var settings = PersonSettings(activity)
        settings.asymmetry = 7
        let person = VirtualPerson(settings)
        let record = person.record(rate: 200)
        #expect(record.count == Int(person.duration * 200))
        for i in stride(from: 0, to: record.count, by: 7) {
            #expect(abs(record.left[i] - person.force(.left, at: Double(i) / 200)) < 1e-6)
            #expect(abs(record.right[i] - person.force(.right, at: Double(i) / 200)) < 1e-6)
        }
    }

    @Test(arguments: PersonSettings.Activity.allCases) func swappingTheDifferenceSwapsTheTruth(
        _ activity: PersonSettings.Activity
    ) {
        func person(_ asymmetry: Double) -> VirtualPerson {
            self.person(activity) {
                $0.asymmetry = asymmetry
                $0.stepOn = 0
            }
        }
        let right = person(9)
        let left = person(-9)
        #expect(right.truth.trials.count == left.truth.trials.count)
        // Of limbs by turns the left one always begins, so only efforts of both at once mirror.
        for (a, b) in zip(right.truth.trials, left.truth.trials) where a.limb == nil {
            #expect(abs((a.effort?.peakRight ?? 0) - (b.effort?.peakLeft ?? 0)) < 1e-6)
            #expect(abs((a.effort?.impulseLeft ?? 0) - (b.effort?.impulseRight ?? 0)) < 1e-6)
        }
    }
}
