import ArgumentParser
import Calibration
import Foundation
import Laboratory
import Recordings

extension CalibrateCommand {
    /// `bilanx calibrate certificate`: the printed record of a run.
    struct Certificate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the calibration record of a run, for print and for programs.",
            discussion: """
                Writes records/ID.html, which prints to A4 and Letter, and records/ID.json into the data folder's \
                calibrations, and prints both paths. The record is informative and claims no accreditation; what is \
                missing stands in it. The same run gives the same bytes: the day of issue is what --issued says.
                """)

        @Argument(help: "Run: an id of the data folder or a path to its folder. Of an adjusted device the run as left.")
        var runName: String

        @Option(help: ArgumentHelp("Run before the adjustment.", valueName: "run"))
        var asFound: String?

        @Option(
            parsing: .singleValue,
            help: ArgumentHelp(
                "Run of the same sensor at another temperature; once for each, for the temperature coefficients.",
                valueName: "run"))
        var temperature: [String] = []

        @Option(help: ArgumentHelp("Set that was in use before, as a JSON file.", valueName: "file"))
        var previous: String?

        @Option(help: "Laboratory with its address.")
        var lab: String?

        @Option(help: "Client.")
        var client: String?

        @Option(help: "How it was done, in words.")
        var method = "Comparison with dead weights under local gravity, stable readings"

        @Option(help: "Condition of the device when it came.")
        var condition: String?

        @Option(help: "Who stands for the record.")
        var authorised: String?

        @Option(help: "Day on which the device was received, such as 2026-11-20.")
        var received: String?

        @Option(help: "Day on which the record is issued.")
        var issued: String?

        @Option(help: "Rule by which something is accepted, in words, where a statement of conformity was asked for.")
        var decision: String?

        @Option(help: "Name of the record; else CR- and the run's id.")
        var id: String?

        @OptionGroup var options: FitOptions

        func validate() throws {
            for (name, text) in [("--received", received), ("--issued", issued)] {
                if let text, text.utf8.count != 10 || CalendarDay(text) == nil {
                    throw ValidationError("\(name) is a day such as 2026-11-22.")
                }
            }
            if let id, !Self.isName(id) {
                throw ValidationError("--id is letters, digits, . _ and -, and does not begin with a dot.")
            }
        }

        /// A name that stays in its folder.
        private static func isName(_ id: String) -> Bool {
            !id.isEmpty && !id.hasPrefix(".")
                && id.unicodeScalars.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains($0))
                }
        }

        func run() throws {
            Output.ignoreBrokenPipes()
            let left = try StoredRun(runName, options.store)
            let found = try asFound.map { try StoredRun($0, options.store) }
            let others = try temperature.map { try StoredRun($0, options.store) }
            if !others.isEmpty, options.zeroSpan || options.cells != nil || options.six {
                Output.words("--temperature is for the curve of one sensor.")
                throw ExitCode(Exit.usage)
            }
            let outcome = try left.outcome(options, temperature: try StoredRun.temperature([left] + others))
            let before = try found.map { try $0.outcome(options) }
            let name = id ?? "CR-" + left.run.id
            guard Self.isName(name) else {
                Output.words("\(left.run.id): the run's id makes no name of a file; name the record with --id NAME.")
                throw ExitCode(Exit.badData)
            }
            var record = CalibrationRecord(
                id: name, laboratory: lab ?? "", client: client, method: method, condition: condition,
                received: received.flatMap { CalendarDay($0) }, issued: issued.flatMap { CalendarDay($0) },
                previous: try previousSet(), decisionRule: decision, authorisedBy: authorised)
            record.temperatureRuns = others.map { other in
                CalibrationRecord.TemperatureRun(
                    run: other.run.id, temperature: other.run.temperatures, rawHash: other.content.rawHash)
            }
            record.registerEntry =
                left.folder.registrations.last { $0.set == outcome.set.id }?.quotation
            let document = try StoredRun.orExit(left.run.id) { () throws(CalibrationError) in
                try RecordDocument(
                    record, outcome: outcome, found: before, rawHash: left.content.rawHash,
                    foundHash: found?.content.rawHash, software: Bilanx.software)
            }
            let folder = RecordFolder(options.store)
            var paths: [String] = []
            do throws(RecordingError) {
                paths.append(try folder.write(name + ".html", document.html))
                paths.append(try folder.write(name + ".json", document.json))
            } catch {
                Output.words(error.description)
                throw ExitCode(Exit.code(error))
            }
            for missing in document.shortcomings { Output.words("missing in the record: \(missing)") }
            try Output.results(paths.joined(separator: "\n") + "\n")
        }

        private func previousSet() throws -> CalibrationSet? {
            guard let previous else { return nil }
            if let known = try? Register(options.store).set(previous) { return known }
            guard let data = FileManager.default.contents(atPath: previous) else {
                Output.words(
                    "\(previous): neither a set of the register nor a file that can be read; see bilanx calibrate list."
                )
                throw ExitCode(Exit.failed)
            }
            do { return try JSONDecoder().decode(CalibrationSet.self, from: data) } catch {
                Output.words("\(previous): it holds no calibration set; name the JSON file of a set.")
                throw ExitCode(Exit.badData)
            }
        }
    }
}
