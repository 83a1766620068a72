import Foundation
import Statistics

/// Signals that several suites test on.
enum Signals {
    /// Gaussian noise of a fixed seed.
    static func noise(_ count: Int, seed: UInt64, sd: Double = 1) -> [Double] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in sd * random.gaussian() }
    }

    /// `count` cut into pieces of 0 to 64 samples.
    static func chunks(_ count: Int, seed: UInt64) -> [Range<Int>] {
        var random = SplitMix64(seed: seed)
        var ranges: [Range<Int>] = []
        var at = 0
        while at < count {
            let next = min(at + random.index(65), count)
            ranges.append(at..<next)
            at = next
        }
        return ranges
    }

    /// Straight lines between knots of (s, N).
    static func interpolate(_ knots: [(Double, Double)], _ t: Double) -> Double {
        guard let k = knots.firstIndex(where: { $0.0 >= t }) else { return knots[knots.count - 1].1 }
        guard k > 0 else { return knots[0].1 }
        let (t0, y0) = knots[k - 1]
        let (t1, y1) = knots[k]
        return y0 + (y1 - y0) * (t - t0) / (t1 - t0)
    }

    /// Total force of the reference jump of the specification (B.0): 5001 samples at 1000 Hz.
    static func jump() -> [Double] {
        let knots: [(Double, Double)] = [
            (0, 735.75), (1.5, 735.75), (1.7, 335.75), (1.8, 335.75), (1.95, 1500), (2.1, 1750), (2.2, 1700),
            (2.3, 0), (2.82, 0), (2.86, 2600), (2.9, 1600), (2.96, 1900), (3.06, 1100), (3.2, 700), (3.4, 524),
            (3.6, 735.75), (5, 735.75),
        ]
        return (0...5000).map { i in
            let t = Double(i) / 1000
            return interpolate(knots, t) + 1.2 * sin(2 * .pi * 13 * t) + 0.8 * sin(2 * .pi * 37 * t + 1)
        }
    }
}
