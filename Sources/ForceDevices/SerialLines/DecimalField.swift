/// A decimal number in a field of text.
struct DecimalField {
    /// Its value.
    var value: Double
    /// Its digits without the decimal sign, with its sign.
    var digits: Int64
    /// Where it ends.
    var end: Int

    /// What was found.
    enum Result {
        case number(DecimalField)
        case notANumber
        case notFinite
    }

    private static let powers: [Double] = (0...22).map { exponent in
        (0..<exponent).reduce(1.0) { product, _ in product * 10 }
    }

    /// Reads a number that begins at the range's start, as far as it goes; exact where it has at most 15 digits.
    static func read(_ bytes: [UInt8], _ range: Range<Int>, decimal: UInt8) -> Result {
        var at = range.lowerBound
        let end = range.upperBound
        var isNegative = false
        if at < end, bytes[at] == 0x2B || bytes[at] == 0x2D {
            isNegative = bytes[at] == 0x2D
            at += 1
        }
        if at < end, bytes[at] | 0x20 == 0x6E || bytes[at] | 0x20 == 0x69 { return word(bytes, at..<end) }
        var digits: Int64 = 0
        var count = 0
        var significant = 0
        var fraction = 0
        var seenDecimal = false
        while at < end {
            let byte = bytes[at]
            if byte >= 0x30, byte <= 0x39 {
                count += 1
                if significant > 0 || byte != 0x30 { significant += 1 }
                guard significant <= 18 else { return .notANumber }
                digits = digits * 10 + Int64(byte - 0x30)
                if seenDecimal { fraction += 1 }
            } else if byte == decimal, !seenDecimal {
                seenDecimal = true
            } else {
                break
            }
            at += 1
        }
        guard count > 0 else { return .notANumber }
        var exponent = -fraction
        if at + 1 < end, bytes[at] | 0x20 == 0x65 {
            var digit = at + 1
            var isDown = false
            if bytes[digit] == 0x2B || bytes[digit] == 0x2D {
                isDown = bytes[digit] == 0x2D
                digit += 1
            }
            guard digit < end, bytes[digit] >= 0x30, bytes[digit] <= 0x39 else { return .notANumber }
            var power = 0
            while digit < end, bytes[digit] >= 0x30, bytes[digit] <= 0x39, power < 1000 {
                power = power * 10 + Int(bytes[digit] - 0x30)
                digit += 1
            }
            exponent += isDown ? -power : power
            at = digit
        }
        guard abs(exponent) <= 22 else { return .notANumber }
        if isNegative { digits = -digits }
        var value = exponent < 0 ? Double(digits) / powers[-exponent] : Double(digits) * powers[exponent]
        if isNegative, digits == 0 { value = -0.0 }
        return .number(DecimalField(value: value, digits: digits, end: at))
    }

    private static func word(_ bytes: [UInt8], _ range: Range<Int>) -> Result {
        guard range.count >= 3 else { return .notANumber }
        let at = range.lowerBound
        let first = bytes[at] | 0x20
        let second = bytes[at + 1] | 0x20
        let third = bytes[at + 2] | 0x20
        // nan, inf
        let isNaN = first == 0x6E && second == 0x61 && third == 0x6E
        let isInfinite = first == 0x69 && second == 0x6E && third == 0x66
        return isNaN || isInfinite ? .notFinite : .notANumber
    }
}
