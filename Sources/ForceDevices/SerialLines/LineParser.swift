/// Turns one line into a reading, by a profile and without regular expressions.
struct LineParser: Sendable {
    /// What a line turned out to be.
    enum Outcome {
        case reading(LineReading)
        case trigger(Bool)
        case words
        case damage(LineDamage)
    }

    private let profile: LineProfile
    private let roles: [LineProfile.Role]
    private let separator: UInt8
    private let decimal: UInt8
    private let prefix: [UInt8]
    private let banners: [[UInt8]]
    private let keys: [[UInt8]]
    private let triggerOn: [UInt8]
    private let triggerOff: [UInt8]
    private let limit: Double
    private let hasTwo: Bool
    private let evidence: LineProfile.Evidence

    init(_ profile: LineProfile) {
        self.profile = profile
        roles = profile.columns
        separator = profile.separator.utf8.first ?? 0x2C
        decimal = profile.decimal.utf8.first ?? 0x2E
        prefix = Array(profile.prefix.utf8)
        banners = profile.banners.map { Array($0.utf8) }
        keys = profile.keys.map { Array($0.utf8) }
        triggerOn = Array(profile.triggerOn.utf8)
        triggerOff = Array(profile.triggerOff.utf8)
        limit = profile.limit ?? .infinity
        hasTwo = profile.channels == 2
        evidence = profile.evidence
    }

    /// Reads a line without its end.
    func parse(_ line: [UInt8]) -> Outcome {
        for banner in banners where begins(line, 0, with: banner) {
            // A banner of one letter is a whole line; else a number in a unit could begin with it.
            if banner.count > 1 || line.count == 1 { return .words }
        }
        var end = line.count
        if profile.checksum != .none {
            guard let checked = checkedEnd(line) else { return .damage(.checksum) }
            end = checked
        }
        let body = trimmed(line, 0..<end)
        guard begins(line, body.lowerBound, with: prefix) else { return .damage(.fieldCount) }
        let range = trimmed(line, body.lowerBound + prefix.count..<max(body.upperBound, body.lowerBound + prefix.count))
        var build = Building()
        let found = profile.syntax == .json ? readObject(line, range, &build) : readFields(line, range, &build)
        if let damage = found { return .damage(damage) }
        if let edge = build.edge { return .trigger(edge) }
        return finish(build)
    }

    /// A line being read.
    private struct Building {
        var reading = LineReading()
        var left: DecimalField?
        var right: DecimalField?
        var total: DecimalField?
        var edge: Bool?
        var fields = 0
    }

    private func finish(_ build: Building) -> Outcome {
        var build = build
        if let total = build.total {
            // A sum and one cell give the other cell.
            if let left = build.left, build.right == nil, roles.contains(.left) {
                build.right = DecimalField(
                    value: total.value - left.value, digits: total.digits - left.digits, end: 0)
            } else if let right = build.right, build.left == nil {
                build.left = DecimalField(
                    value: total.value - right.value, digits: total.digits - right.digits, end: 0)
            } else {
                build.left = build.left ?? total
            }
        }
        guard let first = build.left ?? build.right else { return .damage(.fieldCount) }
        guard abs(first.value) <= limit, abs(build.right?.value ?? 0) <= limit else { return .damage(.outOfRange) }
        build.reading.first = first.value
        build.reading.rawFirst = Int32(clamping: first.digits)
        if hasTwo {
            guard let second = build.right else { return .damage(.fieldCount) }
            build.reading.second = second.value
            build.reading.rawSecond = Int32(clamping: second.digits)
        }
        return .reading(build.reading)
    }

    // MARK: Separated fields

    private func readFields(_ line: [UInt8], _ range: Range<Int>, _ build: inout Building) -> LineDamage? {
        var at = range.lowerBound
        var column = 0
        while true {
            let end = fieldEnd(line, at..<range.upperBound)
            if column == roles.count {
                // One separator too many at the end is how some devices end their lines.
                return trimmed(line, at..<end).isEmpty && end == range.upperBound ? nil : .fieldCount
            }
            if let damage = take(line, trimmed(line, at..<end), roles[column], &build) { return damage }
            column += 1
            guard end < range.upperBound else { break }
            at = end + 1
            if separator == 0x20 { while at < range.upperBound, isBlank(line[at]) { at += 1 } }
        }
        // The trigger's edge stands alone beside the time.
        return column == roles.count || build.edge != nil ? nil : .fieldCount
    }

    private func fieldEnd(_ line: [UInt8], _ range: Range<Int>) -> Int {
        var at = range.lowerBound
        while at < range.upperBound {
            if line[at] == separator || separator == 0x20 && line[at] == 0x09 { return at }
            at += 1
        }
        return at
    }

    // MARK: JSON

    /// Reads a flat object; members that no column names are passed over.
    private func readObject(_ line: [UInt8], _ range: Range<Int>, _ build: inout Building) -> LineDamage? {
        guard range.count >= 2, line[range.lowerBound] == 0x7B, line[range.upperBound - 1] == 0x7D else {
            return .fieldCount
        }
        var at = range.lowerBound + 1
        let end = range.upperBound - 1
        var seen = 0
        while true {
            while at < end, isBlank(line[at]) { at += 1 }
            guard at < end, line[at] == 0x22 else { return .fieldCount }
            let keyStart = at + 1
            at = keyStart
            while at < end, line[at] != 0x22 { at += 1 }
            let key = keyStart..<at
            at += 1
            while at < end, isBlank(line[at]) { at += 1 }
            guard at < end, line[at] == 0x3A else { return .fieldCount }
            at += 1
            let valueStart = at
            var isText = false
            while at < end, isText || line[at] != 0x2C {
                if line[at] == 0x22 { isText.toggle() }
                at += 1
            }
            var value = trimmed(line, valueStart..<at)
            if value.count >= 2, line[value.lowerBound] == 0x22 { value = value.lowerBound + 1..<value.upperBound - 1 }
            for (column, name) in keys.enumerated()
            where name.count == key.count && begins(line, key.lowerBound, with: name) {
                guard seen & 1 << column == 0 else { return .fieldCount }
                seen |= 1 << column
                if let damage = take(line, value, roles[column], &build) { return damage }
            }
            guard at < end else { break }
            at += 1
        }
        return seen == (1 << roles.count) - 1 ? nil : .fieldCount
    }

    // MARK: Fields

    private func take(
        _ line: [UInt8], _ field: Range<Int>, _ role: LineProfile.Role, _ build: inout Building
    ) -> LineDamage? {
        switch role {
        case .ignore: return nil
        case .unit:
            guard let unit = ForceUnit.reading(line, field) else { return .notANumber }
            build.reading.unit = unit
            return nil
        case .left, .right, .force, .total: return takeForce(line, field, role, &build)
        case .milliseconds, .microseconds, .seconds, .counter, .trigger:
            switch DecimalField.read(line, field, decimal: decimal) {
            case .notANumber: return .notANumber
            case .notFinite: return .notFinite
            case .number(let number):
                guard number.end == field.upperBound else { return .notANumber }
                switch role {
                case .milliseconds: setMark(number.value * 1000, .deviceTime, &build)
                case .microseconds: setMark(number.value, .deviceTime, &build)
                case .seconds: setMark(number.value * 1e6, .deviceTime, &build)
                case .counter: setMark(number.value, .counter, &build)
                default: build.reading.trigger = number.value != 0
                }
                return nil
            }
        }
    }

    /// A line may have time and counter; only the better evidence is kept.
    private func setMark(_ value: Double, _ evidence: LineProfile.Evidence, _ build: inout Building) {
        if self.evidence == evidence { build.reading.mark = value }
    }

    private func takeForce(
        _ line: [UInt8], _ field: Range<Int>, _ role: LineProfile.Role, _ build: inout Building
    ) -> LineDamage? {
        if !triggerOn.isEmpty, field.count == triggerOn.count, begins(line, field.lowerBound, with: triggerOn) {
            build.edge = true
            return nil
        }
        if !triggerOff.isEmpty, field.count == triggerOff.count, begins(line, field.lowerBound, with: triggerOff) {
            build.edge = false
            return nil
        }
        var field = field
        var isNegative = false
        if profile.signDigit {
            guard let sign = field.first.map({ line[$0] }), sign == 0x30 || sign == 0x31 else { return .notANumber }
            isNegative = sign == 0x30
            field = field.lowerBound + 1..<field.upperBound
        }
        switch DecimalField.read(line, field, decimal: decimal) {
        case .notANumber: return .notANumber
        case .notFinite: return .notFinite
        case .number(var number):
            if profile.unitFollows {
                let rest = trimmed(line, number.end..<field.upperBound)
                guard let unit = ForceUnit.reading(line, rest) else { return .notANumber }
                build.reading.unit = unit
            } else if number.end != field.upperBound {
                return .notANumber
            }
            if isNegative {
                number.value = -number.value
                number.digits = -number.digits
            }
            switch role {
            case .right: build.right = number
            case .total: build.total = number
            default: build.left = number
            }
            return nil
        }
    }

    // MARK: Bytes

    private func checkedEnd(_ line: [UInt8]) -> Int? {
        let range = trimmed(line, 0..<line.count)
        let star = range.upperBound - 3
        guard star >= 0, line[star] == 0x2A, let high = nibble(line[star + 1]), let low = nibble(line[star + 2]) else {
            return nil
        }
        var check: UInt8 = 0
        for i in 0..<star { check = profile.checksum == .xor ? check ^ line[i] : check &+ line[i] }
        return check == high << 4 | low ? star : nil
    }

    private func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private func begins(_ line: [UInt8], _ offset: Int, with text: [UInt8]) -> Bool {
        guard line.count - offset >= text.count else { return false }
        for i in text.indices where line[offset + i] != text[i] { return false }
        return true
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private func trimmed(_ line: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var from = range.lowerBound
        var to = range.upperBound
        while from < to, isBlank(line[from]) { from += 1 }
        while to > from, isBlank(line[to - 1]) { to -= 1 }
        return from..<to
    }
}
