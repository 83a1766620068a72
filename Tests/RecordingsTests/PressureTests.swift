import Assessments
import Foundation
import SignalCore
import Statistics
import TestSupport
import Testing

@testable import Recordings

/// Centres of pressure in our own files.
@Suite struct PressureFileTests {
    private func content(_ random: inout SplitMix64) -> TrialFile {
        let header = TrialFileTests.header(&random)
        let count = 1 + random.index(300)
        func force() -> [Double] { (0..<count).map { _ in NewtonGrid.snap(random.unit() * 900) } }
        func path() -> PressurePath {
            func place() -> Double { random.index(9) == 0 ? .nan : PressurePath.snap((random.unit() - 0.5) * 600) }
            return PressurePath(x: (0..<count).map { _ in place() }, y: (0..<count).map { _ in place() })
        }
        var record =
            random.index(3) > 0
            ? ForceRecord(rate: header.rate, left: force(), right: force())
            : ForceRecord(rate: header.rate, total: force())
        if record.hasSides, random.index(3) > 0 { record.pressure.left = path() }
        if record.hasSides, random.index(3) > 0 { record.pressure.right = path() }
        if random.index(2) == 0 { record.pressure.both = path() }
        let raw = random.index(2) == 0 ? (0..<count).map { _ in Int32(random.index(60_000)) } : []
        return TrialFile(header: header, record: record, leftRaw: raw)
    }

    private func same(_ a: [Double]?, _ b: [Double]?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
    }

    @Test func readingAndWritingAgainGivesTheSameBytes() throws {
        var random = SplitMix64(seed: 12)
        var columns: Set<Int> = []
        for _ in 0..<200 {
            let file = content(&random)
            let bytes = file.bytes()
            let outcome = try TrialFileReader.read(bytes, name: "x")
            #expect(outcome.warnings == [])
            #expect(outcome.file.bytes() == bytes)
            let (a, b) = (file.record.pressure, outcome.file.record.pressure)
            #expect(same(a.left?.x, b.left?.x) && same(a.left?.y, b.left?.y))
            #expect(same(a.right?.x, b.right?.x) && same(a.right?.y, b.right?.y))
            #expect(same(a.both?.x, b.both?.x) && same(a.both?.y, b.both?.y))
            // A row without a point is no missing sample.
            #expect(same(outcome.file.record.total, file.record.total))
            columns.insert(file.columns.names.count)
        }
        #expect(columns.count >= 6)
    }

    @Test func theColumnsHaveTheNamesOfTheFormat() throws {
        var random = SplitMix64(seed: 1)
        var record = ForceRecord(rate: 1000, left: [400, 5], right: [300, 310])
        record.pressure.left = PressurePath(x: [-101.25, .nan], y: [3.0004, .nan])
        record.pressure.right = PressurePath(x: [99, 98], y: [-0.5, 0])
        var header = TrialFileTests.header(&random)
        header.rate = 1000
        let text = try #require(
            String(validating: TrialFile(header: header, record: record).bytes(), as: UTF8.self))
        let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            rows == [
                "time_s,left_N,right_N,left_copx_mm,left_copy_mm,right_copx_mm,right_copy_mm,flags",
                "0.000000,400.0000,300.0000,-101.250,3.000,99.000,-0.500,0",
                "0.001000,5.0000,310.0000,,,98.000,0.000,0",
            ])
    }

    @Test func aWriterGivesTheBytesOfTheContent() throws {
        var random = SplitMix64(seed: 44)
        let folder = try TemporaryFolder()
        for k in 0..<20 {
            let file = content(&random)
            let path = folder.path + "/\(k).csv"
            var writer = try TrialFileWriter(path: path, header: file.header, columns: file.columns)
            var rows = TrialRows()
            rows.left = file.record.left
            rows.right = file.record.right
            rows.total = file.record.total
            rows.pressure = file.record.pressure
            rows.leftRaw = file.leftRaw
            rows.rightRaw = file.rightRaw
            try writer.append(rows)
            rows.removeAll()
            #expect(rows.pressure.left?.count ?? 0 == 0)
            try writer.append(rows)
            try writer.close(file.trailer)
            #expect(try FileAccess.read(path) == file.bytes())
        }
    }

    @Test func aWordInAPlaceIsNamedWithItsColumn() throws {
        var random = SplitMix64(seed: 1)
        var record = ForceRecord(rate: 100, total: [700, 700])
        record.pressure.both = PressurePath(x: [1, 2], y: [3, 4])
        var header = TrialFileTests.header(&random)
        header.rate = 100
        let text = try #require(String(validating: TrialFile(header: header, record: record).bytes(), as: UTF8.self))
        let bad = text.replacing(",4.000,", with: ",four,")
        #expect(bad != text)
        let error = #expect(throws: RecordingError.self) { try TrialFileReader.read(Array(bad.utf8), name: "x") }
        #expect(error?.description.contains("copy_mm") == true)
    }

    @Test func aTrialOfALimbKeepsIt() throws {
        var random = SplitMix64(seed: 3)
        let record = ForceRecord(rate: 100, left: [1, 2, 3], right: [1, 2, 3])
        var header = TrialFileTests.header(&random)
        header.rate = 100
        var file = TrialFile(header: header, record: record)
        file.trailer = TrialTrailer(trials: [
            TrialWindow(0...1, limb: .left), TrialWindow(1...2, kept: false, limb: .right), TrialWindow(0...2),
        ])
        let bytes = file.bytes()
        let text = try #require(String(validating: bytes, as: UTF8.self))
        #expect(text.contains("# trial 2: from=1 to=2 kept=no limb=right\n"))
        #expect(text.contains("# trial 3: from=0 to=2 kept=yes\n"))
        let read = try TrialFileReader.read(bytes, name: "x").file
        #expect(read.trailer.trials == file.trailer.trials)
        #expect(read.bytes() == bytes)
        let odd = Array(text.replacing("limb=right", with: "limb=both").utf8)
        #expect(throws: RecordingError.self) { try TrialFileReader.read(odd, name: "x") }
    }
}

/// Centres of pressure in text files of other systems.
@Suite struct PressureTextTests {
    private func read(_ text: String, _ change: (inout TextOptions) -> Void) throws -> ForceRecord {
        var options = TextOptions(rate: 100)
        change(&options)
        return try TextReader.read(Array(text.utf8), name: "x.csv", options: options).record
    }

    private func problem(_ text: String, _ change: (inout TextOptions) -> Void) -> String {
        do {
            let record = try read(text, change)
            return "read \(record.pressure)"
        } catch let error as RecordingError {
            return "\(error.kind): \(error.description)"
        } catch { return "\(error)" }
    }

    private let plain = "Fz,CoPx,CoPy\n700,0.0012,-0.0345\n10,0,0\n650,NaN,NaN\n710,0.002,0.001\n"

    @Test func aUnitIsAskedForAndNeverGuessed() throws {
        // Found by its name, but of unknown unit: told and left out.
        var options = TextOptions(total: "Fz", rate: 100)
        let silent = try TextReader.read(Array(plain.utf8), name: "x.csv", options: options)
        #expect(silent.record.pressure.isEmpty)
        #expect(silent.notices.contains { $0.contains("--cop-unit") })
        // Named: refused until it is known.
        options.pressure.both = "CoPx,CoPy"
        #expect(problem(plain) { $0 = options }.contains("--cop-unit"))
        options.pressure.unit = "inch"
        #expect(problem(plain) { $0 = options }.contains("mm, cm or m"))
        options.pressure.unit = "m"
        let path = try #require(try read(plain) { $0 = options }.pressure.both)
        #expect(path.x[0] == 1.2 && path.y[0] == -34.5)
        // Unloaded, and not a number in the file: no point, but no missing sample either.
        #expect(path.x[1].isNaN && path.y[1].isNaN && path.x[2].isNaN)
        #expect(path.x[3] == 2 && path.y[3] == 1)
        let record = try read(plain) { $0 = options }
        #expect(record.flags.isEmpty && record.total == [700, 10, 650, 710])
    }

    @Test func theHeadingGivesTheUnitAndNamesAreEnough() throws {
        for (heading, first) in [("CoPx (cm),CoPy (cm)", 12.0), ("cop_x_mm,cop_y_mm", 1.2), ("Ax [m],Ay [m]", 1200)] {
            let record = try read("Fz (N),\(heading)\n700,1.2,3\n700,2,3\n") { $0.total = "Fz" }
            #expect(record.pressure.both?.x[0] == first, "\(heading)")
        }
        // An acceleration is no place.
        let other = try read("Fz,ax (m/s2),ay (m/s2)\n700,1.2,3\n700,2,3\n") { $0.total = "Fz" }
        #expect(other.pressure.isEmpty)
    }

    @Test func aMinusTurnsASignAndColumnsMayBeNumbered() throws {
        let record = try read(plain) {
            $0.total = "1"
            $0.pressure.both = "-3,CoPx"
            $0.pressure.unit = "m"
        }
        #expect(record.pressure.both?.x[0] == 34.5 && record.pressure.both?.y[0] == 1.2)
    }

    private let two = "L,R,lx,ly,rx,ry\n300,400,1,2,3,4\n300,400,5,6,7,8\n"

    @Test func twoPlatesNeedOneFrame() throws {
        var options = TextOptions(left: "L", right: "R", rate: 100)
        options.pressure.left = "lx,ly"
        options.pressure.right = "rx,ry"
        options.pressure.unit = "mm"
        #expect(problem(two) { $0 = options }.contains("--left-at"))
        options.pressure.leftOrigin = "-250,0"
        options.pressure.rightOrigin = "250,10"
        let record = try read(two) { $0 = options }
        #expect(record.pressure.left == PressurePath(x: [-249, -245], y: [2, 6]))
        #expect(record.pressure.right == PressurePath(x: [253, 257], y: [14, 18]))
        let net = try #require(record.netPressure)
        #expect(abs(net.x[0] - (-249.0 * 300 + 253 * 400) / 700) < 1e-12)
        options.pressure.leftOrigin = "here"
        #expect(problem(two) { $0 = options }.contains("no X,Y"))
    }

    /// Two plates under forces at known places, as six components about origins 40 mm under the surface.
    private func components(_ height: Double) -> String {
        func row(_ p: SIMD2<Double>, _ f: SIMD3<Double>) -> String {
            let mx = p.y * f.z - height * f.y
            let my = height * f.x - p.x * f.z
            return "\(f.x),\(f.y),\(f.z),\(mx),\(my)"
        }
        let heading = "Fx1 (N),Fy1 (N),Fz1 (N),Mx1 (N m),My1 (N m),Fx2 (N),Fy2 (N),Fz2 (N),Mx2 (N m),My2 (N m)\n"
        let rows = [
            row([0.03, -0.05], [12, -7, 350]) + "," + row([-0.02, 0.04], [-9, 3, 420]),
            row([0.031, -0.052], [10, -6, 355]) + "," + row([-0.021, 0.041], [-8, 2, 415]),
        ]
        return heading + rows.joined(separator: "\n") + "\n"
    }

    @Test func sixComponentsOfTwoPlates() throws {
        var options = TextOptions(left: "Fz1", right: "Fz2", rate: 100)
        options.pressure.leftMoments = "Fx1,Fy1,Mx1,My1"
        options.pressure.rightMoments = "Fx2,Fy2,Mx2,My2"
        options.pressure.leftOrigin = "0,0"
        options.pressure.rightOrigin = "0,0"
        #expect(problem(components(0.04)) { $0 = options }.contains("--surface-height"))
        options.pressure.surfaceHeight = 40
        let record = try read(components(0.04)) { $0 = options }
        #expect(record.pressure.left == PressurePath(x: [30, 31], y: [-50, -52]))
        #expect(record.pressure.right == PressurePath(x: [-20, -21], y: [40, 41]))
        // Another height is another place.
        options.pressure.surfaceHeight = 0
        #expect(try read(components(0.04)) { $0 = options }.pressure.left?.x[0] != 30)
    }

    @Test func momentsAloneAreAboutTheSurface() throws {
        let text = "Fz,Mx,My\n700,35,-70\n700,35,-70\n"
        var options = TextOptions(total: "Fz", rate: 100)
        options.pressure.bothMoments = "Mx,My"
        options.pressure.surfaceHeight = 0
        #expect(problem(text) { $0 = options }.contains("--moment-unit"))
        options.pressure.momentUnit = "Nm"
        #expect(try read(text) { $0 = options }.pressure.both == PressurePath(x: [100, 100], y: [50, 50]))
        options.pressure.momentUnit = "Nmm"
        #expect(try read(text) { $0 = options }.pressure.both == PressurePath(x: [0.1, 0.1], y: [0.05, 0.05]))
        options.pressure.surfaceHeight = 40
        #expect(problem(text) { $0 = options }.contains("Fx,Fy,Mx,My"))
    }

    @Test func contradictionsAreNamed() {
        func text(_ change: @escaping (inout TextOptions) -> Void) -> String {
            problem(two) {
                $0.left = "L"
                $0.right = "R"
                $0.pressure.unit = "mm"
                change(&$0)
            }
        }
        #expect(
            text {
                $0.pressure.both = "lx,ly"; $0.pressure.left = "rx,ry"
            }.contains("exclude"))
        #expect(
            text {
                $0.pressure.left = "lx,ly"; $0.pressure.leftMoments = "rx,ry"
            }.contains("twice"))
        #expect(text { $0.pressure.both = "L,ly" }.contains("two things"))
        #expect(text { $0.pressure.both = "lx" }.contains("no X,Y"))
        #expect(text { $0.pressure.both = "lx,nothing" }.contains("no column has that name"))
        #expect(
            problem(two) {
                $0.total = "L"
                $0.pressure.unit = "mm"
                $0.pressure.left = "lx,ly"
            }.contains("needs that side's force"))
    }

    @Test func gapsOfTheTimeAreGapsOfThePath() throws {
        let text = "t (s),Fz,copx (mm),copy (mm)\n0,700,1,1\n0.01,700,2,2\n0.04,700,3,3\n0.05,700,4,4\n0.06,700,5,5\n"
        let record = try TextReader.read(Array(text.utf8), name: "x", options: TextOptions(total: "Fz")).record
        let x = try #require(record.pressure.both?.x)
        #expect(x.count == 7 && record.count == 7)
        #expect(x[1] == 2 && x[2].isNaN && x[3].isNaN && x[4] == 3)
    }
}

/// Quiet stances of somebody else's plate against numbers from scipy (reference numbers, section 6).
@Suite struct PosturographyTests {
    /// What the reference gives, in metres and seconds.
    struct Reference: Sendable, CustomTestStringConvertible {
        var file: String
        var isFiltered: Bool
        var force: Double
        var path: Double
        var velocity: Double
        var rms: (Double, Double)
        var range: (Double, Double)
        var area: Double
        var testDescription: String { "\(file) \(isFiltered ? "10 Hz" : "unfiltered")" }
    }

    static let references: [Reference] = [
        Reference(
            file: "eyesOpen_1", isFiltered: false, force: 899.023, path: 1.01642, velocity: 0.031764,
            rms: (0.001933, 0.004066), range: (0.009789, 0.019944), area: 0.00014),
        Reference(
            file: "eyesOpen_1", isFiltered: true, force: 899.023, path: 0.229133, velocity: 0.007161,
            rms: (0.001932, 0.004065), range: (0.009701, 0.019856), area: 0.00014),
        Reference(
            file: "eyesClosed_1", isFiltered: false, force: 899.041, path: 1.06195, velocity: 0.033187,
            rms: (0.002182, 0.004051), range: (0.011829, 0.021023), area: 0.000166),
        Reference(
            file: "eyesClosed_1", isFiltered: true, force: 899.041, path: 0.373126, velocity: 0.011661,
            rms: (0.002182, 0.00405), range: (0.011749, 0.020783), area: 0.000166),
    ]

    private func options(moments: Bool = false) -> TextOptions {
        var options = TextOptions(total: "Fz", time: "Time")
        if moments {
            options.pressure.bothMoments = "Mx,My"
            options.pressure.momentUnit = "Nm"
            options.pressure.surfaceHeight = 0
        } else {
            options.pressure.unit = "m"
        }
        return options
    }

    private func analyze(_ opened: OpenedRecording, _ change: (inout SwaySettings) -> Void) throws -> TrialResult {
        var settings = opened.settings
        change(&settings.sway)
        let result = RecordingAnalysis.analyze(opened.record, info: opened.info, test: .stance, settings: settings)
        return try #require(result.trials.first)
    }

    @Test(arguments: references) func reference(_ reference: Reference) throws {
        let file = "posturography_acuna/\(reference.file).csv.gz"
        guard let url = Repository.recording(file) else {
            print("recording test skipped: \(file)")
            return
        }
        let opened = try RecordingReader.open(url.path, options: options())
        #expect(opened.record.rate == 1000 && opened.record.count == 32_000)
        let mean = opened.record.total.reduce(0, +) / 32_000
        #expect(abs(mean - reference.force) < 0.0005)
        // The reference takes the whole record, with 10 Hz as the point of a single pass.
        let trial = try analyze(opened) {
            $0.settling = 0
            $0.leaving = 0
            $0.convention = .singlePass
            if !reference.isFiltered { $0.cutoff = nil }
        }
        func both(_ id: String) throws -> Double { try #require(trial.metric(id)?.both, "\(id)") }
        #expect(abs(try both("copTime") - 31.999) < 1e-9)
        // Millimetres against metres, to half a unit of the last printed digit.
        #expect(abs(try both("copPath") / 1000 - reference.path) < (reference.path > 1 ? 5e-6 : 5e-7))
        #expect(abs(try both("copVel") / 1000 - reference.velocity) < 5e-7)
        #expect(abs(try both("copRMS_ML") / 1000 - reference.rms.0) < 5e-7)
        #expect(abs(try both("copRMS_AP") / 1000 - reference.rms.1) < 5e-7)
        #expect(abs(try both("copRange_ML") / 1000 - reference.range.0) < 5e-7)
        #expect(abs(try both("copRange_AP") / 1000 - reference.range.1) < 5e-7)
        #expect(abs(try both("copArea95Chi2") / 1e6 - reference.area) < 5e-7)
        // Of 32 000 points the F form is a hair larger.
        let ratio = try both("copArea95") / both("copArea95Chi2")
        #expect(ratio > 1 && ratio < 1.0003)
    }

    @Test func momentsGiveThePointsThatTheFileHolds() throws {
        guard let url = Repository.recording("posturography_acuna/eyesOpen_1.csv.gz") else {
            print("recording test skipped: posturography_acuna")
            return
        }
        let one = try #require(try RecordingReader.open(url.path, options: options()).record.pressure.both)
        let other = try #require(
            try RecordingReader.open(url.path, options: options(moments: true)).record.pressure.both)
        // The file prints 1e-6 m, half of which may be lost on either side of the grid.
        #expect(zip(one.x, other.x).allSatisfy { abs($0 - $1) <= 0.0011 })
        #expect(zip(one.y, other.y).allSatisfy { abs($0 - $1) <= 0.0011 })
    }

    @Test func closedEyesSwayMore() throws {
        guard let open = Repository.recording("posturography_acuna/eyesOpen_1.csv.gz"),
            let closed = Repository.recording("posturography_acuna/eyesClosed_1.csv.gz")
        else {
            print("recording test skipped: posturography_acuna")
            return
        }
        // By the usual rule 26 s are left of 32, which is said.
        let a = try analyze(try RecordingReader.open(closed.path, options: options())) { _ in }
        let b = try analyze(try RecordingReader.open(open.path, options: options())) { _ in }
        #expect(a.reasons == ["shortSway"] && a.metric("copVel")?.status == .lowQuality)
        #expect(a.metric("copVel")?.method == "path/T/after5s-bw2x2-10Hz")
        let ratio = try #require(RombergRatio.ratios(closed: a, open: b).first { $0.id == "copVel" })
        #expect(ratio.status == .lowQuality)
        #expect(try #require(ratio.value) > 1.3)
        #expect(a.metric("copSampEn_ML")?.both.map { $0 > 0.05 && $0 < 2 } == true)
        #expect(a.metric("share")?.status == .totalOnly)
    }
}
