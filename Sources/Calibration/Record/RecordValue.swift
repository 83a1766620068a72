import Markup

/// A JSON value whose members keep their order; what is absent leaves no key.
public indirect enum RecordValue: Sendable, Hashable {
    /// Members in the order in which they are written.
    case object([Member])
    /// Elements.
    case array([RecordValue])
    /// Words.
    case string(String)
    /// Nine significant digits; null in an array and left out of an object where it is no finite number.
    case number(Double)
    /// A whole number.
    case integer(Int)
    /// True or false.
    case bool(Bool)
    /// Nothing: null in an array, left out of an object.
    case absent

    /// A key with its value.
    public struct Member: Sendable, Hashable {
        /// The key.
        public var key: String
        /// The value.
        public var value: RecordValue

        /// Makes a member.
        public init(_ key: String, _ value: RecordValue) {
            self.key = key
            self.value = value
        }

        /// A number; left out where there is none.
        public init(_ key: String, _ value: Double?) { self.init(key, value.map { .number($0) } ?? .absent) }
        /// Words; left out where there are none.
        public init(_ key: String, _ value: String?) { self.init(key, value.map { .string($0) } ?? .absent) }
        /// A day; left out where there is none.
        public init(_ key: String, _ value: CalendarDay?) { self.init(key, value?.description) }
        /// True or false.
        public init(_ key: String, _ value: Bool) { self.init(key, .bool(value)) }
        /// A whole number.
        public init(_ key: String, _ value: Int) { self.init(key, .integer(value)) }
        /// Numbers.
        public init(_ key: String, _ values: [Double]?) {
            self.init(key, values.map { .array($0.map { .number($0) }) } ?? .absent)
        }
        /// Words.
        public init(_ key: String, _ values: [String]) { self.init(key, .array(values.map { .string($0) })) }
        /// Two numbers.
        public init(_ key: String, _ value: SIMD2<Double>?) { self.init(key, value.map { [$0.x, $0.y] }) }
    }

    private var isAbsent: Bool {
        switch self {
        case .absent: true
        case .number(let value): !value.isFinite
        default: false
        }
    }

    /// The document with a line for each member of the first levels.
    public func text(indent: Int = 0) -> String {
        let margin = String(repeating: " ", count: indent)
        switch self {
        case .object(let members):
            let present = members.filter { !$0.value.isAbsent }
            if present.isEmpty { return "{}" }
            return "{\n"
                + present.map { margin + "  " + Escape.json($0.key) + ": " + $0.value.text(indent: indent + 2) }
                .joined(separator: ",\n") + "\n" + margin + "}"
        case .array(let values):
            if values.isEmpty { return "[]" }
            let isFlat = values.allSatisfy {
                switch $0 {
                case .object, .array: false
                default: true
                }
            }
            if isFlat { return "[" + values.map { $0.text() }.joined(separator: ", ") + "]" }
            return "[\n" + values.map { margin + "  " + $0.text(indent: indent + 2) }.joined(separator: ",\n") + "\n"
                + margin + "]"
        case .string(let words): return Escape.json(words)
        case .number(let value): return value.isFinite ? RecordNumber.significant(value) : "null"
        case .integer(let value): return String(value)
        case .bool(let value): return value ? "true" : "false"
        case .absent: return "null"
        }
    }
}
