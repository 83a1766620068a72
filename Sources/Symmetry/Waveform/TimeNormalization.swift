/// Curves of any length brought to the same number of points (formulas A.3).
public enum TimeNormalization {
    /// Linear interpolation of `curve` at `points` equal steps from one sample position to another, both ends included.
    ///
    /// - Throws: for fewer than two points and a window that is empty or not inside the curve.
    public static func resample(
        _ curve: [Double], from: Double, to: Double, points: Int = WaveformPair.normalizedPoints
    ) throws(WaveformError) -> [Double] {
        guard points > 1 else { throw .tooShort(points: points, needed: 2) }
        let last = curve.count - 1
        guard from >= 0, from < to, to <= Double(last) else {
            throw .windowOutside(from: from, to: to, points: curve.count)
        }
        return (0..<points).map { i in
            // Rounding must not carry the last position over the end.
            let position = min(to, from + (to - from) * Double(i) / Double(points - 1))
            let low = min(Int(position), last - 1)
            let part = position - Double(low)
            return curve[low] + part * (curve[low + 1] - curve[low])
        }
    }
}
