/// Largest-triangle-three-buckets: few samples that keep the shape of a curve (Steinarsson 2013; formulas C.7).
///
/// For drawing only; no number may come from it.
public enum LargestTriangles {
    /// Indices of `count` samples, the first and the last among them.
    ///
    /// Between them one of each bucket: that which makes the largest triangle with the one chosen before and the mean of the
    /// next bucket, the first of equals. NaN samples are chosen only where their bucket holds nothing else.
    ///
    /// - Returns: every index where `count` is not below the number of samples; the ends alone for `count` ≤ 2.
    public static func indices(_ samples: Span<Double>, count: Int) -> [Int] {
        let n = samples.count
        guard count < n else { return Array(0..<n) }
        guard count > 2 else { return n > 1 ? [0, n - 1] : Array(0..<n) }
        let every = Double(n - 2) / Double(count - 2)
        func edge(_ bucket: Int) -> Int { Int((Double(bucket) * every).rounded(.down)) + 1 }
        var chosen = [0]
        for bucket in 0..<(count - 2) {
            let next = mean(samples, edge(bucket + 1)..<min(edge(bucket + 2), n))
            let before = chosen[bucket]
            let a = SIMD2(Double(before), samples[before])
            var best = edge(bucket)
            var largest = -1.0
            for i in edge(bucket)..<edge(bucket + 1) where !samples[i].isNaN {
                let area = abs((a.x - next.x) * (samples[i] - a.y) - (a.x - Double(i)) * (next.y - a.y))
                // NaN areas come from a neighbouring bucket without numbers: any number is then as good as another.
                if area > largest || (area.isNaN && largest < 0) {
                    largest = area.isNaN ? 0 : area
                    best = i
                }
            }
            chosen.append(best)
        }
        chosen.append(n - 1)
        return chosen
    }

    /// Mean place and value of the numbers in `range`; NaN where there are none.
    private static func mean(_ samples: Span<Double>, _ range: Range<Int>) -> SIMD2<Double> {
        var sum = SIMD2<Double>.zero
        var count = 0.0
        for i in range where !samples[i].isNaN {
            sum += SIMD2(Double(i), samples[i])
            count += 1
        }
        return sum / count
    }
}
