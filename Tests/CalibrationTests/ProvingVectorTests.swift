import Calibration
import TestSupport
import Testing

/// The worked tables of a force-proving instrument (D.3 and D.4).
@Suite struct ProvingVectorTests {
    static func series(_ vector: Vectors) -> ISO376Evaluation.Series {
        ISO376Evaluation.Series(
            forces: vector["forces"].numbers, x1: vector["X1"].numbers, x2: vector["X2"].numbers,
            x3: vector["X3"].numbers, x4: vector["X4"].numbers, x5: vector["X5"].numbers, x6: vector["X6"].numbers)
    }

    @Test func provingInstrument() throws {
        let vector = try Vectors()["D.iso376"]
        let result = try ISO376Evaluation(Self.series(vector), zeroReturn: 6e-5, creep: 1.5e-4)
        #expect(result.manner.isInformative && !result.manner.unseen.isEmpty)
        for (k, row) in result.rows.enumerated() {
            #expect(vector["b"][k].matches(row.reproducibility))
            #expect(vector["bp"][k].matches(row.repeatability))
            #expect(vector["fc"][k].matches(row.interpolation))
            #expect(vector["v"][k].matches(try #require(row.reversibility)))
            #expect(vector["class_caseD"][k].text == result.unverifiedClass(row, case: .d)?.rawValue)
            let w = ISO376Uncertainty(
                result, row, appliedForce: 0.01, resolution: 1e-6, temperatureCoefficient: 5e-5, temperatureRange: 2)
            #expect(vector["W"][k].matches(w.expanded))
        }
        #expect(vector["f0"].matches(try #require(result.zeroReturn)))
        #expect(vector["c"].matches(try #require(result.creep)))
        for (k, value) in result.scaledCoefficients.enumerated() {
            // The cubic term is 5e-5 of the others: what a double leaves of it is 1e-9 of them, not of itself.
            #expect(abs(value - vector["coef_scaled"][k].number) < 1e-9)
        }
        #expect(result.unverifiedClass(case: .d) == .class05)
    }

    @Test func oneForceInFull() throws {
        let vector = try Vectors()["D.iso376"]
        let result = try ISO376Evaluation(Self.series(vector), zeroReturn: 6e-5, creep: 1.5e-4)
        let w = ISO376Uncertainty(
            result, result.rows[4], appliedForce: 0.01, resolution: 1e-6, temperatureCoefficient: 5e-5,
            temperatureRange: 2)
        let row = vector["W_row5"]
        let terms = [
            w.reproducibility, w.repeatability, try #require(w.resolution), try #require(w.creep),
            try #require(w.zeroReturn), try #require(w.temperature), w.interpolation,
        ]
        for (key, term) in zip(["w2", "w3", "w4", "w5", "w6", "w7", "w8"], terms) {
            // The table has five decimals; JSON's `4e-05` hides that from `matches`.
            #expect(abs(row[key].number - term) <= 0.500001e-5, "\(key) \(term)")
        }
        #expect(row["wc"].matches(w.combined))
        #expect(row["W"].matches(w.expanded))
    }

    @Test func rangesGoDownFromTheLargestForce() throws {
        let result = try ISO376Evaluation(Self.series(try Vectors()["D.iso376"]), zeroReturn: 6e-5, creep: 1.5e-4)
        #expect(result.unverifiedRange(of: .class05, case: .d, resolution: 0.001) == 100)
        // 2000 steps of 0.1 N are 200 N: what lies below is not classified.
        #expect(result.unverifiedRange(of: .class05, case: .d, resolution: 0.1) == 250)
        // The largest force itself keeps only class 0.5, so that nothing is class 00.
        #expect(result.unverifiedRange(of: .class00, case: .d, resolution: 0.001) == nil)
        #expect(result.unverifiedRange(of: .class05, case: .d, resolution: 0.001, appliedUncertainty: 0.03) == nil)
        let bare = try ISO376Evaluation(Self.series(try Vectors()["D.iso376"]))
        #expect(bare.unverifiedClass(bare.rows[0], case: .d) == nil, "no zero return, no class")
    }

    @Test func lowerLimitFactor() throws {
        let vectors = try Vectors()
        let vector = vectors["D.e74"]
        let series = Self.series(vectors["D.iso376"])
        let forces = series.forces + series.forces + series.forces
        let deflections = series.x1 + series.x3 + series.x5
        for degree in 1...3 {
            let result = try E74Evaluation(forces: forces, deflections: deflections, degree: degree)
            let expected = vector["\(degree)"]
            #expect(expected["s"].matches(result.deviation))
            #expect(expected["LLF"].matches(result.deflectionLimitFactor))
            #expect(expected["LLF_N"].matches(result.lowerLimitFactor))
            for (k, value) in result.fit.scaledCoefficients.enumerated() {
                // A constant of 1e-6 beside a slope of 2 keeps the digits of the slope.
                #expect(abs(value - expected["coef"][k].number) < 1e-9)
            }
            #expect(expected["A_N"].matches(try #require(result.unverifiedClassA)))
            if degree == 1 {
                #expect(result.unverifiedClassAA == nil, "2090.8 N is beyond the largest force")
            } else {
                #expect(expected["AA_N"].matches(try #require(result.unverifiedClassAA)))
            }
            #expect(!result.hasEnoughReadings)
        }
        let chosen = try E74Evaluation(forces: forces, deflections: deflections)
        #expect(chosen.fit.degree == 2)
        let test = vectors["D.ftest"]
        #expect(test["1->2"].matches(chosen.tests[0].ratio))
        #expect(test["F95_21"].matches(chosen.tests[0].critical))
        #expect(test["2->3"].matches(chosen.tests[1].ratio))
        #expect(test["F95_20"].matches(chosen.tests[1].critical))
    }
}
