import Assessments
import Foundation
import SignalCore

extension ReferenceSignals {
    /// Seconds of rest, rise, hold and release of one effort at 1000 Hz: from 0 N to exactly `peak` and back.
    static func effort(
        peak: Double, rest: Double = 2, rise: Double = 0.3, hold: Double = 3, release: Double = 0.2, after: Double = 1.5
    ) -> [Double] {
        func samples(_ seconds: Double) -> Int { Int((seconds * 1000).rounded()) }
        let up = (0..<samples(rise)).map { peak * (0.5 - 0.5 * cos(.pi * Double($0) / Double(samples(rise)))) }
        let down = (1...samples(release)).map { peak * (1 - Double($0) / Double(samples(release))) }
        return [Double](repeating: 0, count: samples(rest)) + up + [Double](repeating: peak, count: samples(hold))
            + down
            + [Double](repeating: 0, count: samples(after))
    }

    /// Efforts of one limb after the other, left first; each limb's sensor reads 0 while the other one works.
    static func alternating(left: [Double], right: [Double]) -> ForceRecord {
        var l: [Double] = []
        var r: [Double] = []
        for k in 0..<max(left.count, right.count) {
            for (side, peaks) in [(Side.left, left), (Side.right, right)] where k < peaks.count {
                let force = effort(peak: peaks[k])
                let silence = [Double](repeating: 0, count: force.count)
                l += side == .left ? force : silence
                r += side == .right ? force : silence
            }
        }
        return ForceRecord(rate: 1000, left: l, right: r)
    }

    /// Efforts of both limbs at once, `share` of each total on the left.
    static func together(_ peaks: [Double], leftShare share: Double = 0.55) -> ForceRecord {
        let total = peaks.flatMap { effort(peak: $0) }
        return ForceRecord(rate: 1000, left: total.map { $0 * share }, right: total.map { $0 * (1 - share) })
    }

    /// What somebody does in a test, with a constant share on each side.
    static func typical(_ test: TestID) -> ForceRecord {
        switch test {
        case .imtp, .isosquat: pull(leftShare: 0.45)
        case .iso, .squeeze, .grip, .pull: together([700, 720, 690])
        case .sj, .dj, .cmjr, .hops, .lah: jumping(test)
        case .slcmj, .sldj, .slhop: oneLegAfterTheOther(test)
        case .nordic: together([600, 620, 610, 590, 580, 560])
        case .squat: constantShare(squats(3))
        case .sts: constantShare(rises(3))
        case .stance: standing()
        case .gait: walking(strides: 8)
        default: constantShare(jump().total)
        }
    }

    /// Stand, jump, contacts where the test has them, stand, away, drop jump, stand.
    static func jumping(_ test: TestID, velocity: Double = 2.3, leftShare: Double = 0.45) -> ForceRecord {
        var body = JumpBuilder(leftShare: leftShare)
        body.stand(2.5)
        if test == .cmjr || test == .slcmj {
            body.push(0.3, change: -1.1)
            body.push(0.2, change: 1.1)
        }
        body.push(0.35, change: velocity)
        body.flight(velocity: velocity)
        for _ in 0..<(test == .hops || test == .slhop ? 6 : test == .cmjr ? 1 : 0) {
            body.contact(0.2, from: -velocity, to: velocity)
            body.flight(velocity: velocity)
        }
        body.land(velocity)
        body.stand(3)
        guard test != .slcmj else { return body.record }
        body.away(2)
        body.contact(0.21, from: -2.4, to: velocity)
        body.flight(velocity: velocity)
        body.land(velocity)
        body.stand(3)
        return body.record
    }

    /// A movement on the left leg, then a slower one on the right.
    static func oneLegAfterTheOther(_ test: TestID) -> ForceRecord {
        let left = jumping(test, velocity: 2.3, leftShare: 1)
        let right = jumping(test, velocity: 2.15, leftShare: 0)
        return ForceRecord(rate: 1000, left: left.left + right.left, right: left.right + right.right)
    }

    /// 45 % of a total on the left.
    static func constantShare(_ total: [Double], rate: Double = 1000) -> ForceRecord {
        ForceRecord(rate: rate, left: total.map { 0.45 * $0 }, right: total.map { 0.55 * $0 })
    }

    /// Two seconds of standing with 75 kg at 9.81 m/s², then squats of `depth` metres in `time` seconds along a cosine, each
    /// followed by `pause` seconds of standing.
    static func squats(_ count: Int, depth: Double = 0.5, time: Double = 2.5, pause: Double = 1) -> [Double] {
        let weight = 75 * 9.81
        let stand = [Double](repeating: weight, count: Int(pause * 1000))
        let omega = 2 * Double.pi / time
        let squat = (0...Int(time * 1000)).map { i in
            75 * (9.81 - depth / 2 * omega * omega * cos(omega * Double(i) / 1000))
        }
        var force = [Double](repeating: weight, count: 2000)
        for _ in 0..<count { force += squat + stand }
        return force + [Double](repeating: weight, count: 1000)
    }

    /// Seated with 210 N under the feet for 3 s, up to stand with 700 N, and down again, 11.5 s each.
    static func rises(_ count: Int) -> [Double] {
        let knots: [(Double, Double)] = [
            (0, 210), (3, 210), (3.3, 180), (3.7, 900), (4.2, 600), (4.6, 700), (7.6, 700), (8, 600), (8.3, 850),
            (8.5, 210), (11.5, 210),
        ]
        return (0..<count).flatMap { _ in (0..<11_500).map { interpolate(knots, Double($0) / 1000) } }
    }

    /// Standing with 700 N, 45 % on the left, the weight moving to and fro by 7 N every two seconds.
    static func swaying(seconds: Int) -> ForceRecord {
        let shift = (0..<seconds * 1000).map { 7 * sin(.pi * Double($0) / 1000) }
        return ForceRecord(rate: 1000, left: shift.map { 315 + $0 }, right: shift.map { 385 - $0 })
    }

    /// Twelve seconds of standing, 45 % on the left, with a centre of pressure under each foot.
    static func standing(seconds: Int = 12, rate: Double = 1000) -> ForceRecord {
        let count = Int(Double(seconds) * rate)
        var record = constantShare((0..<count).map { 700 + 3 * sin(5 * Double($0) / rate) }, rate: rate)
        func path(_ at: Double, _ size: Double, _ speed: Double) -> PressurePath {
            let t = (0..<count).map { Double($0) / rate }
            return PressurePath(
                x: t.map { at + size * sin(speed * $0) + cos(3.1 * $0) },
                y: t.map { 2 * size * cos(0.7 * speed * $0) + sin(4.3 * $0) })
        }
        record.pressure = PressurePaths(left: path(-120, 3, 2), right: path(120, 4, 1.7))
        return record
    }

    /// Walking on two plates: a stride of 1.1 s, the right foot 0.56 s after the left one, 0.68 s of stance with peaks of
    /// 800 and 780 N and a valley of 550 N, of which the left foot makes 90 and the right one 110 %.
    static func walking(strides: Int) -> ForceRecord {
        let knots: [(Double, Double)] = [(0, 100), (0.15, 800), (0.34, 550), (0.53, 780), (0.68, 100)]
        func foot(_ offset: Int, _ factor: Double) -> [Double] {
            var force = [Double](repeating: 0, count: strides * 1100 + 1000)
            for k in 0..<strides {
                for i in 0..<680 { force[300 + offset + 1100 * k + i] = factor * interpolate(knots, Double(i) / 1000) }
            }
            return force
        }
        return ForceRecord(rate: 1000, left: foot(0, 0.9), right: foot(560, 1.1))
    }
}
