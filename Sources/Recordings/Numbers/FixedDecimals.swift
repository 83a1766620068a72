/// Numbers with a fixed count of decimals, written straight into bytes.
///
/// Scaling and rounding to an integer first makes this several times faster than the shortest text of a double, and half
/// as long; on the grid of 0.0001 N four decimals lose nothing.
enum FixedDecimals {
    /// The longest text that `write` makes: sign, 15 digits, point, 6 decimals.
    static let maximumLength = 24

    /// 10^`decimals` for 0…6; a switch, which becomes a constant where a table would be looked up.
    @inline(__always)
    private static func power(_ decimals: Int) -> UInt64 {
        switch decimals {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10_000
        case 5: 100_000
        default: 1_000_000
        }
    }

    /// Writes `value` with `decimals` (0…6) places, ties away from zero; returns the bytes used, at most `maximumLength`.
    ///
    /// NaN, infinities, and numbers of 2^53 steps or more have no such text: nothing is written and 0 is returned. Bytes
    /// up to `maximumLength` behind the text may change.
    @inline(__always)
    static func write(_ value: Double, decimals: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let scaled = value * Double(power(decimals))
        guard abs(scaled) < 0x1p51 else { return writeLarge(value, decimals: decimals, to: target) }
        return write(steps: nearest(scaled), decimals: decimals, to: target)
    }

    /// The nearest integer, ties away from zero, of a number below 2^51.
    ///
    /// Faster than `rounded`, which is a call, and without a branch that no one can foresee: what is added leaves no bits
    /// for a fraction, so the sum is rounded to an integer, ties to even, and ties are mended.
    @inline(__always)
    static func nearest(_ scaled: Double) -> Int64 {
        let shift = 0x1.8p52
        let even = (scaled + shift) - shift
        let rest = scaled - even
        guard abs(rest) == 0.5 else { return Int64(even) }
        return Int64(scaled.rounded(.toNearestOrAwayFromZero))
    }

    /// Writes a number of steps of 10^−`decimals` (0…6); its magnitude must be below 2^53.
    @inline(__always)
    static func write(steps: Int64, decimals: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let magnitude = steps.magnitude
        target[0] = UInt8(ascii: "-")
        let at = target + (steps < 0 ? 1 : 0)
        let length: Int
        if magnitude < 100_000_000 {
            length = EightDigits.write(magnitude, decimals: decimals, to: at)
        } else {
            let unit = power(decimals)
            let whole = magnitude / unit
            guard whole < 100_000_000 else { return writeLong(steps: steps, decimals: decimals, to: target) }
            length = EightDigits.write(whole, decimals: 0, to: at)
            guard decimals > 0 else { return length + (at - target) }
            at[length] = UInt8(ascii: ".")
            EightDigits.writeAll((magnitude &- whole &* unit) &* (100_000_000 / unit), to: at + length + 1)
            return length + 1 + decimals + (at - target)
        }
        return length + (at - target)
    }

    /// Numbers of 2^51 steps or more.
    @inline(never)
    private static func writeLarge(_ value: Double, decimals: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let scaled = (value * Double(power(decimals))).rounded(.toNearestOrAwayFromZero)
        guard abs(scaled) < 0x1p53 else { return 0 }
        return write(steps: Int64(scaled), decimals: decimals, to: target)
    }

    /// Numbers with more than eight digits before the point.
    @inline(never)
    private static func writeLong(steps: Int64, decimals: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let unit = power(decimals)
        let magnitude = steps.magnitude
        let whole = magnitude / unit
        var at = 0
        if steps < 0 {
            target[0] = UInt8(ascii: "-")
            at = 1
        }
        at += writeDigits(whole, to: target + at)
        guard decimals > 0 else { return at }
        target[at] = UInt8(ascii: ".")
        var rest = magnitude - whole * unit
        var place = at + decimals
        while place > at {
            let next = rest / 10
            target[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest - next * 10)
            rest = next
            place -= 1
        }
        return at + decimals + 1
    }

    /// Writes an integer; returns the bytes used, at most 20.
    ///
    /// Bytes up to `maximumLength` behind the text may change.
    @inline(__always)
    static func write(_ value: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let magnitude = UInt64(value.magnitude)
        target[0] = UInt8(ascii: "-")
        let sign = value < 0 ? 1 : 0
        guard magnitude < 100_000_000 else { return sign + writeDigits(magnitude, to: target + sign) }
        return sign + EightDigits.write(magnitude, decimals: 0, to: target + sign)
    }

    @inline(never)
    private static func writeDigits(_ value: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var digits = 1
        var bound: UInt64 = 10
        while value >= bound, digits < 20 {
            digits += 1
            let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
            if overflow { break }
            bound = next
        }
        var rest = value
        var place = digits - 1
        while place >= 0 {
            let next = rest / 10
            target[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest - next * 10)
            rest = next
            place -= 1
        }
        return digits
    }
}
