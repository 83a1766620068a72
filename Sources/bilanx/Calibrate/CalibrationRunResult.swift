import Calibration
import Foundation
import Laboratory
import Recordings

/// The readings of a run as results.
struct CalibrationRunResult {
    private let guide: GuidedRun
    private let path: String

    init(_ guide: GuidedRun, _ path: String) {
        self.guide = guide
        self.path = path
    }

    func write(_ format: CalibrateCommand.Run.Format) throws {
        let shown = guide.snapshot
        let id = guide.run.id
        switch format {
        case .table:
            var table = PlainTable(["step", "force N", "reading", "SD", "samples", "what", "void"])
            for reading in shown.readings {
                table.add([
                    "\(reading.step)", reading.force.map { FrameText.fixed($0, 3) } ?? "-", numbers(reading.means),
                    numbers(reading.deviations), "\(reading.count)", reading.text, reading.void ?? "",
                ])
            }
            try Output.results(table.text)
            try Output.results("Run: \(id)\n")
            try Output.results(
                shown.isFinished
                    ? "Next: bilanx calibrate fit \(id)\n" : "Next: bilanx calibrate run --resume \(id)\n")
        case .csv:
            var text = "step,force_N,reading_\(guide.run.device.quantity),sd,samples,void\n"
            for reading in shown.readings {
                text +=
                    "\(reading.step),\(reading.force.map { "\($0)" } ?? ""),"
                    + "\(reading.means.map { "\($0)" }.joined(separator: " ")),"
                    + "\(reading.deviations.map { "\($0)" }.joined(separator: " ")),\(reading.count),"
                    + "\(reading.void == nil ? 0 : 1)\n"
            }
            try Output.results(text)
            Output.words("Run: \(id)")
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try Output.results(String(decoding: try encoder.encode(shown), as: UTF8.self) + "\n")
        }
    }

    private func numbers(_ values: [Double]) -> String { values.map { "\(Float($0))" }.joined(separator: " ") }
}
