import ArgumentParser
import Foundation
import Recordings
import Roster

/// `bilanx athlete import`.
struct AthleteImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Takes a team from a table: CSV with commas, semicolons or tabs.",
        discussion: """
            The header row names the columns in English, German or Spanish, such as code, name, born, sex, mass, leg, \
            group. Who is there by code is changed, the others are added. Where a line is bad nothing is written at all.
            """)

    @Argument(help: "The table.")
    var file: String
    @Flag(help: "Show what would be taken, and write nothing.")
    var preview = false
    @Flag(help: "Leave bad lines out and take the others.")
    var skipBad = false
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw RecordingError(.notFound, file: file, problem: "could not be read", remedy: "check the name")
            }
            let table = try TeamTable(Array(bytes), name: file, year: Int(RosterOptions.today.prefix(4)) ?? 2100)
            for column in table.unknownColumns {
                Output.words("\(file): the column \(column) is not known and left out.")
            }
            for error in table.errors { Output.words(error.description) }
            if !table.errors.isEmpty, !skipBad, !preview {
                throw RecordingError(
                    .badData, file: file, problem: "\(table.errors.count) lines are bad and nothing was written",
                    remedy: "mend them, or leave them out with --skip-bad")
            }
            let names = Set(table.lines.flatMap { $0.values.keys }).sorted()
            let rows = table.lines.map { line in [String(line.number)] + names.map { line.values[$0]?.shown ?? "" } }
            if preview {
                return try roster.write(["line"] + names, rows, numbers: ["line", "birthYear", "bodyMass"])
            }
            try index.apply(index.drafts(table, day: RosterOptions.today))
            Output.words("\(table.lines.count) athletes were taken from \(file).")
        }
    }
}

/// Where a passphrase comes from: never from the command line, which other users of the machine can see.
struct PassphraseOptions: ParsableArguments {
    @Option(help: "File whose first line is the passphrase; else the variable BILANX_PASSPHRASE.")
    var passphraseFile: String?

    func passphrase() throws(RecordingError) -> String {
        if let passphraseFile {
            guard let bytes = FileManager.default.contents(atPath: passphraseFile) else {
                throw RecordingError(
                    .notFound, file: passphraseFile, problem: "could not be read", remedy: "check the name")
            }
            return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
                ?? ""
        }
        if let text = ProcessInfo.processInfo.environment["BILANX_PASSPHRASE"] { return text }
        throw RecordingError(
            .needsOption, file: "passphrase", problem: "is not given",
            remedy: "give --passphrase-file FILE, or set the variable BILANX_PASSPHRASE")
    }
}

/// `bilanx athlete export`.
struct AthleteExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes one athlete, or all, as a folder of CSV and JSON, or as one encrypted file.")

    @Argument(help: "Code, id or name; else all.")
    var athlete: String?
    @Option(help: "Folder, or encrypted file, that is made; it must not exist.")
    var to: String
    @Flag(help: "Also the recordings themselves.")
    var recordings = false
    @Flag(help: "One file under a passphrase.")
    var encrypt = false
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try athlete.map { word throws(RecordingError) in try RosterOptions.athlete(word, index).id }
            let secret = encrypt ? try passphrase.passphrase() : nil
            let bundle = try index.export(athlete: person, withRecordings: recordings)
            if let secret {
                guard !FileManager.default.fileExists(atPath: to) else {
                    throw RecordingError(
                        .exists, file: to, problem: "is there already", remedy: "nothing is overwritten: name another")
                }
                let sealed = try SealedFile.seal(bundle.bytes(), passphrase: secret)
                guard
                    FileManager.default.createFile(
                        atPath: to, contents: Data(sealed), attributes: [.posixPermissions: 0o600])
                else {
                    throw RecordingError(
                        .failed, file: to, problem: "could not be written", remedy: "check the folder and the disk")
                }
            } else {
                try bundle.write(to: to)
            }
            try index.noteExport(to, athlete: person, day: RosterOptions.today)
            do { try Output.results(to + "\n") } catch { return }
        }
    }
}

/// `bilanx athlete decrypt`.
struct AthleteDecryptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: "Opens an encrypted export as a folder.")

    @Argument(help: "The encrypted file.")
    var file: String
    @Option(help: "Folder that is made; it must not exist.")
    var to: String
    @OptionGroup var passphrase: PassphraseOptions

    func run() throws {
        Output.ignoreBrokenPipes()
        do throws(RecordingError) {
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw RecordingError(.notFound, file: file, problem: "could not be read", remedy: "check the name")
            }
            let text = try SealedFile.open(Array(bytes), passphrase: try passphrase.passphrase(), name: file)
            guard let bundle = FileBundle(text) else {
                throw RecordingError(
                    .badData, file: file, problem: "holds no export", remedy: "fetch the file anew")
            }
            try bundle.write(to: to)
            do { try Output.results(to + "\n") } catch { return }
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }
}
