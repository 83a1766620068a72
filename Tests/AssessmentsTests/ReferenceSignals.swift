import Foundation
import SignalCore

/// The deterministic signals of the formula specification (B.0, B.8).
enum ReferenceSignals {
    static func interpolate(_ knots: [(Double, Double)], _ t: Double) -> Double {
        guard let k = knots.firstIndex(where: { $0.0 >= t }) else { return knots[knots.count - 1].1 }
        guard k > 0 else { return knots[0].1 }
        let (t0, y0) = knots[k - 1]
        let (t1, y1) = knots[k]
        return y0 + (y1 - y0) * (t - t0) / (t1 - t0)
    }

    /// The countermovement jump of B.0: 5001 samples at 1000 Hz, not rounded to the newton grid.
    static func jump() -> ForceRecord {
        let total: [(Double, Double)] = [
            (0, 735.75), (1.5, 735.75), (1.7, 335.75), (1.8, 335.75), (1.95, 1500), (2.1, 1750), (2.2, 1700),
            (2.3, 0), (2.82, 0), (2.86, 2600), (2.9, 1600), (2.96, 1900), (3.06, 1100), (3.2, 700), (3.4, 524),
            (3.6, 735.75), (5, 735.75),
        ]
        let share: [(Double, Double)] = [
            (0, 0.5), (1.5, 0.5), (1.95, 0.53), (2.3, 0.52), (2.82, 0.45), (2.9, 0.46), (3.6, 0.49), (5, 0.49),
        ]
        var left: [Double] = []
        var right: [Double] = []
        for i in 0...5000 {
            let t = Double(i) / 1000
            let ripple = 1.2 * sin(2 * .pi * 13 * t) + 0.8 * sin(2 * .pi * 37 * t + 1)
            let force = interpolate(total, t)
            let part = interpolate(share, t)
            left.append(force * part + ripple / 2)
            right.append(force * (1 - part) + ripple / 2)
        }
        return ForceRecord(rate: 1000, left: left, right: right)
    }

    /// The pull of B.8, `leftShare` of it under the left foot: 820 N, then 1800 N more with a time constant of 0.15 s.
    static func pull(leftShare: Double = 0.5) -> ForceRecord {
        var left: [Double] = []
        var right: [Double] = []
        for i in 0..<6000 {
            let t = Double(i) / 1000
            var force = 820.0
            if t >= 1.5, t <= 4.5 { force += 1800 * (1 - exp(-(t - 1.5) / 0.15)) }
            force += 1.5 * sin(2 * .pi * 11 * t) + sin(2 * .pi * 31 * t + 0.7)
            left.append(force * leftShare)
            right.append(force * (1 - leftShare))
        }
        return ForceRecord(rate: 1000, left: left, right: right)
    }
}

extension ForceRecord {
    /// The same record with its sides exchanged.
    var swapped: ForceRecord {
        var other = ForceRecord(rate: rate, left: right, right: left, flags: flags, firstIndex: firstIndex)
        other.pressure = PressurePaths(left: pressure.right, right: pressure.left, both: pressure.both)
        return other
    }

    /// The same record with both sides multiplied.
    func scaled(_ factor: Double) -> ForceRecord {
        ForceRecord(
            rate: rate, left: left.map { $0 * factor }, right: right.map { $0 * factor }, flags: flags,
            firstIndex: firstIndex)
    }
}
