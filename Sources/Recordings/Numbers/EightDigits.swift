/// Eight decimal digits in one word, the first of them in its lowest byte, so that they are handled all at once.
enum EightDigits {
    private static let zeros: UInt64 = 0x3030_3030_3030_3030

    /// True where all eight bytes are digits.
    @inline(__always)
    static func areAll(_ text: UInt64) -> Bool { others(text) == 0 }

    /// The top bit of each byte that is no digit.
    @inline(__always)
    private static func others(_ text: UInt64) -> UInt64 {
        let value = text ^ zeros
        // It rises where the value is 10 or more.
        return ((value & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | value) & 0x8080_8080_8080_8080
    }

    /// How many of the word's bytes are digits before the first that is none: 0 to 8.
    @inline(__always)
    static func count(_ text: UInt64) -> Int {
        others(text).trailingZeroBitCount >> 3
    }

    /// The number that the first `count` (1 to 8) digits of a word make.
    @inline(__always)
    static func value(_ text: UInt64, count: Int) -> UInt64 {
        // Shifted to the end, so that zeros stand before them.
        let digits = (text ^ zeros) &<< UInt64(64 &- 8 &* count)
        let pairs = (digits &* 10 &+ (digits &>> 8)) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 100 &+ (pairs &>> 16)) & 0x0000_FFFF_0000_FFFF
        return (fours &* 10_000 &+ (fours &>> 32)) & 0xFFFF_FFFF
    }

    /// The number of `whole` (1 to 8 − `decimals`) digits at the start of one word and `decimals` digits of another.
    ///
    /// Nil where the latter are not all digits.
    @inline(__always)
    static func value(_ text: UInt64, whole: Int, fraction: UInt64, decimals: Int) -> UInt64? {
        // Zeros come in from below: the digits end where the decimals begin.
        let before = ((text ^ zeros) &<< UInt64(64 &- 8 &* whole)) &>> UInt64(8 &* decimals)
        let digits = (before ^ zeros) & UInt64.max &>> UInt64(8 &* decimals) | fraction &<< UInt64(64 &- 8 &* decimals)
        return areAll(digits) ? value(digits, count: 8) : nil
    }

    /// The eight digits of a number below 100 000 000, as values 0 to 9 and not yet as text.
    @inline(__always)
    static func digits(_ value: UInt64) -> UInt64 {
        let upper = value / 10_000
        let fours = upper | (value &- upper &* 10_000) &<< 32
        // 10486 / 2^20 divides numbers below 10 000 by 100, and 103 / 2^10 those below 100 by 10.
        let hundreds = (fours &* 10_486) &>> 20 & 0x0000_007F_0000_007F
        let pairs = hundreds | (fours &- hundreds &* 100) &<< 16
        let tens = (pairs &* 103) &>> 10 & 0x000F_000F_000F_000F
        return tens | (pairs &- tens &* 10) &<< 8
    }

    /// Writes a number of steps of 10^−`decimals` (0…6), below 100 000 000, with one digit or more before the point.
    ///
    /// - Returns: the bytes used, 1 to 9; up to sixteen may be written.
    @inline(__always)
    static func write(_ steps: UInt64, decimals: Int, to target: UnsafeMutableRawPointer) -> Int {
        let digits = digits(steps)
        let whole = 8 &- decimals
        let leading = min(digits.trailingZeroBitCount >> 3, whole &- 1)
        let text = digits | zeros
        target.storeBytes(of: (text &>> UInt64(leading &* 8)).littleEndian, as: UInt64.self)
        guard decimals > 0 else { return 8 &- leading }
        let point = target + (whole &- leading)
        point.storeBytes(of: UInt8(ascii: "."), as: UInt8.self)
        (point + 1).storeBytes(of: (text &>> UInt64(whole &* 8)).littleEndian, as: UInt64.self)
        return 9 &- leading
    }

    /// Writes all eight digits of a number below 100 000 000.
    @inline(__always)
    static func writeAll(_ value: UInt64, to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: (digits(value) | zeros).littleEndian, as: UInt64.self)
    }
}
