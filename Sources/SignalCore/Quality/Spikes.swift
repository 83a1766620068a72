/// Single samples that no body can have made (formulas C.8).
public enum Spikes {
    /// Indices of single samples whose second difference exceeds `factor` median absolute deviations of all second differences.
    ///
    /// A lone outlier of height A has second differences A, −2A, A: the neighbours must have the opposite sign and at least
    /// a quarter of the size, which a step (A, −A) or a kink (A alone) has not. NaN samples, and the ends, are never flagged.
    ///
    /// - Parameters:
    ///   - force: newtons.
    ///   - smallest: newtons of second difference that a spike has at least, for a signal so quiet that its median is 0.
    public static func indices(_ force: [Double], factor: Double = 12, smallest: Double = 1) -> [Int] {
        guard force.count >= 5 else { return [] }
        var second = [Double](repeating: .nan, count: force.count)
        for i in 1..<(force.count - 1) { second[i] = force[i - 1] - 2 * force[i] + force[i + 1] }
        let numbers = second.filter(\.isFinite)
        guard let middle = median(numbers), let deviation = median(numbers.map { abs($0 - middle) }) else { return [] }
        let limit = max(factor * deviation, smallest)
        var found: [Int] = []
        for i in 2..<(force.count - 2) where abs(second[i]) > limit {
            let before = -second[i - 1] / second[i]
            let after = -second[i + 1] / second[i]
            if before >= 0.25, after >= 0.25, before < 1, after < 1 { found.append(i) }
        }
        return found
    }

    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    }
}
