import Foundation
import SignalCore
import TestSupport
import Testing

@Suite struct SwayTests {
    /// The path of the worked numbers (formulas B.11), mean removed.
    private func worked() -> (x: [Double], y: [Double]) {
        var x: [Double] = []
        var y: [Double] = []
        for i in 0..<3000 {
            let t = Double(i) / 100
            let raw = 5 * cos(2 * .pi * 0.3 * t) + 2 * cos(2 * .pi * 1.1 * t)
            x.append(raw)
            y.append(8 * sin(2 * .pi * 0.25 * t) + 1.5 * sin(2 * .pi * 0.9 * t + 0.4) + 0.3 * raw)
        }
        return (x, y)
    }

    @Test func vector() throws {
        let vector = try Vectors()["B.cop"]
        let (x, y) = worked()
        let sway = try #require(Sway(x: x, y: y, rate: 100))
        #expect(vector["path"].matches(sway.path))
        #expect(vector["pathML"].matches(sway.pathMediolateral))
        #expect(vector["pathAP"].matches(sway.pathAnteroposterior))
        #expect(vector["T"].matches(sway.duration))
        #expect(vector["vel"].matches(sway.meanVelocity))
        #expect(vector["rmsML"].matches(sway.rms.x))
        #expect(vector["rmsAP"].matches(sway.rms.y))
        #expect(vector["rangeML"].matches(sway.range.x))
        #expect(vector["rangeAP"].matches(sway.range.y))
        #expect(vector["swayAreaRate"].matches(sway.areaRate))
    }

    @Test func ellipseVector() throws {
        let vector = try Vectors()["B.cop"]
        let (x, y) = worked()
        var asked: [Double] = []
        let ellipse = try #require(
            SwayEllipse(x: x, y: y) { first, second in
                asked = [first, second]
                return vector["F95"].number
            })
        #expect(asked == [2, 2998])
        // F is given to 7 digits, and the area is proportional to it.
        #expect(abs(ellipse.area / vector["areaPE"].number - 1) < 2e-7)
        #expect(abs(ellipse.majorHalfAxis - vector["semi"][0].number) < 2e-6)
        #expect(abs(ellipse.minorHalfAxis - vector["semi"][1].number) < 2e-6)
        #expect(vector["angle"].matches(ellipse.angle))
        let endless = try #require(SwayEllipse(x: x, y: y, scale: -2 * log(0.05)))
        #expect(vector["areaChi2"].matches(endless.area))
    }

    @Test func shiftsAndTurnsChangeNoSize() throws {
        let (x, y) = worked()
        let a = try #require(Sway(x: x, y: y, rate: 100))
        let e = try #require(SwayEllipse(x: x, y: y, scale: 6))
        let (c, s) = (cos(0.5), sin(0.5))
        let turnedX = zip(x, y).map { c * $0 - s * $1 + 300 }
        let turnedY = zip(x, y).map { s * $0 + c * $1 - 80 }
        let b = try #require(Sway(x: turnedX, y: turnedY, rate: 100))
        let f = try #require(SwayEllipse(x: turnedX, y: turnedY, scale: 6))
        #expect(abs(a.path - b.path) < 1e-9)
        #expect(abs(a.areaRate - b.areaRate) < 1e-9)
        #expect(abs(e.area - f.area) < 1e-9)
        let turn = (f.angle - e.angle - 0.5 * 180 / .pi).remainder(dividingBy: 180)
        #expect(abs(turn) < 1e-9)
        let mirrored = try #require(SwayEllipse(x: x.map { -$0 }, y: y, scale: 6))
        #expect(abs((mirrored.angle + e.angle).remainder(dividingBy: 180)) < 1e-9)
    }

    @Test func aCircleIsKnown() throws {
        let n = 1000
        let x = (0..<n).map { 7 * cos(2 * .pi * Double($0) / Double(n)) }
        let y = (0..<n).map { 7 * sin(2 * .pi * Double($0) / Double(n)) }
        let sway = try #require(Sway(x: x, y: y, rate: 100))
        #expect(abs(sway.rms.x - 7 / 2.0.squareRoot()) < 1e-9)
        #expect(abs(sway.range.y - 14) < 1e-9)
        // The swept area is the disc's, short of the last step and of the chord.
        #expect(abs(sway.areaRate * sway.duration - .pi * 49) < 0.2)
        let line = try #require(SwayEllipse(x: [0, 1, 2, 3], y: [0, 2, 4, 6], scale: 1))
        #expect(line.minorHalfAxis < 1e-7)
        #expect(abs(line.angle - atan(2) * 180 / .pi) < 1e-9)
    }

    @Test func tooLittleOrMissing() {
        #expect(Sway(x: [1], y: [1], rate: 100) == nil)
        #expect(Sway(x: [1, 2], y: [1], rate: 100) == nil)
        #expect(Sway(x: [1, .nan], y: [1, 2], rate: 100) == nil)
        #expect(SwayEllipse(x: [1, 2], y: [1, 2], scale: 6) == nil)
        #expect(SwayEllipse(x: [1, 2, .nan], y: [1, 2, 3], scale: 6) == nil)
        #expect(SwayEllipse(x: [1, 2, 4], y: [1, 2, 3], scale: .nan) == nil)
        #expect(SwayEllipse(x: [1, 2, 4], y: [1, 2, 3]) { _, _ in .nan } == nil)
    }
}

@Suite struct SampleEntropyTests {
    private let series: [Double] = [
        2, 4, 6, 4, 2, 1, 3, 5, 7, 5, 3, 1, 2, 4, 6, 5, 3, 2, 2, 4, 7, 5, 3, 1, 1, 4, 6, 4, 2, 1,
    ]

    @Test func vectors() throws {
        let vectors = try Vectors()
        let narrow = try #require(SampleEntropy(series))
        #expect(vectors["B.sampen"]["r02"].matches(narrow.tolerance))
        #expect(Double(narrow.longPairs) == vectors["B.sampen"]["A"].number)
        #expect(Double(narrow.shortPairs) == vectors["B.sampen"]["B"].number)
        #expect(vectors["B.sampen"]["SE"].matches(try #require(narrow.value)))
        let wide = try #require(SampleEntropy(series, tolerance: 1))
        #expect(Double(wide.longPairs) == vectors["B.sampen_r1"]["A"].number)
        #expect(Double(wide.shortPairs) == vectors["B.sampen_r1"]["B"].number)
        #expect(vectors["B.sampen_r1"]["SE"].matches(try #require(wide.value)))
    }

    @Test func laws() throws {
        let own = try #require(SampleEntropy(series))
        // Powers of two, so that no rounding moves a difference across the tolerance.
        let moved = try #require(SampleEntropy(series.map { 4 * $0 + 64 }, tolerance: 4 * own.tolerance))
        #expect(moved.shortPairs == own.shortPairs && moved.longPairs == own.longPairs)
        #expect(SampleEntropy([Double](repeating: 3, count: 20))?.value == 0)
        #expect(SampleEntropy((0..<20).map { Double($0 * $0) }, tolerance: 0.1)?.value == nil)
        let noise = try #require(SampleEntropy(Signals.noise(600, seed: 3))?.value)
        let wave = try #require(SampleEntropy((0..<600).map { sin(0.2 * Double($0)) })?.value)
        #expect(noise > 3 * wave)
        #expect(SampleEntropy([1, 2, 3]) == nil)
        #expect(SampleEntropy([1, 2, .nan, 4, 5]) == nil)
        #expect(SampleEntropy(series, length: 0) == nil)
    }
}
