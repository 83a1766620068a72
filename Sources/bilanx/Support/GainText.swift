import ArgumentParser

/// How unequal gains may be, as people write it: `0.5%`.
enum GainText {
    /// The relative standard uncertainty; nil where it is none.
    static func read(_ text: String) -> Double? {
        guard text.hasSuffix("%"), let percent = Double(text.dropLast()), percent >= 0, percent <= 20 else {
            return nil
        }
        return percent / 100
    }

    /// Refuses what is no percentage.
    static func check(_ text: String?) throws {
        guard let text, read(text) == nil else { return }
        throw ValidationError("--gain-uncertainty \(text): write a percentage from 0% to 20%, such as 0.5%.")
    }
}
