import ArgumentParser
import Calibration
import Foundation
import Laboratory
import Recordings
import SignalCore

extension CalibrateCommand {
    /// Reads the register; throws the program's exit code after a message, and tells what is wrong with the chain.
    static func register(_ place: RigCommand.Place) throws -> Register {
        do throws(RecordingError) {
            let register = try Register(.ofUser(place.data))
            for damage in register.damage { Output.words("The register of calibrations: \(damage).") }
            return register
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    /// `bilanx calibrate list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists what the register of calibrations holds.")
        @OptionGroup var place: RigCommand.Place

        func run() throws {
            Output.ignoreBrokenPipes()
            let register = try CalibrateCommand.register(place)
            var text = ""
            for entry in register.entries {
                text += "\(entry.number)  \(entry.time)  \(CalibrateCommand.words(entry.content, register))\n"
            }
            try Output.results(text.isEmpty ? "The register of calibrations is empty.\n" : text)
        }
    }

    /// One entry in words.
    fileprivate static func words(_ content: RegisterEntry.Content, _ register: Register) -> String {
        switch content {
        case .set(let new):
            let until = new.set.until.map { ", valid until \($0)" } ?? ""
            let retired = register.retired.contains(new.set.id) ? ", retired" : ""
            return "set \(new.set.id) of \(new.set.device.model):\(new.set.device.serial ?? "?") "
                + new.set.device.channels.joined(separator: ",") + until + (new.set.isInterim ? ", interim" : "")
                + retired
        case .check(let checked):
            return "check \(checked.check.outcome.rawValue), \(checked.plates.left) and \(checked.plates.right)"
        case .pair(let compared):
            return "pair: right shows \(FrameText.fixed(100 * (exp(compared.logRatio) - 1), 2)) % more"
                + (compared.isAccepted ? ", corrected" : ", not corrected")
        case .asFoundFailure(let found): return "as found outside its limits: set \(found.set), run \(found.run)"
        case .note(let text): return "note: \(text)"
        case .retire(let what): return "retired \(what.id): \(what.reason)"
        }
    }

    /// `bilanx calibrate show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a calibration set, as JSON.")
        @Argument(help: "Id of the set, as `calibrate list` names it.") var id: String
        @OptionGroup var place: RigCommand.Place

        func run() throws {
            Output.ignoreBrokenPipes()
            guard let set = try CalibrateCommand.register(place).set(id) else {
                Output.words("The register has no set \(id): bilanx calibrate list names those that there are.")
                throw ExitCode(Exit.failed)
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            try Output.results(String(decoding: try encoder.encode(set), as: UTF8.self) + "\n")
        }
    }

    /// `bilanx calibrate note`.
    struct Note: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a note to the register of calibrations.")
        @Argument(help: "What is to be remembered.") var text: String
        @OptionGroup var place: RigCommand.Place

        func run() throws {
            Output.ignoreBrokenPipes()
            var register = try CalibrateCommand.register(place)
            do throws(RecordingError) {
                let entry = try register.append(.note(text))
                Output.words("Entry \(entry.number).")
            } catch {
                Output.words(error.description)
                throw ExitCode(Exit.code(error))
            }
        }
    }

    /// `bilanx calibrate affected`.
    struct Affected: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the recordings that a device found wrong puts in doubt.",
            discussion: """
                For every as-found failure of the register: the recordings made with that set from the day of the last \
                check that passed up to the day of the failure. Of that day itself nobody knows which came first.
                """)
        @OptionGroup var place: RigCommand.Place
        @Argument(help: "Id of the set; without it every set that was found wrong.") var id: String?

        func run() throws {
            Output.ignoreBrokenPipes()
            let register = try CalibrateCommand.register(place)
            let failures = register.entries.compactMap { entry -> RegisterEntry.FoundWrong? in
                guard case .asFoundFailure(let found) = entry.content, id == nil || found.set == id else { return nil }
                return found
            }
            guard !failures.isEmpty else {
                try Output.results("No device was found wrong\(id.map { " with the set \($0)" } ?? "").\n")
                return
            }
            var text = ""
            for header in RecordingHeaders.all(place.data) {
                guard let day = CalendarDay(header.header.started.description) else { continue }
                for failure in failures {
                    let uses = header.header.scales.values.contains {
                        $0.id == failure.set || $0.id == failure.set + "+pair" || $0.id == "inverted:" + failure.set
                    }
                    guard uses, day <= failure.checked, failure.lastPass.map({ day >= $0 }) ?? true else { continue }
                    text += "\(header.path)  \(failure.set)  found wrong \(failure.checked)\n"
                    break
                }
            }
            try Output.results(text.isEmpty ? "No recording here was made with what was found wrong.\n" : text)
        }
    }
}

/// The headers of all recordings of a data folder.
enum RecordingHeaders {
    /// Path and header of each closed recording, by path; what cannot be read is told and left out.
    static func all(_ data: DataDirectory) -> [(path: String, header: TrialHeader)] {
        let files = FileManager.default
        var list: [(path: String, header: TrialHeader)] = []
        for day in (try? files.contentsOfDirectory(atPath: data.recordings))?.sorted() ?? [] {
            let folder = data.recordings + "/" + day
            for name in (try? files.contentsOfDirectory(atPath: folder))?.sorted() ?? [] {
                let path = folder + "/" + name
                guard let bytes = files.contents(atPath: path + "/trial.csv") else { continue }
                do throws(RecordingError) {
                    list.append((path, try TrialFileReader.read([UInt8](bytes), name: path + "/trial.csv").file.header))
                } catch { Output.words("\(error.description); it is left out.") }
            }
        }
        return list
    }
}
