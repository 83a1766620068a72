import Foundation

/// A moment in real time with the zone of the place where it was taken.
public struct ZonedTime: Sendable, Hashable, CustomStringConvertible {
    /// Microseconds since 1970 UTC.
    public let microseconds: Int64
    /// Minutes east of UTC, −1439…1439.
    public let offsetMinutes: Int

    /// Makes a time; the offset is held to the range of a day.
    public init(microseconds: Int64, offsetMinutes: Int) {
        self.microseconds = microseconds
        self.offsetMinutes = min(max(offsetMinutes, -1439), 1439)
    }

    /// The moment now, in the zone that the machine is set to.
    public static func now() -> ZonedTime {
        let date = Date()
        let seconds = date.timeIntervalSince1970
        return ZonedTime(
            microseconds: Int64((seconds * 1e6).rounded()),
            offsetMinutes: TimeZone.current.secondsFromGMT(for: date) / 60)
    }

    /// Reads ISO 8601 with zone, such as `2026-11-22T14:30:12.123456+01:00`; nil for any other form.
    ///
    /// Seconds may have 0 to 6 decimals; the zone may be `Z`.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        var at = 0
        func digits(_ count: Int) -> Int? {
            guard at + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[at..<(at + count)] {
                guard byte &- 48 < 10 else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            at += count
            return value
        }
        func literal(_ character: UInt8) -> Bool {
            guard at < bytes.count, bytes[at] == character else { return false }
            at += 1
            return true
        }
        guard let year = digits(4), literal(0x2D), let month = digits(2), literal(0x2D), let day = digits(2),
            literal(0x54), let hour = digits(2), literal(0x3A), let minute = digits(2), literal(0x3A),
            let second = digits(2), 1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second < 61
        else { return nil }
        var fraction = 0
        if literal(0x2E) {
            let start = at
            while at < bytes.count, bytes[at] &- 48 < 10 { at += 1 }
            guard 1...6 ~= at - start else { return nil }
            for byte in bytes[start..<at] { fraction = fraction * 10 + Int(byte - 48) }
            for _ in (at - start)..<6 { fraction *= 10 }
        }
        var offset = 0
        if !literal(0x5A) {
            let sign = literal(0x2B) ? 1 : literal(0x2D) ? -1 : 0
            guard sign != 0, let hours = digits(2), literal(0x3A), let minutes = digits(2), hours < 24, minutes < 60
            else { return nil }
            offset = sign * (hours * 60 + minutes)
        }
        guard at == bytes.count else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction), offsetMinutes: offset)
    }

    /// ISO 8601 with six decimals and zone.
    public var description: String {
        let parts = local
        let fraction = Self.pad(Int((microseconds % 1_000_000 + 1_000_000) % 1_000_000), 6)
        let zone = abs(offsetMinutes)
        let sign = offsetMinutes < 0 ? "-" : "+"
        return dateText + "T" + Self.pad(parts.hour, 2) + ":" + Self.pad(parts.minute, 2) + ":"
            + Self.pad(parts.second, 2) + "." + fraction + sign + Self.pad(zone / 60, 2) + ":" + Self.pad(zone % 60, 2)
    }

    /// `2026-11-22`, in its own zone.
    public var dateText: String {
        let parts = local
        return Self.pad(parts.year, 4) + "-" + Self.pad(parts.month, 2) + "-" + Self.pad(parts.day, 2)
    }

    /// `143012`, in its own zone.
    public var clockText: String {
        let parts = local
        return Self.pad(parts.hour, 2) + Self.pad(parts.minute, 2) + Self.pad(parts.second, 2)
    }

    private struct Local {
        var year = 0
        var month = 0
        var day = 0
        var hour = 0
        var minute = 0
        var second = 0
    }

    private var local: Local {
        let seconds = Self.floorDivide(Int(microseconds), 1_000_000) + offsetMinutes * 60
        let days = Self.floorDivide(seconds, 86_400)
        let ofDay = seconds - days * 86_400
        // Counts from 1 March of year 0, so that the leap day ends a year: eras of 400 years have 146 097 days.
        let shifted = days + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return Local(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, hour: ofDay / 3600, minute: ofDay / 60 % 60,
            second: ofDay % 60)
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((b - 1 - a) / b) }

    private static func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
