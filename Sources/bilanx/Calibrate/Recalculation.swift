import ArgumentParser
import Assessments
import Calibration
import Foundation
import Laboratory
import Recordings
import SignalCore

/// A recording computed anew with another calibration set (`analyze --calibration ID`).
///
/// The recording's own scale is undone and the other one applied. What was stored on the grid of 0.0001 N comes back to the
/// sensor's reading that closely, which is far below one step of any of the devices.
struct Recalculation: Sendable {
    private let sets: [(set: CalibrationSet, side: Side?)]
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
        do throws(RecordingError) { register = try Register(CalibrationStore(data)) } catch {
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
            return (set, named ?? set.side)
        }
    }

    /// Computes a recording anew, and says so.
    ///
    /// - Throws: a recording whose scale is not known or cannot be undone.
    func apply(to opened: inout OpenedRecording, path: String, words: inout [String]) throws(RecordingError) {
        guard !sets.isEmpty else { return }
        for (set, side) in sets {
            func refused(_ problem: String, _ remedy: String) -> RecordingError {
                RecordingError(.needsOption, file: path, problem: problem, remedy: remedy)
            }
            guard let side else {
                throw refused("set \(set.id) names no side", "write --calibration left=\(set.id) or right=\(set.id)")
            }
            guard let old = opened.scales[side] else {
                throw refused("says not how its \(side.rawValue) newtons came about", "take a recording of Bilanx")
            }
            let new = set.scale()
            guard new.quantity == old.quantity else {
                throw refused(
                    "its \(side.rawValue) sensor gave \(old.quantity), set \(set.id) is of \(new.quantity)",
                    "take a set of the same channel")
            }
            guard let zero = Self.quantity(old, newtons: old.zero) else {
                throw refused(
                    "its \(side.rawValue) scale \(old.id) cannot be undone", "take the journal: bilanx recover")
            }
            let newZero = new.gross(zero)
            let values = side == .left ? opened.record.left : opened.record.right
            let mended = values.map { value -> Double in
                guard value.isFinite, let raw = Self.quantity(old, newtons: value + old.zero) else { return .nan }
                return NewtonGrid.snap(new.gross(raw) - newZero)
            }
            if side == .left { opened.record.left = mended } else { opened.record.right = mended }
            opened.settings.gainUncertainty[side] = set.relativeUncertainty
            opened.settings.gainsAreUnknown = opened.settings.gainUncertainty.count < 2
            let text = "The \(side.rawValue) side is computed anew with the set \(set.id) instead of \(old.id)."
            opened.info.marks.append(text)
            words.append("\(path): \(text)")
        }
        opened.record.total = zip(opened.record.left, opened.record.right).map { $0 + $1 }
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
