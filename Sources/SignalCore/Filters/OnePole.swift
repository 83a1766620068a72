#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The first-order low-pass of the live display: y += α (x − y), starting at the first sample (formulas C.3).
///
/// For what is shown only: stored numbers never come from it.
public struct OnePole: Sendable, Hashable, Codable {
    /// How the cut-off becomes α.
    public enum Form: String, Sendable, Hashable, Codable, CaseIterable {
        /// α = 1 − e^(−2π fc/fs): the decay of the continuous filter, exactly.
        case exponential
        /// α = dt/(RC + dt): what many published codes take; 3 % smaller at 10 Hz and 1000 samples/s.
        case resistorCapacitor
    }

    /// Share of the new sample, 0…1.
    public let alpha: Double

    /// A filter of `cutoff` Hz for `rate` samples per second.
    public init(cutoff: Double, rate: Double, form: Form = .exponential) throws(FilterError) {
        guard cutoff > 0, rate > 0, rate.isFinite, cutoff < rate / 2 else { throw .cutoff(cutoff, rate: rate) }
        let angle = 2 * .pi * cutoff / rate
        alpha = form == .exponential ? -expm1(-angle) : angle / (1 + angle)
    }

    /// Delay of slow signals in samples: (1 − α)/α.
    public var delay: Double { (1 - alpha) / alpha }

    /// The last output; nil before the first sample.
    public struct State: Sendable, Hashable {
        /// The last output, nil before the first finite sample.
        public internal(set) var value: Double?
        /// Before any input.
        public init() {}
    }

    /// Filters one sample; a sample that is not finite gives NaN and leaves the state as it was.
    public func process(_ sample: Double, state: inout State) -> Double {
        guard sample.isFinite else { return .nan }
        guard let last = state.value else {
            state.value = sample
            return sample
        }
        let next = last + alpha * (sample - last)
        state.value = next
        return next
    }

    /// Filters `block` in place: the bits of one sample after the other.
    public func process(_ block: inout MutableSpan<Double>, state: inout State) {
        for i in 0..<block.count { block[i] = process(block[i], state: &state) }
    }
}
