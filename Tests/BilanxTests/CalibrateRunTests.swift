import Foundation
import TestSupport
import Testing

/// Calibrations of virtual sensors by the built program.
@Suite struct CalibrateRunTests {
    private func folder() -> String {
        FileManager.default.temporaryDirectory.appending(path: "bilanx-cli-\(UUID().uuidString)").path
    }

    private let plan = Repository.fixture("calibration/plan.json").path

    private func id(_ run: CommandLineRun) throws -> String {
        let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix("Run: ") }, "\(run.words)")
        return String(line.dropFirst(5))
    }

    /// Steps of the readings that count, from a run's folder.
    private func steps(_ data: String, _ id: String) throws -> [Int] {
        let path = data + "/calibrations/runs/" + id + "/readings.jsonl"
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return object?["step"] as? Int
        }
    }

    @Test func aPlanOnAVirtualSensorIsDoneToItsEnd() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let run = try CommandLineRun([
            "calibrate", "run", "--plan", plan, "--device", "virtual:u6,gain=2", "--yes", "-o", data,
        ])
        #expect(run.code == 0, "\(run.words)")
        let id = try id(run)
        #expect(run.output.contains("Next: bilanx calibrate fit \(id)"))
        // Zero, five up, four down, zero and a preload, twice.
        #expect(try steps(data, id) == Array(0..<24))
        let path = data + "/calibrations/runs/" + id
        let backup = try String(contentsOfFile: path + "/device-calibration.json", encoding: .utf8)
        #expect(backup.contains("u6:360012345"))
        // The true gain is found in the readings and told nowhere.
        let lines = try String(contentsOfFile: path + "/readings.jsonl", encoding: .utf8).split(separator: "\n")
        let means = try lines.map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require((object?["means"] as? [Double])?.first)
        }
        // 100 kg at the place of the plan, 9.8126 m/s² less the air; 2000 N give 10 mV by the data sheet.
        let newtons = (means[6] - means[1]) / 0.01 * 2000
        #expect(abs(newtons / (100 * 9.8126 * (1 - 0.00015)) - 1.02) < 0.0005, "\(newtons)")
    }

    @Test func anInterruptedRunGoesOnWhereItWas() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let first = try CommandLineRun([
            "calibrate", "run", "--plan", plan, "--device", "virtual:u6,unplug=70", "--yes", "-o", data,
        ])
        #expect(first.code == 69, "\(first.words)")
        let words = try #require(first.words.split(separator: "\n").last { $0.contains("--resume") })
        let id = String(try #require(words.split(separator: " ").last))
        let before = try steps(data, id)
        #expect((2..<20).contains(before.count))
        let offered = try CommandLineRun([
            "calibrate", "run", "--mass", "W1=20,u=1g", "--dwell", "1", "--device", "virtual:u6", "--yes", "-o", data,
        ])
        #expect(offered.code == 0, "\(offered.words)")
        #expect(offered.words.contains("Unfinished: \(id)"))
        let other = try CommandLineRun([
            "calibrate", "run", "--resume", id, "--device", "virtual:u6,serial=77", "--yes", "-o", data,
        ])
        #expect(other.code == 64, "\(other.words)")
        let second = try CommandLineRun([
            "calibrate", "run", "--resume", id, "--device", "virtual:u6", "--yes", "-o", data,
        ])
        #expect(second.code == 0, "\(second.words)")
        #expect(try steps(data, id) == Array(0..<24))
    }

    @Test(arguments: [
        ["--device", "virtual:u6"], ["--mass", "20"], ["--mass", "W1=20,u=1g", "--plan", "x.json"],
        ["--mass", "W1=20,u=1g", "--side", "up"], ["--mass", "W1=20,u=1g", "--kind", "custom"],
    ])
    func wrongOptionsAreRefused(_ arguments: [String]) throws {
        let run = try CommandLineRun(["calibrate", "run"] + arguments)
        #expect(run.code == 64, "\(run.words)")
    }

    @Test func aPlanWithAFaultNamesFileAndKey() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let path = data + "/plan.json"
        try #"{"schema":"bilanx.calibrationplan/1","masses":[],"plan":{"kind":"heavy"}}"#.write(
            toFile: path, atomically: true, encoding: .utf8)
        let run = try CommandLineRun(["calibrate", "run", "--plan", path, "-o", data])
        #expect(run.code == 65)
        #expect(run.words.contains(path) && run.words.contains("plan.kind"), "\(run.words)")
        let missing = try CommandLineRun(["calibrate", "run", "--plan", data + "/none.json", "-o", data])
        #expect(missing.code == 1)
        #expect(missing.words.contains("none.json"))
    }
}
