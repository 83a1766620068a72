/// Text as a cell of a comma-separated table.
public enum CSVCell {
    /// The text, in quotes where it needs them (RFC 4180).
    public static func text(_ value: String) -> String {
        guard value.contains(where: { ",\"\n\r".contains($0) || $0 == "\r\n" }) else { return value }
        return "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
