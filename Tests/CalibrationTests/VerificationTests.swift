import Calibration
import SignalCore
import Statistics
import Testing

/// The check before a session and its course over time.
@Suite struct VerificationTests {
    private func check(
        left: Double = 98.1, right: Double = 98.1, noise: Double = 0.3, zero: Double = 0.5,
        time: String = "2026-11-22T08:00:00Z"
    ) -> SessionCheck {
        SessionCheck(
            time: time, operatorName: "T", temperature: 21, warmUp: 20,
            plates: [
                .init(
                    side: .left, noise: noise, zero: zero, reference: 98.1, referenceUncertainty: 0.01,
                    indicated: left + zero),
                .init(
                    side: .right, noise: 0.3, zero: 0, reference: 98.1, referenceUncertainty: 0.01, indicated: right),
            ])
    }

    @Test func theRule() {
        #expect(check().outcome == .passed)
        // 10 kg: 1 N + 0.02 N is wider than 0.5 %.
        #expect(check(left: 99.11).outcome == .passed)
        #expect(check(left: 99.13).problems.count == 1)
        #expect(check(left: 99.13).outcome == .failed)
        #expect(check(noise: 1.01).outcome == .failed)
        #expect(check(zero: -3.1).outcome == .failed)
        let words = check(left: 90).problems.map(\.description).joined()
        #expect(words.contains("left: the weight reads -8.1 N off, allowed 1.02 N"), "\(words)")
    }

    @Test func somethingMissingIsNoPass() {
        var part = check()
        part.plates[1].indicated = nil
        #expect(part.outcome == .incomplete && part.problems == [.noWeight(.right)])
        part.plates.removeLast()
        #expect(part.problems == [.noPlate(.right)])
        part.plates[0].zero = .nan
        #expect(part.problems == [.unreadable(.left), .noPlate(.right)])
        var failed = check(left: 90)
        failed.plates.removeLast()
        #expect(failed.outcome == .failed, "a failure is not excused by something missing")
    }

    @Test func mismatch() throws {
        let found = try #require(check(left: 97.6095, right: 98.5905).mismatchPercent)
        #expect(abs(found - 1) < 1e-9)
    }

    @Test func theConsequence() throws {
        let today = try #require(CalendarDay("2026-11-22"))
        let tomorrow = try #require(CalendarDay("2026-11-23"))
        #expect(CheckStanding(nil, on: today) == .never)
        #expect(CheckStanding(check(), on: today) == .passed)
        #expect(CheckStanding(check(), on: tomorrow) == .expired)
        #expect(CheckStanding(check(), on: tomorrow, days: 7) == .passed)
        #expect(CheckStanding(check(left: 90), on: tomorrow) == .failed, "a failure does not expire into a mark")
        var part = check()
        part.plates.removeLast()
        #expect(CheckStanding(part, on: today) == .never, "half a check is none")
        #expect(CheckStanding(check(time: "today"), on: today) == .expired)
        #expect(CheckStanding.passed.consequence() == .shown)
        #expect(CheckStanding.failed.consequence() == .withheld)
        #expect(CheckStanding.failed.withholding() == .checkFailed)
        #expect(CheckStanding.failed.consequence(acceptsFailed: true) == .marked)
        #expect(CheckStanding.failed.withholding(acceptsFailed: true) == nil)
        #expect(CheckStanding.expired.consequence() == .marked && CheckStanding.never.consequence() == .marked)
    }

    @Test func controlLimits() throws {
        var random = SplitMix64(seed: 12)
        let quiet = (0..<200).map { _ in 0.1 + 0.2 * random.gaussian() }
        let chart = try #require(ControlChart(quiet))
        #expect(abs(chart.deviation - 0.2) < 0.03, "\(chart.deviation)")
        #expect(abs(chart.centre - 0.1) < 0.05 && chart.outside.count <= 3)
        let jump = try #require(ControlChart(Array(quiet.prefix(20)) + [1.2], baseline: 20))
        #expect(!jump.isInControl && jump.outside == [20])
        // A slow drift does not widen limits that come from neighbours.
        let drifting = (0..<40).map { 0.05 * Double($0) + 0.05 * random.gaussian() }
        let slow = try #require(ControlChart(drifting, baseline: 10))
        #expect(!slow.isInControl)
        #expect(abs(try #require(slow.drift) - 0.05 * 39) < 0.1)
        #expect(slow.asksForCalibration(limit: 2) && !slow.asksForCalibration(limit: 10))
        #expect(ControlChart([1, 2, 3, 4]) == nil && ControlChart([1, 2, 3, 4, .nan]) == nil)
        #expect(try #require(ControlChart([1, 1, 1, 1, 1])).isInControl)
    }

    @Test func calendar() throws {
        #expect(CalendarDay("2026-11-22T14:30:12Z")?.description == "2026-11-22")
        for text in ["2026-02-29", "2026-13-01", "2026-1-01", "x", "", "2026-11-22x", "2026-11-31", "202a-11-22"] {
            #expect(CalendarDay(text) == nil, "\(text)")
        }
        let leap = try #require(CalendarDay("2024-02-29"))
        #expect(leap.adding(months: 12)?.description == "2025-02-28")
        #expect(leap.adding(months: 11)?.description == "2025-01-29")
        let new = try #require(CalendarDay("2025-01-01"))
        #expect(leap.days(to: new) == 307 && new.days(to: leap) == -307)
        #expect(try #require(CalendarDay("2000-02-28")).days(to: try #require(CalendarDay("2000-03-01"))) == 2)
        #expect(leap < new)
    }

    @Test func placesAndAir() throws {
        let here = CalibrationSite(name: "x", latitude: 52.2297, height: 100)
        #expect(abs(here.gravity.value - 9.8123673) < 1e-7)
        #expect(CalibrationSite(name: "x").gravity == .standard)
        let surveyed = Gravity(9.81, uncertainty: 1e-6, source: "survey")
        #expect(CalibrationSite(name: "x", latitude: 0, surveyed: surveyed).gravity == surveyed)
        #expect(Gravity(latitude: 91, height: 0) == nil && Gravity(latitude: 0, height: .nan) == nil)
        #expect(Climate(temperature: 20).air == .conventional)
        #expect(Climate(temperature: 50, humidity: 50, pressure: 1013).air == .conventional)
        // Cast iron of the same conventional mass weighs the same in air of 1.2 kg/m³, whatever its density.
        let iron = ReferenceMass(id: "i", mass: 20, expandedUncertainty: 0, density: 7100)
        let steel = ReferenceMass(id: "s", mass: 20, expandedUncertainty: 0)
        let a = DeadWeight([iron], gravity: here.gravity)
        let b = DeadWeight([steel], gravity: here.gravity)
        #expect(abs(a.force - b.force) < 1e-9)
        let ten = DeadWeight(SimulatedRun.masses, gravity: here.gravity)
        #expect(abs(ten.massUncertainty / ten.force - 1e-5) < 1e-9, "certificates of one laboratory add up")
        #expect(abs(DeadWeight.bodyMass(newtons: 9.81 * 70, gravity: surveyed) - 70) < 1e-12)
    }
}
