/// Why a filter cannot be designed or run.
public enum FilterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The order is odd, below 2 or above 16.
    case order(Int)
    /// The cut-off that the design needs is not between 0 and half the rate; both in Hz.
    case cutoff(Double, rate: Double)
    /// A zero-phase filter needs more samples than its padding.
    case tooShort(count: Int, needed: Int)
    /// The sample with this index is missing or not finite.
    case missingSample(Int)
    /// A grid of cut-offs or its tail has too few points, or is not in ascending order.
    case grid(count: Int)

    /// What happened and what helps.
    public var description: String {
        switch self {
        case .order(let order): "filter order \(order) is not possible: choose an even order from 2 to 16"
        case .cutoff(let cutoff, let rate):
            "a cut-off of \(cutoff) Hz is not possible at \(rate) samples/s: choose one above 0 and below \(rate / 2) Hz"
        case .tooShort(let count, let needed):
            "\(count) samples are too few for a zero-phase filter: it needs at least \(needed); take a longer window"
        case .missingSample(let index):
            "sample \(index) is missing: a zero-phase filter would spread the gap; cut there or interpolate it first"
        case .grid(let count):
            "\(count) cut-offs are too few or not ascending: residual analysis needs at least three in its tail"
        }
    }
}
