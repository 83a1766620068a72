/// JSON text in the order in which it is written: members keep the order of the design, absent ones leave no key.
package struct JSONText {
    package private(set) var text = ""
    private var needsComma = false

    package init() {}

    package mutating func object(_ key: String? = nil, _ body: (inout JSONText) -> Void) { group(key, "{", "}", body) }

    package mutating func array(_ key: String? = nil, _ body: (inout JSONText) -> Void) { group(key, "[", "]", body) }

    package mutating func member(_ key: String? = nil, _ value: String?) {
        guard let value else { return }
        begin(key)
        text += JSONString.quoted(value)
    }

    package mutating func member(_ key: String? = nil, _ value: Double?) {
        guard let value, let number = NumberText.significant(value) else { return }
        begin(key)
        text += number
    }

    package mutating func member(_ key: String, _ interval: ClosedRange<Double>?) {
        guard let interval else { return }
        array(key) { json in
            json.member(nil, interval.lowerBound)
            json.member(nil, interval.upperBound)
        }
    }

    package mutating func member(_ key: String? = nil, _ value: Int) {
        begin(key)
        text += String(value)
    }

    package mutating func member(_ key: String? = nil, _ value: Bool) {
        begin(key)
        text += value ? "true" : "false"
    }

    /// Breaks the line before the next element, so that a long document can be read and compared.
    package mutating func lineBreak(indent: Int) {
        pendingBreak = "\n" + String(repeating: " ", count: indent)
    }

    private var pendingBreak = ""

    private mutating func begin(_ key: String?) {
        if needsComma { text += pendingBreak.isEmpty ? ", " : "," }
        text += pendingBreak
        pendingBreak = ""
        if let key { text += JSONString.quoted(key) + ": " }
        needsComma = true
    }

    private mutating func group(_ key: String?, _ open: String, _ close: String, _ body: (inout JSONText) -> Void) {
        begin(key)
        text += open
        needsComma = false
        body(&self)
        text += close
        pendingBreak = ""
        needsComma = true
    }
}
