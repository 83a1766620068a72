import SignalCore
import Statistics

/// The right side's share sample by sample, for how it spreads; its mean comes from the forces (formulas B.10).
struct ShareSeries {
    /// Half-width in % of the band around 50 that counts as even loading; the project's.
    static let band = 5.0

    /// In %, of the samples under which enough load stands.
    let values: [Double]
    private let rate: Double

    /// - Parameters:
    ///   - weight: body weight in newtons; a total under the larger of 40 N and 5 % of it has no share.
    init(_ frame: TrialFrame, _ window: ClosedRange<Int>, weight: Double) {
        rate = frame.rate
        let least = max(40, 0.05 * weight)
        values =
            frame.hasSides
            ? window.compactMap { i in
                frame.total[i] >= least ? 100 * (frame.record.right[i] / frame.total[i]) : nil
            } : []
    }

    /// Standard deviation in percentage points.
    var standardDeviation: Double? { Descriptive.standardDeviation(values.span) }

    /// Largest minus smallest in percentage points.
    var range: Double? { values.min().flatMap { low in values.max().map { $0 - low } } }

    /// Seconds outside 50 ± 5 %.
    var timeOutside: Double? {
        values.isEmpty ? nil : Double(values.reduce(0) { $0 + (abs($1 - 50) > Self.band ? 1 : 0) }) / rate
    }
}

extension TrialFrame {
    /// Each side's part of the mean force over `window`, in %; gaps of at most 10 ms are left out.
    ///
    /// That is the ratio of the impulses, not the mean of the ratios (formulas B.10).
    func share(_ window: ClosedRange<Int>, settings: AnalysisSettings) -> LimbValues {
        guard hasSides else { return LimbValues(status: .totalOnly) }
        let mean = meanForce(window)
        guard let left = mean.left, let right = mean.right else {
            return LimbValues(status: mean.status, lost: mean.lost)
        }
        return .share(left: left, right: right, lost: mean.lost, settings: settings)
    }

    /// Mean force over `window`; gaps of at most 10 ms are left out.
    func meanForce(_ window: ClosedRange<Int>) -> LimbValues {
        split(window, floorScale: 1, bridging: true) { force, _ in
            var sum = 0.0
            var count = 0.0
            for i in window where !total[i].isNaN {
                sum += force[i]
                count += 1
            }
            return count > 0 ? sum / count : nil
        }
    }

    /// A value of the share's course; hidden by what hides the share.
    func ofShare(
        _ window: ClosedRange<Int>, weight: Double, settings: AnalysisSettings, _ value: (ShareSeries) -> Double?
    ) -> LimbValues {
        if let rule = settings.rule(hasSides: hasSides) { return LimbValues(status: rule) }
        let check = check(window, bridging: true)
        guard check.status == .ok else { return LimbValues(status: check.status, lost: check.lost) }
        return LimbValues(both: value(ShareSeries(self, window, weight: weight)), lost: check.lost)
    }
}
