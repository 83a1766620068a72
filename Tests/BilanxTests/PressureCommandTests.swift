import Foundation
import Testing

/// Centres of pressure in text files, from the command line.
@Suite struct PressureCommandTests {
    /// Forty seconds of standing at 100 Hz, with places in metres under headings without a unit.
    private func stance() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "stance-\(UUID().uuidString).csv").path
        var text = "Fz,CoPx,CoPy\n"
        for i in 0..<4000 {
            let t = Double(i) / 100
            text += "\(700 + sin(3 * t)),\(0.003 * sin(2 * .pi * 0.25 * t)),\(0.005 * cos(2 * .pi * 0.25 * t))\n"
        }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func swayIsReportedOnceTheUnitIsSaid() throws {
        let path = try stance()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let words = ["analyze", path, "--test", "stance", "--total", "Fz", "--rate", "100", "--format", "csv"]
        let without = try CommandLineRun(words)
        #expect(without.code == 0)
        #expect(without.words.contains("--cop-unit"))
        #expect(without.output.contains(",1,copVel,both,,mm/s,notDetected,"))
        let with = try CommandLineRun(words + ["--cop-unit", "m"])
        #expect(with.code == 0)
        let row = try #require(
            with.output.split(separator: "\n").first { $0.contains(",1,copRange_AP,both,") }
        ).split(separator: ",", omittingEmptySubsequences: false)
        // An ellipse of 3 by 5 mm, its longer axis forwards.
        #expect(abs(try #require(Double(row[6])) - 10) < 0.01)
    }

    @Test func aMinusBeforeAColumnIsUnderstood() throws {
        let path = try stance()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = try CommandLineRun([
            "analyze", path, "--test", "stance", "--total", "Fz", "--rate", "100", "--cop=-CoPy,CoPx", "--cop-unit",
            "m",
            "--format", "csv",
        ])
        #expect(run.code == 0)
        let row = try #require(
            run.output.split(separator: "\n").first { $0.contains(",1,copRange_ML,both,") }
        ).split(separator: ",", omittingEmptySubsequences: false)
        #expect(abs(try #require(Double(row[6])) - 10) < 0.01)
    }

    @Test func contradictionsAreAUsageError() throws {
        let run = try CommandLineRun(["analyze", "x.csv", "--cop", "1,2", "--left-cop", "3,4"])
        #expect(run.code == 64)
        #expect(run.words.contains("exclude"))
    }
}
