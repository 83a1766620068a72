import Calibration
import SignalCore
import TestSupport
import Testing

/// The worked numbers of the specification, part D.
@Suite struct VectorTests {
    @Test func twoPoint() throws {
        let vector = try Vectors()["D.twopoint"]
        let two = try TwoPointCalibration(zero: 12345, reading: 842350, force: 196.1328)
        #expect(vector["gain"].matches(two.gain))
        #expect(vector["F"].matches(two.force(500_000)))
        let scale = ForceScale(id: "two", quantity: "count", coefficients: two.coefficients)
        #expect(vector["F"].matches(scale.gross(500_000)))
    }

    @Test func deadWeightLine() throws {
        let vector = try Vectors()["D.lin"]
        let raw: [Double] = [12350, 222310, 432295, 642250, 852240]
        let forces: [Double] = [0, 49.05, 98.10, 147.15, 196.20]
        let fit = try PolynomialFit(raw, forces, degree: 1)
        #expect(vector["gain"].matches(fit.coefficients[1]))
        #expect(vector["off"].matches(fit.coefficients[0]))
        for k in raw.indices { #expect(vector["resid"][k].matches(fit.residuals[k])) }
        #expect(vector["s"].matches(try #require(fit.deviation)))
        #expect(vector["u_gain"].matches(try #require(fit.standardErrors)[1]))
        let points = zip(forces, raw).map { CalibrationPoint(force: $0, raw: $1) }
        #expect(vector["NL_pctFS"].matches(try Linearity(points, line: .bestFit).percent))
        #expect(vector["ep_NL"].matches(try Linearity(points, line: .endPoint).percent))
    }

    @Test func gravity() throws {
        let vector = try Vectors()["D.g"]
        let places: [(String, Double, Double)] = [
            ("0,0", 0, 0), ("45,0", 45, 0), ("51.4775,45", 51.4775, 45), ("60,0", 60, 0), ("90,0", 90, 0),
            ("19.43,2240", 19.43, 2240), ("52.2297,100", 52.2297, 100),
        ]
        for (key, latitude, height) in places {
            #expect(vector[key][0].matches(Gravity.seaLevel(latitude: latitude)))
            #expect(vector[key][1].matches(Gravity.normal(latitude: latitude, height: height)))
            #expect(vector[key][2].matches(Gravity.freeAir(latitude: latitude, height: height)))
            #expect(vector[key][3].matches(Gravity.legalMetrology(latitude: latitude, height: height)))
        }
    }

    @Test func deadWeight() throws {
        let vectors = try Vectors()
        let air = try #require(AirDensity(pressure: 1013.25, humidity: 50, temperature: 20))
        #expect(vectors["D.rho"].matches(air.value))
        let vector = vectors["D.dw"]
        let gravity = try #require(Gravity(latitude: 52.2297, height: 100))
        #expect(vector["g"].matches(gravity.value))
        let mass = ReferenceMass(id: "20 kg", mass: 20, expandedUncertainty: 0.001)
        let load = DeadWeight([mass], gravity: gravity)
        #expect(vector["F"].matches(load.force))
        let bare = 20 * gravity.value
        #expect(vector["F_nobuoy"].matches(bare))
        #expect(vector["F_std"].matches(20 * Gravity.standard.value))
        #expect(vector["err_g_pct"].matches(100 * (Gravity.standard.value - gravity.value) / gravity.value))
        #expect(vector["buoy_pct"].matches(100 * (load.force - bare) / bare))
    }

    @Test func budget() throws {
        let vector = try Vectors()["D.gum"]
        let budget = UncertaintyBudget(
            force: 196,
            contributions: [
                .readings("repeatability", deviation: 0.12, count: 5),
                Contribution("resolution", 0.1, .resolution),
                Contribution("zero", 0.15, .rectangular),
                Contribution("reference", 0.02, .standard),
                Contribution("eccentricity", 0.30, .rectangular),
                Contribution("temperature", 2e-4 * 3, .rectangular, sensitivity: 196),
            ])
        for (key, source) in zip(["uA", "ures", "uzero", "uref", "uecc", "utemp"], budget.contributions) {
            #expect(vector[key].matches(source.newtons), "\(key)")
        }
        #expect(vector["uc"].matches(budget.combined))
        #expect(vector["U"].matches(budget.expanded))
        #expect(vector["veff"].matches(budget.effectiveDegrees))
        #expect(vector["k95"].matches(budget.studentFactor))
        #expect(budget.coverageFactor == 2)
    }

    @Test func normalisedError() throws {
        let found = DecisionRule.normalisedError(500.73, expanded: 0.6, reference: 500.20, referenceExpanded: 0.3)
        #expect(try Vectors()["D.En"].matches(try #require(found)))
    }

    @Test func centresOfPressure() throws {
        let four = try Vectors()["D.cop4"]
        let cells = try #require(
            CentreOfPressure.fourCells(
                SIMD4(150, 250, 200, 135.75), x: SIMD4(-0.2, 0.2, 0.2, -0.2), y: SIMD4(0.15, 0.15, -0.15, -0.15)))
        #expect(four["Fz"].matches(cells.force))
        #expect(four["x"].matches(cells.point.x))
        #expect(four["y"].matches(cells.point.y))
        let six = try Vectors()["D.cop6"]
        let all = SixComponents(force: SIMD3(20, 10, 700), moment: SIMD3(35, -70, 5))
        let centre = try #require(all.centreOfPressure(height: 0.04))
        #expect(six["x"].matches(centre.point.x))
        #expect(six["y"].matches(centre.point.y))
        #expect(six["Tz"].matches(all.freeMoment(about: centre.point)))
    }

    @Test func cornerGains() throws {
        let vector = try Vectors()["D.gain4"]
        let gains = vector.numbers
        let cells: [SIMD2<Double>] = [SIMD2(-0.2, 0.15), SIMD2(0.2, 0.15), SIMD2(0.2, -0.15), SIMD2(-0.2, -0.15)]
        let places: [SIMD2<Double>] = [
            .zero, SIMD2(0.1, 0.1), SIMD2(-0.1, 0.1), SIMD2(0.1, -0.1), SIMD2(-0.1, -0.1),
        ]
        // A twist that costs nothing makes the four cells' shares of a rigid plate unique.
        let loads = places.enumerated().map { k, place in
            let parts = [1.0, 1, 1, 1].indices.map { j in
                0.25 + place.x * cells[j].x / (4 * 0.04) + place.y * cells[j].y / (4 * 0.0225)
                    + (j % 2 == 0 ? 0.01 : -0.01) * Double(k % 3 - 1)
            }
            return CornerGains.Load(
                force: 200, position: place, cells: parts.indices.map { 200 * parts[$0] / gains[$0] })
        }
        let fit = try CornerGains(loads, cells: cells)
        for k in gains.indices { #expect(vector[k].matches(fit.gains[k])) }
        #expect(fit.forceResiduals.allSatisfy { abs($0) < 1e-9 })
        #expect(fit.positionResiduals.allSatisfy { abs($0.x) < 1e-12 && abs($0.y) < 1e-12 })
    }

    @Test func machineVerification() throws {
        let vector = try Vectors()["D.verif"]
        let indicated: [[Double]] = [
            [100.3, 99.9, 100.2], [250.6, 250.1, 250.4], [501.0, 500.4, 500.8], [1001.5, 1001.0, 1001.9],
        ]
        let steps = zip([100.0, 250, 500, 1000], indicated).map {
            MachineVerification.Step(force: $0, ascending: $1)
        }
        let verification = try MachineVerification(steps)
        for (k, row) in verification.rows.enumerated() {
            #expect(vector["q"][k].matches(row.error))
            #expect(vector["b"][k].matches(try #require(row.repeatability)))
            #expect(row.reversibility == nil)
        }
        #expect(verification.manner.isInformative)
        #expect(verification.unverifiedClass == .class05)
    }
}
