/// One thing that is measured, with the yardstick that it is held against in the same run.
///
/// Figures of a machine mean little elsewhere; the ratio to something trivial of the same size means more.
public struct Workload {
    /// What one run handles.
    public enum Size: Sendable {
        /// Samples, or pairs of them.
        case samples(Int)
        /// Bytes of a file.
        case bytes(Int)
        /// One whole thing.
        case one
    }

    /// What is measured.
    public let name: String
    /// How much one run handles.
    public let size: Size
    /// What the yardstick is.
    public let yardstickName: String
    /// What the design allows, in words; nil where it says nothing.
    public let goal: String?
    /// The work.
    public let run: () throws -> Void
    /// The trivial work on as much data.
    public let yardstick: () throws -> Void

    /// Makes a workload.
    public init(
        _ name: String, _ size: Size, goal: String? = nil, run: @escaping () throws -> Void,
        against yardstickName: String, _ yardstick: @escaping () throws -> Void
    ) {
        self.name = name
        self.size = size
        self.goal = goal
        self.yardstickName = yardstickName
        self.run = run
        self.yardstick = yardstick
    }

    /// Processor seconds of one run and of its yardstick: the best of several turns, after one to warm up.
    public func measure(turns: Int = 7) throws -> (work: Double, yardstick: Double) {
        try run()
        try yardstick()
        var best = (work: Double.infinity, yardstick: Double.infinity)
        for _ in 0..<turns {
            best.work = min(best.work, try ThreadClock.seconds(run))
            best.yardstick = min(best.yardstick, try ThreadClock.seconds(yardstick))
        }
        return best
    }
}

/// Keeps a result, so that the compiler cannot leave out what made it.
@inline(never)
@_optimize(none)
public func keep<T>(_ value: T) {}
