import SignalCore

/// Which columns of a text file mean what.
struct TextColumns: Equatable {
    /// The force columns.
    enum Forces: Equatable {
        /// Left and right, by index from 0.
        case sides(left: Int, right: Int)
        /// Both together.
        case total(Int)
    }

    var forces: Forces
    /// Newtons in a unit of each force column.
    var factors: [Double] = []
    /// True where nothing says a unit, so that newtons were taken.
    var unitIsAssumed = false
    /// What was taken of units, in whole sentences.
    var notices: [String] = []
    /// Time, by index from 0; nil where the file has none or the rate was given instead.
    var time: Int?
    /// True where the header row itself says left and right.
    var sidesByName: Bool
    /// Centres of pressure; none where the file has none.
    var pressure = PressureColumns()

    /// Chooses columns by what the operator says, else by names that leave no doubt.
    ///
    /// - Throws: `.needsOption` where neither does, with what the columns hold and the command to type; `.badData` where
    ///   a force column is not in newtons.
    init(_ layout: TextLayout, _ options: TextOptions, name: String) throws(RecordingError) {
        let chooser = TextColumnChooser(layout: layout, options: options, name: name)
        if options.total != nil, options.left != nil || options.right != nil {
            throw chooser.needs(
                "--total stands for the sum of both sides and excludes --left and --right", "give either")
        }
        sidesByName = false
        if let total = options.total {
            forces = .total(try chooser.index(total, option: "--total"))
        } else if let left = options.left, let right = options.right {
            let pair = (try chooser.index(left, option: "--left"), try chooser.index(right, option: "--right"))
            guard pair.0 != pair.1 else { throw chooser.needs("--left and --right name the same column", "give two") }
            forces = .sides(left: pair.0, right: pair.1)
        } else if options.left != nil || options.right != nil {
            throw chooser.needs("only one of --left and --right is given", "give both, or --total")
        } else if let (left, right) = chooser.sidesByName() {
            forces = .sides(left: left, right: right)
            sidesByName = true
        } else {
            throw chooser.doubt()
        }
        if let column = options.time {
            time = try chooser.index(column, option: "--time")
        } else if options.rate == nil {
            let named = layout.columns.indices.filter { layout.columns[$0].name.map(ColumnName.isTime) == true }
            time = named.count == 1 ? named[0] : nil
            if named.count > 1 {
                throw chooser.needs("several columns could be the time", "choose with --time, or give --rate HZ")
            }
        }
        if time == nil, options.rate == nil {
            throw chooser.needs("nothing says how many samples there are in a second", "add --rate HZ or --time COLUMN")
        }
        for index in forceIndices {
            guard index != time else { throw chooser.needs("one column is named as force and as time", "give two") }
            factors.append(try chooser.newtonsPerUnit(index))
        }
        let units = Set(forceIndices.map { layout.columns[$0].unit ?? options.forceUnit ?? "" })
        unitIsAssumed = units.contains("")
        for unit in units.sorted() {
            guard let notice = ForceUnit.notice(unit) else { continue }
            notices.append("\(name): \(notice)")
        }
        pressure = try PressureColumns(chooser, options.pressure, hasSides: forceIndices.count == 2)
        let taken = Set(forceIndices + (time.map { [$0] } ?? []))
        for index in pressure.columns {
            guard !taken.contains(index), pressure.columns.count(where: { $0 == index }) == 1 else {
                throw chooser.needs("column \(index + 1) is named for two things", "give each its own")
            }
        }
    }

    /// The force columns by index from 0.
    var forceIndices: [Int] {
        switch forces {
        case .sides(let left, let right): [left, right]
        case .total(let total): [total]
        }
    }

}

/// Finds columns and says what is wrong with a choice.
struct TextColumnChooser {
    let layout: TextLayout
    let options: TextOptions
    let name: String

    /// The column that a name or a number means.
    func index(_ wanted: String, option: String) throws(RecordingError) -> Int {
        if let number = Int(wanted) {
            guard layout.columns.indices.contains(number - 1) else {
                throw needs("\(option) \(number): there are \(layout.columns.count) columns", "choose one of them")
            }
            return number - 1
        }
        func matches(_ transform: (String) -> String) -> [Int] {
            layout.columns.indices.filter { i in
                layout.columns[i].name.map { transform($0) == transform(wanted) } == true
            }
        }
        var found = matches { $0.lowercased().filter { $0 != " " } }
        if found.isEmpty { found = matches { ColumnName.split($0).base.lowercased() } }
        if found.count == 1 { return found[0] }
        let grouped = layout.columns.indices.filter { i in
            layout.columns[i].fullName.map { Self.bare($0) == Self.bare(wanted) } == true
        }
        if grouped.count == 1 { return grouped[0] }
        if found.count > 1 {
            let numbers = found.map { String($0 + 1) }.joined(separator: ", ")
            throw needs("\(option) \(wanted): the columns \(numbers) have that name", "give the number of one of them")
        }
        throw needs("\(option) \(wanted): no column has that name", "choose one of them by name or number")
    }

    private static func bare(_ name: String) -> String { name.lowercased().filter { $0 != " " } }

    /// The two columns whose names differ in nothing but the side, where there is exactly one such pair.
    ///
    /// Where the names themselves say no side, those of the heading above them count too.
    func sidesByName() -> (left: Int, right: Int)? { sides(\.name) ?? sides(\.fullName) }

    private func sides(_ text: (TextLayout.Column) -> String?) -> (left: Int, right: Int)? {
        var lefts: [(index: Int, rest: [String])] = []
        var rights: [(index: Int, rest: [String])] = []
        for (i, column) in layout.columns.enumerated() {
            guard let name = text(column), let side = ColumnName.side(name) else { continue }
            if side.isLeft { lefts.append((i, side.rest)) } else { rights.append((i, side.rest)) }
        }
        guard lefts.count == 1, rights.count == 1, lefts[0].rest == rights[0].rest else { return nil }
        return (lefts[0].index, rights[0].index)
    }

    func newtonsPerUnit(_ index: Int) throws(RecordingError) -> Double {
        let unit = layout.columns[index].unit ?? options.forceUnit ?? ""
        guard let factor = ForceUnit.newtons(unit) else {
            throw RecordingError(
                .badData, file: name, line: layout.line, column: title(index),
                problem: "its unit is \(unit), which is no force", remedy: ForceUnit.remedy(unit))
        }
        return factor
    }

    /// The error where nothing says which columns are left and right.
    func doubt() -> RecordingError {
        let forces = layout.columns.indices.filter { i in
            layout.columns[i].name.map { !ColumnName.isTime($0) } != false
                && ForceUnit.newtons(layout.columns[i].unit ?? "") != nil && !layout.wordColumns.contains(i)
        }
        let times = layout.columns.contains { $0.name.map(ColumnName.isTime) == true }
        let rate = options.rate.map { " --rate \(PlainNumber.text($0))" } ?? (times ? "" : " --rate HZ")
        let file = name.contains(" ") ? "'\(name)'" : name
        let command = "bilanx analyze \(file)"
        var remedy: String
        if forces.count == 1 {
            remedy = "type: \(command) --total \(forces[0] + 1)\(rate)"
        } else if forces.count == 2 {
            let (a, b) = (forces[0] + 1, forces[1] + 1)
            remedy =
                "if column \(a) is the person's left, type: \(command) --left \(a) --right \(b)\(rate); "
                + "if it is the right: \(command) --left \(b) --right \(a)\(rate)"
        } else {
            // Two of the file's own columns make a line that can be typed; which they must be is the operator's to say.
            func word(_ i: Int) -> String {
                let name = layout.columns[i].name ?? ""
                let isOne = layout.columns.count(where: { $0.name == name }) == 1
                return name.isEmpty || !isOne
                    ? String(i + 1) : name.contains { !$0.isLetter && !$0.isNumber } ? "'\(name)'" : name
            }
            let pair = forces.count > 2 ? (word(forces[0]), word(forces[1])) : ("COLUMN", "COLUMN")
            let time = layout.columns.indices.filter { layout.columns[$0].name.map(ColumnName.isTime) == true }
            let clock = time.count == 1 && options.rate == nil ? " --time \(word(time[0]))" : rate
            remedy =
                "type, with the columns that they are: \(command) --left \(pair.0) --right \(pair.1)\(clock), or --total "
                + "COLUMN where only the sum exists"
        }
        return needs("nothing says which columns are the person's left and right", remedy)
    }

    func needs(_ problem: String, _ remedy: String) -> RecordingError {
        RecordingError(.needsOption, file: name, problem: problem + " (columns: \(listing))", remedy: remedy)
    }

    /// `1 "Time" 0.000, 2 "FP1" 301.312`: at most 40 columns.
    private var listing: String {
        let shown = layout.columns.indices.prefix(40).map { i in
            "\(title(i)) \(layout.columns[i].first.isEmpty ? "(empty)" : String(layout.columns[i].first.prefix(20)))"
        }
        return shown.joined(separator: ", ") + (layout.columns.count > 40 ? ", …" : "")
    }

    private func title(_ index: Int) -> String {
        let column = layout.columns[index]
        return "\(index + 1)" + (column.name.map { " \"\($0.prefix(40))\"" } ?? "")
    }
}
