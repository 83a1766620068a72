import SignalCore

/// Numbers of header lines: the shortest text that reads back to the same double, whole ones without `.0`.
enum PlainNumber {
    /// The text of a finite number.
    static func text(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return value.description
    }

    /// Reads a finite number; nil for anything else, also for no text.
    static func read(_ text: String?) -> Double? {
        guard let text, let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// `left=… right=…`.
    static func perSide(_ values: [Side: Double]) -> String {
        FieldText.encode(
            Side.allCases.compactMap { side in values[side].map { (key: side.rawValue, value: text($0)) } })
    }
}
