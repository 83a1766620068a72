import Foundation

/// Documents of JSON, bounded in size.
enum JSONDocument {
    /// Largest document in bytes: an hour of 1000 Hz in the wordiest layout.
    static let largest = 1 << 28

    /// Reads a document.
    ///
    /// - Throws: `.badData` where it is larger than `largest` or no JSON.
    static func read(_ bytes: [UInt8], name: String) throws(RecordingError) -> Any {
        guard bytes.count <= largest else {
            throw RecordingError(
                .badData, file: name, problem: "is a JSON document of more than \(largest) bytes",
                remedy: "export it as csv")
        }
        do { return try JSONSerialization.jsonObject(with: Data(bytes)) } catch {
            throw RecordingError(
                .badData, file: name, problem: "is no whole JSON document", remedy: "export it again, or fetch it again"
            )
        }
    }

    /// A finite number, also one in quotes; nil for anything else.
    static func number(_ value: Any?) -> Double? {
        if let text = value as? String { return PlainNumber.read(text) }
        guard let number = (value as? NSNumber)?.doubleValue, number.isFinite else { return nil }
        return number
    }
}
