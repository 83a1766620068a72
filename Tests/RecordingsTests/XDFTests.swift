import Assessments
import Foundation
import SignalCore
import Statistics
import Testing

@testable import Recordings

@Suite struct XDFTests {
    private func read(_ file: XDFSample, _ options: TextOptions = TextOptions()) throws -> OpenedRecording {
        try RecordingReader.read(file.bytes, name: "a.xdf", options)
    }

    @Test func sidesByTheirLabels() throws {
        let opened = try read(XDFSample.pair())
        #expect(opened.info.format == "xdf")
        #expect(opened.record.rate == 500 && opened.record.count == 1000)
        #expect(opened.record.left == (0..<1000).map { Double(400 + $0 % 50) })
        #expect(opened.record.right == (0..<1000).map { Double(300 + $0 % 40) })
        #expect(opened.notices == ["a.xdf: left and right are as its header row names them."])
    }

    /// Values of every format, each a sum of what its bytes say by hand.
    @Test(arguments: ["float32", "double64", "int8", "int16", "int32", "int64"])
    func everyFormat(_ format: String) throws {
        var file = XDFSample()
        file.stream(1, name: "Two", format: format, rate: 100, channels: [("L", "N"), ("R", "N")])
        func bytes(_ value: Int) -> [UInt8] {
            switch format {
            case "float32": XDFSample.little(Float(value).bitPattern)
            case "double64": XDFSample.double(Double(value))
            case "int8": XDFSample.little(Int8(value))
            case "int16": XDFSample.little(Int16(value))
            case "int32": XDFSample.little(Int32(value))
            default: XDFSample.little(Int64(value))
            }
        }
        file.samples(1, (0..<20).map { (Double($0) / 100, bytes(-5 + $0) + bytes(100 - $0)) }, width: 8)
        let opened = try read(file)
        #expect(opened.record.left == (0..<20).map { Double(-5 + $0) })
        #expect(opened.record.right == (0..<20).map { Double(100 - $0) })
    }

    /// Stamps that jitter lie on a line again; a rate near the announced one is that one.
    @Test func jitterIsNoLoss() throws {
        var random = SplitMix64(seed: 5)
        let noise = (0..<1000).map { _ in (random.unit() - 0.5) * 0.004 }
        let opened = try read(XDFSample.pair { noise[$0] })
        #expect(abs(opened.record.rate / 500 - 1) < 1e-4)
        #expect(opened.record.count == 1000 && opened.record.flags.isEmpty)
        #expect(opened.record.left == (0..<1000).map { Double(400 + $0 % 50) })
    }

    @Test func aBreakIsMissingSamples() throws {
        let opened = try read(XDFSample.pair { $0 >= 600 ? 2 : 0 })
        #expect(opened.record.count == 2000)
        #expect(opened.info.loss.missing == 1000)
        #expect(opened.record.left[599] == 449 && opened.record.left[600].isNaN && opened.record.left[1600] == 400)
    }

    /// Two streams of two clocks: 20 s apart and 40 ppm fast, measured with one wild offset, on a ramp.
    @Test func twoStreamsComeToOneClock() throws {
        var file = XDFSample()
        for (id, side) in [(UInt32(1), "left"), (2, "right")] {
            file.stream(id, name: side, rate: 1000, channels: [("force", "N")])
        }
        func true_(_ time: Double) -> Double { 200 + 50 * time }
        let skew = 40e-6
        for i in 0..<8000 {
            let time = Double(i) / 1000
            file.samples(1, [(time + 50, XDFSample.float([Float(true_(time))]))], width: 1)
            // The right clock shows 20 s less and runs fast; its samples are spaced evenly on it.
            let own = Double(i) / 1000
            let world = own / (1 + skew)
            file.samples(2, [(own + 30, XDFSample.float([Float(true_(world))]))], width: 1)
        }
        for k in 0..<9 {
            let world = Double(k)
            file.offset(1, time: world + 50, 0)
            file.offset(2, time: world * (1 + skew) + 30, 20 - world * skew + (k == 4 ? 0.3 : 0))
        }
        let opened = try read(file)
        #expect(opened.notices.contains { $0.contains("brought to one clock") })
        #expect(opened.record.hasSides && abs(opened.record.count - 8000) <= 1)
        var worst = 0.0
        for i in 0..<7999 { worst = max(worst, abs(opened.record.left[i] - opened.record.right[i])) }
        // 50 N/s: a thousandth of a second would be 0.05 N; the skew alone would make 0.016 N, the offset 1000 N.
        #expect(worst < 0.002, "\(worst)")
    }

    @Test func whoseIsWhoseIsAsked() throws {
        var file = XDFSample()
        file.stream(1, name: "DAQ", rate: 100, channels: [("Fz1", "N"), ("Fz2", "kg"), ("Fz3", "V")])
        file.samples(1, (0..<9).map { (Double($0) / 100, XDFSample.float([100, 20, 3])) })
        let doubt = #expect(throws: RecordingError.self) { try read(file) }
        #expect(doubt?.kind == .needsOption)
        #expect(doubt?.problem.contains("plates: 1 DAQ: Fz1 (N), 2 DAQ: Fz2 (kg)") == true)
        let chosen = try read(file, TextOptions(left: "plate2", right: "DAQ/Fz1"))
        #expect(chosen.record.left[0] == NewtonGrid.snap(20 * 9.80665) && chosen.record.right[0] == 100)
        #expect(chosen.notices.contains { $0.contains("read as 9.80665 N each") })
        let volts = #expect(throws: RecordingError.self) { try read(file, TextOptions(total: "Fz3")) }
        #expect(volts?.problem == "its unit is V, which is no force")
        #expect(volts?.remedy.contains("calibration") == true)
        for options in [
            TextOptions(left: "Fz1", right: "Fz1"), TextOptions(left: "Fz1"), TextOptions(total: "none"),
            TextOptions(total: "Fz1", time: "1"), TextOptions(total: "Fz1", rate: 50), TextOptions(total: "plate4"),
        ] {
            #expect(throws: RecordingError.self) { try read(file, options) }
        }
    }

    @Test func damageIsPassedOverAtTheNextBoundary() throws {
        let whole = XDFSample.pair()
        var cut = whole
        cut.bytes.removeLast(700)
        let opened = try read(cut)
        #expect(opened.record.count > 900 && opened.record.count < 1000)
        #expect(opened.notices[0].contains("is cut off or damaged"))
        // The length of the first chunk of samples is destroyed: what stands before the boundary is lost with it.
        var broken = whole
        let place = try #require(
            broken.bytes.indices.dropFirst(400).first { i in
                broken.bytes[i] == 4 && broken.bytes[(i + 5)..<(i + 7)].elementsEqual([3, 0])
                    && broken.bytes[(i + 7)..<(i + 11)].elementsEqual([3, 0, 0, 0])
            })
        broken.bytes[place] = 9
        let rest = try read(broken)
        #expect(rest.notices.contains { $0.contains("bytes were passed over") })
        #expect(rest.record.count == 1000 - 128)
        #expect(rest.record.left[0] == Double(400 + 128 % 50))
    }

    @Test func whatIsNone() {
        for bytes in [Array("XDF:".utf8), Array("XDF:".utf8) + [1, 2, 3, 0]] {
            let error = #expect(throws: RecordingError.self) { try RecordingReader.read(bytes, name: "x") }
            #expect(error?.problem == "is an XDF file without a stream")
        }
        let forced = #expect(throws: RecordingError.self) {
            try RecordingReader.read(Array("1,2\n".utf8), name: "t", from: .xdf)
        }
        #expect(forced?.problem == "is no XDF file")
    }
}
