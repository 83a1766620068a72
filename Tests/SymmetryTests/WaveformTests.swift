import SignalCore
import Statistics
import Symmetry
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct WaveformTests {
    /// The curves of the specification: equal peaks, different shapes.
    private func worked() throws -> WaveformPair {
        let axis = (0...100).map { Double($0) / 100 }
        return try WaveformPair(
            left: axis.map { 900 * sin(.pi * $0) },
            right: axis.map { 1000 * sin(.pi * $0) * (1 + 0.1 * cos(2 * .pi * $0)) })
    }

    @Test func workedIndices() throws {
        let vector = try Vectors()["A.wave"]
        let pair = try worked()
        #expect(vector["peakL"].matches(try #require(pair.left.max())))
        #expect(vector["peakR"].matches(try #require(pair.right.max())))
        #expect(vector["IBI"].matches(try #require(pair.impulseIndex(floor: 20).value)))
        #expect(vector["AreaSI"].matches(try #require(pair.areaIndex.value)))
        #expect(vector["Nigg_SI"].matches(try #require(pair.niggIndex.value)))
        #expect(vector["RMSD"].matches(pair.rootMeanSquareDifference))
        #expect(vector["nRMSD"].matches(try #require(pair.normalizedRootMeanSquareDifference.value)))
        // The integrals themselves, seen through a curve of 1.
        let ones = [Double](repeating: 1, count: 101)
        for (key, curve) in [("I_L", pair.left), ("I_R", pair.right)] {
            let index = try #require(WaveformPair(left: ones, right: curve).impulseIndex(floor: 1).value)
            #expect(vector[key].matches((100 + index) / (100 - index)))
        }
    }

    @Test func workedTrendAndCorrelation() throws {
        let vector = try Vectors()["A.wave"]
        let pair = try worked()
        let trend = try #require(TrendSymmetry(pair))
        #expect(vector["trend"]["TS"].matches(trend.symmetry))
        #expect(vector["trend"]["ratio"].matches(trend.varianceRatio))
        #expect(vector["trend"]["ang"].matches(trend.angle))
        #expect(vector["trend"]["RAR"].matches(trend.rangeAmplitudeRatio))
        #expect(vector["trend"]["offset"].matches(trend.rangeOffset))
        let correlation = try #require(CrossCorrelation(pair))
        #expect(vector["r0"].matches(try #require(correlation.atZero)))
        let delayed = try WaveformPair(left: pair.left, right: [0, 0, 0] + pair.right.dropLast(3))
        let late = try #require(CrossCorrelation(delayed))
        #expect(late.lag == 3)
        #expect(vector["xcorr_delay3"]["r"].matches(late.correlation))
        #expect(try #require(CrossCorrelation(delayed.swapped)).lag == -3)
    }

    @Test func workedPermutationTest() throws {
        let vector = try Vectors()["A.perm"]
        let rows: [[Double]] = [
            [12, 18, 25, 8], [5, 14, 30, -6], [-3, 22, 19, 4], [9, 10, 28, -2], [15, 25, 16, 7], [2, 17, 33, -9],
        ]
        let test = try CurvePermutationTest(differences: rows)
        for i in 0..<4 {
            #expect(vector["t"][i].matches(test.t[i]))
            #expect(vector["p"][i].matches(test.probability[i]))
        }
        #expect(vector["crit"].matches(test.critical))
        #expect(Double(test.flips) == vector["n"].number)
        #expect(test.intervals == [1...2])
        let mirrored = try CurvePermutationTest(differences: rows.map { $0.map { -$0 } })
        #expect(mirrored.probability == test.probability)
        #expect(mirrored.t == test.t.map { -$0 })
    }

    @Test func permutationTestRefusesAndHolds() throws {
        #expect(throws: WaveformError.tooFewRepetitions(count: 5, needed: 6)) {
            _ = try CurvePermutationTest(differences: [[Double]](repeating: [1, 2], count: 5))
        }
        #expect(throws: WaveformError.unequalLengths(1, 2)) {
            _ = try CurvePermutationTest(differences: [[1], [1], [1], [1], [1], [1, 2]])
        }
        #expect(throws: WaveformError.notFinite(point: 0)) {
            _ = try CurvePermutationTest(differences: [[1], [1], [1], [1], [1], [.nan]])
        }
        #expect(throws: WaveformError.tooShort(points: 0, needed: 1)) {
            _ = try CurvePermutationTest(differences: [[Double]](repeating: [], count: 6))
        }
        // No difference anywhere: t = 0 and nothing found.
        let flat = try CurvePermutationTest(differences: [[Double]](repeating: [0, 0], count: 6))
        #expect(flat.t == [0, 0])
        #expect(flat.probability == [1, 1])
        #expect(flat.intervals.isEmpty)
        // More repetitions than can be tried out: drawn, repeatable, and a plain difference is found.
        var random = SplitMix64(seed: 81)
        let many = (0..<14).map { _ in [random.gaussian(), 3 + random.gaussian(), random.gaussian()] }
        let drawn = try CurvePermutationTest(differences: many)
        #expect(drawn.flips == 4096)
        #expect(drawn.intervals == [1...1])
        #expect(try #require(drawn.probability.min()) >= 1.0 / 4096)
        #expect(try CurvePermutationTest(differences: many) == drawn)
    }

    @Test func permutationTestFindsNothingNineteenTimesInTwenty() throws {
        var random = SplitMix64(seed: 82)
        var found = 0
        for _ in 0..<300 {
            let rows = (0..<6).map { _ in (0..<5).map { _ in random.gaussian() } }
            if try !CurvePermutationTest(differences: rows).intervals.isEmpty { found += 1 }
        }
        // At most 5 % of 300 with a standard deviation of 3.8: four of them. Sixty-four flips allow 2 of them: 3.1 %.
        #expect(found < 30)
        #expect(found > 0)
    }

    @Test func equalCurvesAreSymmetric() throws {
        var random = SplitMix64(seed: 83)
        for _ in 0..<50 {
            let curve = (0..<101).map { i in 500 + 300 * sin(Double(i) / 16) + 20 * random.gaussian() }
            let pair = try WaveformPair(left: curve, right: curve)
            #expect(pair.impulseIndex(floor: 20) == PairValue(value: 0, status: .ok))
            #expect(pair.areaIndex.value == 0)
            #expect(pair.niggIndex.value == 0)
            #expect(pair.rootMeanSquareDifference == 0)
            #expect(pair.normalizedSymmetryCurve?.allSatisfy { $0 == 0 } == true)
            let trend = try #require(TrendSymmetry(pair))
            #expect(trend.symmetry == 1)
            #expect(abs(trend.angle - 45) < 1e-12)
            #expect(trend.rangeAmplitudeRatio == 1)
            #expect(trend.rangeOffset == 0)
            #expect(trend.phaseShift == 0)
            let correlation = try #require(CrossCorrelation(pair))
            #expect(correlation.lag == 0)
            #expect(abs(correlation.correlation - 1) < 1e-14)
        }
    }

    @Test func swapAndScale() throws {
        var random = SplitMix64(seed: 84)
        for _ in 0..<100 {
            let phase = 0.3 * random.gaussian()
            let gain = 0.5 + random.unit()
            let left = (0..<101).map { 600 + 200 * sin(Double($0) / 12) + 5 * random.gaussian() }
            let right = (0..<101).map { 600 + gain * 200 * sin(Double($0) / 12 + phase) + 5 * random.gaussian() }
            let pair = try WaveformPair(left: left, right: right)
            let mirror = pair.swapped
            let big = try WaveformPair(left: left.map { 4 * $0 }, right: right.map { 4 * $0 })
            #expect(pair.impulseIndex(floor: 20).value == mirror.impulseIndex(floor: 20).value.map { -$0 })
            #expect(pair.areaIndex == mirror.areaIndex)
            #expect(pair.niggIndex == mirror.niggIndex)
            #expect(pair.rootMeanSquareDifference == mirror.rootMeanSquareDifference)
            let curve = try #require(pair.normalizedSymmetryCurve)
            #expect(curve == mirror.normalizedSymmetryCurve?.map { -$0 })
            #expect(curve.allSatisfy { abs($0) <= 200.0 / 3 })
            // A factor of four changes no bit of a ratio.
            #expect(pair.areaIndex == big.areaIndex)
            #expect(pair.niggIndex == big.niggIndex)
            #expect(pair.normalizedSymmetryCurve == big.normalizedSymmetryCurve)
            let trend = try #require(TrendSymmetry(pair))
            let back = try #require(TrendSymmetry(mirror))
            #expect(abs(trend.symmetry - back.symmetry) < 1e-12)
            #expect(abs(trend.angle + back.angle - 90) < 1e-9)
            #expect(abs(trend.rangeAmplitudeRatio * back.rangeAmplitudeRatio - 1) < 1e-12)
            #expect(trend.rangeOffset == -back.rangeOffset)
            let correlation = try #require(CrossCorrelation(pair))
            #expect(correlation.lag == -(try #require(CrossCorrelation(mirror)).lag))
        }
    }

    @Test func trendSymmetryIsBlindToGainAndOffset() throws {
        let left = (0...100).map { sin(Double($0) / 20) }
        let trend = try #require(TrendSymmetry(WaveformPair(left: left, right: left.map { 2 * $0 + 7 })))
        #expect(abs(trend.symmetry - 1) < 1e-14)
        #expect(abs(trend.angle - atan2(2, 1) * 180 / .pi) < 1e-10)
        #expect(abs(trend.rangeAmplitudeRatio - 2) < 1e-12)
        let opposed = try #require(TrendSymmetry(WaveformPair(left: left, right: left.map { -$0 })))
        #expect(abs(opposed.angle + 45) < 1e-10)
    }

    @Test func undefinedIsNeverZero() throws {
        let flat = [Double](repeating: 100, count: 11)
        let none = [Double](repeating: 0, count: 11)
        let rise = (0...10).map { Double($0) }
        let undefined = PairValue(value: nil, status: .undefined)
        let still = try WaveformPair(left: flat, right: flat)
        #expect(still.niggIndex == undefined)
        #expect(still.normalizedRootMeanSquareDifference == undefined)
        #expect(still.normalizedSymmetryCurve == nil)
        #expect(TrendSymmetry(still) == nil)
        #expect(CrossCorrelation(still) == nil)
        let zero = try WaveformPair(left: none, right: none)
        #expect(zero.areaIndex == undefined)
        #expect(zero.impulseIndex(floor: 20) == undefined)
        #expect(
            try WaveformPair(left: none, right: flat).impulseIndex(floor: 20)
                == PairValue(value: 100, status: .unilateral))
        #expect(try WaveformPair(left: rise, right: rise).impulseIndex(floor: 20).status == .belowFloor)
        #expect(try TrendSymmetry(WaveformPair(left: rise, right: flat)) == nil)
        #expect(try CrossCorrelation(WaveformPair(left: rise, right: flat)) == nil)
    }

    @Test func tiesOfShiftsGoToTheSmallerThenThePositive() throws {
        // Period 4: shifts of 2 and −2 fit the opposite wave equally well.
        let left = (0..<40).map { [0, 1, 0, -1][$0 % 4] }.map { Double($0) }
        let pair = try WaveformPair(left: left, right: left.map { -$0 })
        #expect(try #require(CrossCorrelation(pair, reach: 7)).lag == 2)
        #expect(try #require(CrossCorrelation(pair, reach: 1)).lag == 1)
        #expect(try #require(CrossCorrelation(pair, reach: 0)).lag == 0)
        #expect(try #require(CrossCorrelation(pair, reach: 1000)).correlation <= 1)
    }

    @Test func timeNormalisation() throws {
        let ramp = (0...50).map { 3 * Double($0) }
        let curve = try TimeNormalization.resample(ramp, from: 10.5, to: 20.5)
        #expect(curve.count == 101)
        for i in 0...100 { #expect(abs(curve[i] - 3 * (10.5 + Double(i) / 10)) < 1e-12) }
        let whole = try TimeNormalization.resample(ramp, from: 0, to: 50, points: 51)
        #expect(whole == ramp)
        let pair = try WaveformPair(left: ramp, right: ramp.map { 2 * $0 }, from: 0, to: 50)
        #expect(pair.count == WaveformPair.normalizedPoints)
        #expect(throws: WaveformError.windowOutside(from: 0, to: 51, points: 51)) {
            _ = try TimeNormalization.resample(ramp, from: 0, to: 51)
        }
        #expect(throws: WaveformError.windowOutside(from: 5, to: 5, points: 51)) {
            _ = try TimeNormalization.resample(ramp, from: 5, to: 5)
        }
        #expect(throws: WaveformError.self) { _ = try TimeNormalization.resample(ramp, from: .nan, to: 5) }
        #expect(throws: WaveformError.windowOutside(from: 0, to: 1, points: 0)) {
            _ = try TimeNormalization.resample([], from: 0, to: 1)
        }
        #expect(throws: WaveformError.unequalLengths(2, 3)) { _ = try WaveformPair(left: [1, 2], right: [1, 2, 3]) }
        #expect(throws: WaveformError.tooShort(points: 1, needed: 2)) { _ = try WaveformPair(left: [1], right: [1]) }
        #expect(throws: WaveformError.notFinite(point: 1)) {
            _ = try WaveformPair(left: [1, 2], right: [1, .infinity])
        }
        #expect(WaveformError.notFinite(point: 3).description.contains("point 3"))
    }
}
