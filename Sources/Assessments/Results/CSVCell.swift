/// Text as a cell of a comma-separated table.
public enum CSVCell {
    /// The text, in quotes where it needs them (RFC 4180).
    public static func text(_ value: String) -> String {
        // Bytes, not characters: a table of ten thousand recordings has fifty million cells.
        guard value.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else { return value }
        return "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
