import SignalCore
import Statistics

/// The centre of pressure of a stance: of both feet together and of each plate (formulas B.11).
struct SwayMetrics {
    /// Rows that count; nil where there are too few.
    private(set) var window: ClosedRange<Int>?
    /// Findings that lower nothing but these values.
    private(set) var reasons: [QualityReason] = []
    /// By id in the catalogue.
    private(set) var values: [String: LimbValues] = [:]

    /// - Parameter stretch: rows with somebody standing, within the frame.
    init(_ frame: TrialFrame, _ stretch: ClosedRange<Int>, settings: SwaySettings) {
        guard frame.rate >= SwaySettings.slowest else {
            reasons = [.slowSway]
            return
        }
        let first = stretch.lowerBound + frame.samples(settings.settling * 1000)
        let last = stretch.upperBound - frame.samples(settings.leaving * 1000)
        guard last - first + 1 >= frame.samples(SwaySettings.fewest * 1000) else {
            reasons = [.shortSway]
            fill(settings) { _ in LimbValues(status: .tooShort) }
            return
        }
        let window = first...last
        self.window = window
        let isShort = window.count < frame.samples(SwaySettings.enough * 1000)
        if isShort { reasons = [.shortSway] }
        let both = Course(frame, frame.record.netPressure, window, settings: settings)
        let left = Course(frame, frame.record.pressure.left, window, settings: settings)
        let right = Course(frame, frame.record.pressure.right, window, settings: settings)
        let fallen = [both, left, right].first { $0.status.carriesValue } ?? both
        fill(settings) { value in
            var result = LimbValues(
                both: both.sway.flatMap(value), left: left.sway.flatMap(value), right: right.sway.flatMap(value),
                status: fallen.status.carriesValue && isShort ? .lowQuality : fallen.status, lost: both.lost)
            // A value that one path has and the other lacks, such as an entropy, does not make the metric absent.
            if result.both == nil, result.left == nil, result.right == nil, fallen.status.carriesValue {
                result = LimbValues(status: .undefined, lost: both.lost)
            }
            return result
        }
    }

    private mutating func fill(_ settings: SwaySettings, _ make: ((Prepared) -> Double?) -> LimbValues) {
        values = [
            "copPath": make { $0.sway.path },
            "copVel": make { $0.sway.meanVelocity },
            "copRMS_ML": make { $0.sway.rms.x },
            "copRMS_AP": make { $0.sway.rms.y },
            "copRange_ML": make { $0.sway.range.x },
            "copRange_AP": make { $0.sway.range.y },
            "copArea95": make { $0.ellipse?.area },
            "copArea95Chi2": make { $0.endless?.area },
            "copHullArea": make { ConvexHull.area(x: $0.path.x, y: $0.path.y) },
            "copSwayRate": make { $0.sway.areaRate },
            "copSampEn_ML": make { SampleEntropy($0.slow($0.path.x))?.value },
            "copSampEn_AP": make { SampleEntropy($0.slow($0.path.y))?.value },
        ]
        var angle = make { $0.ellipse?.angle }
        angle.left = nil
        angle.right = nil
        if angle.both == nil, angle.status.carriesValue { angle.status = .notDetected }
        values["copAngle"] = angle
        var time = make { $0.sway.duration }
        time.both = time.both ?? time.left ?? time.right
        time.left = nil
        time.right = nil
        values["copTime"] = time
        for definition in MetricCatalogue.sway { values[definition.id]?.method = definition.method(in: settings) }
    }

    /// A path ready to be measured.
    private struct Prepared {
        var path: PressurePath
        var rate: Double
        var sway: Sway

        var ellipse: SwayEllipse? {
            SwayEllipse(x: path.x, y: path.y) { FisherF(numerator: $0, denominator: $1).quantile(0.95) }
        }

        /// The ellipse of endless data, which many papers give.
        var endless: SwayEllipse? {
            SwayEllipse(x: path.x, y: path.y, scale: ChiSquare(degreesOfFreedom: 2).quantile(0.95))
        }

        /// One coordinate at the rate of the sample entropy.
        func slow(_ values: [Double]) -> [Double] {
            Resampling.resampled(values, from: rate, to: min(SwaySettings.entropyRate, rate))
        }
    }

    /// One path over the window, or why there is none.
    private struct Course {
        var sway: Prepared?
        var status: MeasureStatus
        var lost = 0

        init(_ frame: TrialFrame, _ path: PressurePath?, _ window: ClosedRange<Int>, settings: SwaySettings) {
            guard let path, path.count == frame.count else {
                status = .notDetected
                return
            }
            let check = frame.check(window, bridging: true)
            lost = check.lost
            status = check.status
            guard status == .ok else { return }
            if let start = frame.segmentStart(after: window.lowerBound), start <= window.upperBound {
                status = .gap
                return
            }
            var part = path.slice(window.lowerBound..<(window.upperBound + 1))
            guard let filled = part.bridged(atMost: frame.samples(10)) else {
                status = .gap
                return
            }
            lost = filled
            guard part.filter(rate: frame.rate, settings: settings),
                let sway = Sway(x: part.x, y: part.y, rate: frame.rate)
            else {
                status = .tooShort
                return
            }
            self.sway = Prepared(path: part, rate: frame.rate, sway: sway)
        }
    }
}

extension PressurePath {
    /// Puts straight lines over missing points, held at either end.
    ///
    /// - Returns: how many were missing; nil where more than `longest` are missing in one piece, or all.
    fileprivate mutating func bridged(atMost longest: Int) -> Int? {
        var lost = 0
        var last: Int?
        for i in 0...count {
            guard i == count || x[i].isFinite && y[i].isFinite else { continue }
            let from = last.map { $0 + 1 } ?? 0
            let missing = i - from
            if missing > 0 {
                guard missing <= longest, last != nil || i < count else { return nil }
                let a = last ?? i
                let b = i < count ? i : a
                for k in from..<i {
                    let t = b > a ? Double(k - a) / Double(b - a) : 0
                    x[k] = x[a] + t * (x[b] - x[a])
                    y[k] = y[a] + t * (y[b] - y[a])
                }
                lost += missing
            }
            last = i
        }
        return lost
    }

    /// Runs the low-pass over both coordinates; false where the path is too short for it.
    fileprivate mutating func filter(rate: Double, settings: SwaySettings) -> Bool {
        guard let cutoff = settings.cutoff else { return true }
        let design = Butterworth(order: 2, cutoff: cutoff, convention: settings.convention)
        do throws(FilterError) {
            let cascade = try design.cascade(rate: rate)
            x = try cascade.zeroPhase(x)
            y = try cascade.zeroPhase(y)
            return true
        } catch { return false }
    }
}
