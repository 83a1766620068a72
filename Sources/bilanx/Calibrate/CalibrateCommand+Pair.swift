import Acquisition
import ArgumentParser
import Calibration
import ForceDevices
import Foundation
import Laboratory
import Recordings
import SignalCore

extension CalibrateCommand {
    /// `bilanx calibrate pair`: how unequal the two plates themselves are.
    struct Pair: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compares both plates in a minute: one body stands on each by turns.",
            discussion: """
                Stand on the left plate, on the right one, step off, and again on the right and on the left one, always \
                with both feet on one plate. The body's weight need not be known. --correct stores the comparison as a \
                correction of later recordings; --clear takes it back.
                """)
        @OptionGroup var device: DeviceOptions
        @OptionGroup var place: RigCommand.Place
        @Option(help: "Seconds of the whole routine.") var seconds: Double = 60
        @Option(help: "Seconds that each step waits.") var patience: Double = 60
        @Flag(name: .customLong("web"), help: "Show the routine on a page too, which says what to do.")
        var isServed = false
        @OptionGroup var web: WebOptions
        @Flag(help: "Correct later recordings by what is found.") var correct = false
        @Flag(help: "Take the correction back.") var clear = false
        @Option(help: "How the outcome is written: table, json.") var format: AnalyzeCommand.Format = .table

        func validate() throws {
            if !(seconds >= 30 && seconds <= 600) { throw ValidationError("--seconds is between 30 and 600.") }
            if !(patience >= 5 && patience <= 600) { throw ValidationError("--patience is between 5 and 600 seconds.") }
            if correct && clear { throw ValidationError("--correct and --clear contradict each other.") }
        }

        func run() throws {
            Output.ignoreBrokenPipes()
            StopSignal.install()
            let opened = try CalibratedStream(device, place.data, corrects: false)
            defer { opened.stream.close() }
            if clear { return try takeBack(opened) }
            var routine = PairRoutine(rate: opened.stream.rate, seconds: seconds, patience: patience)
            var told: PairRoutine.Step?
            func tell() {
                guard told != routine.step else { return }
                told = routine.step
                Output.words(routine.instruction)
            }
            tell()
            let page = isServed ? try RoutinePage(web) : nil
            let id = "pair-" + RunFolder.newID()
            var live: [Double?] = []
            try opened.run(
                { left, right in
                    routine.add(left: left, right: right)
                    live = [left, right].map { $0.isFinite ? $0 : nil }
                    tell()
                },
                until: {
                    page?.turn { routine.snapshot(id, live: live) }
                    return routine.step == .done || routine.step == .gaveUp || page?.isStopped == true
                })
            guard routine.step == .done else {
                page?.end(routine.snapshot(id, live: live, isStopped: true))
                Output.words("\(routine.stands.count) of 4 stands were seen: nothing is stored. Try again.")
                throw ExitCode(Exit.failed)
            }
            let pair: PlatePair
            do throws(CalibrationError) { pair = try PlatePair(routine.stands) } catch {
                Output.words("The stands cannot be compared: \(error).")
                throw ExitCode(Exit.failed)
            }
            let takes = correct && pair.isMismatched
            try store(
                .pair(
                    RegisterEntry.Compared(
                        plates: opened.plates, scales: opened.scales, pair: pair, isAccepted: takes)), opened)
            let lines = Self.text(pair, takes, correct).split(separator: "\n").map(String.init)
            page?.end(routine.snapshot(id, live: live, outcome: (lines.first ?? "", Array(lines.dropFirst()))))
            try Output.results(format == .json ? Self.json(pair, takes) : Self.text(pair, takes, correct))
        }

        private func takeBack(_ opened: CalibratedStream) throws {
            guard let found = opened.register.comparison(opened.plates) else {
                try Output.results("There is no comparison of these plates to take back.\n")
                return
            }
            try store(
                .retire(RegisterEntry.Retired(id: found.id, reason: "taken back by calibrate pair --clear")), opened)
            try Output.results("The comparison \(found.id) is taken back: later recordings are not corrected by it.\n")
        }

        private func store(_ content: RegisterEntry.Content, _ opened: CalibratedStream) throws {
            var register = opened.register
            do throws(RecordingError) { try register.append(content) } catch {
                Output.words(error.description)
                throw ExitCode(Exit.code(error))
            }
        }

        static func text(_ pair: PlatePair, _ takes: Bool, _ wanted: Bool) -> String {
            func percent(_ value: Double) -> String { FrameText.fixed(value, 2) + " %" }
            let side = pair.mismatchPercent >= 0 ? "right" : "left"
            var text = "The \(side) plate shows \(percent(abs(pair.mismatchPercent))) more of the same force, ± "
            text += "\(percent(100 * pair.halfWidth)) (95 %).\n"
            text += "A difference of up to \(percent(pair.unresolvedNow)) (SIs) may be the plates' alone today"
            text += "; after a correction, up to \(percent(pair.unresolvedCorrected)).\n"
            if pair.disagrees { text += "The stands disagree among themselves: stand still, and repeat the routine.\n" }
            if takes {
                text += "Later recordings on these plates are corrected; bilanx calibrate pair --clear takes it back.\n"
            } else if wanted {
                text += "The plates do not differ by more than the routine can err: there is nothing to correct.\n"
            } else if pair.isMismatched {
                text += "Nothing is corrected. To correct later recordings: bilanx calibrate pair --correct\n"
            }
            return text
        }

        private static func json(_ pair: PlatePair, _ takes: Bool) throws -> String {
            struct Form: Encodable {
                var schema = "bilanx.pair/1"
                var mismatchPercent: Double
                var halfWidthPercent: Double
                var logRatio: Double
                var uncertainty: Double
                var unresolvedNow: Double
                var unresolvedCorrected: Double
                var disagrees: Bool
                var isCorrected: Bool
                var stands: [PlatePair.Stand]
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            let form = Form(
                mismatchPercent: pair.mismatchPercent, halfWidthPercent: 100 * pair.halfWidth, logRatio: pair.logRatio,
                uncertainty: pair.uncertainty, unresolvedNow: pair.unresolvedNow,
                unresolvedCorrected: pair.unresolvedCorrected, disagrees: pair.disagrees, isCorrected: takes,
                stands: pair.stands)
            return String(decoding: try encoder.encode(form), as: UTF8.self) + "\n"
        }
    }
}
