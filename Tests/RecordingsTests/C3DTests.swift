import Assessments
import Foundation
import SignalCore
import TestSupport
import Testing

@testable import Recordings

@Suite struct C3DTests {
    private func read(_ sample: C3DSample, _ options: TextOptions = TextOptions(left: "1", right: "2")) throws
        -> OpenedRecording
    { try RecordingReader.read(sample.bytes, name: "a.c3d", options) }

    /// Two type 2 plates, of which only the vertical forces are given.
    private func pair(_ left: [Float], _ right: [Float]) -> C3DSample {
        let none = [Float](repeating: 0, count: left.count)
        return C3DSample(
            raw: [none, none, left, none, none, none, none, none, right, none, none, none],
            plates: [.init(type: 2, channels: Array(1...6)), .init(type: 2, channels: Array(7...12))])
    }

    @Test(arguments: [true, false]) func everyTypeOfPlate(_ isFloat: Bool) throws {
        let sample = C3DSample.allTypes(isFloat: isFloat)
        #expect(ImportFormat.recognize(sample.bytes) == .c3d)
        let file = try C3DFile(sample.bytes, name: "a.c3d")
        #expect(file.rate == 1000 && file.channels == 26 && file.frames == 20 && file.notices == [])
        let plates = try C3DPlate.all(file)
        #expect(plates.map(\.kind.rawValue) == [1, 2, 3, 4])
        #expect(plates[0].title == "type 1, channels 1 to 6, 500 by 400")
        // Each channel by hand: the file's number less its offset, times both scales.
        func value(_ channel: Int, _ i: Int) -> Double {
            (Double(sample.raw[channel][i]) - Double(sample.offsets[channel])) * Double(sample.scales[channel]) * 0.5
        }
        let forces = try plates.map { try C3DPlateForces($0, file).force }
        for i in 0..<40 {
            for axis in 0..<3 {
                #expect(forces[0][axis][i] == value(axis, i))
                #expect(forces[1][axis][i] == value(6 + axis, i))
            }
            #expect(abs(forces[2][0][i] - (value(12, i) + value(13, i))) < 1e-9)
            #expect(abs(forces[2][1][i] - (value(14, i) + value(15, i))) < 1e-9)
            #expect(abs(forces[2][2][i] - (value(16, i) + value(17, i) + value(18, i) + value(19, i))) < 1e-9)
            for row in 0..<3 {
                var sum = 0.0
                for column in 0..<6 {
                    sum += Double(sample.plates[3].calibration[6 * column + row]) * value(20 + column, i)
                }
                #expect(abs(forces[3][row][i] - sum) < 1e-9)
            }
        }
    }

    @Test func unsignedSamplesAndTheRateOfTheParameters() throws {
        var sample = pair([40_000, 65_535], [50_000, 32_768])
        sample.isFloat = false
        sample.isUnsigned = true
        sample.offsets = [Int](repeating: 32_768, count: 12)
        sample.scales = [Float](repeating: 0.125, count: 12)
        sample.analogRate = [1200]
        let record = try read(sample).record
        #expect(record.rate == 1200)
        // 7232, 32767 and 17232 steps of an eighth.
        #expect(record.left == [904, NewtonGrid.snap(4095.875)])
        #expect(record.right == [2154, 0])
    }

    @Test func whoseIsWhoseIsAsked() throws {
        let sample = pair([500, 600], [700, 800])
        let error = #expect(throws: RecordingError.self) { try read(sample, TextOptions()) }
        #expect(error?.kind == .needsOption)
        #expect(
            error?.problem.contains("plates: 1 type 2, channels 1 to 6, 500 by 400, 2 type 2, channels 7 to 12") == true
        )
        #expect(error?.remedy.contains("bilanx analyze a.c3d --left plate1 --right plate2;") == true)
        let swapped = try read(sample, TextOptions(left: "plate2", right: "Plate 1"))
        #expect(swapped.record.left == [700, 800] && swapped.record.right == [500, 600])
        #expect(swapped.info.format == "c3d")
        #expect(swapped.notices == ["a.c3d: left and right are as --left and --right say."])
        let total = try read(sample, TextOptions(total: "2"))
        #expect(total.record.total == [700, 800] && !total.record.hasSides)
        for options in [
            TextOptions(left: "1", right: "1"), TextOptions(left: "1", right: "3"),
            TextOptions(left: "Fz1", right: "2"),
            TextOptions(left: "1"), TextOptions(left: "1", right: "2", total: "1"), TextOptions(left: "0", right: "2"),
            TextOptions(left: "1", right: "2", time: "1"), TextOptions(left: "1", right: "2", rate: 999),
        ] {
            let error = #expect(throws: RecordingError.self) { try read(sample, options) }
            #expect(error?.kind == .needsOption, "\(options)")
        }
        #expect(try read(sample, TextOptions(left: "1", right: "2", rate: 1000)).record.rate == 1000)
    }

    @Test func loadCountsPositiveWhicheverWayZPoints() throws {
        let opened = try read(pair([-500, -600, 3, -700], [700, 800, -2, 600]))
        #expect(opened.record.left == [500, 600, -3, 700])
        #expect(opened.record.right == [700, 800, -2, 600])
        #expect(opened.notices[0] == "a.c3d: plate 1 counts load as negative; its vertical force was turned over.")
        #expect(opened.notices.count == 2)
        let error = #expect(throws: RecordingError.self) { try read(pair([500, -500, 400, -400], [1, 1, 1, 1])) }
        #expect(error?.problem.contains("plate 1 is pushed and pulled alike") == true)
        // Never stepped on: there is no load whose sign could be told.
        #expect(try read(pair([-3, -2, -4, -1], [700, 800, 600, 500])).record.left == [-3, -2, -4, -1])
    }

    @Test func theZeroRangeIsTakenOffAnEmptyPlateOnly() throws {
        var sample = pair([4, 6, 500, 504, 600, 606], [400, 402, 500, 504, 600, 606])
        sample.zero = [1, 1]
        let opened = try read(sample)
        // The mean of the first frame's two samples is 5 N.
        #expect(opened.record.left == [-1, 1, 495, 499, 595, 601])
        #expect(opened.record.right == [400, 402, 500, 504, 600, 606])
        #expect(opened.notices[0] == "a.c3d: plate 1 was zeroed by 5 N, its mean in the frames that the file names.")
        #expect(opened.notices[1].contains("plate 2 is loaded in the frames that the file names as its zero"))
        // Vicon writes 1 to 0 where there is none.
        sample.zero = [1, 0]
        #expect(try read(sample).record.left == [4, 6, 500, 504, 600, 606])
        sample.zero = [2, 2]
        #expect(try read(sample).record.left == [4, 6, 500, 504, 600, 606])
    }

    @Test func unitsAreNeverAssumed() throws {
        var sample = pair([0.5, 0.6], [0.7, 0.8])
        sample.units = [String](repeating: "kN", count: 12)
        #expect(try read(sample).record.left == [NewtonGrid.snap(500), NewtonGrid.snap(Double(Float(0.6)) * 1000)])
        sample.units = [String](repeating: "V", count: 12)
        let error = #expect(throws: RecordingError.self) { try read(sample) }
        #expect(error?.problem == "the vertical force of plate 1 is in V, not N or kN")
    }

    @Test func whatCannotBeRead() throws {
        var sample = pair([500, 600], [700, 800])
        func problem(_ sample: C3DSample) -> String {
            let error = #expect(throws: RecordingError.self) { try read(sample) }
            #expect(error?.kind == .badData)
            return error?.problem ?? ""
        }
        sample.processor = 85
        #expect(problem(sample).contains("DEC processor"))
        sample.processor = 86
        #expect(problem(sample).contains("MIPS processor"))
        sample.processor = 84
        sample.plates[1].type = 5
        #expect(problem(sample) == "plate 2 is of type 5; types 1 to 4 are read")
        sample.plates[1].type = 2
        sample.plates[1].channels[2] = 13
        #expect(problem(sample).contains("names a channel that is not there"))
        sample.plates = []
        #expect(problem(sample) == "is a C3D file without force platforms")
        let nan = pair([500, .nan], [700, 800])
        #expect(problem(nan) == "sample 2 is no finite number")
        let forced = #expect(throws: RecordingError.self) {
            try RecordingReader.read(Array("1,2\n".utf8), name: "t", from: .c3d)
        }
        #expect(forced?.problem == "is no C3D file")
    }

    @Test func aCutFileIsReadToItsLastWholeFrame() throws {
        let sample = pair([Float](repeating: 500, count: 400), [Float](repeating: 400, count: 400))
        let bytes = sample.bytes
        let opened = try RecordingReader.read(
            Array(bytes[..<(bytes.count - 4000)]), name: "a.c3d", TextOptions(left: "1", right: "2"))
        #expect(opened.record.count < 400 && opened.record.count > 0 && opened.record.count.isMultiple(of: 2))
        #expect(opened.notices[0] == "a.c3d: holds \(opened.record.count / 2) of its 200 frames: it was cut off.")
    }

    /// Damage anywhere is an error or another number, never a crash.
    @Test func damageIsNoCrash() throws {
        let bytes = C3DSample.allTypes(isFloat: true).bytes
        var random: UInt64 = 5
        var errors = 0
        for round in 0..<1500 {
            var damaged = bytes
            for _ in 0..<(1 + round % 4) {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                // Header and parameters, where structure is.
                damaged[Int(random >> 33) % 2560] = UInt8(truncatingIfNeeded: random >> 25)
            }
            if round % 5 == 0 { damaged.removeLast(Int(random >> 40) % damaged.count) }
            do throws(RecordingError) {
                _ = try C3DReader.read(damaged, name: "d", TextOptions(left: "2", right: "3"))
            } catch { errors += 1 }
        }
        #expect(errors > 0 && errors < 1500)
    }

    /// Walking over two AMTI plates against the table that OpenSim's authors made of it.
    @Test func walkingAgreesWithTheTableOfOpenSim() throws {
        guard let url = Repository.recording("opensim/walking2.c3d.gz"),
            let table = Repository.recording("opensim/std_walking2_grfs.sto.gz")
        else {
            print("recording test skipped: opensim/walking2.c3d.gz")
            return
        }
        let opened = try RecordingReader.open(url.path, options: TextOptions(left: "2", right: "1"))
        #expect(opened.record.rate == 2000 && opened.record.count == 9992)
        #expect(opened.info.format == "c3d")
        #expect(opened.notices.filter { $0.contains("counts load as negative") }.count == 2)
        let expected = try TextReader.read(
            try FileAccess.read(table.path), name: "t", options: TextOptions(left: "f2_3", right: "f1_3", rate: 20))
        // The table has every hundredth sample; floats have seven digits, the grid rounds.
        var compared = 0
        for row in 0..<expected.record.count where row * 100 < opened.record.count {
            #expect(abs(opened.record.left[row * 100] - expected.record.left[row]) <= 2e-4)
            #expect(abs(opened.record.right[row * 100] - expected.record.right[row]) <= 2e-4)
            compared += 1
        }
        #expect(compared == 100)
        print("recording test ran: opensim/walking2.c3d.gz")
    }

    /// Kistler plates against BioWare's text of the same trials.
    @Test(arguments: [
        ("kistler_CMJ_1plate", "1", "4", [true]), ("kistler_DJ_2plates", "1", "4", [false]),
        ("kistler_DJ_2plates", "2", "21", [true]),
    ])
    func kistlerAgreesWithBioWare(_ file: String, _ plate: String, _ column: String, _ isLoaded: [Bool]) throws {
        guard let c3d = Repository.recording("biomdp/\(file).c3d.gz"),
            let text = Repository.recording("biomdp/\(file).txt.gz")
        else {
            print("recording test skipped: biomdp/\(file).c3d.gz")
            return
        }
        let opened = try RecordingReader.open(c3d.path, options: TextOptions(total: plate))
        let expected = try TextReader.read(
            try FileAccess.read(text.path), name: "t", options: TextOptions(total: column))
        #expect(opened.record.rate == 1000 && opened.record.count == 8000)
        // Its zero range is the first ten frames, in which people stood on two of the plates.
        #expect(opened.notices.contains { $0.contains("no zero was taken off") } == isLoaded[0])
        let zero = isLoaded[0] ? 0 : try rawMean(c3d, plate: 0, samples: 10)
        // Text and C3D are rounded apart: each of the four sensors has steps of 0.157 N in the C3D file, and the text is up
        // to one and a half of them off.
        let tolerance = 4 * 1.5 * 0.16
        var worst = 0.0
        for i in 0..<8000 { worst = max(worst, abs(opened.record.total[i] + zero - expected.record.total[i])) }
        #expect(worst <= tolerance, "\(worst)")
        print("recording test ran: biomdp/\(file).c3d.gz, plate \(plate)")
    }

    private func rawMean(_ url: URL, plate: Int, samples: Int) throws -> Double {
        let file = try C3DFile(try Gzip.inflate(try FileAccess.read(url.path), name: "z"), name: "z")
        var one = try C3DPlate.all(file)[plate]
        one.zero = nil
        return try C3DPlateForces(one, file).force[2].prefix(samples).reduce(0, +) / Double(samples)
    }

    /// Files of all types and our forces for ezc3d, which `.ci/c3d.py` compares.
    @Test(.enabled(if: Dump.folder != nil, "BILANX_DUMP names no folder")) func c3dDump() throws {
        let folder = try #require(Dump.folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var dump = Dump()
        for (name, isFloat) in [("float", true), ("integer", false)] {
            var sample = C3DSample.allTypes(isFloat: isFloat)
            // ezc3d finds samples only where the rate is a parameter, and takes the magnitude of an offset, which c3d.org
            // calls signed.
            sample.analogRate = [1000]
            sample.offsets = sample.offsets.map(abs)
            try Data(sample.bytes).write(to: folder.appending(path: "\(name).c3d"))
            let file = try C3DFile(sample.bytes, name: name)
            for (k, plate) in try C3DPlate.all(file).enumerated() {
                let force = try C3DPlateForces(plate, file).force
                dump.add(name, [[Double(k)]], force[0] + force[1] + force[2])
            }
        }
        try dump.write("c3d.jsonl")
    }
}
