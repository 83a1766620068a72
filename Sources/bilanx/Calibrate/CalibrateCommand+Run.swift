import ArgumentParser
import Calibration
import ForceDevices
import Foundation
import Laboratory
import Recordings
import SignalCore

extension CalibrateCommand {
    /// `bilanx calibrate run`: weights on the sensor, step by step.
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leads through a calibration with weights, step by step.",
            discussion: """
                Says what to put on, waits until the reading rests, takes it and goes on. Every raw reading is kept. Typed \
                words: Enter (go on, or take it as it is), redo N WHY, void WHY, pause, resume, note TEXT, \
                climate °C % hPa, warm, stop. A device that has not been on for a quarter of an hour is \
                waited for (--warm-up says how long it was on). An interrupted run goes on with --resume ID. The last lines of the output are the \
                run's id and the next command. Exit 0 when every step is done, 1 when it was left off.
                """)

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case table, json, csv
        }

        @Option(help: "Plan of the calibration (bilanx.calibrationplan/1, see docs/calibration.md).")
        var plan: String?
        @Option(help: "Device: u6, u6:SERIAL@PORT, or virtual:u6. Without it the one connected device.")
        var device: String?
        @Option(
            name: [.customLong("channel"), .customLong("channels")],
            help: "Channels with commas between: one sensor, four cells, or six components.")
        var channels: String?
        @Option(help: "The person's side on which it is used: left, right.")
        var side: String?
        @Option(help: "What the sensor gives by its data sheet, such as 2000N@10mV.")
        var span: String?
        @Option(help: "Scans a second.")
        var rate: Double?
        @Option(name: .customLong("operator"), help: "Who does it.")
        var operatorName: String?
        @Option(
            parsing: .singleValue,
            help: ArgumentHelp(
                "A weight, such as W1=20,M1,cert=C-12,u=1g,due=2027-06-30; once for each.", valueName: "id=kg"))
        var mass: [MassArgument] = []
        @Option(
            help:
                "Plan without a file: \(PlanFile.Kind.allCases.filter { $0 != .custom }.map(\.rawValue).joined(separator: ", "))."
        )
        var kind: String?
        @Option(help: "Places in mm for corners and surface, such as 150:200,-150:200.")
        var positions: String?
        @Option(help: "Latitude of the place in degrees, north positive.")
        var latitude: Double?
        @Option(help: "Height of the place in metres.")
        var height: Double?
        @Option(help: "Surveyed gravity of the place in m/s².")
        var gravity: Double?
        @Option(help: "Air temperature in °C.")
        var temperature: Double?
        @Option(help: "Relative humidity in %.")
        var humidity: Double?
        @Option(help: "Air pressure in hPa.")
        var pressure: Double?
        @Option(help: "Expanded uncertainty of --temperature in K (k = 2), as the thermometer's certificate has it.")
        var temperatureUncertainty: Double?
        @Option(help: "The same of --humidity, in % of relative humidity.")
        var humidityUncertainty: Double?
        @Option(help: "The same of --pressure, in hPa.")
        var pressureUncertainty: Double?
        @Option(help: "Minutes that the device has been on.")
        var warmUp: Double?
        @Option(help: "Minutes for which it has to be on before the first reading; 15, and 0 for no wait.")
        var warmUpNeeded: Double?
        @Option(help: "One step of the reading in its unit, such as 3e-7 for 0.3 µV.")
        var resolution: Double?
        @Option(help: "Newtons for which the sensor is made; else those of the span.")
        var capacity: Double?
        @Flag(help: "The device is as it was found, before any change (the usual).")
        var asFound = false
        @Flag(help: "The device has been adjusted.")
        var asLeft = false
        @Option(help: "Degrees of each series, such as 0,120,240.")
        var rotations: String?
        @Option(help: "Times to the largest load before the first series.")
        var preloads: Int?
        @Option(help: "Seconds that each load stays on before its reading.")
        var dwell: Double?
        @Option(help: "Go on with an interrupted run.")
        var resume: String?
        @Flag(name: .customLong("web"), help: "Show the run on a page too, which can steer it.")
        var isServed = false
        @OptionGroup var web: WebOptions
        @Flag(help: "Ask nothing: for scripts and virtual devices.")
        var yes = false
        @Option(name: .customShort("o"), help: ArgumentHelp("Data folder for this call.", valueName: "dir"))
        var output: String?
        @Option(help: "How the readings are written: table, json, csv.")
        var format: Format = .table

        func validate() throws {
            if asFound, asLeft { throw ValidationError("--as-found and --as-left exclude each other.") }
            if let side, Side(rawValue: side) == nil { throw ValidationError("--side is left or right.") }
            if let kind, PlanFile.Kind(rawValue: kind).map({ $0 == .custom }) ?? true {
                throw ValidationError("--kind is one of those that --help names; steps of your own need --plan FILE.")
            }
            if plan != nil, !mass.isEmpty || kind != nil || positions != nil {
                throw ValidationError("--plan names weights and steps; --mass, --kind and --positions do without it.")
            }
            if resume != nil, plan != nil || !mass.isEmpty {
                throw ValidationError("--resume goes on with the plan of its run; leave --plan and --mass out.")
            }
            if resume == nil, plan == nil, mass.isEmpty {
                throw ValidationError(
                    "Name the weights, for example --mass W1=20,M1,cert=C-12,u=1g, or a plan: --plan FILE.")
            }
        }

        private var data: DataDirectory { output.map { DataDirectory(path: $0) } ?? DataDirectory.standard() }

        func run() throws {
            Output.ignoreBrokenPipes()
            StopSignal.install()
            let store = CalibrationStore.ofUser(data)
            do {
                var runner: CalibrationRunner
                if let resume {
                    runner = try CalibrationRunner(resuming: RunFolder.find(resume, in: store), device: device)
                } else {
                    CalibrationRunner.tellUnfinished(store)
                    runner = try CalibrationRunner(file(), store)
                }
                runner.isUnattended = yes || plan != nil || runner.isVirtual
                // A script or a plan has the keyboard to itself.
                runner.listens = !yes && plan == nil
                runner.format = format
                if isServed { runner.web = web }
                try runner()
            } catch let error as RecordingError {
                Output.words(error.description)
                throw ExitCode(Exit.code(error))
            } catch let error as CalibrationRunner.Failure {
                Output.words(error.error.description)
                throw ExitCode(Exit.code(error.error))
            }
        }

        /// The plan of the file or of the options; options stand before the file.
        private func file() throws -> PlanFile {
            var file: PlanFile
            if let plan {
                file = try PlanFile.read(plan)
            } else {
                let kind = kind.flatMap { PlanFile.Kind(rawValue: $0) } ?? (mass.count > 1 ? .deadWeight : .zeroAndSpan)
                file = PlanFile(masses: mass.map(\.mass), plan: PlanFile.Plan(kind: kind))
            }
            if let device { file.device = device }
            if let channels { file.channels = channels.split(separator: ",").map(String.init) }
            if let side { file.side = Side(rawValue: side) }
            if let span { file.span = span }
            if let rate { file.rate = rate }
            if let operatorName { file.operator = operatorName }
            if asLeft { file.phase = .asLeft }
            if asFound { file.phase = .asFound }
            var site = file.site ?? PlanFile.Site()
            if let latitude { site.latitude = latitude }
            if let height { site.height = height }
            if let gravity { site.gravity = gravity }
            file.site = site
            var climate = file.climate ?? Climate()
            if let temperature { climate.temperature = temperature }
            if let humidity { climate.humidity = humidity }
            if let pressure { climate.pressure = pressure }
            // Certificates print twice the standard uncertainty.
            if let temperatureUncertainty { climate.temperatureUncertainty = temperatureUncertainty / 2 }
            if let humidityUncertainty { climate.humidityUncertainty = humidityUncertainty / 2 }
            if let pressureUncertainty { climate.pressureUncertainty = pressureUncertainty / 2 }
            file.climate = climate
            if let warmUpNeeded { file.warmUpNeeded = warmUpNeeded }
            if let resolution { file.resolution = resolution }
            if let capacity { file.capacity = capacity }
            if let warmUp { file.warmUp = warmUp }
            if let rotations { file.plan.rotations = try numbers(rotations, "--rotations", "0,120,240") }
            if let preloads { file.plan.preloads = preloads }
            if let dwell { file.plan.dwell = dwell }
            if let positions {
                file.plan.positions = try positions.split(separator: ",").map { place in
                    let pair = place.split(separator: ":").compactMap { Double($0) }
                    guard pair.count == 2 else {
                        throw ValidationError("--positions is x:y in mm with commas between, such as 150:200,-150:200.")
                    }
                    return pair
                }
            }
            let encoder = JSONEncoder()
            // The same checks for options and files.
            do { return try PlanFile(encoder.encode(file), file: plan ?? "the options") } catch let error
                as RecordingError
            {
                guard plan == nil else { throw error }
                throw RecordingError(
                    .needsOption, file: error.file, problem: error.problem,
                    remedy: "see bilanx calibrate run --help, and docs/calibration.md for the names")
            }
        }

        private func numbers(_ text: String, _ option: String, _ example: String) throws -> [Double] {
            let parts = text.split(separator: ",")
            let values = parts.compactMap { Double($0) }
            guard !values.isEmpty, values.count == parts.count else {
                throw ValidationError("\(option) is numbers with commas between, such as \(example).")
            }
            return values
        }
    }
}
