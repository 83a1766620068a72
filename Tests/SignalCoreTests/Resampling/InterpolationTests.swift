import Foundation
import SignalCore
import Testing

@Suite struct InterpolationTests {
    @Test(arguments: Interpolation.allCases)
    func wholePositionsAreTheSamples(method: Interpolation) {
        var y = Signals.noise(50, seed: 1)
        for i in y.indices { #expect(method.value(y.span, at: Double(i)) == y[i]) }
        #expect(method.value(y.span, at: -0.001).isNaN)
        #expect(method.value(y.span, at: 49.001).isNaN)
        #expect(method.value([Double]().span, at: 0).isNaN)
        y[20] = .nan
        #expect(method.value(y.span, at: 19) == y[19])
        #expect(method.value(y.span, at: 19.5).isNaN)
        #expect(method.value(y.span, at: 20.5).isNaN)
        #expect(method.value(y.span, at: 18.5).isNaN == (method == .catmullRom))
    }

    @Test(arguments: Interpolation.allCases)
    func linesAreExactUpToTheEnds(method: Interpolation) {
        let y = (0..<8).map { 3 - 2 * Double($0) }
        for p in stride(from: 0, through: 7, by: 0.125) {
            #expect(abs(method.value(y.span, at: p) - (3 - 2 * p)) < 1e-12)
        }
    }

    @Test func catmullRomIsExactForParabolasInside() {
        func f(_ x: Double) -> Double { x * x - 3 * x }
        let y = (0..<9).map { f(Double($0)) }
        for p in stride(from: 1, through: 7, by: 0.125) {
            #expect(abs(Interpolation.catmullRom.value(y.span, at: p) - f(p)) < 1e-12)
        }
    }

    @Test func errorOfStraightLinesReachesItsBoundAndNoFurther() {
        let y = (0..<1000).map { sin(2 * .pi * 50 * Double($0) / 1000) }
        let angle = Double.pi * 50 / 1000
        let bound = angle * angle / 2
        var worst = (linear: 0.0, cubic: 0.0)
        for p in stride(from: 1, through: 998, by: 0.25) {
            let truth = sin(2 * .pi * 50 * p / 1000)
            worst.linear = max(worst.linear, abs(Interpolation.linear.value(y.span, at: p) - truth))
            worst.cubic = max(worst.cubic, abs(Interpolation.catmullRom.value(y.span, at: p) - truth))
        }
        #expect(abs(bound - 0.0123) < 5e-5)
        #expect(worst.linear <= bound)
        #expect(worst.linear > 0.9 * bound)
        #expect(worst.cubic < 0.1 * bound)
    }
}

@Suite struct ResamplingTests {
    @Test(arguments: Interpolation.allCases)
    func ratesThatDivideKeepTheSamples(method: Interpolation) {
        let y = Signals.noise(101, seed: 4)
        #expect(Resampling.resampled(y, from: 1000, to: 1000, by: method) == y)
        #expect(
            Resampling.resampled(y, from: 1000, to: 500, by: method) == stride(from: 0, to: 101, by: 2).map { y[$0] })
        let twice = Resampling.resampled(y, from: 1000, to: 2000, by: method)
        #expect(twice.count == 201)
        #expect(stride(from: 0, to: 201, by: 2).map { twice[$0] } == y)
        #expect(Resampling.resampled(y, from: 60, to: 1000, by: method).count == 1667)
        #expect(Resampling.resampled([], from: 1, to: 2, by: method).isEmpty)
        #expect(Resampling.resampled(y, from: 1, to: 0, by: method).isEmpty)
    }

    @Test func anotherClockIsFoundAgain() {
        // The right device runs 150 ppm slow and begins 0.37 s later; both see the same force.
        let left = ClockLine(offset: 100, secondsPerSample: 0.001)
        let right = ClockLine(offset: 100.37, secondsPerSample: 0.00100015)
        func force(_ t: Double) -> Double { 400 + 300 * sin(2 * .pi * 5 * t) }
        let samples = (0..<3000).map { force(right.time(ofSample: Double($0 + 40))) }
        let moved = Resampling.onto(left, 0..<4000, samples: samples, clock: right, firstSample: 40)
        #expect(moved.count == 4000)
        for (number, value) in moved.enumerated() {
            let time = left.time(ofSample: Double(number))
            let reached = time >= right.time(ofSample: 40) && time <= right.time(ofSample: 3039)
            #expect(value.isNaN != reached)
            if reached { #expect(abs(value - force(time)) < 0.01) }
        }
    }
}
