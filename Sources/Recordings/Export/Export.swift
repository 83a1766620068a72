import Assessments
import Foundation
import SignalCore

/// Converts recordings and results into formats of other programs.
public struct Export: Sendable {
    /// The format to write.
    public var format: ExportFormat
    /// Names of the columns to write, in that order; nil for all.
    public var columns: [String]?
    /// True to replace files that are there.
    public var replaces = false
    /// What the operator says of files of other systems.
    public var options = TextOptions()
    /// Format of the input; nil to recognise it by its content.
    public var from: ImportFormat?
    /// Name and version of the program, as files carry them.
    public var software: String

    /// Makes a conversion of whole files.
    public init(_ format: ExportFormat, software: String) {
        self.format = format
        self.software = software
    }

    /// Converts one input.
    ///
    /// A `trial.csv` on a disk is read and written in blocks, in the same memory for any length; other files, and what
    /// comes through a pipe, are read whole. A whole `trial.csv` written as CSV with all its columns has the same bytes again; a torn one stays torn. The
    /// file appears under its name only when it is whole.
    ///
    /// - Parameters:
    ///   - input: a recording's folder, its `trial.csv`, a file of another system, a results document, or `-` for
    ///     standard input.
    ///   - output: the file to write, or `-` for standard output.
    /// - Returns: what is to be said of it, in whole sentences.
    /// - Throws: `.needsOption` where a column is not there or the format has no place for what the input holds; `.exists`;
    ///   what went wrong with either file.
    public func convert(_ input: String, to output: String) throws(RecordingError) -> [String] {
        let path = try Self.file(of: input)
        let name = input == "-" ? "standard input" : path
        if path != "-", try Self.isPlainRecording(path), from == nil || from == .bilanx {
            return try convert({ () throws(RecordingError) in try SampleSource(path: path) }, input: path, to: output)
        }
        let raw =
            input == "-" ? try FileAccess.read(descriptor: STDIN_FILENO, name: name) : try FileAccess.read(path)
        let bytes = Gzip.isGzip(raw) ? try Gzip.inflate(raw, name: name) : raw
        if from == nil, ResultTable.recognizes(bytes) {
            return try convert(try ResultTable(bytes, name: name), name: name, to: output)
        }
        let isOwn = TrialFileReader.recognizes(bytes) && (from == nil || from == .bilanx)
        if isOwn {
            return try convert(
                { () throws(RecordingError) in try SampleSource(bytes, name: name) }, input: path, to: output)
        }
        let opened = try RecordingReader.read(bytes, name: name, options, from: from)
        let file = TrialFile(imported: opened, file: path, content: bytes, software: software)
        let source = SampleSource(file, name: name, warnings: opened.notices)
        return try convert({ source }, input: path, to: output)
    }

    /// The file that an input means: in a recording's folder its `trial.csv`.
    private static func file(of input: String) throws(RecordingError) -> String {
        var isFolder: ObjCBool = false
        guard input != "-", FileManager.default.fileExists(atPath: input, isDirectory: &isFolder), isFolder.boolValue
        else { return input }
        let file = RecordingFolder(path: input).trialFile
        guard FileManager.default.fileExists(atPath: file) else {
            throw RecordingError(
                .badData, file: input, problem: "is a folder without trial.csv",
                remedy: "name a recording's folder or a file")
        }
        return file
    }

    /// True for a `trial.csv` that can be read more than once: what comes out of a pipe is gone.
    private static func isPlainRecording(_ path: String) throws(RecordingError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        let window = try ByteWindow(try InputFile(path), size: 64)
        return TrialFileReader.recognizes(Array(window.bytes[..<window.filled]))
    }

    private func convert(
        _ open: () throws(RecordingError) -> SampleSource, input: String, to path: String
    ) throws(RecordingError) -> [String] {
        var source = try open()
        if columns != nil, !format.takesColumns {
            throw RecordingError(
                .needsOption, file: path, problem: "--columns does not apply to c3d, whose channels are its plates'",
                remedy: "leave it out, or choose --to csv, jsonl, xdf or parquet")
        }
        let chosen = try columns.map { names throws(RecordingError) in
            try source.columns.choose(names, file: source.name)
        }
        let output = try OutputFile(path, replaces: replaces)
        do throws(RecordingError) {
            var (writer, notices) = try writer(open, source, chosen, input: input, to: output)
            while try source.next() { try writer.append(source.block) }
            try writer.finish(source)
            try output.finish()
            notices += source.warnings
            if options != TextOptions(), source.header.format == "bilanx" {
                notices.append(
                    "\(source.name): what is said of columns and rate does not apply to a recording of Bilanx.")
            }
            return notices
        } catch {
            if output.isReaderGone { return [] }
            throw error
        }
    }

    private func writer(
        _ open: () throws(RecordingError) -> SampleSource, _ source: SampleSource, _ chosen: [SampleColumn]?,
        input: String, to output: OutputFile
    ) throws(RecordingError) -> (any SampleWriter, [String]) {
        let columns = chosen ?? source.columns.list
        switch format {
        case .csv:
            // A choice that is itself a recording's stays one.
            if let own = TrialColumns(columns.map(\.rawValue).joined(separator: ",")) {
                return (try TrialCSVWriter(source, columns: own, to: output), [])
            }
            return (TableCSVWriter(columns, to: output), [])
        case .jsonl: return (JSONLinesWriter(columns, to: output), [])
        case .parquet: return (try ParquetSampleWriter(source, columns, software: software, to: output), [])
        case .xdf:
            let survey = try SampleSurvey(try open())
            let events = ExportEvent.of(survey.trailer, rate: source.header.rate) + analysis(source, input)
            return (try XDFWriter(source, columns, events: ExportEvent.sorted(events), to: output), [])
        case .c3d:
            let writer = try C3DWriter(
                source, try SampleSurvey(try open()), events: analysis(source, input), software: software, to: output)
            return (writer, writer.notices)
        }
    }

    /// The events of the results that lie beside a recording; none where there are none.
    private func analysis(_ source: SampleSource, _ input: String) -> [ExportEvent] {
        guard input != "-", (input as NSString).lastPathComponent == "trial.csv" else { return [] }
        let folder = (input as NSString).deletingLastPathComponent
        let results = RecordingFolder(path: folder.isEmpty ? "." : folder).results
        guard let bytes = try? FileAccess.read(results) else { return [] }
        return ExportEvent.of(results: bytes, id: source.header.id.description)
    }

    private func convert(_ table: ResultTable, name: String, to path: String) throws(RecordingError) -> [String] {
        if columns != nil {
            throw RecordingError(
                .needsOption, file: name, problem: "holds results, and --columns chooses columns of samples",
                remedy: "leave it out")
        }
        guard format.takesTables else {
            throw RecordingError(
                .needsOption, file: name, problem: "holds results, which \(format.id) has no place for",
                remedy: "choose --to csv, jsonl or parquet")
        }
        let output = try OutputFile(path, replaces: replaces)
        do throws(RecordingError) {
            try table.write(format, name: name, software: software, to: output)
            try output.finish()
        } catch {
            if !output.isReaderGone { throw error }
        }
        return []
    }
}

extension TrialFile {
    /// A recording of another system as one of ours.
    ///
    /// Nobody knows when it was taken: `started` is the time of its file, and the header says so. Its id follows from that
    /// time and from its content, so that it is the same whenever it is converted.
    init(imported opened: OpenedRecording, file path: String, content: [UInt8], software: String) {
        var status = stat()
        let seconds = path != "-" && stat(path, &status) == 0 ? Int64(modified(status)) : 0
        var content = ContentNumbers(content)
        var header = TrialHeader(
            id: UUIDv7(milliseconds: seconds * 1000, using: &content), software: software,
            started: ZonedTime(microseconds: seconds * 1_000_000, offsetMinutes: 0), test: opened.test ?? "free",
            rate: opened.record.rate, sides: opened.record.hasSides ? .operator : .no)
        header.format = opened.info.format
        header.lines.append("# source: " + FieldText.escape(opened.info.source))
        header.lines.append("# started_is: time of the source file")
        self.init(header: header, record: opened.record)
    }
}

/// Seconds since 1970 at which a file was last written.
private func modified(_ status: stat) -> Int {
    #if canImport(Darwin)
        status.st_mtimespec.tv_sec
    #else
        status.st_mtim.tv_sec
    #endif
}

/// Numbers that follow from bytes alone.
private struct ContentNumbers: RandomNumberGenerator {
    private var crc: CRC32

    init(_ bytes: [UInt8]) { crc = CRC32(bytes) }

    mutating func next() -> UInt64 {
        var word: UInt64 = 0
        for _ in 0..<2 {
            withUnsafeBytes(of: crc.value.littleEndian) { crc.update($0) }
            word = word << 32 | UInt64(crc.value)
        }
        return word
    }
}
