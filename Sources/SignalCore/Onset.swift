/// Starts of movement and of effort (formulas C.9).
public enum Onset {
    /// Smallest standard deviation in newtons that a threshold is built on: quieter stands are the plate's, not the person's.
    public static let smallestSD = 0.5

    /// Half-width in newtons of the band around body weight that counts as standing still: 5 SD, 2.5 N at least.
    public static func band(sd: Double) -> Double { 5 * max(sd, smallestSD) }

    /// First sample in `range` that leaves body weight by more than `band(sd:)`, up or down; NaN samples do not count.
    ///
    /// Owen 2014 (formulas B.2-3).
    public static func movement(_ total: [Double], weight: Double, sd: Double, in range: Range<Int>) -> Int? {
        movement(total, weight: weight, band: band(sd: sd), hold: 1, in: range)
    }

    /// First sample in `range` that begins `hold` samples all further than `band` newtons from body weight on one side.
    ///
    /// - Parameter hold: samples, 1 where one is enough; a NaN sample breaks it.
    public static func movement(
        _ total: [Double], weight: Double, band: Double, hold: Int, in range: Range<Int>
    ) -> Int? {
        var run = 0
        var above = false
        for i in range.clamped(to: 0..<total.count) {
            let away = total[i] - weight
            guard abs(away) > band else {
                run = 0
                continue
            }
            run = run > 0 && above == (away > 0) ? run + 1 : 1
            above = away > 0
            if run >= max(hold, 1) { return i - run + 1 }
        }
        return nil
    }

    /// First sample from `from` on that begins `hold` samples all above `threshold`; a NaN sample breaks the hold.
    ///
    /// Formulas B.8: the threshold is the baseline's mean + 5 SD, the hold 40 ms.
    public static func effort(_ force: [Double], above threshold: Double, hold: Int, from: Int = 0) -> Int? {
        var run = 0
        for i in max(from, 0)..<max(force.count, from, 0) {
            run = force[i] > threshold ? run + 1 : 0
            if run >= max(hold, 1) { return i - run + 1 }
        }
        return nil
    }
}
