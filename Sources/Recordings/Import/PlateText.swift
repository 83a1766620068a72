import SignalCore

/// A text file in which the columns of each plate are known.
struct PlateText {
    /// A plate.
    struct Plate: Equatable {
        /// What the file calls it.
        var title: String
        /// The column of its vertical force, by index from 0.
        var column: Int
        /// The person's side where the column's own name says it.
        var side: Side?
    }

    var name: String
    var plates: [Plate]
    /// What was recognised and is to be said, in whole sentences.
    var notices: [String] = []
    /// True where the file gives no times.
    var needsRate = false
    /// Rows that the file's heading promises; nil where it promises none.
    var rows: Int?
    /// Samples per second that the file's heading gives; nil where it gives none.
    var rate: Double?

    /// Unit of its times where its format says it; nil where it does not.
    var timeUnit: String?

    /// Reads the plates that the operator names, or those whose names are sides.
    ///
    /// - Throws: `.needsOption` where neither the file nor the operator says whose plate is whose.
    func read(_ bytes: [UInt8], _ given: TextOptions) throws(RecordingError) -> TextReader.Outcome {
        var options = given
        options.timeUnit = timeUnit
        let list = PlateList(file: name, plates: plates.map(\.title))
        func column(_ word: String?, _ option: String) throws(RecordingError) -> String? {
            guard let word, let index = PlateChoice.index(word, bare: false) else { return word }
            return String(plates[try list.check(index, option: option)].column + 1)
        }
        options.left = try column(given.left, "--left")
        options.right = try column(given.right, "--right")
        options.total = try column(given.total, "--total")
        var sidesByName = false
        if !given.namesForce {
            guard let (left, right) = sidesByColumn else {
                throw list.doubt(rate: given.rate, needsRate: needsRate && given.rate == nil)
            }
            (options.left, options.right) = (String(left + 1), String(right + 1))
            sidesByName = true
        }
        if options.left != nil, options.left == options.right {
            throw list.needs("--left and --right name the same plate", "give two")
        }
        var outcome = try TextReader.read(bytes, name: name, options: options)
        outcome.sidesByName = sidesByName
        outcome.record = try upright(outcome.record, given, &outcome.notices)
        outcome.notices += notices
        if let rows, rows != outcome.record.count {
            outcome.notices.append("\(name): its heading says \(rows) rows, it holds \(outcome.record.count).")
        }
        if let rate, abs(outcome.record.rate / rate - 1) > 0.01 {
            outcome.notices.append(
                "\(name): its heading says \(PlainNumber.text(rate)) Hz, its times "
                    + "\(PlainNumber.text(outcome.record.rate)) Hz; the times count.")
        }
        return outcome
    }

    /// The columns of the sides where exactly one plate is named left and one right.
    private var sidesByColumn: (left: Int, right: Int)? {
        let left = plates.filter { $0.side == .left }
        let right = plates.filter { $0.side == .right }
        guard left.count == 1, right.count == 1 else { return nil }
        return (left[0].column, right[0].column)
    }

    /// The record with load counted positive.
    private func upright(
        _ record: ForceRecord, _ given: TextOptions, _ notices: inout [String]
    ) throws(RecordingError) -> ForceRecord {
        func turn(_ forces: [Double], _ what: String) throws(RecordingError) -> [Double] {
            let (forces, notice) = try LoadSign.upright(forces, plate: what, file: name)
            if let notice { notices.append(notice) }
            return forces
        }
        var turned: ForceRecord
        if record.hasSides {
            turned = ForceRecord(
                rate: record.rate, left: try turn(record.left, "the left plate"),
                right: try turn(record.right, "the right plate"), flags: record.flags, firstIndex: record.firstIndex)
        } else {
            turned = ForceRecord(
                rate: record.rate, total: try turn(record.total, given.total ?? "the plate"), flags: record.flags,
                firstIndex: record.firstIndex)
        }
        turned.pressure = record.pressure
        return turned
    }
}
