import ArgumentParser
import Assessments
import Foundation
import Recordings

/// What a run is about and where it goes.
struct RunOptions: ParsableArguments {
    @Option(
        help: "Test: \(TestID.allCases.map(\.rawValue).joined(separator: ", ")); else the virtual person's, else free.")
    var test: TestID?

    @Option(help: "Seconds of recording after the zero; else until it is stopped (Ctrl-C).")
    var duration: Double?

    @Option(name: .customShort("o"), help: ArgumentHelp("Data folder for this call.", valueName: "dir"))
    var output: String?

    @Option(help: "Athlete's id.")
    var athlete: String?

    @Option(help: "Barbell or vest in kilograms.")
    var load: Double = 0

    @Option(help: "Height of the box of drop jumps and landings in metres.")
    var box: Double?

    @Option(help: "Distance from the joint to where the force acts in metres, for torques.")
    var lever: Double?

    @Option(help: "Gravity at the site in m/s²; 9.80665 unless known better.")
    var gravity: Double?

    @Option(
        name: .customLong("zone"),
        help: ArgumentHelp(
            "Right share in % to train in, such as 45:55; the time in it is shown.", valueName: "low:high"))
    var zoneText: String?

    @Option(
        name: .customLong("lsl"),
        help: ArgumentHelp(
            "Also stream the forces under this name over the lab streaming layer, where liblsl is installed.",
            valueName: "name"))
    var stream: String?

    @Flag(help: "Show all metrics in the table, not only the headline ones.")
    var all = false

    @Option(help: "How results are written: table, json, csv.")
    var format: AnalyzeCommand.Format = .table

    func validate() throws {
        if let duration, !(duration > 0 && duration <= 86_400) {
            throw ValidationError("--duration is in seconds, above 0 and at most 86400.")
        }
        if !(load >= 0 && load < 1000) { throw ValidationError("--load is in kilograms, 0 to 1000.") }
        if zoneText != nil, zone == nil {
            throw ValidationError("--zone is two shares from 0 to 100 %, such as 45:55.")
        }
        if let box, !(box > 0 && box <= 1.5) { throw ValidationError("--box is in metres, above 0 and at most 1.5.") }
        if let lever, !(lever > 0 && lever <= 2) {
            throw ValidationError("--lever is in metres, above 0 and at most 2.")
        }
        if let gravity, !(gravity > 9.7 && gravity < 9.9) {
            throw ValidationError("--gravity is in m/s², between 9.7 and 9.9 on Earth.")
        }
    }

    /// The band of right shares to train in; nil for none.
    var zone: ClosedRange<Double>? {
        guard let parts = zoneText?.split(separator: ":"), parts.count == 2, let low = Double(parts[0]),
            let high = Double(parts[1]), low >= 0, low <= high, high <= 100
        else { return nil }
        return low...high
    }

    /// The data folder: `-o`, else the platform's.
    var data: DataDirectory { output.map { DataDirectory(path: $0) } ?? DataDirectory.standard() }
}
