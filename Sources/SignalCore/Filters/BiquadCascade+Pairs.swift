extension BiquadCascade {
    /// The delays of every section for two channels, the left one in lane 0 and the right one in lane 1.
    public struct PairState: Sendable, Hashable {
        var first: [SIMD2<Double>]
        var second: [SIMD2<Double>]

        /// Two channels' states side by side.
        ///
        /// - Precondition: both come from a cascade of the same length.
        public init(left: State, right: State) {
            precondition(left.delays.count == right.delays.count, "the states belong to cascades of different length")
            first = left.delays.indices.map { SIMD2(left.delays[$0].x, right.delays[$0].x) }
            second = left.delays.indices.map { SIMD2(left.delays[$0].y, right.delays[$0].y) }
        }
    }

    /// Filters left and right together in place: the bits of two single channels at the price of one.
    ///
    /// The recursion waits for itself, so that the second lane is free.
    ///
    /// - Precondition: `state` was made by a cascade of as many sections.
    public func process(_ block: inout MutableSpan<SIMD2<Double>>, state: inout PairState) {
        precondition(state.first.count == sections.count, "the state belongs to a cascade of other length")
        let missing = SIMD2<Double>(repeating: .nan)
        for k in 0..<sections.count {
            let s = sections[k]
            var z1 = state.first[k]
            var z2 = state.second[k]
            for i in 0..<block.count {
                let x = block[i]
                let y = s.b0 * x + z1
                let next1 = s.b1 * x - s.a1 * y + z2
                let next2 = s.b2 * x - s.a2 * y
                // x − x is 0 for finite numbers only.
                let finite = (x - x) .== 0
                z1.replace(with: next1, where: finite)
                z2.replace(with: next2, where: finite)
                block[i] = missing.replacing(with: y, where: finite)
            }
            state.first[k] = z1
            state.second[k] = z2
        }
    }
}
