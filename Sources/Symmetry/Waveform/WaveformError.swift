/// Why curves cannot be compared.
public enum WaveformError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Both sides of a pair, or all repetitions, must have as many points.
    case unequalLengths(Int, Int)
    /// A curve needs more points.
    case tooShort(points: Int, needed: Int)
    /// A point is not a finite number.
    case notFinite(point: Int)
    /// A window does not lie inside the curve.
    case windowOutside(from: Double, to: Double, points: Int)
    /// A permutation test needs more repetitions to be able to find anything.
    case tooFewRepetitions(count: Int, needed: Int)

    /// What happened and what helps.
    public var description: String {
        switch self {
        case .unequalLengths(let a, let b): "curves of \(a) and \(b) points: normalise both over the same window"
        case .tooShort(let points, let needed): "a curve of \(points) points: at least \(needed) are needed"
        case .notFinite(let point): "point \(point) is not a finite number: leave the window with the gap out"
        case .windowOutside(let from, let to, let points):
            "window \(from)…\(to) is empty or not inside a curve of \(points) points: choose one that is"
        case .tooFewRepetitions(let count, let needed):
            "\(count) repetitions cannot reach p < 0.05: record at least \(needed)"
        }
    }
}
