import Calibration
import Foundation
import Laboratory
import SignalCore
import Statistics
import Testing

@Suite("Warm-up of a guided run")
struct WarmUpTests {
    private static func guide(_ warmUp: Double?, wait: Double) -> GuidedRun {
        var run = GuidedBench.run(.zeroAndSpan(["W1"], dwell: 3))
        run.warmUp = warmUp
        var settings = GuidedRun.Settings()
        settings.warmUp = wait
        settings.isUnattended = true
        return GuidedRun(run, settings)
    }

    /// Samples of a resting sensor from one second to another.
    private static func pass(_ guide: inout GuidedRun, _ from: Int, _ to: Int) -> [GuidedRun.Event] {
        var random = SplitMix64(seed: UInt64(from))
        return (100 * from..<100 * to).flatMap { i in
            guide.take([1e-4 + 2e-6 * random.gaussian()], at: Double(i) / 100)
        }
    }

    private static func kept(_ events: [GuidedRun.Event]) -> [RunEntry] {
        events.compactMap { if case .record(let entry) = $0 { entry } else { nil } }
    }

    @Test("No reading is taken before it is over, and it counts down in the sensor's own time")
    func countsDown() throws {
        var guide = Self.guide(10, wait: 60)
        #expect(Self.pass(&guide, 0, 30).isEmpty)
        #expect(guide.run.readings.isEmpty)
        #expect(guide.snapshot.waiting.hasPrefix("warming up, 0:31 left"), "\(guide.snapshot.waiting)")
        #expect(guide.snapshot.waiting.contains("quarter of an hour"))
        #expect(guide.snapshot.warmUp == 31)
        let events = Self.pass(&guide, 30, 75)
        #expect(Self.kept(events).first == .warmUp(minutes: 11))
        #expect(guide.run.readings.count == 1)
        #expect(try #require(guide.run.readings.first).start >= 60)
        #expect(guide.run.warmUp == 11)
        #expect(guide.snapshot.warmUp == nil)
    }

    @Test("A typed word ends it early, which is recorded")
    func endedByHand() {
        var guide = Self.guide(nil, wait: 900)
        _ = Self.pass(&guide, 0, 120)
        let refused = guide.perform(.next)
        #expect(refused == [.refused("The device warms up. `warm` ends that, and the record says so.")])
        let events = guide.perform(.warm)
        #expect(Self.kept(events).contains(.warmUp(minutes: 2)))
        #expect(Self.kept(events).contains(.note("the warm-up was ended by hand after 2 min of 15 min")))
        #expect(guide.run.concerns.contains { $0.contains("15 minutes") })
        _ = Self.pass(&guide, 120, 135)
        #expect(guide.run.readings.count == 1)
        #expect(guide.perform(.warm) == [.refused("No warm-up is waited for.")])
    }

    @Test("What was waited for is in the run's folder")
    func isStored() throws {
        let line = try JSONEncoder().encode(RunEntry.warmUp(minutes: 15.5))
        #expect(String(decoding: line, as: UTF8.self) == #"{"warmUp":15.5}"#)
        var run = GuidedBench.run(.zeroAndSpan(["W1"]))
        run.warmUp = nil
        try JSONDecoder().decode(RunEntry.self, from: line).apply(to: &run)
        #expect(run.warmUp == 15.5)
    }

    @Test("A plan says how long the device was on and how long it has to be")
    func plan() throws {
        func wait(_ keys: String, device: String = "u6:1") throws -> Double {
            let text = """
                {"schema":"bilanx.calibrationplan/1","device":"\(device)",\(keys)
                "masses":[{"id":"W1","mass":20,"uncertainty":0.001}],"plan":{"kind":"zeroAndSpan"}}
                """
            return try PlanFile(Data(text.utf8), file: "plan").warmUpWait
        }
        #expect(try wait("") == 900)
        #expect(try wait(#""warmUp":10,"#) == 300)
        #expect(try wait(#""warmUp":30,"#) == 0)
        #expect(try wait(#""warmUpNeeded":0,"#) == 0)
        #expect(try wait(#""warmUp":5,"warmUpNeeded":30,"#) == 1500)
        #expect(try wait("", device: "virtual:u6") == 0)
        #expect(try wait(#""warmUp":14,"#, device: "virtual:u6") == 60)
    }

    @Test("Channels of several components are followed by what the first force moves")
    func severalComponents() throws {
        let places = [SIMD2(200.0, 150), SIMD2(-200, 150), SIMD2(-200, -150), SIMD2(200, -150)]
        let run = GuidedBench.run(.corners(["W2"], positions: places, dwell: 2), channels: 6)
        var settings = GuidedRun.Settings()
        settings.isUnattended = true
        var guide = GuidedRun(run, settings)
        var random = SplitMix64(seed: 5)
        var time = 0.0
        func pass(_ force: Double, _ place: SIMD2<Double>, _ seconds: Double) {
            for _ in 0..<Int(seconds * 100) {
                // The moments of a corner take more from the plain sum than the force gives to it.
                let parts = [0.01, 0, 0.5, 2 * place.y / 1000, -4 * place.x / 1000, 0]
                _ = guide.take(parts.map { 1e-5 * (force * $0 + 0.05 * random.gaussian()) }, at: time)
                time += 0.01
            }
        }
        pass(0, .zero, 6)
        #expect(guide.run.readings.count == 1)
        for place in [.zero] + places {
            pass(0, .zero, 1.5)
            pass(196.2, place, 8)
        }
        pass(0, .zero, 8)
        #expect(guide.step == nil, "\(guide.snapshot.instruction) \(guide.snapshot.waiting)")
    }
}
