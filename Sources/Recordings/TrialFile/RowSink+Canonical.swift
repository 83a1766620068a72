import SignalCore

extension RowSink {
    /// Reads rows of the form that this program writes, as fast as may be; stops at the first row of another form.
    ///
    /// What it reads is what `readRow` would read of the same bytes; it takes no row that it has a doubt about, so that
    /// everything odd is judged in one place.
    ///
    /// - Returns: the rows read; `at` is left at the next.
    mutating func readCanonical(_ span: Span<UInt8>, _ at: inout Int) -> Int {
        let before = left.count
        span.withUnsafeBytes { bytes in
            while readBlock(bytes, &at) == CanonicalRow.block {}
        }
        return left.count - before
    }

    /// Reads rows of one block; returns how many.
    private mutating func readBlock(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Int {
        let reader = CanonicalRow(columns: columns, rate: rate)
        let read = reader.withRows(bytes, &at, first: count, atMost: CanonicalRow.block) {
            rows, numbers, integers, marks, anyFlag in
            func part(_ k: Int) -> UnsafeBufferPointer<Double> {
                UnsafeBufferPointer(start: numbers + k * CanonicalRow.block, count: rows)
            }
            if !flags.isEmpty || anyFlag != 0 {
                flags.append(contentsOf: repeatElement([], count: left.count - flags.count))
                flags.append(contentsOf: UnsafeBufferPointer(start: marks, count: rows))
            }
            left.append(contentsOf: part(0))
            if columns.sides { right.append(contentsOf: part(1)) }
            for k in coordinates.indices { coordinates[k].append(contentsOf: part(2 + k)) }
            if columns.leftRaw { leftRaw.append(contentsOf: UnsafeBufferPointer(start: integers, count: rows)) }
            if columns.rightRaw {
                rightRaw.append(
                    contentsOf: UnsafeBufferPointer(start: integers + CanonicalRow.block, count: rows))
            }
            return rows
        }
        return read ?? 0
    }
}

/// Reads a row of the form that this program writes.
struct CanonicalRow {
    /// Rows that are read before they are put with the others.
    static let block = 256
    /// More bytes than any row that is read here has, and those that are looked at behind it.
    static let room = 256

    /// Reads at most `limit` rows and one block, and lends them: their number, the columns of numbers and of integers, a
    /// block apart each, the flags, and all flags in one.
    @inline(__always)
    func withRows<Result>(
        _ bytes: UnsafeRawBufferPointer, _ at: inout Int, first: Int, atMost limit: Int,
        _ body: (
            Int, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<RowFlags>, UInt8
        ) -> Result
    ) -> Result? {
        let size = Self.block
        let most = min(limit, size)
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: (2 + coordinates) * size) { numbers in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * size) { integers in
                withUnsafeTemporaryAllocation(of: RowFlags.self, capacity: size) { marks in
                    guard let source = bytes.baseAddress, let numbers = numbers.baseAddress,
                        let integers = integers.baseAddress, let marks = marks.baseAddress
                    else { return nil }
                    var rows = 0
                    var anyFlag: UInt8 = 0
                    while rows < most, at + Self.room <= bytes.count {
                        let end = read(source + at, row: first + rows, numbers + rows, integers + rows, marks + rows)
                        guard let end else { break }
                        at = end - source
                        anyFlag |= marks[rows].rawValue
                        rows += 1
                    }
                    return body(rows, numbers, integers, marks, anyFlag)
                }
            }
        }
    }

    /// Microseconds of the time that stands at `start`, behind which there is room; nil for any other form.
    static func time(_ start: UnsafeRawPointer) -> Int64? {
        var field = CanonicalField(at: start)
        return field.time()
    }

    let columns: TrialColumns
    let coordinates: Int
    /// Microseconds from row to row.
    let step: Double

    init(columns: TrialColumns, rate: Double) {
        self.columns = columns
        coordinates = columns.coordinates
        step = 1e6 / rate
    }

    /// Reads the row that begins at `start` into the first places of its columns, which are `block` apart.
    ///
    /// - Returns: where the next row begins; nil where this one has another form, or there is any doubt.
    @inline(__always)
    func read(
        _ start: UnsafeRawPointer, row: Int, _ numbers: UnsafeMutablePointer<Double>,
        _ integers: UnsafeMutablePointer<Int32>, _ mark: UnsafeMutablePointer<RowFlags>
    ) -> UnsafeRawPointer? {
        var field = CanonicalField(at: start)
        // Half a microsecond is what rounding leaves; whether a whole one is too much, `readRow` decides.
        guard let time = field.time(), abs(Double(time) - Double(row) * step) < 0.75 else { return nil }
        guard let left = field.number(decimals: 4) else { return nil }
        numbers[0] = left
        var right = left
        if columns.sides {
            guard let force = field.number(decimals: 4) else { return nil }
            right = force
            numbers[Self.block] = force
        }
        for k in 0..<coordinates {
            guard let place = field.number(decimals: 3) else { return nil }
            numbers[(2 + k) * Self.block] = place
        }
        if columns.leftRaw {
            guard let raw = field.raw(isGone: left.isNaN) else { return nil }
            integers[0] = raw
        }
        if columns.rightRaw {
            guard let raw = field.raw(isGone: right.isNaN) else { return nil }
            integers[Self.block] = raw
        }
        var flags = RowFlags()
        if columns.flags {
            guard let bits = field.flags() else { return nil }
            flags = RowFlags(rawValue: bits)
        }
        guard field.take("\n") else { return nil }
        if left.isNaN || right.isNaN { flags.insert(.missing) }
        mark.pointee = flags
        return field.at
    }
}

/// A place in the bytes of a row; whoever makes one sees to it that the room behind it can be read.
private struct CanonicalField {
    private(set) var at: UnsafeRawPointer

    /// Passes over a byte; false where another is there.
    @inline(__always)
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard at.load(as: UInt8.self) == UInt8(truncatingIfNeeded: byte.value) else { return false }
        at += 1
        return true
    }

    @inline(__always)
    private func word(_ offset: Int = 0) -> UInt64 {
        UInt64(littleEndian: (at + offset).loadUnaligned(as: UInt64.self))
    }

    /// Microseconds of a time with six decimals; nil for any other form.
    @inline(__always)
    mutating func time() -> Int64? {
        let text = word()
        let whole = EightDigits.count(text)
        guard whole > 0, (at + whole).load(as: UInt8.self) == UInt8(ascii: ".") else { return nil }
        let fraction = word(whole + 1)
        guard EightDigits.count(fraction) == 6 else { return nil }
        at += whole + 7
        let seconds = EightDigits.value(text, count: whole)
        return Int64(bitPattern: seconds &* 1_000_000 &+ EightDigits.value(fraction, count: 6))
    }

    /// A separator and a number with so many decimals, NaN for an empty field; nil for any other form.
    @inline(__always)
    mutating func number(decimals: Int) -> Double? {
        guard take(",") else { return nil }
        let isNegative = take("-")
        let text = word()
        let whole = EightDigits.count(text)
        guard whole > 0 else { return !isNegative && endsHere ? .nan : nil }
        guard whole + decimals <= 8, (at + whole).load(as: UInt8.self) == UInt8(ascii: "."),
            let steps = EightDigits.value(text, whole: whole, fraction: word(whole + 1), decimals: decimals)
        else { return nil }
        at += whole + 1 + decimals
        // Both are exact, so that the quotient is the nearest double, which lies on the grid. Another digit, or anything
        // else than a separator, is found by whoever comes next; adding zero turns -0 into 0.
        let value = Double(steps) / (decimals == 4 ? 1e4 : 1e3)
        return (isNegative ? -value : value) + 0
    }

    /// A separator and a whole number of up to eight digits, none where the sample is missing; nil for any other form.
    @inline(__always)
    mutating func raw(isGone: Bool) -> Int32? {
        guard take(",") else { return nil }
        if isGone { return endsHere ? 0 : nil }
        let isNegative = take("-")
        guard let value = digits() else { return nil }
        return Int32(truncatingIfNeeded: isNegative ? 0 &- value : value)
    }

    /// A separator and 0…255; nil for any other form.
    @inline(__always)
    mutating func flags() -> UInt8? {
        guard take(",") else { return nil }
        // Nearly always one digit.
        let digit = at.load(as: UInt8.self) &- UInt8(ascii: "0")
        if digit < 10, (at + 1).load(as: UInt8.self) == UInt8(ascii: "\n") {
            at += 1
            return digit
        }
        return digits().flatMap { UInt8(exactly: $0) }
    }

    /// The number of one to eight digits; nil where there is none.
    @inline(__always)
    private mutating func digits() -> UInt64? {
        let text = word()
        let count = EightDigits.count(text)
        guard count > 0 else { return nil }
        at += count
        return EightDigits.value(text, count: count)
    }

    /// True at the end of a field of this form.
    @inline(__always)
    private var endsHere: Bool {
        let byte = at.load(as: UInt8.self)
        return byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")
    }
}
