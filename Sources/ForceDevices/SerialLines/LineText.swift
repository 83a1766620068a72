/// Writes readings as a profile's device would: the other direction of ``LineParser``.
struct LineText {
    let profile: LineProfile

    /// One line with its end.
    ///
    /// - Parameters:
    ///   - first: left or only force, in the line's unit.
    ///   - second: right force.
    ///   - microseconds: the device's time.
    ///   - count: number of the line.
    ///   - isTriggered: state of the trigger input.
    func line(_ first: Double, _ second: Double, microseconds: UInt64, count: UInt64, isTriggered: Bool) -> [UInt8] {
        let fields = profile.columns.map { role -> String in
            switch role {
            case .left, .force: force(first)
            case .right: force(second)
            case .total: force(rounded(first) + rounded(second))
            case .milliseconds: "\(microseconds / 1000 & 0xFFFF_FFFF)"
            case .microseconds: "\(microseconds & 0xFFFF_FFFF)"
            case .seconds: Self.fixed(Double(microseconds) * 1e-6, decimals: 6, sign: profile.decimal)
            case .counter: "\(count % profile.counterModulo)"
            case .trigger: isTriggered ? "1" : "0"
            case .unit: (profile.unit ?? .kilogram).rawValue
            case .ignore: "0"
            }
        }
        var text: String
        switch profile.syntax {
        case .separated: text = profile.prefix + fields.joined(separator: profile.separator)
        case .json: text = "{" + zip(profile.keys, fields).map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        }
        var bytes = Array(text.utf8)
        if profile.checksum != .none {
            let check = bytes.reduce(UInt8(0)) { profile.checksum == .xor ? $0 ^ $1 : $0 &+ $1 }
            let digits = String(check, radix: 16, uppercase: true)
            text = "*" + (digits.count < 2 ? "0" : "") + digits
            bytes += Array(text.utf8)
        }
        return bytes + [0x0D, 0x0A]
    }

    /// The trigger's edge as a line of its own.
    func edge(isOn: Bool, microseconds: UInt64) -> [UInt8] {
        Array(
            "\(microseconds & 0xFFFF_FFFF)\(profile.separator)\(isOn ? profile.triggerOn : profile.triggerOff)\r\n".utf8
        )
    }

    /// A force on the line's own grid.
    func rounded(_ value: Double) -> Double {
        let scale = (0..<profile.decimals).reduce(1.0) { product, _ in product * 10 }
        let limit = profile.limit.map { $0 - 1 } ?? .greatestFiniteMagnitude
        return (min(max(value, -limit), limit) * scale).rounded() / scale
    }

    private func force(_ value: Double) -> String {
        let value = rounded(value)
        var text = Self.fixed(profile.signDigit ? abs(value) : value, decimals: profile.decimals, sign: profile.decimal)
        if profile.signDigit {
            let whole = text.prefix { $0 != "." }.count
            text = (value < 0 ? "0" : "1") + String(repeating: "0", count: max(0, 3 - whole)) + text
        }
        if profile.unitFollows { text += " " + ((profile.unit ?? .newton) == .newton ? "N" : "lbF") }
        return text
    }

    private static func fixed(_ value: Double, decimals: Int, sign: String) -> String {
        let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
        let grid = Int64((abs(value) * scale).rounded())
        var digits = String(grid)
        if decimals > 0 {
            digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
            digits.insert(contentsOf: sign, at: digits.index(digits.endIndex, offsetBy: -decimals))
        }
        return (value < 0 && grid > 0 ? "-" : "") + digits
    }
}
