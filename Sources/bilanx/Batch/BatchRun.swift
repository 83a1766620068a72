import ArgumentParser
import Assessments
import Foundation
import Recordings

/// Goes through the recordings of a call and writes what comes of them, in their order.
struct BatchRun {
    private let command: AnalyzeCommand
    private let recordings: RecordingAnalyzer
    private let format: AnalyzeCommand.Format
    private var failures: [Int32] = []
    private var tolerated: [(path: String, problem: String, code: Int32)] = []
    private var kept: [(path: String, result: RecordingResult)] = []
    private var analysed = 0
    private var gone = 0
    private var repeated: RepeatedWords?

    /// What became of a recording.
    private struct Outcome: Sendable {
        var item: BatchItems.Item
        var words: [String] = []
        var rows = ""
        var result: RecordingResult?
        var error: RecordingError?
    }

    init(command: AnalyzeCommand, recordings: RecordingAnalyzer) {
        self.command = command
        self.recordings = recordings
        format = command.format ?? (command.batch.isRowsOnly ? .csv : .table)
    }

    /// Analyses all; returns the program's exit code.
    mutating func analyze(_ items: BatchItems) throws -> Int32 {
        if items.hasWalked || command.batch.isRowsOnly { repeated = RepeatedWords() }
        for (error, isNamed) in items.failures {
            if isNamed { fail(error) } else { note(error.file, error) }
        }
        if !items.unclosed.isEmpty {
            let count = items.unclosed.count
            Output.words(
                "Passed over \(count) recording\(count == 1 ? "" : "s") not closed, such as \(items.unclosed[0]): "
                    + "still running, or cut off (`bilanx recover`).")
        }
        // A reader of standard input waits in the system, where only the signal itself ends it.
        let stops = items.all.count > 1 && !items.all.contains { $0.path == "-" }
        if stops { StopSignal.install() }
        let table = try openTable()
        let pending = remaining(of: items.all, table)
        let streams = format == .csv && table == nil && !(items.all.isEmpty || command.batch.noHeader)
        let isStopped = try go(through: pending, table, streams: streams, known: items.all.count - pending.count)
        if let table { try finish(table) }
        try writeRest()
        tellRest(items, isStopped: isStopped, left: pending.count)
        return code(isStopped: isStopped)
    }

    // MARK: The way through

    private mutating func go(
        through items: [BatchItems.Item], _ table: BatchTable?, streams: Bool, known: Int
    ) throws -> Bool {
        let recordings = recordings
        let (format, rowsOnly) = (format, command.batch.isRowsOnly)
        let work = OrderedWork(items, threads: command.batch.threads) {
            Self.outcome($0, recordings, format, rowsOnly: rowsOnly)
        }
        defer { work.stop() }
        var progress = ProgressLine(total: items.count)
        var hasHeader = !streams
        var (done, isStopped) = (0, false)
        while true {
            if StopSignal.isRaised, !isStopped {
                isStopped = true
                work.stop()
            }
            switch work.next(waiting: 0.1) {
            case .waiting: break
            case .end:
                progress.clear()
                gone = done
                return isStopped && done < items.count
            case .outcome(let outcome):
                done += 1
                let words = words(of: outcome)
                if !words.isEmpty { progress.clear() }
                for line in words { Output.words(line) }
                if outcome.error == nil {
                    analysed += 1
                    if let result = outcome.result { kept.append((outcome.item.path, result)) }
                    if !hasHeader {
                        hasHeader = true
                        try Output.results(ResultsDocument.csvHeader)
                    }
                    if table == nil, !outcome.rows.isEmpty { try Output.results(outcome.rows) }
                }
                if let table { try append(outcome, to: table) }
            }
            progress.draw(done: done, bad: tolerated.count)
        }
    }

    private static func outcome(
        _ item: BatchItems.Item, _ recordings: RecordingAnalyzer, _ format: AnalyzeCommand.Format, rowsOnly: Bool
    ) -> Outcome {
        var outcome = Outcome(item: item)
        do throws(RecordingError) {
            if item.isFound, !RecordingWalk.isFolder(item.path) { try BinaryHead.check(item.path) }
            var (result, words) = try recordings.analyze(item.path)
            outcome.words = words
            if let source = item.source, result.info.id == nil { result.info.source = source }
            guard format == .csv else {
                outcome.result = result
                return outcome
            }
            outcome.rows = recordings.rows(result)
            // Rows that need several recordings come at the end; what can be in none is let go.
            if !rowsOnly, !recordings.isAlone(result) { outcome.result = result }
        } catch { outcome.error = error }
        return outcome
    }

    /// What to say of an outcome; counts its failure.
    private mutating func words(of outcome: Outcome) -> [String] {
        if let error = outcome.error {
            guard outcome.item.isTolerated else {
                failures.append(Exit.code(error))
                return [error.description]
            }
            note(outcome.item.path, error)
            return []
        }
        return outcome.words.compactMap { words in
            repeated == nil ? words : repeated?.tell(words, of: outcome.item.path)
        }
    }

    // MARK: The table

    private func openTable() throws -> BatchTable? {
        guard let path = command.batch.output else { return nil }
        return try reporting { () throws(RecordingError) in
            try BatchTable(
                path, header: command.batch.noHeader ? "" : ResultsDocument.csvHeader, settings: recordings.settings,
                resume: command.batch.resume)
        }
    }

    /// The recordings that no earlier run has done; what was bad then is bad now.
    private mutating func remaining(of items: [BatchItems.Item], _ table: BatchTable?) -> [BatchItems.Item] {
        guard let table, !table.done.isEmpty else { return items }
        var remaining: [BatchItems.Item] = []
        for item in items {
            switch table.done[Self.key(item.path)] {
            case nil: remaining.append(item)
            case .some(nil): analysed += 1
            case .some(.some(let problem)) where item.isTolerated:
                tolerated.append((item.path, problem, Exit.badData))
            case .some(.some(let problem)):
                Output.words("\(item.path): \(problem)")
                failures.append(Exit.badData)
            }
        }
        let count = items.count - remaining.count
        Output.words("\(count) of \(items.count) recordings are done already; \(remaining.count) to go.")
        return remaining
    }

    private func append(_ outcome: Outcome, to table: BatchTable) throws {
        // What the system refused may be allowed next time; what is in a file stays.
        if let error = outcome.error, error.kind != .badData, error.kind != .needsOption { return }
        try reporting { () throws(RecordingError) in
            try table.append(
                outcome.rows, of: Self.key(outcome.item.path), problem: outcome.error.map(Self.problem))
        }
    }

    private func finish(_ table: BatchTable) throws {
        try reporting { () throws(RecordingError) in try table.sync() }
    }

    private func reporting<Value>(_ body: () throws(RecordingError) -> Value) throws -> Value {
        do throws(RecordingError) { return try body() } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    /// A path by which a recording is known, whatever folder the program was started in.
    private static func key(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }

    // MARK: The end

    /// What could be formed only of all recordings.
    private mutating func writeRest() throws {
        guard !kept.isEmpty else { return }
        var document = recordings.document(kept.map(\.result))
        failures += command.symmetry.addRatios(to: &document, paths: kept.map(\.path))
        switch format {
        case .table: try Output.results(document.table(all: command.all))
        case .json: try Output.results(document.json())
        case .csv: try Output.results(document.csvOfSets())
        }
    }

    private func tellRest(_ items: BatchItems, isStopped: Bool, left: Int) {
        for line in repeated?.rest ?? [] { Output.words(line) }
        if !tolerated.isEmpty {
            Output.words("\(tolerated.count) of \(items.all.count) files could not be analysed:")
            for (path, problem, _) in tolerated { Output.words("  \(path): \(problem)") }
        }
        if isStopped {
            let remedy = command.batch.output == nil ? "" : " Go on with the same command and --resume."
            Output.words("Stopped: \(left - gone) recordings were not analysed." + remedy)
        }
    }

    private func code(isStopped: Bool) -> Int32 {
        var codes = failures
        if command.batch.strict {
            codes += tolerated.map { _ in Exit.badData }
        } else if analysed == 0 {
            codes += tolerated.map(\.code)
        }
        return codes.isEmpty && isStopped ? Exit.failed : Exit.code(of: codes)
    }

    private mutating func fail(_ error: RecordingError) {
        Output.words(error.description)
        failures.append(Exit.code(error))
    }

    private mutating func note(_ path: String, _ error: RecordingError) {
        tolerated.append((path, Self.problem(error), Exit.code(error)))
    }

    /// What is wrong, in short: where many files are listed, nobody reads what could be done about each.
    private static func problem(_ error: RecordingError) -> String {
        var text = ""
        if let line = error.line { text += "line \(line): " }
        if let column = error.column { text += "column \(column): " }
        return text + error.problem
    }
}
