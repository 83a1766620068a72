import Assessments
import Foundation
import Recordings
import SignalCore
import Symmetry

/// Analyses single recordings as the command line says; several threads may ask at once.
struct RecordingAnalyzer: Sendable {
    /// What was typed.
    let command: AnalyzeCommand
    /// The format that `--from` names.
    let forced: ImportFormat?
    /// The method.
    let selection: MethodSelection
    /// What was chosen and declared of the comparison.
    let comparison: SymmetrySettings

    /// Another calibration; nil for the recording's own.
    var recalculation: Recalculation?

    /// What is said of text files, whichever they are.
    var textOptions: TextOptions {
        var options = TextOptions(
            left: command.left, right: command.right, total: command.total, time: command.time, rate: command.rate)
        options.pressure = command.pressure.options
        return options
    }

    /// Results of a recording, and what people should know of it, in whole sentences.
    func analyze(_ path: String) throws(RecordingError) -> (result: RecordingResult, words: [String]) {
        var options = textOptions
        command.foreign.apply(to: &options, path: path)
        var opened = try RecordingReader.open(path, options: options, from: forced)
        var words = opened.notices
        try recalculation?.apply(to: &opened, path: path, words: &words)
        command.symmetry.apply(comparison, to: &opened)
        if let load = command.load { opened.settings.loadKilograms = load }
        if let gravity = command.gravity { opened.settings.gravity = gravity }
        opened.settings.bodyMassKilograms = command.bodyMass
        opened.settings.targetForce = command.target
        if opened.settings.withheld == .sidesUnconfirmed {
            if command.sidesConfirmed {
                opened.settings.withheld = opened.check?.withholds == true ? .checkFailed : nil
                words.append("\(path): its sides were never confirmed; symmetry is shown on your word.")
            } else {
                words.append(
                    "\(path): its sides were never confirmed, so no symmetry is shown; if left is left, add --sides-confirmed."
                )
            }
        }
        opened.settings.rules = selection.rules
        let test = testID(opened, path, &words)
        let weigh = command.fresh ? nil : opened.weigh
        let trials = command.fresh ? nil : opened.trials
        var result = RecordingAnalysis.analyze(
            opened.record, info: opened.info, test: test, weighing: weigh, trials: trials, settings: opened.settings)
        if command.method.spread {
            result.spread = MethodSpread.compute(
                opened.record, info: opened.info, test: test, weighing: weigh, trials: trials,
                settings: opened.settings, presets: MethodOptions.compared(selection))
        }
        return (result, words)
    }

    /// The test of the command line, else of the file, else none; never a guess.
    private func testID(_ opened: OpenedRecording, _ path: String, _ words: inout [String]) -> TestID {
        if let test = command.test { return test }
        guard let named = opened.test else { return .free }
        if let known = TestID(rawValue: named) { return known }
        words.append(
            "\(path): its test `\(named)` is not known to this version; analysed as `free`, or choose with --test.")
        return .free
    }

    /// Results of recordings as a document.
    func document(_ results: [RecordingResult]) -> ResultsDocument {
        ResultsDocument(
            software: Bilanx.software, preset: selection.name, rules: selection.rules, recordings: results,
            unnamedAreOne: command.symmetry.oneAthlete)
    }

    /// The rows of one recording in the tidy table.
    func rows(_ result: RecordingResult) -> String {
        var document = document([])
        // Set here, not above: nobody waits for what a document makes of several recordings.
        document.recordings = [result]
        return document.csvOfRecordings()
    }

    /// True where a recording is in nothing that is formed of several, and forms no ratio by itself.
    func isAlone(_ result: RecordingResult) -> Bool {
        result.info.athlete == nil && !command.symmetry.oneAthlete && command.symmetry.ratio.isEmpty
            && document([result]).derived.isEmpty
    }

    /// All that decides the rows of a recording beside itself, by name, as a batch's table keeps it.
    ///
    /// An option of `analyze` that changes a row belongs here, or a resumed table mixes two sorts of rows.
    var settings: [(name: String, value: String)] {
        func text(_ value: Any?) -> String { value.map { "\($0)" } ?? "" }
        var foreign = textOptions
        command.foreign.apply(to: &foreign, path: "")
        return [
            ("software", Bilanx.software), ("header", command.batch.noHeader ? "no" : "yes"),
            ("test", text(command.test?.rawValue)), ("preset", selection.name), ("rules", text(selection.rules)),
            ("gravity", text(command.gravity)), ("load", text(command.load)), ("body mass", text(command.bodyMass)),
            ("target", text(command.target)), ("index", text(comparison.index?.rawValue)),
            ("roles", text(comparison.roles)), ("rule", comparison.rule.rawValue),
            ("reliability", text(comparison.reliability)), ("box", text(command.symmetry.box)),
            ("lever", text(command.symmetry.lever)), ("athlete", text(command.symmetry.athlete)),
            ("sides confirmed", text(command.sidesConfirmed)), ("fresh", text(command.fresh)),
            ("spread", text(command.method.spread)), ("format", text(forced?.id)), ("columns", text(foreign)),
            ("left limb", command.foreign.leftLimb.joined(separator: ", ")),
            ("right limb", command.foreign.rightLimb.joined(separator: ", ")),
        ]
    }
}
