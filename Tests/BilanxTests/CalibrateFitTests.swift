import Calibration
import Foundation
import Laboratory
import Recordings
import SignalCore
import Testing

/// `bilanx calibrate fit` and `certificate`.
@Suite struct CalibrateFitTests {
    /// A run of two rising and falling series on a straight sensor, on disk.
    private static func stored(
        _ id: String = "fit-1", in folder: URL, gain: Double = 2e5, temperature: Double = 20
    ) throws -> CalibrationRun {
        let masses = (1...6).map { ReferenceMass(id: "W\($0)", mass: 20, expandedUncertainty: 4e-4, certificate: "C") }
        let stacks = (1...6).map { count in (1...count).map { "W\($0)" } }
        var run = CalibrationRun(
            id: id, started: "2026-11-22T09:00:00Z",
            device: CalibrationDevice(model: "u6", serial: "1", channels: ["AIN0"], quantity: "V", rate: 100),
            operatorName: "<script>alert(1)</script>", site: CalibrationSite(name: "lab", latitude: 52, height: 10),
            climate: Climate(temperature: temperature, humidity: 50, pressure: 1000), masses: masses, warmUp: 20,
            plan: .deadWeight(stacks, rotations: [0, 120], preloads: 0))
        for (number, step) in run.plan.steps.enumerated() {
            let force = run.load(step)?.force ?? .nan
            let shaken = Double((number * 7919) % 11 - 5) * 2e-8
            run.readings.append(
                StepReading(
                    step: number, start: Double(number), end: Double(number) + 1, means: [1e-4 + force / gain + shaken],
                    deviations: [1e-8], count: 100))
        }
        _ = try RunFolder.create(run, in: CalibrationStore(DataDirectory(path: folder.path)))
        return run
    }

    @Test func theFitIsPrinted() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try Self.stored(in: folder)
        let run = try CommandLineRun(["calibrate", "fit", "fit-1", "-o", folder.path])
        #expect(run.code == 0, "\(run.words)")
        for item in [
            "polynomial of degree 1", "Coefficients", "F tests", "Residuals in N over force", "hysteresis",
            "In the manner of ISO 376:2011 (informative)", "Coverage factor k", "not determined",
        ] { #expect(run.output.contains(item), "\(item)") }
        // A path does as well as an id.
        let path = CalibrationStore(DataDirectory(path: folder.path)).runPath("fit-1")
        #expect(try CommandLineRun(["calibrate", "fit", path]).output == run.output)
        let csv = try CommandLineRun(["calibrate", "fit", "fit-1", "--format", "csv", "-o", folder.path])
        #expect(csv.output.hasPrefix("section,table,row,column,value\n"))
        let json = try CommandLineRun([
            "calibrate", "fit", "fit-1", "--degree", "2", "--format", "json", "-o", folder.path,
        ])
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let document = try #require(object as? [String: Any])
        #expect((document["fit"] as? [String: Any])?["degree"] as? Int == 2)
        let set = try #require(document["set"] as? [String: Any])
        let gain = try #require((set["coefficients"] as? [Double])?[1])
        #expect(abs(gain / 2e5 - 1) < 1e-3)
    }

    @Test func theRecordIsWrittenOnceAndTheSameInEveryProcess() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try Self.stored(in: folder)
        let command = ["calibrate", "certificate", "fit-1", "--lab", "Lab & Co", "-o", folder.path]
        let first = try CommandLineRun(command)
        #expect(first.code == 0, "\(first.words)")
        let paths = first.output.split(separator: "\n").map(String.init)
        #expect(paths.map { ($0 as NSString).lastPathComponent } == ["CR-fit-1.html", "CR-fit-1.json"])
        let page = try String(contentsOfFile: paths[0], encoding: .utf8)
        #expect(page.contains("Lab &amp; Co") && page.contains("&lt;script&gt;alert(1)") && !page.contains("<script"))
        #expect(first.words.contains("missing in the record: who authorised it"))
        // The same again is no error; another record of the same name is.
        #expect(try CommandLineRun(command).code == 0)
        let other = try CommandLineRun(command + ["--client", "Somebody"])
        #expect(other.code == 1 && other.words.contains("--id NAME"))
        #expect(try String(contentsOfFile: paths[0], encoding: .utf8) == page)
    }

    @Test func asFoundStandsInTheRecord() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try Self.stored("before", in: folder, gain: 1.98e5)
        _ = try Self.stored("after", in: folder)
        let run = try CommandLineRun(
            ["calibrate", "certificate", "after", "--as-found", "before", "--issued", "2026-11-23", "-o", folder.path])
        #expect(run.code == 0, "\(run.words)")
        let path = try #require(run.output.split(separator: "\n").first.map(String.init))
        let page = try String(contentsOfFile: path, encoding: .utf8)
        #expect(page.contains("As found, before the adjustment") && page.contains("before, 2026-11-22"))
        // 2.00e5 over 1.98e5 is 1.01 % more.
        #expect(page.contains("<td>1.01</td>"))
    }

    @Test func temperatureComesFromSeveralRuns() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try Self.stored("t20", in: folder)
        _ = try Self.stored("t15", in: folder, gain: 2.001e5, temperature: 15)
        _ = try Self.stored("t25", in: folder, gain: 1.999e5, temperature: 25)
        let run = try CommandLineRun(["calibrate", "fit", "t20", "t15", "t25", "--temperature", "-o", folder.path])
        #expect(run.code == 0 && run.output.contains("Span per kelvin"), "\(run.words)")
        #expect(try CommandLineRun(["calibrate", "fit", "t20", "t15", "-o", folder.path]).code == 64)
    }

    @Test func whatCannotBeDoneSaysWhy() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try Self.stored(in: folder)
        let absent = try CommandLineRun(["calibrate", "fit", "nothing", "-o", folder.path])
        #expect(absent.code == 1 && absent.words.contains("nothing"))
        let cells = try CommandLineRun(["calibrate", "fit", "fit-1", "--cells", "1:1,2:2", "-o", folder.path])
        #expect(cells.code == 65 && cells.words.contains("cells"))
        let six = try CommandLineRun(["calibrate", "fit", "fit-1", "--six", "-o", folder.path])
        #expect(six.code == 64 && six.words.contains("--height"))
        let day = try CommandLineRun(["calibrate", "certificate", "fit-1", "--issued", "today", "-o", folder.path])
        #expect(day.code == 64)
        let id = try CommandLineRun(["calibrate", "certificate", "fit-1", "--id", "../x", "-o", folder.path])
        #expect(id.code == 64)
    }
}
