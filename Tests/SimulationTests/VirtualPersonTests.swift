import Foundation
import SignalCore
import Testing

@testable import Simulation

private func person(_ activity: PersonSettings.Activity, _ change: (inout PersonSettings) -> Void = { _ in })
    -> VirtualPerson
{
    var settings = PersonSettings(activity)
    settings.sway = 0
    change(&settings)
    return VirtualPerson(settings)
}

private func moment(_ time: Double?) -> Double { time ?? .nan }

private func total(_ person: VirtualPerson, _ t: Double) -> Double {
    person.force(.left, at: t) + person.force(.right, at: t)
}

@Suite struct VirtualPersonTests {
    @Test(arguments: [0.10, 0.30, 0.55]) func theJumpObeysTheLawsOfMotion(height: Double) throws {
        let person = person(.cmj) { $0.jumpHeight = height }
        let trial = person.truth.trials[0]
        let step = 1e-5
        let g = person.settings.gravity
        var v = 0.0
        var s = 0.0
        var lowest = 0.0
        var fastestDown = (v: 0.0, t: 0.0)
        var takeoffVelocity = 0.0
        var i = 0
        while true {
            let t = trial.onset + Double(i) * step
            guard t < trial.end else { break }
            let a0 = total(person, t) / person.settings.mass - g
            let a1 = total(person, t + step) / person.settings.mass - g
            s += v * step + (2 * a0 + a1) / 6 * step * step
            v += (a0 + a1) / 2 * step
            if v < fastestDown.v, t < moment(trial.takeoff) { fastestDown = (v, t) }
            lowest = t < moment(trial.takeoff) ? min(lowest, s) : lowest
            if t <= moment(trial.takeoff) { takeoffVelocity = v }
            i += 1
        }
        #expect(abs(takeoffVelocity * takeoffVelocity / (2 * g) - height) < 2e-4)
        #expect(abs(v) < 1e-3)
        #expect(abs(s) < 2e-3)
        #expect(abs(fastestDown.t - moment(trial.peakNegativeVelocity)) < 1e-3)
        #expect((-0.6 ... -0.1).contains(lowest))
        let flight = moment(trial.landing) - moment(trial.takeoff)
        #expect(abs(g * flight * flight / 8 - height) < 1e-9)
    }

    @Test func theFlightIsEmptyAndTheForceNeverPulls() throws {
        let person = person(.cmj) { $0.jumpHeight = 0.4 }
        let trial = person.truth.trials[0]
        for i in 0..<40_000 {
            let t = Double(i) / 1000
            for side in Side.allCases { #expect(person.force(side, at: t) >= 0) }
        }
        #expect(total(person, moment(trial.takeoff) + 0.01) == 0)
        #expect(total(person, moment(trial.takeoff) - 0.001) > 20)
        #expect(total(person, 1) == 0)
        #expect(abs(total(person, person.truth.standing + 1) - person.truth.weight) < 1e-9)
        #expect(total(person, person.duration - 0.1) == 0)
    }

    @Test func theShareIsTheAskedOneInEveryPhase() throws {
        let person = person(.cmj) {
            $0.asymmetry = 8
            $0.phaseAsymmetry = [.braking: -6, .landing: 12]
        }
        let trial = person.truth.trials[0]
        func index(_ from: Double, _ to: Double) -> Double {
            var left = 0.0
            var right = 0.0
            for i in 0..<20_000 {
                let t = from + (to - from) * (Double(i) + 0.5) / 20_000
                left += person.force(.left, at: t)
                right += person.force(.right, at: t)
            }
            return 100 * (right - left) / (right + left)
        }
        #expect(abs(index(trial.onset, moment(trial.peakNegativeVelocity) - 0.01) - 8) < 0.01)
        #expect(abs(index(moment(trial.peakNegativeVelocity) + 0.01, moment(trial.brakingEnd) - 0.01) + 6) < 0.01)
        #expect(abs(index(moment(trial.brakingEnd) + 0.01, moment(trial.takeoff)) - 8) < 0.01)
        #expect(abs(index(moment(trial.landing), moment(trial.landing) + 0.4) - 12) < 0.01)
    }

    @Test func oneDifferenceForAllIsExact() {
        let person = person(.cmj) { $0.asymmetry = 8 }
        for i in 0..<16_000 {
            let t = person.truth.standing + Double(i) / 2000
            let right = person.force(.right, at: t)
            let left = person.force(.left, at: t)
            guard left + right > 1, t < person.truth.leaves else { continue }
            #expect(abs(100 * (right - left) / (right + left) - 8) < 1e-9)
        }
    }

    @Test func pullsReachTheirForceAndFallBack() {
        let pull = person(.imtp) {
            $0.pullForce = 1500
            $0.repetitions = 2
        }
        #expect(pull.truth.trials.count == 2)
        for trial in pull.truth.trials {
            #expect(abs(total(pull, trial.onset + 2.9) - pull.truth.weight - 1500) < 1)
            #expect(abs(total(pull, trial.onset + 0.15) - pull.truth.weight - 1500 * (1 - exp(-1))) < 1e-6)
            #expect(abs(total(pull, trial.end + 0.1) - pull.truth.weight) < 1e-9)
        }
        let iso = person(.iso) { $0.pullForce = 600 }
        #expect(total(iso, 1) == 0)
        #expect(abs(total(iso, iso.truth.trials[0].onset + 2.9) - 600) < 1e-5)
    }

    @Test func swayHasItsSizeAndSeedsDiffer() {
        let quiet = person(.stance) { $0.sway = 1.5 }
        let other = person(.stance) {
            $0.sway = 1.5
            $0.seed = 2
        }
        var sum = 0.0
        var count = 0.0
        var different = false
        for i in 0..<28_000 {
            let t = quiet.truth.standing + 1 + Double(i) / 1000
            let d = total(quiet, t) - quiet.truth.weight
            sum += d * d
            count += 1
            if total(other, t) != total(quiet, t) { different = true }
        }
        #expect(abs((sum / count).squareRoot() - 1.5) < 0.2)
        #expect(different)
    }

    @Test func startingOnThePlateNeedsNoStep() {
        let person = person(.stance) { $0.stepOn = 0 }
        #expect(abs(total(person, 0) - person.truth.weight) < 1e-9)
    }
}
