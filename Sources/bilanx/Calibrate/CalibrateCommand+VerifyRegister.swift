import ArgumentParser
import Assessments
import Calibration
import Foundation
import Laboratory
import Recordings
import SignalCore

extension CalibrationStore {
    /// The store of a data folder, whose end this user's own folder remembers as well.
    static func ofUser(_ data: DataDirectory) -> CalibrationStore { CalibrationStore(data, memory: userMemory()) }
}

extension CalibrateCommand {
    /// `bilanx calibrate verify-register`: whether the register is what it was.
    struct VerifyRegister: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify-register",
            abstract: "Holds the register of calibrations against everything that quotes it.",
            discussion: """
                Follows the chain of hashes, compares its end with what the folder and this machine remember, and looks \
                at every run, printed record and recording of the data folder that quotes an entry. Exit 0 where all \
                agree, 65 where something was changed.
                """)
        @Option(help: "How the result is written: table, json, csv.")
        var format: AnalyzeCommand.Format = .table
        @OptionGroup var place: RigCommand.Place

        private struct Row: Encodable {
            var place: String
            var entry: String
            var outcome: RegisterAudit.Witness.Outcome
        }

        private struct Document: Encodable {
            var schema = "bilanx.registeraudit/1"
            var is_whole: Bool
            var entries: Int
            var damage: [String]
            var witnesses: [Row]
        }

        func run() throws {
            Output.ignoreBrokenPipes()
            let register = try CalibrateCommand.register(place)
            let quoted = RecordingHeaders.all(place.data).flatMap { path, header in
                Side.allCases.compactMap { side in
                    header.scales[side]?.registerEntry.map {
                        (place: "recording \(path) \(side.rawValue)", quotation: $0)
                    }
                }
            }
            let audit = RegisterAudit(register, others: quoted)
            let rows = audit.witnesses.map { Row(place: $0.place, entry: $0.quotation, outcome: $0.outcome) }
            switch format {
            case .table:
                var text = "The register holds \(register.entries.count) entries.\n"
                for damage in audit.damage { text += "\(damage).\n" }
                if !rows.isEmpty {
                    var table = PlainTable(["entry", "quoted by", "outcome"])
                    for witness in audit.witnesses {
                        table.add([
                            String(witness.quotation.prefix { $0 != ":" }), witness.place, Self.words(witness.outcome),
                        ])
                    }
                    text += table.text
                }
                text += audit.isWhole ? "Nothing speaks against it.\n" : "It is not what it was.\n"
                try Output.results(text)
            case .csv:
                let lines = rows.map { "\(CSVCell.text($0.place)),\($0.entry),\($0.outcome.rawValue)" }
                try Output.results((["place,entry,outcome"] + lines).joined(separator: "\n") + "\n")
            case .json:
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
                let document = Document(
                    is_whole: audit.isWhole, entries: register.entries.count,
                    damage: audit.damage.map(\.description), witnesses: rows)
                try Output.results(String(decoding: try encoder.encode(document), as: UTF8.self) + "\n")
            }
            if !audit.isWhole {
                Output.words(
                    "Take register.jsonl from a backup, or say why in a note (bilanx calibrate note) and calibrate anew."
                )
                throw ExitCode(Exit.badData)
            }
        }

        private static func words(_ outcome: RegisterAudit.Witness.Outcome) -> String {
            switch outcome {
            case .holds: "holds"
            case .differs: "the entry says something else now"
            case .missing: "the entry is gone"
            case .rawChanged: "the raw readings were changed or cannot be read"
            case .noRun: "its run is not in this data folder"
            }
        }
    }
}
