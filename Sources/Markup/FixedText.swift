/// Numbers with a fixed count of decimals, the same on every platform and in every locale.
public enum FixedText {
    /// The number with `decimals` (0 to 6) places, ties away from zero; `–` where it is not finite or too large.
    ///
    /// Never `-0`: what rounds to zero has no sign.
    public static func fixed(_ value: Double, _ decimals: Int) -> String {
        let places = min(max(decimals, 0), 6)
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (abs(value) * scale).rounded(.toNearestOrAwayFromZero)
        guard scaled < 0x1p53 else { return "–" }
        let steps = UInt64(scaled)
        let sign = value < 0 && steps > 0 ? "-" : ""
        guard places > 0 else { return sign + "\(steps)" }
        let part = "\(steps % UInt64(scale))"
        return sign + "\(steps / UInt64(scale))." + String(repeating: "0", count: places - part.count) + part
    }
}
