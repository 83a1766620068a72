import Markup

/// Text as a JSON string.
public enum JSONString {
    /// The text in quotes, with everything escaped that must be (RFC 8259).
    public static func quoted(_ text: String) -> String { Escape.json(text) }
}
