/// Second-order sections one after the other, run causally with a state that the caller holds.
///
/// The arithmetic of a sample does not depend on the block it comes in: a stream cut into any blocks gives the bits of the
/// whole. No call allocates, except those that return an array. A sample that is not finite comes out as NaN and leaves
/// the state as it was, so that one lost sample does not silence the rest.
public struct BiquadCascade: Sendable, Hashable, Codable {
    /// The sections in the order in which they run.
    public var sections: [Biquad]

    /// Makes a cascade; without sections it hands its input through.
    public init(_ sections: [Biquad]) { self.sections = sections }

    /// The delays of every section of one channel.
    public struct State: Sendable, Hashable {
        /// Two delays a section, of transposed direct form II.
        public internal(set) var delays: [SIMD2<Double>]

        /// The state after an endless input of `value` instead of 1: a step state is proportional to its step.
        public func scaled(by value: Double) -> State { State(delays: delays.map { $0 * value }) }
    }

    /// The state before any input.
    public var emptyState: State { State(delays: [SIMD2<Double>](repeating: .zero, count: sections.count)) }

    /// The state after an endless input of 1 (formulas C.2; scipy `sosfilt_zi`).
    ///
    /// Scaled by the first sample it starts a filter without a transient.
    public var stepState: State {
        var gain = 1.0
        var delays: [SIMD2<Double>] = []
        for section in sections {
            delays.append(section.stepState * gain)
            gain *= section.gainAtRest
        }
        return State(delays: delays)
    }

    /// Filters `block` in place and takes `state` along.
    ///
    /// - Precondition: `state` was made by a cascade of as many sections.
    public func process(_ block: inout MutableSpan<Double>, state: inout State) {
        precondition(state.delays.count == sections.count, "the state belongs to a cascade of other length")
        for k in 0..<sections.count {
            let s = sections[k]
            var z1 = state.delays[k].x
            var z2 = state.delays[k].y
            for i in 0..<block.count {
                let x = block[i]
                guard x.isFinite else {
                    block[i] = .nan
                    continue
                }
                let y = s.b0 * x + z1
                z1 = s.b1 * x - s.a1 * y + z2
                z2 = s.b2 * x - s.a2 * y
                block[i] = y
            }
            state.delays[k] = SIMD2(z1, z2)
        }
    }

    /// Filters one sample and takes `state` along; the same bits as in a block.
    ///
    /// - Precondition: `state` was made by a cascade of as many sections.
    public func process(_ sample: Double, state: inout State) -> Double {
        precondition(state.delays.count == sections.count, "the state belongs to a cascade of other length")
        var x = sample
        for k in 0..<sections.count {
            guard x.isFinite else { return .nan }
            let s = sections[k]
            let z = state.delays[k]
            let y = s.b0 * x + z.x
            state.delays[k] = SIMD2(s.b1 * x - s.a1 * y + z.y, s.b2 * x - s.a2 * y)
            x = y
        }
        return x
    }

    /// `samples` filtered causally from `state` on (scipy `sosfilt`).
    public func filtered(_ samples: [Double], state: inout State) -> [Double] {
        var out = samples
        var span = out.mutableSpan
        process(&span, state: &state)
        return out
    }
}
