import Acquisition
import ArgumentParser
import Calibration
import ForceDevices
import Foundation
import Laboratory
import Recordings
import SignalCore

extension CalibrateCommand {
    /// `bilanx calibrate verify`: the check before a session.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks both plates in two minutes: noise, zero, and one known weight each.",
            discussion: """
                The rule: \(SessionCheck.rule). Exit code 0 when the plates pass, 1 when they do not. After a failure \
                symmetry is withheld until a check passes, or shown with a mark by --accept-failed-check.
                """)
        @OptionGroup var device: DeviceOptions
        @OptionGroup var place: RigCommand.Place
        @Option(help: ArgumentHelp("The known weight, such as 20kg.", valueName: "kg")) var mass: String
        @Option(
            help: ArgumentHelp(
                "Its expanded uncertainty (k = 2) by the certificate, such as 0.5g or 0.001kg.", valueName: "g"))
        var massUncertainty: String?
        @Option(help: "Gravity at the site in m/s²; 9.80665 unless known better.") var gravity: Double?
        @Option(name: .customLong("operator"), help: "Who checks.") var operatorName: String?
        @Option(help: "Temperature in °C.") var temperature: Double?
        @Option(help: "Minutes that the devices have been on.") var warmUp: Double?
        @Option(help: "Seconds that each step waits.") var patience: Double = 60
        @Flag(name: .customLong("web"), help: "Show the check on a page too, which says what to do.") var isServed =
            false
        @OptionGroup var web: WebOptions
        @Flag(help: "Ask nothing: whoever puts the weight on knows when.") var yes = false
        @Option(help: "How the outcome is written: table, json.") var format: AnalyzeCommand.Format = .table

        func validate() throws {
            guard let mass = Self.kilograms(mass), mass >= 1, mass <= 500 else {
                throw ValidationError("--mass \(mass): write kilograms from 1kg to 500kg, such as 20kg.")
            }
            if let massUncertainty, Self.kilograms(massUncertainty) == nil {
                throw ValidationError("--mass-uncertainty \(massUncertainty): write it as 0.5g or 0.0005kg.")
            }
            if let gravity, !(gravity > 9.7 && gravity < 9.9) {
                throw ValidationError("--gravity is in m/s², between 9.7 and 9.9 on Earth.")
            }
            if !(patience >= 5 && patience <= 600) { throw ValidationError("--patience is between 5 and 600 seconds.") }
        }

        /// Reads `20kg` or `0.5g`.
        static func kilograms(_ text: String) -> Double? {
            for (unit, factor) in [("kg", 1.0), ("mg", 1e-6), ("g", 1e-3)] where text.hasSuffix(unit) {
                return Double(text.dropLast(unit.count)).flatMap { $0 >= 0 && $0.isFinite ? $0 * factor : nil }
            }
            return nil
        }

        func run() throws {
            Output.ignoreBrokenPipes()
            StopSignal.install()
            if massUncertainty == nil {
                Output.words("No --mass-uncertainty was given: the weight's own error is not counted.")
            }
            if warmUp.map({ $0 < 15 }) ?? true {
                Output.words("Sensors drift until they are warm: let them be on for 15 minutes (--warm-up 15 says so).")
            }
            let known = ReferenceMass(
                id: mass, mass: Self.kilograms(mass) ?? 0,
                expandedUncertainty: massUncertainty.flatMap(Self.kilograms) ?? 0)
            let weight = DeadWeight(
                [known], gravity: gravity.map { Gravity($0, uncertainty: 0, source: "given") } ?? .standard)
            let opened = try CalibratedStream(device, place.data, corrects: true)
            defer { opened.stream.close() }
            var routine = CheckRoutine(
                rate: opened.stream.rate, reference: weight.force, uncertainty: weight.massUncertainty,
                patience: patience)
            var told: CheckRoutine.Step?
            let isAsked = !yes
            func tell() {
                guard isAsked, told != routine.step else { return }
                told = routine.step
                Output.words(routine.instruction(mass))
            }
            tell()
            let page = isServed ? try RoutinePage(web) : nil
            let id = "check-" + RunFolder.newID()
            var live: [Double?] = []
            try opened.run(
                { left, right in
                    routine.add(left: left, right: right)
                    live = [left, right].map { $0.isFinite ? $0 : nil }
                    tell()
                },
                until: {
                    page?.turn { routine.snapshot(id, weight: mass, live: live) }
                    return routine.step == .done || page?.isStopped == true
                })
            if page?.isStopped == true {
                page?.end(routine.snapshot(id, weight: mass, live: live, isStopped: true))
                Output.words("Left off on the page: nothing is stored.")
                throw ExitCode(Exit.failed)
            }
            var check = SessionCheck(
                time: ZonedTime.now().description, operatorName: operatorName ?? NSUserName(), temperature: temperature,
                warmUp: warmUp, plates: routine.plates)
            check.noiseLimit = UnloadedCheck.plateNoise
            var register = opened.register
            do throws(RecordingError) {
                try register.append(
                    .check(RegisterEntry.Checked(plates: opened.plates, scales: opened.scales, check: check)))
            } catch {
                Output.words(error.description)
                throw ExitCode(Exit.code(error))
            }
            page?.end(
                routine.snapshot(
                    id, weight: mass, live: live,
                    outcome: (CheckReport.words(check.outcome), check.problems.map(\.description))))
            let report = CheckReport(check, earlier: register.checks(opened.plates), plates: opened.plates)
            try Output.results(format == .json ? report.json() : report.text())
            if check.outcome != .passed { throw ExitCode(Exit.failed) }
        }
    }
}
