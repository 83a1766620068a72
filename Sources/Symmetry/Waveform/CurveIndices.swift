import SignalCore

/// One number for two curves, by area and distance (formulas A.3-1 to A.3-4).
extension WaveformPair {
    /// Impulse index IBI = 100·(∫R − ∫L)/(∫R + ∫L) in %, −100…100, positive = right larger.
    ///
    /// - Parameter floor: smallest meaningful mean of a curve, in the unit of the signal, ≥ 0.
    /// - Returns: gated as the index `SIs` of the two means.
    public func impulseIndex(floor: Double) -> PairValue {
        PairIndex.symmetryIndex.evaluate(left: Self.integral(left), right: Self.integral(right), floor: floor)
    }

    /// Area symmetry index 100·∫|R−L|/(½(∫|R| + ∫|L|)) in %, ≥ 0; `undefined` where both curves are 0.
    public var areaIndex: PairValue {
        let distance = Self.integral(difference.map(abs))
        return Self.value(100 * (distance / (0.5 * (Self.integral(right.map(abs)) + Self.integral(left.map(abs))))))
    }

    /// Symmetry index of Nigg 2013, ∫ 2·|R−L|/(range R + range L) over 0…100 %, in % points, ≥ 0.
    ///
    /// `undefined` where neither curve varies.
    public var niggIndex: PairValue {
        Self.value(100 * (2 / (Self.range(right) + Self.range(left)) * Self.integral(difference.map(abs))))
    }

    /// Root mean square of R−L, in the unit of the signal, ≥ 0.
    public var rootMeanSquareDifference: Double {
        (difference.reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
    }

    /// Root mean square of R−L in % of the mean range, ≥ 0; `undefined` where neither curve varies.
    public var normalizedRootMeanSquareDifference: PairValue {
        Self.value(100 * (rootMeanSquareDifference / (0.5 * (Self.range(left) + Self.range(right)))))
    }

    /// Symmetry over time with joint normalisation, in %, −66.7…66.7, positive = right larger (Gouwanda and Senanayake 2011).
    ///
    /// x_n = (x − min)/(max − min) + 1 with the extremes of both curves; SI = 100·(R_n − L_n)/(½(R_n + L_n)). The 1 keeps the
    /// denominator away from zero. Nil where both curves are one and the same constant.
    public var normalizedSymmetryCurve: [Double]? {
        let low = min(left.min() ?? 0, right.min() ?? 0)
        let span = max(left.max() ?? 0, right.max() ?? 0) - low
        guard span > 0 else { return nil }
        return zip(left, right).map { l, r in
            let normalLeft = (l - low) / span + 1
            let normalRight = (r - low) / span + 1
            return 100 * ((normalRight - normalLeft) / (0.5 * (normalRight + normalLeft)))
        }
    }
}
