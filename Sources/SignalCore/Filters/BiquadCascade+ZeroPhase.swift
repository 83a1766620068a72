extension BiquadCascade {
    /// Samples that zero-phase filtering adds at either end: 9 for one section, 15 for two (formulas C.2).
    public var zeroPhasePadding: Int {
        var zeroB = 0
        var zeroA = 0
        for s in sections {
            if s.b2 == 0 { zeroB += 1 }
            if s.a2 == 0 { zeroA += 1 }
        }
        return 3 * (2 * sections.count + 1 - min(zeroB, zeroA))
    }

    /// `samples` filtered forwards and backwards, without delay (scipy `sosfiltfilt`, padtype `odd`).
    ///
    /// Not causal: for recordings only. The gain is that of one pass squared; see `Butterworth.Convention`.
    ///
    /// - Throws: `tooShort` unless there are more samples than `zeroPhasePadding`; `missingSample` at the first sample that
    ///   is not finite.
    public func zeroPhase(_ samples: [Double]) throws(FilterError) -> [Double] {
        let edge = zeroPhasePadding
        let count = samples.count
        guard count > edge else { throw .tooShort(count: count, needed: edge + 1) }
        if let index = samples.firstIndex(where: { !$0.isFinite }) { throw .missingSample(index) }
        var extended: [Double] = []
        extended.reserveCapacity(count + 2 * edge)
        for i in 0..<edge { extended.append(2 * samples[0] - samples[edge - i]) }
        extended.append(contentsOf: samples)
        for i in 0..<edge { extended.append(2 * samples[count - 1] - samples[count - 2 - i]) }
        let step = stepState
        for _ in 0..<2 {
            var state = step.scaled(by: extended[0])
            var span = extended.mutableSpan
            process(&span, state: &state)
            extended.reverse()
        }
        return Array(extended[edge..<(edge + count)])
    }
}
