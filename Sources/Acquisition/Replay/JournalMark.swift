import LiveSession

/// The markers of a journal that a replay reads; others are for people.
enum JournalMark {
    /// The devices have been opened and are about to be started.
    static let start = "start"
    /// The devices are about to be stopped.
    static let stop = "stop"

    /// Somebody at the machine has marked a row.
    static func marker(row: Int, _ text: String) -> String { "marker row=\(row): \(text)" }

    /// Row and text of such a marker; nil for another comment.
    static func marker(_ comment: String) -> (row: Int, text: String)? { parse(comment, "marker row=") }

    /// Somebody at the machine has decided something after `row` rows.
    static func order(row: Int, _ order: LiveOrder) -> String { "order row=\(row): \(order.text)" }

    /// Rows and order of such a marker; nil for another comment.
    static func order(_ comment: String) -> (row: Int, order: LiveOrder)? {
        guard let (row, text) = parse(comment, "order row="), let order = LiveOrder(text) else { return nil }
        return (row, order)
    }

    private static func parse(_ comment: String, _ prefix: String) -> (row: Int, text: String)? {
        guard comment.hasPrefix(prefix), let colon = comment.firstIndex(of: ":") else { return nil }
        let digits = comment[comment.index(comment.startIndex, offsetBy: prefix.count)..<colon]
        guard let row = Int(digits), row >= 0 else { return nil }
        return (row, String(comment[comment.index(after: colon)...].drop { $0 == " " }))
    }
}
