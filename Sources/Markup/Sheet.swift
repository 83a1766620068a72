/// A page that stands alone: no script, nothing from a network, to be printed or sent.
public enum Sheet {
    /// The whole document.
    ///
    /// - Parameters:
    ///   - title: plain words; escaped here.
    ///   - style: rules of its style sheet.
    ///   - body: markup of the page, escaped by whoever made it.
    public static func html(title: String, style: String, body: String) -> String {
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>\(Escape.html(title))</title>\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            + "<style>\n\(style)</style>\n</head>\n<body>\n<main>\n\(body)</main>\n</body>\n</html>\n"
    }
}
