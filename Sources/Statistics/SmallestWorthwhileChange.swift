/// Smallest worthwhile change (Hopkins 2000; formulas A.7-10).
public enum SmallestWorthwhileChange {
    /// Of a squad: 0.2 of the standard deviation between people, each given by the mean of their sessions.
    ///
    /// For an asymmetry index give its signed values. Nil for fewer than two people.
    public static func squad(_ subjectMeans: [Double]) -> Double? {
        Descriptive.standardDeviation(subjectMeans.span).map { 0.2 * $0 }
    }

    /// Of one person, in %: 0.3 of their coefficient of variation in %.
    public static func individual(variation: Double) -> Double { 0.3 * variation }

    /// Whether a test can show its smallest worthwhile change: typical error below it.
    public static func isUseful(typicalError: Double, change: Double) -> Bool { typicalError < change }
}
