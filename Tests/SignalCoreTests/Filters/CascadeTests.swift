import Foundation
import SignalCore
import Statistics
import TestSupport
import Testing

/// The input of the worked numbers (formulas C.2).
private let worked = (0..<40).map { 10 * sin(0.1 * Double($0)) + Double($0 % 7) }

@Suite struct CascadeTests {
    private func lowPass(_ order: Int, _ cutoff: Double = 50) throws -> BiquadCascade {
        try Butterworth(order: order, cutoff: cutoff).cascade(rate: 1000)
    }

    @Test func causalVector() throws {
        let vector = try Vectors()["C.filt"]
        let filter = try lowPass(2)
        var state = filter.stepState.scaled(by: worked[0])
        let out = filter.filtered(worked, state: &state)
        for (a, b) in zip(out, vector["sosfilt_zi_first"].numbers) { #expect(abs(a - b) < 1e-10) }
        #expect(abs(out[39] - vector["sosfilt_zi_last"].number) < 1e-10)
    }

    @Test func zeroPhaseVectors() throws {
        let vector = try Vectors()["C.filt"]
        let two = try lowPass(2).zeroPhase(worked)
        for (a, b) in zip(two, vector["ff2_first"].numbers) { #expect(abs(a - b) < 1e-10) }
        for (a, b) in zip(two.suffix(2), vector["ff2_last"].numbers) { #expect(abs(a - b) < 1e-10) }
        #expect(abs(two.reduce(0, +) - vector["ff2_sum"].number) < 1e-9)
        let four = try lowPass(4).zeroPhase(worked)
        for (a, b) in zip(four, vector["ff4_first"].numbers) { #expect(abs(a - b) < 1e-10) }
        #expect(abs(four.reduce(0, +) - vector["ff4_sum"].number) < 1e-9)
    }

    @Test func paddingRefusesShortInput() throws {
        let filter = try lowPass(4)
        #expect(filter.zeroPhasePadding == 15)
        #expect(try lowPass(2).zeroPhasePadding == 9)
        let short = [Double](repeating: 1, count: 15)
        #expect(throws: FilterError.tooShort(count: 15, needed: 16)) { try filter.zeroPhase(short) }
        #expect(try filter.zeroPhase(short + [1]).allSatisfy { abs($0 - 1) < 1e-9 })
        var gap = worked
        gap[7] = .nan
        #expect(throws: FilterError.missingSample(7)) { try filter.zeroPhase(gap) }
        #expect(throws: FilterError.tooShort(count: 0, needed: 16)) { try filter.zeroPhase([]) }
    }

    @Test(arguments: [2, 4, 8], [UInt64(1), 2, 3])
    func chunksChangeNoBit(order: Int, seed: UInt64) throws {
        let filter = try lowPass(order, 20)
        var input = Signals.noise(2000, seed: seed, sd: 300)
        input[500] = .nan
        var whole = filter.stepState.scaled(by: input[0])
        let expected = filter.filtered(input, state: &whole)
        var pieces = filter.stepState.scaled(by: input[0])
        var got: [Double] = []
        for range in Signals.chunks(2000, seed: seed &+ 100) {
            got += filter.filtered(Array(input[range]), state: &pieces)
        }
        var single = filter.stepState.scaled(by: input[0])
        let one = input.map { filter.process($0, state: &single) }
        #expect(got.map(\.bitPattern) == expected.map(\.bitPattern))
        #expect(one.map(\.bitPattern) == expected.map(\.bitPattern))
        #expect(pieces == whole)
        #expect(single == whole)
        #expect(expected[500].isNaN && expected[501].isFinite)
    }

    @Test func pairsAreTwoSingleChannels() throws {
        let filter = try lowPass(4, 20)
        var left = Signals.noise(1000, seed: 5, sd: 200)
        let right = Signals.noise(1000, seed: 6, sd: 200)
        left[300] = .nan
        left[301] = .infinity
        var l = filter.stepState.scaled(by: left[0])
        var r = filter.emptyState
        var pairState = BiquadCascade.PairState(left: l, right: r)
        var pairs = zip(left, right).map { SIMD2($0, $1) }
        for range in Signals.chunks(1000, seed: 7) {
            var part = Array(pairs[range])
            var span = part.mutableSpan
            filter.process(&span, state: &pairState)
            pairs.replaceSubrange(range, with: part)
        }
        let expectedLeft = filter.filtered(left, state: &l)
        let expectedRight = filter.filtered(right, state: &r)
        #expect(pairs.map(\.x.bitPattern) == expectedLeft.map(\.bitPattern))
        #expect(pairs.map(\.y.bitPattern) == expectedRight.map(\.bitPattern))
        #expect(pairState == BiquadCascade.PairState(left: l, right: r))
    }

    @Test func stepStateStartsWithoutTransient() throws {
        for kind in Butterworth.Kind.allCases {
            let filter = try Butterworth(kind, order: 6, cutoff: 5).cascade(rate: 1000)
            var state = filter.stepState.scaled(by: 700)
            let out = filter.filtered([Double](repeating: 700, count: 500), state: &state)
            #expect(out.allSatisfy { abs($0 - (kind == .lowPass ? 700 : 0)) < 1e-6 })
        }
    }

    @Test func zeroPhaseIsTheSameBackwards() throws {
        // A signal that is still at both ends has no padding to differ by.
        var bump = [Double](repeating: 0, count: 2000)
        for (i, v) in Signals.noise(400, seed: 9).enumerated() { bump[800 + i] = v }
        let filter = try lowPass(4, 30)
        let there = try filter.zeroPhase(bump)
        let back = try filter.zeroPhase(bump.reversed())
        for (a, b) in zip(there, back.reversed()) { #expect(abs(a - b) < 1e-9) }
    }

    #if !DEBUG  // a debug build allocates metadata on first use
        @Test func nothingIsAllocatedPerSample() throws {
            let filter = try lowPass(4, 20)
            let pole = try OnePole(cutoff: 10, rate: 1000)
            var state = filter.emptyState
            var pairState = BiquadCascade.PairState(left: filter.emptyState, right: filter.emptyState)
            var poleState = OnePole.State()
            var block = Signals.noise(1000, seed: 4)
            var pairs = block.map { SIMD2($0, -$0) }
            var sum = 0.0
            func turn() {
                var span = block.mutableSpan
                filter.process(&span, state: &state)
                pole.process(&span, state: &poleState)
                var both = pairs.mutableSpan
                filter.process(&both, state: &pairState)
                for i in 0..<100 {
                    sum += filter.process(Double(i), state: &state) + pole.process(Double(i), state: &poleState)
                }
            }
            turn()
            guard let count = allocations(during: { for _ in 0..<50 { turn() } }) else { return }
            #expect(count == 0)
            #expect(sum.isFinite)
        }
    #endif
}

@Suite struct OnePoleTests {
    @Test func alphasOfTheVector() throws {
        let vector = try Vectors()["C.filt"]
        #expect(vector["ema_alpha_exact"].matches(try OnePole(cutoff: 10, rate: 1000).alpha))
        let rc = try OnePole(cutoff: 10, rate: 1000, form: .resistorCapacitor)
        #expect(vector["ema_alpha_rc"].matches(rc.alpha))
    }

    @Test func startsAtTheFirstSampleAndDecaysExponentially() throws {
        let pole = try OnePole(cutoff: 10, rate: 1000)
        var state = OnePole.State()
        #expect(pole.process(5, state: &state) == 5)
        for n in 1...200 {
            let y = pole.process(0, state: &state)
            #expect(abs(y - 5 * exp(-2 * .pi * 10 * Double(n) / 1000)) < 1e-12)
        }
        #expect(abs(pole.delay - 15.42) < 0.01)
    }

    @Test func lagsARampByItsDelay() throws {
        let pole = try OnePole(cutoff: 10, rate: 1000)
        var state = OnePole.State()
        var y = 0.0
        for i in 0...2000 { y = pole.process(Double(i), state: &state) }
        #expect(abs(2000 - y - pole.delay) < 1e-9)
    }

    @Test func chunksChangeNoBitAndGapsDoNotStick() throws {
        let pole = try OnePole(cutoff: 10, rate: 1000)
        var input = Signals.noise(1000, seed: 3)
        input[0] = .nan
        input[400] = .nan
        var state = OnePole.State()
        let expected = input.map { pole.process($0, state: &state) }
        var other = OnePole.State()
        var got: [Double] = []
        for range in Signals.chunks(1000, seed: 8) {
            var part = Array(input[range])
            var span = part.mutableSpan
            pole.process(&span, state: &other)
            got += part
        }
        #expect(got.map(\.bitPattern) == expected.map(\.bitPattern))
        #expect(expected[0].isNaN && expected[400].isNaN && expected[401].isFinite)
        #expect(expected[1] == input[1])
    }
}
