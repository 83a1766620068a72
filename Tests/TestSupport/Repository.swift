import Foundation

/// Where things are in this checkout.
public enum Repository {
    /// The folder that holds Package.swift.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A file of `fixtures/`.
    public static func fixture(_ name: String) -> URL { root.appending(path: "fixtures/\(name)") }

    /// A file of the shared real recordings; nil where they are not present.
    public static func recording(_ name: String) -> URL? {
        let url = root.deletingLastPathComponent().appending(path: "shared/data/\(name)")
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }
}

/// The worked numbers of the formula specification (`fixtures/vectors.json`).
public struct Vectors: Sendable {
    private let value: Value

    private enum Value: Sendable {
        case number(Double, digits: String)
        case text(String)
        case list([Value])
        case object([String: Value])
        case null
    }

    /// Reads the whole file.
    public init() throws {
        let data = try Data(contentsOf: Repository.fixture("vectors.json"))
        var scanner = Scanner(Array(data))
        value = try scanner.value()
    }

    private init(_ value: Value) { self.value = value }

    /// A member of an object; a missing one stops the test with its name.
    public subscript(key: String) -> Vectors {
        guard case .object(let members) = value, let member = members[key] else {
            preconditionFailure("vectors.json has no \(key)")
        }
        return Vectors(member)
    }

    /// An element of a list.
    public subscript(index: Int) -> Vectors {
        guard case .list(let elements) = value else { preconditionFailure("not a list") }
        return Vectors(elements[index])
    }

    /// Length of a list.
    public var count: Int {
        guard case .list(let elements) = value else { preconditionFailure("not a list") }
        return elements.count
    }

    /// The number itself.
    public var number: Double {
        switch value {
        case .number(let number, _): number
        case .text(let text): Double(text) ?? .nan
        default: preconditionFailure("not a number")
        }
    }

    /// A list of numbers.
    public var numbers: [Double] { (0..<count).map { self[$0].number } }

    /// The text itself.
    public var text: String {
        guard case .text(let text) = value else { preconditionFailure("not a text") }
        return text
    }

    /// What may differ: half a unit of the last printed digit or 1e-9 relative, whichever is larger; 1e-9 relative from
    /// twelve digits on (design, *Tolerance*).
    public var tolerance: Double {
        guard case .number(let number, let digits) = value else { preconditionFailure("not a number") }
        let relative = abs(number) * 1e-9
        let significant = digits.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber).drop { $0 == "0" }.count
        guard significant < 12, !digits.contains("e"), !digits.contains("E") else { return max(relative, 1e-15) }
        let decimals = digits.split(separator: ".").count == 2 ? digits.split(separator: ".")[1].count : 0
        // A hair over half a unit, so that a value printed at a tie is not refused for its last binary digit.
        return max(0.500001 * pow(10, -Double(decimals)), relative)
    }

    /// True where `other` agrees with this number to the tolerance of the design.
    public func matches(_ other: Double) -> Bool { abs(other - number) <= tolerance }

    private struct Scanner {
        let bytes: [UInt8]
        var at = 0
        init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func skip() {
            while at < bytes.count, bytes[at] <= 32 || bytes[at] == 0x2C || bytes[at] == 0x3A { at += 1 }
        }

        mutating func value() throws -> Value {
            skip()
            switch bytes[at] {
            case 0x7B:
                at += 1
                var members: [String: Value] = [:]
                while true {
                    skip()
                    if bytes[at] == 0x7D { break }
                    let key = string()
                    members[key] = try value()
                }
                at += 1
                return .object(members)
            case 0x5B:
                at += 1
                var elements: [Value] = []
                while true {
                    skip()
                    if bytes[at] == 0x5D { break }
                    elements.append(try value())
                }
                at += 1
                return .list(elements)
            case 0x22: return .text(string())
            case 0x6E:
                at += 4
                return .null
            default:
                let start = at
                while at < bytes.count, "+-.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
                let digits = String(decoding: bytes[start..<at], as: UTF8.self)
                guard let number = Double(digits) else { throw CocoaError(.fileReadCorruptFile) }
                return .number(number, digits: digits)
            }
        }

        mutating func string() -> String {
            at += 1
            let start = at
            while bytes[at] != 0x22 { at += 1 }
            defer { at += 1 }
            return String(decoding: bytes[start..<at], as: UTF8.self)
        }
    }
}
