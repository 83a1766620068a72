import SignalCore

/// Forces and their times as a file holds them, on their way to an even grid.
struct TimedForces {
    /// The file's name, for errors.
    var name: String
    /// In `unit`; empty where only a rate is known.
    var times: [Double]
    /// `s`, `ms` or `us`.
    var unit: String
    /// Newtons: left and right, or the total alone; each as long as `times`.
    var columns: [[Double]]

    /// The record, with NaN and a flag where a sample is missing, and what is to be said of it.
    ///
    /// - Parameter rate: the operator's; needed where there are no times, and must agree with them where there are.
    /// - Throws: `.needsOption` where no rate can be taken; `.badData` where times do not rise or no row is there.
    func record(rate: Double?) throws(RecordingError) -> (record: ForceRecord, notices: [String]) {
        guard let first = columns.first, !first.isEmpty else {
            throw RecordingError(.badData, file: name, problem: "holds no samples", remedy: "export it again")
        }
        var gaps: [TimeAxis.Gap] = []
        var found = rate
        if !times.isEmpty {
            do throws(TimeAxis.Failure) {
                let axis = try TimeAxis(times, unit: unit, rate: rate)
                (gaps, found) = (axis.gaps, axis.rate)
            } catch {
                throw RecordingError(
                    error.row == nil && error.needsRate ? .needsOption : .badData, file: name,
                    problem: error.row.map { "sample \($0 + 1): " + error.problem } ?? error.problem,
                    remedy: error.needsRate ? "give --rate HZ" : "see which of them is right")
            }
        }
        guard let found, found > 0, found <= 1_000_000 else {
            throw RecordingError(
                .needsOption, file: name, problem: "nothing says how many samples there are in a second",
                remedy: "add --rate HZ")
        }
        let forces = columns.map { TimeAxis.spread($0.map(NewtonGrid.snap), gaps) }
        var flags: [RowFlags] = []
        var missing = 0
        for i in forces[0].indices where forces.contains(where: { $0[i].isNaN }) {
            if flags.isEmpty { flags = [RowFlags](repeating: [], count: forces[0].count) }
            flags[i] = .missing
            missing += 1
        }
        let record =
            forces.count > 1
            ? ForceRecord(rate: found, left: forces[0], right: forces[1], flags: flags)
            : ForceRecord(rate: found, total: forces[0], flags: flags)
        let notices = missing > 0 ? ["\(name): \(missing) of \(record.count) samples are missing."] : []
        return (record, notices)
    }
}
