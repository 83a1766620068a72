import SignalCore

/// Reads rows into columns.
struct RowSink {
    /// Why a row cannot be read.
    struct Failure {
        /// Index of the column; as many as there are columns where none is to blame.
        var column: Int
        var problem: String
        var remedy: String
    }

    let columns: TrialColumns
    let rate: Double
    /// Newtons of the left side, or the total where sides are not there.
    var left: [Double] = []
    var right: [Double] = []
    /// Millimetres of each coordinate of a centre of pressure, in the order of the columns.
    var coordinates: [[Double]] = []
    var leftRaw: [Int32] = []
    var rightRaw: [Int32] = []
    /// Empty until a row has a flag.
    var flags: [RowFlags] = []

    /// Rows read and taken away before those that are here.
    var taken = 0

    /// Rows read, also those taken away.
    var count: Int { taken + left.count }

    /// `bytes` is the size of what is to be read, from which the number of rows is guessed.
    init(columns: TrialColumns, rate: Double, bytes: Int) {
        self.columns = columns
        self.rate = rate
        let guess = bytes / 24
        left.reserveCapacity(guess)
        if columns.sides { right.reserveCapacity(guess) }
        coordinates = [[Double]](repeating: [], count: columns.coordinates)
        for k in coordinates.indices { coordinates[k].reserveCapacity(guess / 2) }
        if columns.leftRaw { leftRaw.reserveCapacity(guess) }
        if columns.rightRaw { rightRaw.reserveCapacity(guess) }
        if columns.flags { flags.reserveCapacity(guess) }
    }

    /// Reads rows up to the first line that begins with `#`, or to the last whole line.
    ///
    /// `at` and `line` are left at the line that stopped it: the bad one where a failure is returned.
    mutating func readAll(_ span: Span<UInt8>, from at: inout Int, line: inout Int) -> Failure? {
        // A last line without its line feed is torn, however it looks.
        var end = span.count
        while end > at, span[end - 1] != 0x0A { end -= 1 }
        while true {
            line += readCanonical(span, &at)
            guard at < end, span[at] != UInt8(ascii: "#") else { return nil }
            if let failure = readRow(span, &at) { return failure }
            line += 1
        }
    }

    @inline(never)
    private mutating func readRow(_ span: Span<UInt8>, _ at: inout Int) -> Failure? {
        var i = at
        let row = count
        guard let time = DecimalParser.parse(span, &i) else { return notANumber(span, i, column: 0) }
        guard abs(time - Double(row) / rate) < 1e-6 else { return wrongTime(time) }
        var missing = false
        var leftGone = false
        var rightGone = false
        var column = 1
        guard Self.force(span, &i, &leftGone, into: &left) else { return notANumber(span, i, column: column) }
        column += 1
        missing = leftGone
        if columns.sides {
            guard Self.force(span, &i, &rightGone, into: &right) else { return notANumber(span, i, column: column) }
            column += 1
            missing = leftGone || rightGone
        } else {
            rightGone = leftGone
        }
        for k in coordinates.indices {
            guard Self.place(span, &i, into: &coordinates[k]) else { return notANumber(span, i, column: column) }
            column += 1
        }
        if columns.leftRaw {
            guard Self.raw(span, &i, leftGone, into: &leftRaw) else { return notANumber(span, i, column: column) }
            column += 1
        }
        if columns.rightRaw {
            guard Self.raw(span, &i, rightGone, into: &rightRaw) else { return notANumber(span, i, column: column) }
            column += 1
        }
        var flag = RowFlags()
        if columns.flags {
            guard span[i] == UInt8(ascii: ",") else { return notANumber(span, i, column: column) }
            i += 1
            guard let value = DecimalParser.parse(span, &i), let bits = UInt8(exactly: value) else {
                return notANumber(span, i, column: column)
            }
            flag = RowFlags(rawValue: bits)
            column += 1
        }
        if missing { flag.insert(.missing) }
        if !flags.isEmpty {
            flags.append(flag)
        } else if !flag.isEmpty {
            flags.append(contentsOf: repeatElement([], count: left.count - 1))
            flags.append(flag)
        }
        if span[i] == 0x0D { i += 1 }
        guard span[i] == 0x0A else { return notANumber(span, i, column: column) }
        at = i + 1
        return nil
    }

    /// A separator and a force or nothing; false where neither is there.
    ///
    /// Static, because a method would hold a second reference to the columns and make every append copy them.
    @inline(__always)
    private static func force(_ span: Span<UInt8>, _ i: inout Int, _ gone: inout Bool, into values: inout [Double])
        -> Bool
    {
        guard span[i] == UInt8(ascii: ",") else { return false }
        i += 1
        if endsField(span[i]) {
            gone = true
            values.append(.nan)
            return true
        }
        guard let value = DecimalParser.parse(span, &i), endsField(span[i]) else { return false }
        values.append(NewtonGrid.snap(value))
        return true
    }

    /// A separator and a coordinate or nothing, which is no missing sample: an unloaded plate has no point.
    @inline(__always)
    private static func place(_ span: Span<UInt8>, _ i: inout Int, into values: inout [Double]) -> Bool {
        guard span[i] == UInt8(ascii: ",") else { return false }
        i += 1
        if endsField(span[i]) {
            values.append(.nan)
            return true
        }
        guard let value = DecimalParser.parse(span, &i), endsField(span[i]) else { return false }
        values.append(PressurePath.snap(value))
        return true
    }

    @inline(__always)
    private static func raw(_ span: Span<UInt8>, _ i: inout Int, _ gone: Bool, into values: inout [Int32]) -> Bool {
        guard span[i] == UInt8(ascii: ",") else { return false }
        i += 1
        if endsField(span[i]) {
            values.append(0)
            return gone
        }
        guard !gone, let value = DecimalParser.parse(span, &i), let exact = Int32(exactly: value) else { return false }
        values.append(exact)
        return true
    }

    @inline(__always)
    private static func endsField(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D }

    @inline(never)
    private func wrongTime(_ time: Double) -> Failure {
        Failure(
            column: 0, problem: "time \(time) s where row \(count) stands at \(Double(count) / rate) s",
            remedy: "a row was added, doubled or deleted: take the original file, or mark lost rows by empty fields")
    }

    /// The centres of pressure that were read.
    var pressure: PressurePaths { PressurePaths(coordinates, of: columns) }

    /// What is wrong at `at`, in words.
    @inline(never)
    private func notANumber(_ span: Span<UInt8>, _ at: Int, column: Int) -> Failure {
        var start = at
        while start > 0, span[start - 1] != UInt8(ascii: ","), span[start - 1] != 0x0A { start -= 1 }
        var lineStart = start
        while lineStart > 0, span[lineStart - 1] != 0x0A { lineStart -= 1 }
        var fields = 1
        var i = lineStart
        while i < span.count, span[i] != 0x0A {
            if span[i] == UInt8(ascii: ",") { fields += 1 }
            i += 1
        }
        let names = columns.names
        if fields != names.count {
            return Failure(
                column: names.count, problem: "has \(fields) columns where the header row has \(names.count)",
                remedy: "take the original file, or mend the line")
        }
        var field: [UInt8] = []
        i = start
        while i < span.count, !Self.endsField(span[i]), field.count < 40 {
            field.append(span[i])
            i += 1
        }
        let text = String(decoding: field, as: UTF8.self)
        let isSpecial = ["nan", "inf", "+inf", "-inf", "infinity", "-infinity"].contains(text.lowercased())
        return Failure(
            column: min(column, names.count - 1), problem: "`\(text)` is not a \(isSpecial ? "finite " : "")number",
            remedy: "an empty field marks a missing sample; take the original file, or mend the line")
    }
}

extension PressurePaths {
    /// The centres of pressure of a file whose coordinates are in the order of its columns.
    init(_ coordinates: [[Double]], of columns: TrialColumns) {
        var rest = coordinates[...]
        func next(_ isThere: Bool) -> PressurePath? {
            guard isThere, rest.count >= 2 else { return nil }
            defer { rest = rest.dropFirst(2) }
            return PressurePath(x: rest[rest.startIndex], y: rest[rest.startIndex + 1])
        }
        self.init(left: next(columns.leftCentre), right: next(columns.rightCentre), both: next(columns.centre))
    }
}
