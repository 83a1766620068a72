import Assessments
import Simulation

extension Comparison {
    /// Every comparison of a test.
    ///
    /// Bounds are what sampling and the methods' own thresholds explain: two samples of 500 Hz are 4 ms; 20 N are reached
    /// within 5 ms of a landing; an onset needs 5 SD of sway; 1 N of body weight is 3 mm of height (formulas B.1).
    static func of(_ test: TestID) -> [Comparison] {
        // A trial of one limb has no difference; that of the set is held against the truth by itself.
        all(test).filter { !TestID.singleLegTests.contains(test) || $0.unit != "pt" }
    }

    private static func all(_ test: TestID) -> [Comparison] {
        switch test {
        case .cmj, .slcmj: jump + phases + landing
        case .sj: jump + [velocity] + landing
        case .dj, .sldj: contact + [heightOfContact, drop] + landing
        case .cmjr: rebound
        case .hops, .slhop: contact
        case .lah: landing + [drop]
        case .imtp, .isosquat: effort + [pull]
        case .iso, .squeeze, .grip, .pull: effort + [pull]
        case .nordic: lowering
        case .squat: squat
        case .sts: rise
        case .stance, .gait, .free: []
        }
    }

    private static let takeoff = event("takeoff", bias: 2, spread: 4) { $0.takeoff }

    private static let jump = [
        takeoff,
        event("onset", bias: 30, spread: 40) { $0.onset },
        value("jumpHeightIM", "mm", scale: 1000, bias: 5, spread: 14) { trial, _ in trial.jumpHeight },
        value("jumpHeightFT", "mm", scale: 1000, bias: 6, spread: 14) { trial, _ in trial.jumpHeight },
        value("flightTime", "ms", scale: 1000, bias: 6, spread: 9) { trial, _ in
            trial.takeoff.flatMap { takeoff in trial.landing.map { $0 - takeoff } }
        },
        value("peakForce", "N", bias: 3, spread: 6) { trial, _ in trial.effort?.peak },
        index("peakForce", spread: 0.3) { $0.effort?.peakIndex },
        index("propImpulseGross", spread: 0.3) { $0.asymmetry[.propulsion] },
    ]

    private static let velocity = value("vTO", "mm/s", scale: 1000, bias: 20, spread: 60) { trial, item in
        trial.jumpHeight.map { (2 * item.settings.gravity * $0).squareRoot() }
    }

    private static let phases = [
        event("peakNegativeVelocity", bias: 6, spread: 12) { $0.peakNegativeVelocity },
        event("brakingEnd", bias: 4, spread: 8) { $0.brakingEnd },
        index("brakeImpulseGross", spread: 0.8) { $0.asymmetry[.braking] },
    ]

    private static let landing = [
        event("landing", bias: 5, spread: 8) { $0.landing },
        value("peakLanding", "N", bias: 3, spread: 6) { trial, _ in trial.impact?.peak },
        index("peakLanding", spread: 0.3) { $0.impact?.peakIndex },
    ]

    private static let contact = [
        event("touchdown", bias: 2, spread: 4) { $0.touchdown },
        takeoff,
        relative("contactTime", bias: 1.5, spread: 2.5) { trial, _ in
            trial.touchdown.flatMap { down in trial.takeoff.map { $0 - down } }
        },
        value("peakForce", "N", bias: 3, spread: 6) { trial, _ in trial.effort?.peak },
        index("peakForce", spread: 0.3) { $0.effort?.peakIndex },
        relative("rsi", bias: 6, spread: 12) { trial, _ in
            guard let height = trial.jumpHeight, let down = trial.touchdown, let up = trial.takeoff else { return nil }
            return height / (up - down)
        },
    ]

    private static let heightOfContact = value("jumpHeightIM", "mm", scale: 1000, bias: 5, spread: 14) { trial, _ in
        trial.jumpHeight
    }

    private static let drop = relative("effDropHeight", bias: 3, spread: 8) { trial, _ in trial.dropHeight }

    private static let rebound = [
        takeoff,
        event("landing", bias: 2, spread: 4) { $0.landing },
        event("reboundTakeoff", bias: 2, spread: 4) { $0.reboundTakeoff },
        event("reboundLanding", bias: 5, spread: 8) { $0.reboundLanding },
        event("peakNegativeVelocity", bias: 6, spread: 12) { $0.peakNegativeVelocity },
        value("jumpHeightIM", "mm", scale: 1000, bias: 5, spread: 14) { trial, _ in trial.jumpHeight },
        value("peakLanding", "N", bias: 3, spread: 6) { trial, _ in trial.impact?.peak },
        relative("reboundContactTime", bias: 1.5, spread: 2.5) { trial, _ in
            trial.touchdown.flatMap { down in trial.reboundTakeoff.map { $0 - down } }
        },
        index("propImpulseGross", spread: 0.3) { $0.asymmetry[.propulsion] },
        index("reboundPropImpulseGross", spread: 0.3) { $0.asymmetry[.propulsion] },
    ]

    private static let effort = [
        event("onset", bias: 8, spread: 20) { $0.onset },
        value("peakForce", "N", bias: 4, spread: 8) { trial, _ in trial.effort?.peak },
        index("peakForce", spread: 0.5) { $0.effort?.peakIndex },
    ]

    /// Force reached 100 ms after the true onset; that of the analysis counts from its own.
    private static let pull = relative("rfd0_100", bias: 4, spread: 15) { trial, item in
        trial.pullForce.map { pull in
            let tau = item.settings.riseTime
            return pull * (1 - PersonTruth.decay(0.1 / tau)) / 0.1
        }
    }

    private static let lowering = [
        value("nordicPeak", "N", bias: 3, spread: 6) { trial, _ in trial.effort?.peak },
        index("nordicPeak", spread: 0.5) { $0.effort?.peakIndex },
    ]

    private static let squat = [
        event("bottom", bias: 10, spread: 40) { $0.brakingEnd },
        value("squatDepth", "mm", scale: 1000, bias: 10, spread: 30) { trial, _ in trial.depth.map { -$0 } },
        index("repForceDescent", spread: 0.5) { $0.asymmetry[.braking] },
        index("repForceAscent", spread: 0.5) { $0.asymmetry[.propulsion] },
        value("peakForce", "N", bias: 4, spread: 8) { trial, _ in trial.effort?.peak },
    ]

    private static let rise = [
        event("onset", bias: 60, spread: 150) { $0.onset },
        event("seatOff", bias: 150, spread: 200) { $0.seatOff },
        value("peakForce", "N", bias: 4, spread: 8) { trial, _ in trial.effort?.peak },
        index("riseMeanForce", spread: 0.5) { $0.asymmetry[.propulsion] },
    ]
}
