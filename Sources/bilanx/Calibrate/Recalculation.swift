import ArgumentParser
import Assessments
import Calibration
import Foundation
import Laboratory
import Recordings
import SignalCore

/// A recording computed anew with another calibration set (`analyze --calibration ID`).
///
/// Where the journal is there, the bytes of the devices are read again. Else the converter's integers count where they
/// stand in the file; and where they do not, the recording's own scale is undone: what was stored on the grid of 0.0001 N
/// comes back to the sensor's reading that closely. Which of the three it was is said.
struct Recalculation: Sendable {
    private let sets: [(set: CalibrationSet, side: Side?, entry: String?)]
    private let note: String?

    /// Looks the sets up.
    ///
    /// - Parameter texts: ids, with `left=` or `right=` before those of sets that name no side.
    /// - Throws: the program's exit code after a message.
    init(_ texts: [String], _ data: DataDirectory) throws {
        guard !texts.isEmpty else {
            sets = []
            note = nil
            return
        }
        let register: Register
        do throws(RecordingError) { register = try Register(.ofUser(data)) } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
        note = register.damageNote
        sets = try texts.map { text in
            let named = Side.allCases.first { text.hasPrefix($0.rawValue + "=") }
            let id = named.map { String(text.dropFirst($0.rawValue.count + 1)) } ?? text
            guard let set = register.set(id) else {
                Output.words(
                    "The register of calibrations has no set \(id): bilanx calibrate list names those that there are.")
                throw ExitCode(Exit.usage)
            }
            return (set, named ?? set.side, register.entry(ofSet: id)?.quotation)
        }
    }

    /// Computes a recording anew, and says so.
    ///
    /// - Throws: a recording whose scale is not known or cannot be undone.
    func apply(to opened: inout OpenedRecording, path: String, words: inout [String]) throws(RecordingError) {
        guard !sets.isEmpty else { return }
        var named: [(set: CalibrationSet, side: Side, entry: String?)] = []
        for (set, side, entry) in sets {
            guard let side else {
                throw Self.refused(
                    path, "set \(set.id) names no side", "write --calibration left=\(set.id) or right=\(set.id)")
            }
            named.append((set, side, entry))
        }
        let before = opened.scales
        var problem: String?
        do throws(JournalRecalculation.Failure) {
            if let anew = try JournalRecalculation.open(path, named) {
                take(anew, into: &opened, path: path, words: &words)
                for (set, side, _) in named { say(set, side, before, "from the journal", &opened, path, &words) }
                return finish(&opened, before, named.map(\.side), path, &words)
            }
        } catch { problem = error.words }
        if let problem {
            words.append("\(path): its journal could not be computed anew (\(problem)); the stored rows are taken.")
        }
        let file = Self.file(path)
        for (set, side, entry) in named {
            let source = try undo(set, side, entry, &opened, file, path)
            say(set, side, before, source, &opened, path, &words)
        }
        opened.record.total = zip(opened.record.left, opened.record.right).map { $0 + $1 }
        opened.settings.gainUncertainty = opened.scales.compactMapValues(\.relativeUncertainty)
        opened.settings.gainsAreUnknown = opened.settings.gainUncertainty.count < 2
        finish(&opened, before, named.map(\.side), path, &words)
    }

    /// The recording's file with its columns of integers; nil where it cannot be read again, as of standard input.
    private static func file(_ path: String) -> TrialFile? {
        let trial = RecordingFolder(path: path).trialFile
        let name = FileManager.default.fileExists(atPath: trial) ? trial : path
        guard let data = FileManager.default.contents(atPath: name) else { return nil }
        return try? TrialFileReader.read([UInt8](data), name: name).file
    }

    private static func refused(_ path: String, _ problem: String, _ remedy: String) -> RecordingError {
        RecordingError(.needsOption, file: path, problem: problem, remedy: remedy)
    }

    /// Puts the rows of a replay into the place of those of the file; what people have decided of its trials stays.
    private func take(
        _ anew: OpenedRecording, into opened: inout OpenedRecording, path: String, words: inout [String]
    ) {
        if anew.record.count != opened.record.count || anew.record.firstIndex != opened.record.firstIndex {
            opened.weigh = anew.weigh
            opened.trials = anew.trials
            words.append(
                "\(path): with the other set the zero was taken at another moment; weighing and trials are found anew.")
        }
        opened.record = anew.record
        opened.scales = anew.scales
        opened.settings.noise = anew.settings.noise
        opened.settings.gainUncertainty = anew.settings.gainUncertainty
        opened.settings.gainsAreUnknown = anew.settings.gainsAreUnknown
    }

    /// Undoes a side's scale and applies the set's; what it was taken from, in words.
    private func undo(
        _ set: CalibrationSet, _ side: Side, _ entry: String?, _ opened: inout OpenedRecording, _ file: TrialFile?,
        _ path: String
    ) throws(RecordingError) -> String {
        guard let old = opened.scales[side] else {
            throw Self.refused(
                path, "says not how its \(side.rawValue) newtons came about", "take a recording of Bilanx")
        }
        guard !set.isPlate else {
            throw Self.refused(
                path, "the cells of its \(side.rawValue) plate stand only in its journal, which is not there",
                "name the recording's folder with its raw.pcapng")
        }
        var new = set.scale()
        new.registerEntry = entry
        if old.id.hasPrefix("inverted:") { new = new.inverted }
        guard new.quantity == old.quantity else {
            throw Self.refused(
                path, "its \(side.rawValue) sensor gave \(old.quantity), set \(set.id) is of \(new.quantity)",
                "take a set of the same channel")
        }
        guard let zero = Self.quantity(old, newtons: old.zero), old.coefficients.count > 1 else {
            throw Self.refused(
                path, "its \(side.rawValue) scale \(old.id) cannot be undone",
                "name the recording's folder with its journal")
        }
        let newZero = new.gross(zero)
        let stored = (side == .left ? opened.record.left : opened.record.right).map { value -> Double in
            guard value.isFinite, let raw = Self.quantity(old, newtons: value + old.zero) else { return .nan }
            return raw
        }
        let raw = (side == .left ? file?.leftRaw : file?.rightRaw) ?? []
        let readings = RawColumn.readings(stored, raw, opened.record.flags, gain: old.coefficients[1])
        let mended = (readings ?? stored).map { $0.isFinite ? NewtonGrid.snap(new.gross($0) - newZero) : .nan }
        if side == .left { opened.record.left = mended } else { opened.record.right = mended }
        new.zero = newZero
        opened.scales[side] = new
        return readings == nil
            ? "from the stored newtons, since neither journal nor raw column gives its readings" : "from the raw column"
    }

    private func say(
        _ set: CalibrationSet, _ side: Side, _ before: [Side: ForceScale], _ source: String,
        _ opened: inout OpenedRecording, _ path: String, _ words: inout [String]
    ) {
        let old = before[side].map { " instead of \($0.id)" } ?? ""
        let text = "The \(side.rawValue) side is computed anew with the set \(set.id)\(old), \(source)."
        opened.info.marks.append(text)
        words.append("\(path): \(text)")
    }

    private func finish(
        _ opened: inout OpenedRecording, _ before: [Side: ForceScale], _ sides: [Side], _ path: String,
        _ words: inout [String]
    ) {
        for side in Side.allCases where !sides.contains(side) && before[side]?.id.hasSuffix("+pair") == true {
            words.append(
                "\(path): the \(side.rawValue) side keeps the correction by the comparison of both plates, which was not of "
                    + "the other side's new set: name a set for it too.")
        }
        if let note { opened.info.marks.append(note) }
    }

    /// The sensor's reading for gross newtons; nil where the scale does not lead back to one.
    static func quantity(_ scale: ForceScale, newtons: Double) -> Double? {
        let c = scale.coefficients
        guard c.count >= 2, c[1] != 0 else { return nil }
        var x = (newtons - c[0]) / c[1]
        // A calibration is nearly straight, so that a few steps from the straight line arrive.
        for _ in 0..<20 where c.count > 2 {
            var value = 0.0
            var slope = 0.0
            for k in c.indices.reversed() {
                slope = slope * x + value
                value = value * x + c[k]
            }
            guard slope != 0 else { return nil }
            let step = (value - newtons) / slope
            x -= step
            if abs(step) <= 1e-15 * max(abs(x), 1e-12) { break }
        }
        return x.isFinite && abs(scale.gross(x) - newtons) <= 1e-6 * max(abs(newtons), 1) ? x : nil
    }
}
