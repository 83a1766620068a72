/// Lines of a text in any of the three conventions: `\n`, `\r\n`, `\r`.
struct TextLines {
    /// Where the next line begins.
    private(set) var at: Int
    /// Number of the next line, from 1.
    private(set) var number: Int

    /// Begins at the start of a text.
    init(at: Int = 0, number: Int = 1) {
        self.at = at
        self.number = number
    }

    /// The next line without its end, and whether it has one; nil at the end of the text.
    @inline(__always)
    mutating func next(_ bytes: Span<UInt8>) -> (range: Range<Int>, isTerminated: Bool)? {
        let count = bytes.count
        guard at < count else { return nil }
        let start = at
        var end = start
        while end < count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
        number += 1
        guard end < count else {
            at = end
            return (start..<end, false)
        }
        at = bytes[end] == 0x0D && end + 1 < count && bytes[end + 1] == 0x0A ? end + 2 : end + 1
        return (start..<end, true)
    }
}

/// How the fields of a line are told apart.
enum FieldSeparator: Sendable, Hashable, CaseIterable {
    case tab
    case semicolon
    case comma
    case pipe
    /// Runs of spaces.
    case spaces
    /// One field a line.
    case none

    /// The byte between fields; nil for runs of spaces and for none.
    var byte: UInt8? {
        switch self {
        case .tab: 0x09
        case .semicolon: 0x3B
        case .comma: 0x2C
        case .pipe: 0x7C
        case .spaces, .none: nil
        }
    }

    /// The next field of a line with the blanks around it taken off; `at` moves behind its separator.
    ///
    /// `at` beyond the end of the line means that there is no further field. Behind a last separator stands an empty field.
    /// Quotes around a field are taken off, and a separator between them is none (RFC 4180).
    @inline(__always)
    func next(_ bytes: Span<UInt8>, _ at: inout Int, end: Int) -> Range<Int> {
        var start = at
        while start < end, Self.isBlank(bytes[start], keepingTab: self == .tab) { start += 1 }
        if start < end, bytes[start] == Self.quote, let field = quoted(bytes, &at, start: start, end: end) {
            return field
        }
        var stop = start
        switch self {
        case .spaces:
            while stop < end, !Self.isBlank(bytes[stop], keepingTab: false) { stop += 1 }
            var after = stop
            while after < end, Self.isBlank(bytes[after], keepingTab: false) { after += 1 }
            at = after < end ? after : end + 1
            return start..<stop
        case .none:
            stop = end
            at = end + 1
        default:
            let separator = byte ?? 0
            while stop < end, bytes[stop] != separator { stop += 1 }
            at = stop < end ? stop + 1 : end + 1
        }
        while stop > start, Self.isBlank(bytes[stop - 1], keepingTab: false) { stop -= 1 }
        return start..<stop
    }

    private static let quote = UInt8(ascii: "\"")

    /// A field in quotes; nil where the quote is not closed before the separator, and then belongs to the field.
    @inline(never)
    private func quoted(_ bytes: Span<UInt8>, _ at: inout Int, start: Int, end: Int) -> Range<Int>? {
        var close = start + 1
        while close < end {
            if bytes[close] == Self.quote {
                // Two quotes stand for one.
                guard close + 1 < end, bytes[close + 1] == Self.quote else { break }
                close += 1
            }
            close += 1
        }
        guard close < end else { return nil }
        var after = close + 1
        while after < end, Self.isBlank(bytes[after], keepingTab: self == .tab) { after += 1 }
        if after < end {
            if self == .spaces {
                guard after > close + 1 else { return nil }
            } else {
                guard let byte, bytes[after] == byte else { return nil }
                after += 1
            }
        } else {
            after = end + 1
        }
        at = after
        var first = start + 1
        while first < close, Self.isBlank(bytes[first], keepingTab: false) { first += 1 }
        while close > first, Self.isBlank(bytes[close - 1], keepingTab: false) { close -= 1 }
        return first..<close
    }

    @inline(__always)
    private static func isBlank(_ byte: UInt8, keepingTab: Bool) -> Bool { byte == 0x20 || byte == 0x09 && !keepingTab }
}
