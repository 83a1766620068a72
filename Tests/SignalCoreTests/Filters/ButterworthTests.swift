import Foundation
import SignalCore
import TestSupport
import Testing

@Suite struct ButterworthTests {
    private func cascade(_ order: Int, _ cutoff: Double, _ convention: Butterworth.Convention = .singlePass) throws
        -> BiquadCascade
    {
        try Butterworth(order: order, cutoff: cutoff, convention: convention).cascade(rate: 1000)
    }

    private func expect(_ section: Biquad, _ row: [Double]) {
        let own = [section.b0, section.b1, section.b2, 1, section.a1, section.a2]
        for (a, b) in zip(own, row) { #expect(abs(a - b) < 1e-14 * max(1, abs(b))) }
    }

    @Test func sectionsOfTheVector() throws {
        let vector = try Vectors()["C.filt"]
        expect(try cascade(2, 50).sections[0], vector["sos2"].numbers)
        let four = try cascade(4, 50)
        #expect(four.sections.count == 2)
        for k in 0..<2 { expect(four.sections[k], vector["sos4"][k].numbers) }
        expect(try cascade(2, 50, .dualPassUnwarped).sections[0], vector["sos2_corrected"].numbers)
    }

    @Test func stepStatesOfTheVector() throws {
        let vector = try Vectors()["C.filt"]
        let two = try cascade(2, 50).stepState.delays[0]
        for (a, b) in zip([two.x, two.y], vector["zi2"].numbers) { #expect(abs(a - b) < 1e-12) }
        let four = try cascade(4, 50).stepState.delays
        for k in 0..<2 {
            for (a, b) in zip([four[k].x, four[k].y], vector["zi4"][k].numbers) { #expect(abs(a - b) < 1e-12) }
        }
    }

    @Test func cutoffConventionsOfTheVector() throws {
        let vector = try Vectors()["C.filt"]
        #expect(vector["C2"].matches(Butterworth.dualPassFactor(order: 2)))
        #expect(vector["C_n4order"].matches(Butterworth.dualPassFactor(order: 4)))
        let exact = Butterworth(order: 2, cutoff: 50, convention: .dualPass)
        let unwarped = Butterworth(order: 2, cutoff: 50, convention: .dualPassUnwarped)
        #expect(vector["fc_digital_exact"].matches(exact.designFrequency(rate: 1000)))
        #expect(vector["fc_simple"].matches(unwarped.designFrequency(rate: 1000)))
        let cases: [(Butterworth.Convention, String)] = [
            (.singlePass, "gain2pass_uncorr"), (.dualPassUnwarped, "gain2pass_simple"), (.dualPass, "gain2pass_exact"),
        ]
        for (convention, key) in cases {
            let gain = try cascade(2, 50, convention).gain(at: 50, rate: 1000)
            #expect(abs(gain * gain - vector[key].number) < 1e-12)
        }
    }

    @Test(arguments: [2, 4, 6, 8, 16], Butterworth.Kind.allCases)
    func gainsFollowTheLaw(order: Int, kind: Butterworth.Kind) throws {
        for cutoff in [0.5, 10, 50, 240, 320, 470] {
            let plain = Butterworth(kind, order: order, cutoff: cutoff)
            let filter = try plain.cascade(rate: 1000)
            #expect(abs(filter.gain(at: cutoff, rate: 1000) - 0.5.squareRoot()) < 1e-6)
            // |H|² = 1/(1 + (w/wc)^2n) on the warped axis.
            for frequency in [3, 40, 130, 400.0] {
                let ratio = tan(.pi * frequency / 1000) / tan(.pi * cutoff / 1000)
                let power = 1 / (1 + pow(kind == .lowPass ? ratio : 1 / ratio, Double(2 * order)))
                #expect(abs(filter.gain(at: frequency, rate: 1000) - power.squareRoot()) < 1e-6)
            }
            let both = Butterworth(kind, order: order, cutoff: cutoff, convention: .dualPass)
            let twice = try both.cascade(rate: 1000).gain(at: cutoff, rate: 1000)
            #expect(abs(twice * twice - 0.5.squareRoot()) < 1e-6)
            #expect(abs(both.dualPassFrequency(rate: 1000) - cutoff) < 1e-9 * cutoff)
            #expect(abs(plain.designFrequency(rate: 1000) - cutoff) < 1e-9 * cutoff)
        }
    }

    @Test func polesStayInsideAndMoveOutwards() throws {
        for cutoff in [0.2, 100, 400.0] {
            let a2 = try cascade(8, cutoff).sections.map(\.a2)
            #expect(a2 == a2.sorted())
            #expect(a2.allSatisfy { $0 < 1 })
        }
    }

    @Test func impossibleFiltersSayWhy() {
        func failure(_ b: Butterworth, rate: Double = 1000) -> FilterError? {
            do throws(FilterError) {
                _ = try b.cascade(rate: rate)
                return nil
            } catch { return error }
        }
        for order in [0, 1, 3, -2, 18] {
            #expect(failure(Butterworth(order: order, cutoff: 50)) == .order(order))
        }
        #expect(failure(Butterworth(order: 2, cutoff: 500)) == .cutoff(500, rate: 1000))
        #expect(failure(Butterworth(order: 2, cutoff: 0)) == .cutoff(0, rate: 1000))
        #expect(failure(Butterworth(order: 2, cutoff: 50), rate: 0) != nil)
        #expect(failure(Butterworth(order: 2, cutoff: .nan)) != nil)
        #expect(failure(Butterworth(order: 2, cutoff: 499, convention: .dualPass)) == nil)
        #expect(failure(Butterworth(order: 2, cutoff: 450, convention: .dualPassUnwarped)) != nil)
        #expect(failure(Butterworth(order: 2, cutoff: 500))?.description.contains("below 500.0 Hz") == true)
    }
}
