import SignalCore
import Statistics
import Symmetry
import TestSupport
import Testing

/// Random inputs and our results for numpy and scipy, which `.ci/statistics.py` compares.
@Suite struct SymmetryDump {
    @Test(.enabled(if: Dump.folder != nil, "BILANX_DUMP names no folder")) func write() throws {
        var random = SplitMix64(seed: 91)
        var dump = Dump()
        for _ in 0..<200 {
            let l = 20 + 2000 * random.unit()
            let r = 20 + 2000 * random.unit()
            dump.add(
                "indices", [[l, r]],
                [
                    PairIndex.share, .percentageDifference, .symmetryIndex, .robinson, .symmetryAngle, .gaitAsymmetry,
                    .universal,
                ].map { $0.evaluate(left: l, right: r, floor: 20).value })
            let count = 2 + random.index(6)
            let trials = LimbTrials(
                left: (0..<count).map { _ in 100 * random.gaussian() },
                right: (0..<count).map { _ in 40 + 100 * random.gaussian() }, timing: .simultaneous)
            dump.add(
                "trials", [trials.left, trials.right],
                [trials.evaluate(.normalized, floor: 0).value, trials.evaluate(.weightedUniversal, floor: 0).value])
        }
        for _ in 0..<60 {
            // Smooth bumps, a random walk apart: curves that correlate, with one shift that fits best.
            var walk = 0.0
            let left = (0..<81).map { i in
                walk += 4 * random.gaussian()
                return 900 - Double((i - 40) * (i - 40)) / 4 + walk
            }
            let late = random.index(5)
            let right = (0..<81).map { i in
                let j = max(0, i - late)
                return 40 + 1.1 * left[j] + 3 * random.gaussian()
            }
            let pair = try WaveformPair(left: left, right: right)
            let trend = TrendSymmetry(pair)
            let correlation = CrossCorrelation(pair)
            let curve = pair.normalizedSymmetryCurve
            dump.add(
                "waveform", [left, right],
                [
                    pair.impulseIndex(floor: 20).value, pair.areaIndex.value, pair.niggIndex.value,
                    pair.rootMeanSquareDifference, pair.normalizedRootMeanSquareDifference.value, correlation?.atZero,
                    correlation.map { Double($0.lag) }, correlation?.correlation, trend?.symmetry, trend?.angle,
                    trend?.rangeAmplitudeRatio, trend.map { Double($0.phaseShift) }, curve?.max(), curve?.min(),
                ])
            let from = 20 * random.unit()
            let to = 50 + 30 * random.unit()
            dump.add("resample", [left, [from, to]], try TimeNormalization.resample(left, from: from, to: to))
        }
        for _ in 0..<10 {
            let rows = (0..<(6 + random.index(3))).map { _ in (0..<5).map { _ in 1 + 2 * random.gaussian() } }
            let test = try CurvePermutationTest(differences: rows)
            dump.add("permutation", rows, test.t + [test.critical] + test.probability)
        }
        try dump.write("symmetry.jsonl")
    }
}
