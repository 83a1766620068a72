/// Reads decimal numbers from bytes: exact, and without a String for all but the longest.
enum DecimalParser {
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    /// Reads the number that begins at `at` and moves `at` behind it.
    ///
    /// The form is `[+-]digits[mark digits][e[+-]digits]`, with digits before the mark, behind it, or both; behind a
    /// comma at least one digit must follow. The result is the nearest double.
    ///
    /// - Returns: nil, with `at` unmoved, where no number begins there or it is too large for a double.
    @inline(__always)
    static func parse(_ bytes: Span<UInt8>, _ at: inout Int, mark: UInt8 = UInt8(ascii: ".")) -> Double? {
        let end = bytes.count
        var i = at
        guard i < end else { return nil }
        var negative = false
        if bytes[i] == UInt8(ascii: "-") {
            negative = true
            i += 1
        } else if bytes[i] == UInt8(ascii: "+") {
            i += 1
        }
        var mantissa: UInt64 = 0
        let first = i
        while i < end, bytes[i] &- 48 < 10 {
            mantissa = mantissa &* 10 &+ UInt64(bytes[i] &- 48)
            i += 1
        }
        var digits = i - first
        var decimals = 0
        if i < end, bytes[i] == mark {
            let start = i + 1
            var j = start
            while j < end, bytes[j] &- 48 < 10 {
                mantissa = mantissa &* 10 &+ UInt64(bytes[j] &- 48)
                j += 1
            }
            decimals = j - start
            digits += decimals
            if decimals > 0 || mark == UInt8(ascii: ".") { i = j }
        }
        guard digits > 0 else { return nil }
        let hasExponent = i < end && bytes[i] | 0x20 == UInt8(ascii: "e")
        // Nineteen digits fit the integer, and 2^53 and 10^22 are exact: one rounding, so the result is the nearest
        // double (Clinger 1990).
        if hasExponent || digits > 19 || mantissa > 1 << 53 || decimals > 22 {
            return slow(bytes, &at, end: i, mark: mark)
        }
        at = i
        let value = decimals == 0 ? Double(mantissa) : Double(mantissa) / powers[decimals]
        return negative ? -value : value
    }

    /// Long numbers and exponents: the standard library reads them.
    ///
    /// `end` is where the digits end.
    @inline(never)
    private static func slow(_ bytes: Span<UInt8>, _ at: inout Int, end digitsEnd: Int, mark: UInt8) -> Double? {
        var end = digitsEnd
        if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
            var i = end + 1
            if i < bytes.count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") { i += 1 }
            let start = i
            while i < bytes.count, bytes[i] &- 48 < 10 { i += 1 }
            if i > start { end = i }
        }
        // No honest number has a thousand digits; damaged files do.
        guard end - at <= 1000 else { return nil }
        var text = ""
        for i in at..<end { text.unicodeScalars.append(Unicode.Scalar(bytes[i] == mark ? 0x2E : bytes[i])) }
        if text.hasSuffix(".") { text.append("0") }
        if let point = text.firstIndex(of: "."), let e = text.firstIndex(where: { $0 == "e" || $0 == "E" }),
            text.index(after: point) == e
        {
            text.insert("0", at: e)
        }
        guard let value = Double(text), value.isFinite else { return nil }
        at = end
        return value
    }
}
