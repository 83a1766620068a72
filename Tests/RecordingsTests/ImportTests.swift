import Assessments
import Foundation
import SignalCore
import TestSupport
import Testing

@testable import Recordings

@Suite struct ImportTests {
    private func read(
        _ text: String, _ options: TextOptions = TextOptions(), from format: ImportFormat? = nil
    ) throws -> OpenedRecording { try RecordingReader.read(Array(text.utf8), name: "a.txt", options, from: format) }

    private func failure(
        _ text: String, _ options: TextOptions = TextOptions(), from format: ImportFormat? = nil
    ) -> RecordingError? { #expect(throws: RecordingError.self) { try read(text, options, from: format) } }

    /// True where every number is the same, and no point (NaN) is where the other has none.
    private static func isSame(_ a: ForceRecord, _ b: ForceRecord) -> Bool {
        var (one, two) = (a, b)
        (one.pressure, two.pressure) = (PressurePaths(), PressurePaths())
        func bits(_ record: ForceRecord) -> [[UInt64]] {
            [record.pressure.both, record.pressure.left, record.pressure.right].map { path in
                ((path?.x ?? []) + (path?.y ?? [])).map(\.bitPattern)
            }
        }
        return one == two && bits(a) == bits(b)
    }

    // MARK: Recognising

    /// A file that text reading reads gives the same through recognition, whatever it is recognised as.
    @Test(arguments: RealRecordingTests.expectations)
    func recognitionChangesNothing(_ expectation: RealRecordingTests.Expectation) throws {
        guard let url = Repository.recording(expectation.file) else {
            print("recording test skipped: \(expectation.file) by recognition")
            return
        }
        let bytes = try FileAccess.read(url.path)
        let plain = try TextReader.read(bytes, name: "n", options: expectation.options)
        let opened = try RecordingReader.read(bytes, name: "n", expectation.options)
        #expect(Self.isSame(opened.record, plain.record))
        #expect(opened.info.format == "text")
        #expect(opened.notices.starts(with: plain.notices))
        print("recording test ran: \(expectation.file) by recognition")
    }

    @Test(arguments: [
        ("opensim/std_walking2_grfs.sto.gz", ImportFormat.opensim),
        ("acl_squat_jump/BFR003_squat_jump.csv.gz", .opensim),
        ("opensim/walking2.c3d.gz", .c3d), ("biomdp/kistler_DJ_2plates.c3d.gz", .c3d),
        ("biomdp/kistler_DJ_2plates.txt.gz", .bioware), ("jumpmetrics/F02_CTRL1.txt.gz", .netforce),
        ("jumpmetrics/F02_CTRL1_time_left_right.csv.gz", .text), ("gidiel-machado/Dual-CMJ-Fz.txt", .text),
        ("isometric_analyzer/Example1.csv.gz", .text), ("posturography_acuna/eyesOpen_1.csv.gz", .text),
        ("bmc/GRFZjump.txt", .text), ("bmc/kistler_fp_data.txt", .text),
    ])
    func realFilesAreRecognised(_ file: String, _ format: ImportFormat) throws {
        guard let url = Repository.recording(file) else {
            print("recording test skipped: format of \(file)")
            return
        }
        let raw = try FileAccess.read(url.path)
        let bytes = Gzip.isGzip(raw) ? try Gzip.inflate(raw, name: file) : raw
        #expect(ImportFormat.recognize(bytes) == format)
        print("recording test ran: format of \(file)")
    }

    @Test func aForcedFormatIsLookedUpByName() throws {
        #expect(try ImportFormat.named("OpenSim") == .opensim)
        let error = #expect(throws: RecordingError.self) { try ImportFormat.named("vicon") }
        #expect(error?.kind == .needsOption)
        for format in ImportFormat.allCases { #expect(error?.remedy.contains(format.id) == true) }
    }

    @Test func anUnknownFileSaysWhatWasTried() throws {
        let binary = failure("ab\0cd\0")
        #expect(binary?.problem == "is no text: it holds a zero byte")
        let words = failure("lorem ipsum\ndolor\n")
        for error in [binary, words] {
            #expect(error?.kind == .badData)
            for format in ImportFormat.allCases where format != .text {
                let why = format.signature.map { "\(format.id) (it lacks \($0))" } ?? format.id
                #expect(error?.remedy.contains(why) == true)
            }
            #expect(error?.remedy.contains("--from") == true && error?.remedy.contains("--left COLUMN") == true)
        }
        // A text with rows is no unknown format: its own error says enough.
        #expect(failure("1 2\n1 2\n")?.remedy.contains("tried") == false)
        #expect(failure("lorem\n", from: .text)?.remedy.contains("tried") == false)
    }

    @Test func textByForceIsReadByItsColumns() throws {
        let text = "\n" + (0..<9).map { i in "0,0,\(500 + i),0,0,0,0,0,\(400 + i),0,0,0\n" }.joined()
        #expect(
            failure(text, TextOptions(left: "plate1", right: "plate2", rate: 100), from: .text)?.kind == .needsOption)
        let opened = try read(text, TextOptions(left: "3", right: "9", rate: 100), from: .text)
        #expect(opened.record.left[0] == 500 && opened.info.format == "text")
    }

    // MARK: OpenSim

    private static let names = ["ground_force_v", "1_ground_force_v"]

    /// A storage file of ten rows; forces are x, y, z of two plates.
    private func storage(_ forces: [Double], keys: [String] = names, rows: Int = 10) -> String {
        var text = "x.mot\nversion=1\nnRows=\(rows)\nnColumns=7\ninDegrees=yes\nendheader\ntime"
        for key in keys { for axis in ["x", "y", "z"] { text += "\t\(key)\(axis)" } }
        text += "\n"
        for i in 0..<10 {
            text += "\(Double(i) / 100)"
            for force in forces { text += "\t\(force + Double(i))" }
            text += "\n"
        }
        return text
    }

    @Test func openSimsVerticalIsY() throws {
        let text = storage([10, 700, 20, 5, 300, 9])
        let doubt = failure(text)
        #expect(doubt?.kind == .needsOption)
        #expect(doubt?.problem.contains("plates: 1 ground_force_vy, 2 1_ground_force_vy") == true)
        let opened = try read(text, TextOptions(left: "plate2", right: "plate1"))
        #expect(opened.info.format == "opensim")
        #expect(opened.record.rate == 100)
        #expect(opened.record.left == (0..<10).map { 300 + Double($0) })
        #expect(opened.record.right == (0..<10).map { 700 + Double($0) })
        #expect(opened.notices == ["a.txt: left and right are as --left and --right say."])
        let error = failure(text, TextOptions(left: "plate3", right: "plate1"))
        #expect(error?.kind == .needsOption && error?.problem.contains("there are 2 plates") == true)
        #expect(failure(text, TextOptions(left: "plate1", right: "plate1"))?.kind == .needsOption)
        // Columns by name stay text, as ever.
        let columns = try read(text, TextOptions(left: "1_ground_force_vy", right: "ground_force_vy"))
        #expect(columns.record == opened.record && columns.info.format == "text")
    }

    @Test func sidesInItsNamesAreTaken() throws {
        for keys in [["R_ground_force_v", "L_ground_force_v"], ["ground_force_r_v", "ground_force_l_v"]] {
            let opened = try read(storage([10, 700, 20, 5, 300, 9], keys: keys))
            #expect(opened.record.left[0] == 300 && opened.record.right[0] == 700)
            #expect(opened.notices == ["a.txt: left and right are as its header row names them."])
        }
        // Two rights are no pair.
        #expect(
            failure(storage([1, 700, 2, 1, 300, 2], keys: ["R_ground_force_v", "R2_ground_force_r_v"]))?.kind
                == .needsOption)
    }

    @Test func itsAxesAndSignAreLookedAt() throws {
        let options = TextOptions(left: "plate1", right: "plate2")
        let turned = try read(storage([10, 20, 700, 5, 9, 300]), options)
        #expect(turned.record.left[0] == 700)
        #expect(turned.notices[0] == "a.txt: its vertical is z and not OpenSim's y: that axis carries the load.")
        #expect(
            failure(storage([10, 500, 600, 5, 400, 300]), options)?.problem.contains("vertical is in doubt") == true)
        let negative = try read(storage([10, -700, 20, 5, -300, 9]), options)
        #expect(negative.record.left[0] == 700 && negative.record.right[0] == 300)
        #expect(negative.notices.filter { $0.contains("counts load as negative") }.count == 2)
        let short = try read(storage([10, 700, 20, 5, 300, 9], rows: 12), options)
        #expect(short.notices.contains("a.txt: its heading says 12 rows, it holds 10."))
        #expect(
            failure("x\nendheader\ntime\tforce_vx\n0\t1\n0.1\t1\n", from: .opensim)?.problem.contains(
                "no three force columns") == true)
    }

    @Test func aRealPairOfPlatesByNumber() throws {
        guard let url = Repository.recording("acl_squat_jump/BFR003_squat_jump.csv.gz"),
            let walk = Repository.recording("opensim/std_walking2_grfs.sto.gz")
        else {
            print("recording test skipped: plates of storage files")
            return
        }
        let plates = try RecordingReader.open(url.path, options: TextOptions(left: "plate2", right: "plate1"))
        let columns = try RecordingReader.open(
            url.path, options: TextOptions(left: "ground_force2_vy", right: "ground_force1_vy"))
        #expect(plates.record == columns.record)
        // Its format says newtons, a text of columns says nothing.
        #expect(plates.info.format == "opensim")
        #expect(plates.notices == columns.notices.filter { !$0.contains("says no unit") })
        #expect(columns.notices.count == plates.notices.count + 1)
        let steps = try RecordingReader.open(walk.path, options: TextOptions(left: "plate2", right: "plate1"))
        let named = try RecordingReader.open(
            walk.path, options: TextOptions(left: "f2_3", right: "f1_3", time: "time", rate: 20))
        #expect(steps.record.left == named.record.left && steps.record.right == named.record.right)
        // The file's last time is 4.9955 s where the next step would be 5 s, so that the mean rate is a little higher.
        #expect(abs(steps.record.rate - 100 / 4.9955) < 1e-6)
        #expect(steps.notices.contains { $0.contains("its vertical is z") })
        print("recording test ran: plates of storage files")
    }

    // MARK: BioWare

    @Test func plateOfBioWare() throws {
        guard let two = Repository.recording("biomdp/kistler_DJ_2plates.txt.gz"),
            let one = Repository.recording("biomdp/kistler_CMJ_1plate.txt.gz")
        else {
            print("recording test skipped: plates of BioWare")
            return
        }
        let doubt = #expect(throws: RecordingError.self) { try RecordingReader.open(two.path) }
        #expect(doubt?.kind == .needsOption)
        #expect(doubt?.problem.contains("1 Kistler Grande1 9287CA (column 4), 2 Kistler") == true)
        let plates = try RecordingReader.open(two.path, options: TextOptions(left: "plate1", right: "plate2"))
        let columns = try RecordingReader.open(two.path, options: TextOptions(left: "4", right: "21"))
        #expect(plates.record == columns.record && plates.notices == columns.notices)
        #expect(plates.info.format == "bioware")
        let single = #expect(throws: RecordingError.self) { try RecordingReader.open(one.path) }
        #expect(single?.remedy.contains("--total plate1") == true)
        let total = try RecordingReader.open(one.path, options: TextOptions(total: "plate1"))
        let named = try RecordingReader.open(one.path, options: TextOptions(total: "Fz"))
        #expect(Self.isSame(total.record, named.record))
        print("recording test ran: plates of BioWare")
    }

    @Test func theHeadingOfBioWareIsHeldAgainstItsRows() throws {
        func export(samples: Int, rate: String) -> String {
            var text =
                "BioWare Version 5.6.1.0 Export\r\nDevice:\tA\tA\tB\tB\r\nSamples (#):\t\(samples)\t\(samples)\r\n"
            text += "Rate (Hz):\t\(rate)\t\(rate)\r\nabs time\tFx\tFz\tFx\tFz\r\ns\tN\tN\tN\tN\r\n"
            for i in 0..<10 { text += "0.00\(i)000\t1\t50\(i).5\t2\t40\(i).5\r\n" }
            return text
        }
        let options = TextOptions(left: "plate2", right: "plate1")
        let sound = try read(export(samples: 10, rate: "1000.000000"), options)
        #expect(sound.record.left[9] == 409.5 && sound.record.right[9] == 509.5 && sound.notices.count == 1)
        let odd = try read(export(samples: 11, rate: "500.000000"), options)
        #expect(odd.notices.contains("a.txt: its heading says 11 rows, it holds 10."))
        #expect(odd.notices.contains("a.txt: its heading says 500 Hz, its times 1000 Hz; the times count."))
        #expect(
            failure("BioWare\nabs time\tFx\ns\tN\n0\t1\n0.001\t2\n")?.problem.contains("without a column Fz") == true)
    }

    /// Columns that no plate is made of are read as ever, whatever the file is recognised as.
    @Test func columnsWithoutAPlateAreStillRead() throws {
        let bioWare = "BioWare Version 5\nabs time\tFx\tFx\ns\tN\tN\n0.000\t1\t5\n0.001\t2\t6\n0.002\t3\t7\n"
        #expect(try read(bioWare, TextOptions(left: "2", right: "3")).record.right == [5, 6, 7])
        let openSim = "x\nendheader\ntime\tforce_vx\tmy_force_vx\n0\t1\t2\n0.01\t3\t4\n0.02\t5\t6\n"
        #expect(try read(openSim, TextOptions(left: "2", right: "3")).record.left == [1, 3, 5])
    }

    // MARK: NetForce

    @Test func platesOfNetForce() throws {
        guard let url = Repository.recording("jumpmetrics/F02_CTRL1.txt.gz") else {
            print("recording test skipped: plates of NetForce")
            return
        }
        let doubt = #expect(throws: RecordingError.self) { try RecordingReader.open(url.path) }
        #expect(doubt?.remedy.contains("--left plate1 --right plate2 --rate HZ") == true)
        let plates = try RecordingReader.open(
            url.path, options: TextOptions(left: "plate1", right: "plate2", rate: 2000))
        let columns = try RecordingReader.open(url.path, options: TextOptions(left: "3", right: "9", rate: 2000))
        #expect(plates.record == columns.record)
        #expect(plates.info.format == "netforce")
        #expect(plates.notices.contains { $0.contains("were read as newtons") })
        print("recording test ran: plates of NetForce")
    }

    @Test func netForceIsForcedWhereNothingSaysSo() throws {
        let text = (0..<9).map { i in "0,0,\(500 + i),0,0,0\n" }.joined()
        #expect(ImportFormat.recognize(Array(text.utf8)) == .text)
        let opened = try read(text, TextOptions(total: "plate1", rate: 100), from: .netforce)
        #expect(opened.record.total[8] == 508 && opened.info.format == "netforce")
        let error = failure("1,2,3\n1,2,3\n", TextOptions(total: "plate1", rate: 100), from: .netforce)
        #expect(error?.problem.contains("has 3 columns") == true)
    }
}
