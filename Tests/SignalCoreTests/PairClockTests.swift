import Foundation
import SignalCore
import Statistics
import Testing

/// Two devices that send packets, as a host sees them.
private struct Packets {
    var rates = (left: 1000.0, right: 1000.0)
    /// Parts per million by which the left clock is fast.
    var leftError = 0.0
    /// Parts per million by which the right clock is fast.
    var rightError = 0.0
    var perPacket = (left: 20, right: 20)
    var delay = (left: 0.0012, right: 0.0006)
    /// Mean of an exponential delay of each packet in seconds.
    var jitter = 0.0005
    /// Seconds of a lag of the host that delays both alike, growing with time.
    var lagPerSecond = 0.0
    var starts = (left: 0.02, right: 0.317)
    var seed: UInt64 = 1

    /// Seconds of true time at which a device takes its sample.
    func time(_ side: Side, _ sample: Double) -> Double {
        switch side {
        case .left: starts.left + sample / (rates.left * (1 + leftError * 1e-6))
        case .right: starts.right + sample / (rates.right * (1 + rightError * 1e-6))
        }
    }

    /// The right sample at the true moment of a left one.
    func rightSample(at left: Double) -> Double {
        (time(.left, left) - starts.right) * rates.right * (1 + rightError * 1e-6)
    }

    /// Hands the arrivals of `seconds` to `body` in order of arrival.
    func play(_ seconds: Double, _ body: (_ side: Side, _ sample: Int, _ time: Double) -> Void) {
        var random = SplitMix64(seed: seed)
        var next = (left: perPacket.left - 1, right: perPacket.right - 1)
        var last = (left: 0.0, right: 0.0)
        func arrival(_ side: Side, _ sample: Int, after: Double, _ random: inout SplitMix64) -> Double {
            let truth = time(side, Double(sample))
            let late = -jitter * log(1 - random.unit())
            return max(truth + (side == .left ? delay.left : delay.right) + late + truth * lagPerSecond, after)
        }
        var l = arrival(.left, next.left, after: 0, &random)
        var r = arrival(.right, next.right, after: 0, &random)
        while min(l, r) < seconds {
            if l <= r {
                body(.left, next.left, l)
                last.left = l
                next.left += perPacket.left
                l = arrival(.left, next.left, after: last.left, &random)
            } else {
                body(.right, next.right, r)
                last.right = r
                next.right += perPacket.right
                r = arrival(.right, next.right, after: last.right, &random)
            }
        }
    }
}

/// What a run of half an hour showed of a clock.
private struct Outcome {
    /// Largest error of a pair in right samples, from 10 s on.
    var worst = 0.0
    /// Largest and smallest error of a pair in seconds from 10 s on.
    var errors = (least: Double.infinity, most: -Double.infinity)
    /// Largest error of the skew in ppm, from 60 s on.
    var skew = 0.0
    /// Largest ratio of error to published uncertainty.
    var coverage = 0.0
    var unknownAfter = 0
    var firstKnown = Double.infinity

    init(_ packets: Packets, _ device: PairClock.Device, seconds: Double, tapAt: Double?) {
        var right = device
        right.rate = packets.rates.right
        var left = device
        left.rate = packets.rates.left
        var clock = PairClock(left: left, right: right)
        let skewTruth = ((1 + packets.leftError * 1e-6) / (1 + packets.rightError * 1e-6) - 1) * 1e6
        var isTapped = tapAt == nil
        packets.play(seconds) { side, sample, time in
            clock.add(side, sample: sample, at: time)
            guard side == .left else { return }
            let n = Double(sample)
            guard let placed = clock.rightSample(at: n) else { return }
            let error = (packets.rightSample(at: n) - placed) / packets.rates.right
            guard case .aligned(let alignment) = clock.state else {
                if time > 13 { unknownAfter += 1 }
                return
            }
            firstKnown = min(firstKnown, time)
            if let tapAt, !isTapped, time > tapAt {
                isTapped = true
                // As the cross-correlation of one knock sees it, to a tenth of a sample.
                clock.align(late: error + 0.0001, uncertainty: 0.0002)
                return
            }
            guard isTapped else { return }
            worst = max(worst, abs(error) * packets.rates.right)
            errors = (min(errors.least, error), max(errors.most, error))
            coverage = max(coverage, abs(error) / (2 * alignment.uncertainty))
            if time > 62 { skew = max(skew, abs(alignment.skew - skewTruth)) }
        }
    }
}

@Suite struct PairClockTests {
    private static let device = PairClock.Device(rate: 1000)

    @Test(arguments: [UInt64(1), 2, 3], [0.0005, 0.0015]) func halfAnHourAfterATapStaysInHalfASample(
        seed: UInt64, jitter: Double
    ) {
        var packets = Packets()
        packets.leftError = 60
        packets.rightError = -40
        packets.jitter = jitter
        packets.seed = seed
        let outcome = Outcome(packets, Self.device, seconds: 1800, tapAt: 12)
        #expect(outcome.worst <= 0.5, "worst \(outcome.worst) samples")
        #expect(outcome.skew <= 2, "skew off by \(outcome.skew) ppm")
        #expect(outcome.coverage <= 1)
        #expect(outcome.unknownAfter == 0)
        #expect((10...12).contains(outcome.firstKnown))
    }

    @Test(arguments: [(0.0012, 0.0006), (0.0001, 0.0045), (0.004, 0.001)]) func withoutATapOnlyTheOffsetIsUnknown(
        left: Double, right: Double
    ) {
        var packets = Packets()
        packets.leftError = -20
        packets.rightError = 80
        packets.delay = (left, right)
        let outcome = Outcome(packets, Self.device, seconds: 1800, tapAt: nil)
        #expect(outcome.errors.most - outcome.errors.least <= 0.0005)
        #expect(outcome.coverage <= 1.1, "error is \(outcome.coverage) of twice the uncertainty")
        #expect(outcome.skew <= 2)
    }

    @Test func differentRatesAndPacketsAreNoMatter() {
        var packets = Packets()
        packets.rates = (1000, 500)
        packets.perPacket = (8, 25)
        packets.leftError = 200
        packets.rightError = -300
        let outcome = Outcome(packets, Self.device, seconds: 300, tapAt: 12)
        #expect(outcome.worst <= 0.5)
        #expect(outcome.skew <= 2)
    }

    @Test func aHostThatFallsBehindDelaysBothAlike() {
        var packets = Packets()
        packets.leftError = 250
        packets.rightError = -250
        packets.lagPerSecond = 0.0022
        let outcome = Outcome(packets, Self.device, seconds: 120, tapAt: 12)
        // The lag itself is on the way of both, so that a fit of each clock alone would be 2200 ppm off.
        #expect(outcome.skew <= 4, "skew off by \(outcome.skew) ppm")
        #expect(outcome.worst <= 0.6)
    }

    @Test func clocksThatDifferMoreThanTheirKindAreRefused() {
        var packets = Packets()
        packets.rightError = 2500
        var clock = PairClock(left: Self.device, right: Self.device)
        packets.play(15) { clock.add($0, sample: $1, at: $2) }
        guard case .refused(let skew) = clock.state else {
            Issue.record("\(clock.state)")
            return
        }
        #expect(abs(skew + 2500) < 50)
        var resonator = Self.device
        resonator.tolerance = 0.01
        var tolerant = PairClock(left: Self.device, right: resonator)
        packets.play(15) { tolerant.add($0, sample: $1, at: $2) }
        guard case .aligned(let alignment) = tolerant.state else {
            Issue.record("\(tolerant.state)")
            return
        }
        #expect(abs(alignment.skew + 2493.8) < 10)
    }

    @Test func packetsThatComeAnyhowAreNoClock() {
        var packets = Packets()
        packets.jitter = 0.004
        var clock = PairClock(left: Self.device, right: Self.device)
        packets.play(20) { clock.add($0, sample: $1, at: $2) }
        #expect(clock.state == .jittery)
    }

    @Test func aGapBeginsTheTenSecondsAnew() {
        var packets = Packets()
        packets.jitter = 0.0002
        var clock = PairClock(left: Self.device, right: Self.device)
        var isReset = false
        var known: [Bool] = []
        packets.play(40) { side, sample, time in
            clock.add(side, sample: sample, at: time)
            if time > 20, !isReset {
                isReset = true
                clock.reset(newSegment: false)
                #expect(clock.rightSample(at: Double(sample)) != nil)
            }
            if case .aligned = clock.state { known.append(true) } else if time > 12 { known.append(false) }
        }
        #expect(known.first == true)
        #expect(known.last == true)
        #expect(known.contains(false))
        clock.reset(newSegment: true)
        #expect(clock.rightSample(at: 0) == nil)
        #expect(clock.state == .unknown(wanted: 10))
    }

    @Test func aTapOfAnEarlierDayIsTakenOver() {
        var packets = Packets()
        packets.jitter = 0
        packets.delay = (0.001, 0.003)
        var clock = PairClock(left: Self.device, right: Self.device)
        clock.setOffset(0.002, uncertainty: 0.0004)
        packets.play(12) { clock.add($0, sample: $1, at: $2) }
        let placed = clock.rightSample(at: 11_000) ?? .nan
        #expect(abs(placed - packets.rightSample(at: 11_000)) < 0.05)
        guard case .aligned(let alignment) = clock.state else {
            Issue.record("\(clock.state)")
            return
        }
        #expect(alignment.isTapped)
        #expect(abs(alignment.uncertainty - 0.0004) < 1e-5)
    }
}
