import Calibration
import SignalCore
import Simulation
import Statistics
import Testing

/// Plans, runs and what is made of them.
@Suite struct RunTests {
    private let cell: SimulatedCell = {
        var cell = SimulatedCell(coefficients: [200_000], seed: 21)
        cell.noise = 1e-6
        cell.zero = 1e-4
        return cell
    }()

    @Test func plansHoldTheirSteps() {
        let plan = CalibrationPlan.deadWeight(SimulatedRun.stacks)
        // Three preloads and one at each further rotation; zero, six up, five down, zero in each series.
        #expect(plan.steps.count == 3 + 1 + 1 + 3 * 13)
        #expect(plan.steps.count { $0.kind == .preload } == 5)
        #expect(Set(plan.steps.map(\.rotation)) == [0, 120, 240])
        #expect(plan.steps.prefix(4).map(\.kind) == [.preload, .preload, .preload, .zero])
        let proving = CalibrationPlan.proving(SimulatedRun.stacks)
        #expect(proving.steps.filter { $0.series < 2 && $0.kind == .load }.allSatisfy { $0.direction == .ascending })
        #expect(proving.steps.count { $0.direction == .descending && $0.kind == .load } == 10)
        #expect(plan.unknownMasses(SimulatedRun.masses).isEmpty)
        #expect(CalibrationPlan.zeroAndSpan(["X"]).unknownMasses(SimulatedRun.masses) == ["X"])
        #expect(CalibrationPlan.surface([["W1"], ["W2"]], positions: [.zero, SIMD2(1, 1)]).steps.count == 6)
    }

    @Test func aRunGoesOnWhereItStopped() throws {
        let whole = SimulatedRun(cell: cell).run(.deadWeight(SimulatedRun.stacks), seed: 1)
        #expect(whole.nextStep == nil && whole.done == whole.plan.steps.count)
        var part = whole
        part.readings = Array(whole.readings.prefix(10))
        #expect(part.nextStep == 10)
        var short = whole
        short.readings = Array(whole.readings.prefix(7))
        #expect(throws: CalibrationError.tooFewForces(have: 4, need: 5)) { _ = try RunAnalysis(short) }
        // A void reading stays and its step comes again.
        part.void(4, because: "someone leaned on it")
        #expect(part.nextStep == 4 && part.readings.count == 10)
        part.readings.append(whole.readings[4])
        #expect(part.nextStep == 10 && part.reading(4) == whole.readings[4])
        for number in 10..<whole.plan.steps.count { part.readings.append(whole.readings[number]) }
        let resumed = try RunAnalysis(part)
        #expect(try RunAnalysis(whole).fit.coefficients == resumed.fit.coefficients)
    }

    @Test func preloadsAreNotEvaluated() {
        let run = SimulatedRun(cell: cell).run(.deadWeight(SimulatedRun.stacks), seed: 1)
        #expect(run.points.count == 39)
        #expect(run.zeros.count == 6)
    }

    @Test func whatStandsAgainstARun() {
        var run = SimulatedRun(cell: cell).run(.zeroAndSpan(["W1"]), seed: 1)
        #expect(run.concerns.isEmpty, "\(run.concerns)")
        run.masses[0].due = CalendarDay(year: 2026, month: 11, day: 21)
        run.masses[1].certificate = nil
        run.masses[2].density = .nan
        run.site.latitude = nil
        run.warmUp = 3
        #expect(run.concerns.count == 5, "\(run.concerns)")
        run.masses.removeFirst()
        #expect(run.load(run.plan.steps[1]) == nil)
        #expect(run.concerns.contains { $0.contains("in the plan") })
    }

    @Test func provingSeriesOfARun() throws {
        var bent = cell
        bent.hysteresis = 0.4
        let run = SimulatedRun(cell: bent).run(.proving(SimulatedRun.stacks), seed: 3, trueGravity: true)
        let series = try #require(run.provingSeries)
        #expect(series.forces.count == 6 && series.x4.count == 6)
        #expect(series.x4.last == series.x3.last)
        let result = try ISO376Evaluation(series)
        #expect(result.rows.allSatisfy { $0.reproducibility < 0.2 && abs($0.interpolation) < 0.1 })
        let cells = run.points.filter { $0.direction == .ascending && $0.force > 0 }
        let lower = try E74Evaluation(forces: cells.map(\.force), deflections: cells.map(\.raw))
        #expect(lower.lowerLimitFactor > 0 && lower.lowerLimitFactor < 2)
    }

    @Test func theSetBecomesAScale() throws {
        let run = SimulatedRun(cell: cell).run(.deadWeight(SimulatedRun.stacks), seed: 5, trueGravity: true)
        let analysis = try RunAnalysis(run, temperatureLimit: 2e-5)
        let set = CalibrationSet(analysis)
        let scale = set.scale()
        #expect(scale.id.hasPrefix("cal:2026-11-22-") && scale.id.hasSuffix(set.fingerprint))
        #expect(scale.quantity == "V" && scale.capacity == 2200)
        let raw = cell.reading(1234) - cell.reading(0)
        #expect(abs(scale.gross(cell.zero + raw) - scale.gross(cell.zero) - 1234) < 0.2)
        let u = try #require(scale.relativeUncertainty)
        // Weights 1e-5, gravity 3e-5, temperature 6e-5 and a curve of a few 1e-5.
        #expect(u > 5e-5 && u < 5e-4, "\(u)")
        #expect(set.budget.undetermined.contains("creep") && set.budget.undetermined.contains("eccentricity"))
        #expect(!set.budget.undetermined.contains("hysteresis"))
        let day = try #require(CalendarDay("2026-11-22"))
        #expect(set.validity(on: day) == .valid)
        #expect(set.until == CalendarDay(year: 2027, month: 11, day: 22))
        #expect(set.validity(on: try #require(CalendarDay("2027-11-23"))) == .expired)
        #expect(set.validity(on: try #require(CalendarDay("2026-11-21"))) == .undated)
        #expect(!set.isOutsideTemperature(24) && set.isOutsideTemperature(26) && set.isOutsideTemperature(nil))
        let both = try #require(CalibrationSet.logRatioUncertainty(set, set, sameWeights: true))
        let apart = try #require(CalibrationSet.logRatioUncertainty(set, set, sameWeights: false))
        #expect(both < apart && abs(apart - u * 2.0.squareRoot()) < 1e-12)
    }

    @Test func aLooseTemperatureReachesTheUncertainty() throws {
        let run = SimulatedRun(cell: cell).run(.deadWeight(SimulatedRun.stacks), seed: 5)
        let tight = CalibrationSet(try RunAnalysis(run, temperatureLimit: 0))
        let loose = CalibrationSet(try RunAnalysis(run, temperatureLimit: 1e-3))
        // 0.1 %/K over 5 K: 0.29 % standard.
        #expect(try #require(tight.relativeUncertainty) < 5e-4)
        #expect(abs(try #require(loose.relativeUncertainty) - 0.005 / 3.0.squareRoot()) < 1e-4)
    }

    @Test func asFound() throws {
        let run = SimulatedRun(cell: cell).run(.deadWeight(SimulatedRun.stacks), seed: 6)
        let right = ForceScale(id: "old", quantity: "V", coefficients: [0, 200_000])
        #expect(try AsFoundCheck(run, scale: right).outcome == .pass)
        let wrong = ForceScale(id: "old", quantity: "V", coefficients: [0, 202_000])
        let check = try AsFoundCheck(run, scale: wrong)
        #expect(check.outcome == .fail)
        #expect(try #require(check.rows.last { $0.force > 1900 }).error > 18)
        let day = try #require(CalendarDay("2026-11-22"))
        let affected = try #require(check.affected(lastPass: CalendarDay("2026-10-01"), checked: day))
        #expect(affected.after == CalendarDay("2026-10-01") && affected.until == day)
        #expect(try AsFoundCheck(run, scale: right).affected(lastPass: nil, checked: day) == nil)
    }

    @Test func theRecordSaysWhatItLacks() throws {
        let run = SimulatedRun(cell: cell).run(.deadWeight(SimulatedRun.stacks), seed: 6)
        let set = CalibrationSet(try RunAnalysis(run))
        let record = CalibrationRecord(
            id: "1", laboratory: "Lab", method: "dead weight", issued: CalendarDay("2026-11-22"), asLeft: run, set: set,
            authorisedBy: "A")
        #expect(record.shortcomings.contains("readings as found"))
        #expect(record.shortcomings.contains("uncertainty from creep"))
        #expect(!record.shortcomings.contains("temperature"))
        #expect(CalibrationRecord.statement.contains("neither accreditation"))
        #expect(CalibrationRecord(id: "", laboratory: "", method: "").shortcomings.contains("readings"))
    }
}
