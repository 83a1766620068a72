import ArgumentParser
import Calibration
import Laboratory
import Recordings

/// A run from disk with its fit; what is wrong ends the program with words and the right code.
struct StoredRun {
    let content: RunFolder.Content
    let folder: RunFolder
    var run: CalibrationRun { content.run }

    /// Reads the run of an id or of a path, and says what was left out of it.
    init(_ name: String, _ store: CalibrationStore) throws {
        do throws(RecordingError) {
            folder = RunFolder.find(name, in: store)
            content = try folder.read()
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
        for problem in content.problems { Output.words(problem) }
        let open = content.run.plan.steps.count - content.run.done
        if open > 0 {
            Output.words(
                "\(name): \(open) of \(content.run.plan.steps.count) steps are not done; go on with "
                    + "bilanx calibrate run --resume \(name).")
        }
    }

    /// Fits it.
    func outcome(_ options: FitOptions, temperature: TemperatureModel? = nil) throws -> CalibrationOutcome {
        let request = try options.request()
        return try Self.orExit(run.id) { () throws(CalibrationError) in
            try CalibrationOutcome(
                run, request, months: options.months, temperatureModel: temperature,
                temperatureLimit: options.temperatureLimit.map { $0 * 1e-6 })
        }
    }

    /// The model of several runs, of which the first is the calibration.
    static func temperature(_ runs: [StoredRun]) throws -> TemperatureModel? {
        guard runs.count > 1 else { return nil }
        return try orExit(runs.map(\.run.id).joined(separator: ", ")) { () throws(CalibrationError) in
            try TemperatureModel(runs: runs.map(\.run))
        }
    }

    /// Readings that make no calibration are bad data.
    static func orExit<Value>(_ name: String, _ body: () throws(CalibrationError) -> Value) throws -> Value {
        do throws(CalibrationError) { return try body() } catch {
            Output.words("\(name): \(error.description).")
            throw ExitCode(Exit.badData)
        }
    }
}
