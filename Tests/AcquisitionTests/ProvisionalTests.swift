import Assessments
import ForceDevices
import Foundation
import LiveSession
import Recordings
import SignalCore
import Simulation
import Testing
import Transport

@testable import Acquisition

/// What is shown at landing or release is what stands there in the end.
@Suite struct ProvisionalTests {
    private struct Shown {
        var early: ProvisionalTrial
        var result: TrialResult
    }

    private func run(_ settings: PersonSettings, _ test: TestID, limb: Side? = nil) throws -> [Shown] {
        let data = FileManager.default.temporaryDirectory.appending(path: "bilanx-early-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: data) }
        let family = try #require(DeviceCatalogue.family("u6"))
        let device = family.makeVirtual(VirtualPerson(settings), VirtualOptions())
        let link = InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible, faults: [])
        let rig = Rig(
            RigDevice(
                link: link, driver: family.makeDriver(), family: family, left: "AIN0", right: "AIN2",
                synthetic: "virtual u6", isRealTime: false),
            leftScale: device.leftScale, rightScale: device.rightScale)
        var request = LiveRunRequest(test: test, data: DataDirectory(path: data.path), sides: .birth, software: "test")
        request.limb = limb
        var early: [Int: ProvisionalTrial] = [:]
        var shown: [Shown] = []
        _ = try LiveRun.run(rig, request, shouldStop: { false }) { output in
            switch output {
            case .provisional(let trial): early[trial.result.index] = trial
            case .trial(let result, _):
                if let first = early[result.index] { shown.append(Shown(early: first, result: result)) }
            default: break
            }
        }
        return shown
    }

    @Test(arguments: [
        (PersonSettings.Activity.cmj, TestID.cmj), (.sj, .sj), (.slcmj, .slcmj), (.imtp, .imtp), (.isosquat, .isosquat),
        (.iso, .iso), (.squeeze, .squeeze), (.pull, .pull), (.nordic, .nordic),
    ])
    func whatIsDeterminedNeverChanges(activity: PersonSettings.Activity, test: TestID) throws {
        for seed in [1, 2, 3] as [UInt64] {
            var settings = PersonSettings(activity)
            settings.repetitions = 3
            settings.asymmetry = 6
            settings.variation = 4
            settings.seed = seed
            let shown = try run(settings, test)
            #expect(shown.count >= 3)
            for trial in shown {
                #expect(!trial.early.determined.isEmpty)
                for id in trial.early.determined {
                    let then = try #require(trial.early.result.metric(id))
                    let now = try #require(trial.result.metric(id))
                    #expect(then.both == now.both, "\(id)")
                    #expect(then.left == now.left, "\(id)")
                    #expect(then.right == now.right, "\(id)")
                    #expect(then.asymmetry?.value == now.asymmetry?.value, "\(id)")
                }
            }
        }
    }

    @Test func heightPhasesAndTakeOffAsymmetryStandAtLandingAndTheLandingDoesNot() throws {
        var settings = PersonSettings(.cmj)
        settings.asymmetry = 8
        let trial = try #require(try run(settings, .cmj).first)
        let determined = trial.early.determined
        for id in [
            "jumpHeightIM", "jumpHeightFT", "flightTime", "timeToTakeoff", "rsiMod", "brakeTime", "propTime",
            "brakeImpulseGross", "propImpulseGross", "peakForce",
        ] { #expect(determined.contains(id), "\(id)") }
        for id in ["peakLanding", "tts", "landImpulse", "residualVelocity"] {
            #expect(!determined.contains(id), "\(id)")
        }
        // Within 100 ms after the landing.
        let landing = try #require(trial.result.event("landing"))
        #expect(trial.early.result.window.lowerBound == trial.result.window.lowerBound)
        #expect(trial.early.result.event("takeoff") == trial.result.event("takeoff"))
        #expect(trial.early.result.event("landing") == landing)
    }
}
