import Statistics
import Testing

@testable import ForceDevices

/// Transfers of 16 ms, judged one by one.
@Suite struct ArrivalGapsTests {
    private let period = 16_000_000.0

    /// Judges transfers with these lateness values in transfers; one letter and the gaps told for each.
    private func told(_ late: [Double], patience: Int? = 4) -> [String] {
        var gaps = ArrivalGaps(rate: 1000, scansPerTransfer: 16, patience: patience)
        _ = gaps.start(at: 1_000_000_000)
        return late.enumerated().map { i, late in
            let arrival = 1_000_000_000 + UInt64((Double(i + 1) + late) * period - 1_000_000)
            switch gaps.judge(arrival: arrival, scans: 16) {
            case .inStep: return "-"
            case .undecided: return "?"
            case .decided: return gaps.lostBefore.map { "\($0)" }.joined(separator: " ")
            }
        }
    }

    @Test func aStreamInStepLosesNothing() {
        #expect(told([0, 0.1, 0, 0.3, 0.7, 0]) == ["-", "-", "-", "-", "-", "-"])
    }

    @Test func aTransferThatCatchesUpWasNotLost() {
        #expect(told([0, 0, 5, 4.1, 3.2, 2.2, 1.3, 0.4, 0]) == ["-", "-", "?", "?", "?", "?", "?", "-", "-"])
    }

    @Test func whatStaysLateIsLostAndWhatFollowsIsInStep() {
        #expect(told([0, 0, 1, 1, 1.1, 1, 1, 1]) == ["-", "-", "?", "?", "?", "1 0 0 0", "-", "-"])
        #expect(told([0, 0, 3, 3.2, 3, 3.4]) == ["-", "-", "?", "?", "?", "3 0 0 0"])
        #expect(told([2, 2, 2, 2, 2]) == ["?", "?", "?", "2 0 0 0", "-"])
    }

    @Test func twoLossesCloseTogetherStandAtTheirOwnPlaces() {
        #expect(told([0, 0, 1, 1, 3, 3, 3, 3]).last == "1 0 2 0 0 0")
    }

    @Test func aBacklogWithALossInItIsBothThings() {
        // Five transfers late, drained down to two: two are gone.
        #expect(told([0, 0, 5, 4, 3, 2, 2, 2, 2]) == ["-", "-", "?", "?", "?", "?", "?", "?", "2 0 0 0 0 0 0"])
        // Two sleeps in a row.
        #expect(told([0, 3.3, 2.3, 1.3, 8, 7, 6, 5, 4, 3, 2, 1, 0]).allSatisfy { "-?".contains($0) })
        // One is lost, then the host sleeps: the loss stands before the sleep.
        #expect(told([0, 1, 6, 5, 4, 3, 2, 1, 1, 1, 1]).last == "1 0 0 0 0 0 0 0 0 0")
    }

    @Test func aQuarterOfASecondDecidesUnlessToldOtherwise() {
        let answers = told([0] + [Double](repeating: 2, count: 20), patience: nil)
        #expect(answers.firstIndex { $0.hasPrefix("2 0") } == 16)
    }

    @Test func aRestartTellsTheScansBetween() {
        var gaps = ArrivalGaps(rate: 1000, scansPerTransfer: 16)
        #expect(gaps.start(at: 1_000_000_000) == 0)
        #expect(gaps.judge(arrival: 1_015_000_000, scans: 16) == .inStep)
        // The last scan was taken at 1.015 s; those at 1.016 … 1.999 are missing.
        #expect(gaps.start(at: 2_000_000_000) == 984)
        #expect(gaps.judge(arrival: 2_015_000_000, scans: 16) == .inStep)
        #expect(gaps.start(at: 1_500_000_000) == 0)
    }

    @Test(arguments: [-1000.0, -100, 100, 1000]) func aClockThatIsOffIsFollowed(ppm: Double) {
        var gaps = ArrivalGaps(rate: 1000, scansPerTransfer: 16)
        for i in 0..<10_000 {
            let arrival = UInt64(1e9 + Double(i) * period * (1 + ppm * 1e-6))
            #expect(gaps.judge(arrival: arrival, scans: 16) == .inStep)
        }
    }

    @Test func aDeviceThatRunsTwiceAsFastIsNoticed() throws {
        var gaps = ArrivalGaps(rate: 1000, scansPerTransfer: 16)
        #expect(gaps.speed(at: 5_000_000_000) == nil)
        for i in 0...1000 { _ = gaps.judge(arrival: UInt64(1e9 + Double(i) * period / 2), scans: 16) }
        let speed = try #require(gaps.speed(at: UInt64(1e9 + 500 * period)))
        #expect(abs(speed - 2) < 0.01)
    }
}
