import Acquisition
import Calibration
import Foundation
import Recordings
import SignalCore

/// A recording computed anew from the bytes of its devices: the journal is played with other sensors in the rig.
enum JournalRecalculation {
    /// Why it could not be done; a whole sentence's end.
    struct Failure: Error {
        var words: String
    }

    /// Plays the journal of a recording with the sets in the place of its own sensors.
    ///
    /// - Parameters:
    ///   - path: of the recording's folder, or of a file in it.
    ///   - sets: a set and its side.
    /// - Returns: the recording as it would have been written; nil where there is no journal.
    /// - Throws: `Failure` where the journal does not give it.
    static func open(
        _ path: String, _ sets: [(set: CalibrationSet, side: Side, entry: String?)]
    ) throws(Failure) -> OpenedRecording? {
        guard let journal = journal(path) else { return nil }
        let place = FileManager.default.temporaryDirectory.appending(path: "bilanx-anew-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: place) }
        do {
            var replayed = try ReplayedRecording(journal: journal)
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            replayed.folder = place
            var rig = try replayed.makeRig()
            for (set, side, entry) in sets {
                guard let old = rig.sensor(side), let new = sensor(set, insteadOf: old, entry) else {
                    throw Failure(words: "set \(set.id) is of another kind of sensor than the \(side.rawValue) side")
                }
                if side == .left { rig.leftSensor = new } else { rig.rightSensor = new }
            }
            var request = replayed.request(software: Bilanx.software)
            // A comparison was of the plates as their old sets had them.
            if request.gainRatio?.source == .pair { request.gainRatio = nil }
            _ = try LiveRun.run(rig, request, shouldStop: { false }) { _ in }
            return try RecordingReader.open(place)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(words: "\(error)")
        }
    }

    /// The journal beside a recording; nil for none.
    private static func journal(_ path: String) -> String? {
        let folder = path.hasSuffix("/trial.csv") ? String(path.dropLast(10)) : path
        let journal = RecordingFolder(path: folder).journal
        return FileManager.default.fileExists(atPath: journal) ? journal : nil
    }

    /// What a set makes of the channels of a sensor; nil where the sensor is of another kind.
    static func sensor(_ set: CalibrationSet, insteadOf old: SideSensor, _ entry: String?) -> SideSensor? {
        var base: [[Double]]?
        var origin = SIMD2<Double>.zero
        switch old {
        case .single: break
        case .fourCell(let plate):
            // The middle of the cells is where both plates' frame has the plate's own.
            origin = SIMD2(plate.x.sum() / 4, plate.y.sum() / 4)
            if let cells = set.cells?.positions, cells.count == 4 { origin -= cells.reduce(.zero, +) / 4 }
        case .sixComponent(let plate):
            origin = plate.origin
            base = (0..<6).map { row in
                Array(plate.coefficients[row * plate.channels..<(row + 1) * plate.channels])
            }
        }
        guard let new = set.sensor(base: base, origin: origin, registerEntry: entry), new.channels == old.channels,
            new.quantity == old.quantity
        else { return nil }
        switch (new, old) {
        case (.single(let scale), .single(let before)):
            return .single(before.id.hasPrefix("inverted:") ? scale.inverted : scale)
        case (.fourCell, .fourCell), (.sixComponent, .sixComponent): return new
        default: return nil
        }
    }
}
