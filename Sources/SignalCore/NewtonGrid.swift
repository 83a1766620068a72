/// The grid on which newtons live from the moment they arise, so that a file of four decimals loses nothing.
public enum NewtonGrid {
    /// Steps per newton: the grid is 0.0001 N.
    public static let stepsPerNewton = 10_000.0

    /// The largest magnitude in newtons that the grid holds exactly (2^53 steps); larger values are returned as they are.
    public static let limit = 9.007199254740992e15 / stepsPerNewton

    /// The nearest point of the grid, ties away from zero; NaN and infinities stay as they are.
    ///
    /// A decimal text of four places read back gives this very value, since both the step count and the divisor are exact.
    @inlinable public static func snap(_ newtons: Double) -> Double {
        guard abs(newtons) < limit else { return newtons }
        let steps = (newtons * stepsPerNewton).rounded(.toNearestOrAwayFromZero)
        // Adding zero turns -0 into 0: a file has no "-0.0000".
        return steps / stepsPerNewton + 0
    }
}
