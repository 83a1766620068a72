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
        /// The column of its own times, by index from 0; nil where all share one or the file has none.
        var time: Int?
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
    /// Unit of its forces where its format says it: newtons unless said otherwise; nil to ask.
    var forceUnit: String? = "N"
    /// What to say where the unit must be asked for.
    var unitRemedy = ""
    /// True for the file of one sensor, which may be pulled and pushed, and knows no sides.
    var isSensor = false
    /// True where the format's first rows come at uneven times.
    var dropsUnevenStart = false
    /// True where the format is known to leave single samples out.
    var bridgesLoneSamples = false

    /// Reads the plates that the operator names, or those whose names are sides.
    ///
    /// - Throws: `.needsOption` where neither the file nor the operator says whose plate is whose.
    func read(_ bytes: [UInt8], _ given: TextOptions) throws(RecordingError) -> TextReader.Outcome {
        var options = given
        options.timeUnit = timeUnit
        options.dropsUnevenStart = dropsUnevenStart
        options.bridgesLoneSamples = bridgesLoneSamples
        options.forceUnit = given.forceUnit ?? forceUnit
        guard options.forceUnit != nil else {
            throw RecordingError(
                .needsOption, file: name, problem: "nothing says the unit of its forces", remedy: unitRemedy)
        }
        let list = PlateList(file: name, plates: plates.map(\.title))
        func column(_ word: String?, _ option: String) throws(RecordingError) -> String? {
            guard let word, let index = PlateChoice.index(word, bare: false) else { return word }
            return String(plates[try list.check(index, option: option)].column + 1)
        }
        options.left = try column(given.left, "--left")
        options.right = try column(given.right, "--right")
        options.total = try column(given.total, "--total")
        var sidesByName = false
        if !given.namesForce, isSensor, plates.count == 1 {
            options.total = String(plates[0].column + 1)
        } else if !given.namesForce {
            guard let (left, right) = sidesByColumn else {
                throw list.doubt(rate: given.rate, needsRate: needsRate && given.rate == nil)
            }
            (options.left, options.right) = (String(left + 1), String(right + 1))
            sidesByName = true
        }
        if options.left != nil, options.left == options.right {
            throw list.needs("--left and --right name the same plate", "give two")
        }
        if given.time == nil, given.rate == nil { options.time = try time(of: options, list) }
        var outcome = try TextReader.read(bytes, name: name, options: options)
        outcome.sidesByName = sidesByName
        if isSensor {
            outcome.record = try LoadSign.asked(outcome.record, file: name, said: given.loadIsPositive)
        } else {
            outcome.record = try upright(outcome.record, given, &outcome.notices)
        }
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

    /// The column of the times of the chosen plates; nil where they have none of their own.
    private func time(of options: TextOptions, _ list: PlateList) throws(RecordingError) -> String? {
        let chosen = Set([options.left, options.right, options.total].compactMap { $0 }.compactMap { Int($0) })
        let times = Set(plates.filter { chosen.contains($0.column + 1) }.compactMap(\.time))
        guard times.count <= 1 else {
            throw list.needs("the chosen plates are of different runs", "name two plates of one run")
        }
        return times.first.map { String($0 + 1) }
    }

    /// The record with load counted positive.
    private func upright(
        _ record: ForceRecord, _ given: TextOptions, _ notices: inout [String]
    ) throws(RecordingError) -> ForceRecord {
        var told: [String] = []
        var titles = record.hasSides ? ["the left plate", "the right plate"] : [given.total ?? "the plate"]
        let turned = try record.mappingForces { (forces) throws(RecordingError) in
            let (forces, notice) = try LoadSign.upright(
                forces, plate: titles.removeFirst(), file: name, said: given.loadIsPositive)
            if let notice { told.append(notice) }
            return forces
        }
        notices += told
        return turned
    }
}
