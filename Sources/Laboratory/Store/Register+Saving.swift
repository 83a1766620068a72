import Calibration
import Foundation
import Recordings

extension Register {
    /// What the check before any change has found.
    public struct FoundBefore: Sendable, Hashable {
        /// Id of the set in use then.
        public var set: String
        /// Pass, fail, or undecided.
        public var outcome: DecisionRule.Outcome
        /// Largest error in newtons under a load, signed.
        public var worst: Double
    }

    /// Keeps a set, and first what the readings before any change say of the one in use until now.
    ///
    /// - Parameters:
    ///   - set: the new set.
    ///   - rawHash: of the run from which it stems.
    ///   - found: the run before any change; nil where there was none. For a device that had no set nothing is judged.
    ///   - folder: the run's folder, which remembers the entry; nil for the one in the store, where it is there.
    /// - Returns: what was found before; nil where nothing could be judged.
    /// - Throws: an id that is in the register already, or a folder or file that cannot be written.
    public mutating func save(
        _ set: CalibrationSet, rawHash: String, found: CalibrationRun?, folder: RunFolder? = nil,
        at time: ZonedTime = .now()
    ) throws(RecordingError) -> FoundBefore? {
        guard self.set(set.id) == nil else {
            throw RecordingError(
                .failed, file: store.registerPath, problem: "the set \(set.id) is in the register already",
                remedy: "nothing need be done; a set is never written twice")
        }
        let plate = PlateIdentity(
            family: set.device.model, serial: set.device.serial ?? "", channels: set.device.channels)
        var before: FoundBefore?
        if let found, let used = newest(for: plate),
            let check = try? AsFoundCheck(found, set: used)
        {
            let worst = check.rows.max { abs($0.error) < abs($1.error) }?.error ?? 0
            before = FoundBefore(set: used.id, outcome: check.outcome, worst: worst)
            if check.outcome == .fail, let day = found.day {
                try append(
                    .asFoundFailure(
                        .init(set: used.id, run: found.id, lastPass: lastPass(of: plate, used), checked: day)), at: time
                )
            }
        }
        let entry = try append(
            .set(RegisterEntry.NewSet(set: set, rawHash: rawHash, asFound: before?.outcome.rawValue)), at: time)
        let kept = folder ?? RunFolder(store, id: set.run)
        if FileManager.default.fileExists(atPath: kept.path) {
            try kept.remember(RunRegistration(set: set.id, number: entry.number, hash: entry.hash))
        }
        return before
    }

    /// The last day on which the sensor was known to be right: that of its calibration, or of a whole check since.
    private func lastPass(of plate: PlateIdentity, _ used: CalibrationSet) -> CalendarDay? {
        let checks = entries.compactMap { entry -> CalendarDay? in
            guard case .check(let checked) = entry.content, checked.check.outcome == .passed,
                checked.plates.left == plate || checked.plates.right == plate
            else { return nil }
            return CalendarDay(checked.check.time)
        }
        return (checks + [used.from].compactMap { $0 }).max()
    }
}
