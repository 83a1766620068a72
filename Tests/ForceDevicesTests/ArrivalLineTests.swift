import Statistics
import Testing

@testable import ForceDevices

@Suite struct ArrivalLineTests {
    @Test(arguments: [-15_000.0, -200, 0, 100, 15_000]) func aClockThatDepartsIsFollowed(partsPerMillion: Double) {
        var line = ArrivalLine(period: 10e6)
        var random = SplitMix64(seed: 51)
        let step = 10e6 * (1 + partsPerMillion * 1e-6)
        var worst = 0.0
        var earliest = 0.0
        for i in 0..<12_000 {
            // Only ever late: mostly a little, at most 2 ms; nothing arrives for three seconds once in a while.
            let delay = 2e6 * random.unit() * random.unit()
            let arrival = UInt64(5e9 + step * Double(i) + delay)
            if i % 2000 >= 1700 { continue }
            let late = line.lateness(of: i, arrival: arrival)
            if i > 200 {
                worst = max(worst, late)
                earliest = min(earliest, late)
            }
            line.learn(i, arrival: arrival)
        }
        #expect(worst < 3e6)
        #expect(earliest > -1.5e6)
    }

    @Test func lossesOnTheWayStayVisible() {
        var line = ArrivalLine(period: 10e6)
        for i in 0..<500 { line.learn(i, arrival: UInt64(1e9 + 10e6 * Double(i))) }
        // Ten scans are missing: what would be number 500 arrives when 510 is due.
        #expect(abs(line.lateness(of: 500, arrival: UInt64(1e9 + 5100e6)) - 100e6) < 1)
        #expect(abs(line.lateness(of: 510, arrival: UInt64(1e9 + 5100e6))) < 1)
    }

    @Test func stampsThatGoBackDoNoHarm() {
        var line = ArrivalLine(period: 10e6)
        #expect(line.lateness(of: 7, arrival: 3) == 0)
        line.learn(0, arrival: .max)
        line.learn(1, arrival: 0)
        line.learn(2, arrival: .max)
        #expect(line.lateness(of: 3, arrival: 5).isFinite)
    }
}
