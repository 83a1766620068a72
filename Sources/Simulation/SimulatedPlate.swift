import SignalCore
import Statistics

/// A plate on cells with faults that are known, and what leaks between its six components.
public struct SimulatedPlate: Sendable {
    /// The cells.
    public var cells: [SimulatedCell]
    /// Millimetres of each cell from the centre.
    public let places: [SIMD2<Double>]
    /// Part of the force that the plate shows more for each millimetre to the right and forwards.
    public var tilt = SIMD2<Double>.zero
    /// Largest part of the force that passes from two opposite cells to the other two at a loading, as on an uneven floor.
    public var twist = 0.0
    private var random: SplitMix64

    /// A plate of four equal cells at the corners of a rectangle.
    ///
    /// - Parameters:
    ///   - size: millimetres between the cells, to the right and forwards.
    ///   - gains: newtons per raw unit of each cell: left front, right front, right rear, left rear.
    public init(size: SIMD2<Double>, gains: [Double], noise: Double = 0, seed: UInt64) {
        places = [SIMD2(-1, 1), SIMD2(1, 1), SIMD2(1, -1), SIMD2(-1, -1)].map { $0 * size / 2 }
        cells = gains.prefix(4).enumerated().map { k, gain in
            var cell = SimulatedCell(coefficients: [gain], seed: seed &+ UInt64(k + 1) &* 7919)
            cell.noise = noise
            return cell
        }
        random = SplitMix64(seed: seed)
    }

    /// Newtons on each cell of a weight at a place.
    public mutating func shares(_ force: Double, at place: SIMD2<Double>) -> [Double] {
        let swing = twist * (2 * random.unit() - 1)
        return places.indices.map { k in
            let p = places[k]
            let lever = place * p / (p * p)
            let sign = k % 2 == 0 ? 1.0 : -1.0
            return force * ((1 + lever.x + lever.y) / 4 + sign * swing + (tilt * place).sum() / 4)
        }
    }

    /// The mean of `count` samples of each cell under a weight at a place.
    public mutating func means(
        _ count: Int, _ force: Double, at place: SIMD2<Double> = .zero, _ history: SimulatedCell.History = .init()
    ) -> [Double] {
        let loads = shares(force, at: place)
        return cells.indices.map { cells[$0].mean(count, loads[$0], history) }
    }
}

/// A six-component plate whose channels are mixed by a known matrix.
public struct SimulatedSixComponents: Sendable {
    /// Channels per load: six columns, a row a channel.
    public let sensitivity: [[Double]]
    /// Standard deviation of a channel.
    public var noise = 0.0
    private var random: SplitMix64

    /// A plate by its sensitivity, the inverse of the matrix that a calibration finds.
    public init(sensitivity: [[Double]], seed: UInt64) {
        self.sensitivity = sensitivity
        random = SplitMix64(seed: seed)
    }

    /// The channels of a load Fx, Fy, Fz, Mx, My, Mz.
    public mutating func channels(_ load: [Double]) -> [Double] {
        var result: [Double] = []
        for row in sensitivity {
            var sum = 0.0
            for (a, b) in zip(row, load) { sum += a * b }
            result.append(sum + (noise > 0 ? noise * random.gaussian() : 0))
        }
        return result
    }
}
