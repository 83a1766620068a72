/// The markers of a journal that a replay reads; others are for people.
enum JournalMark {
    /// The devices have been opened and are about to be started.
    static let start = "start"
    /// The devices are about to be stopped.
    static let stop = "stop"

    /// Somebody at the machine has marked a row.
    static func marker(row: Int, _ text: String) -> String { "marker row=\(row): \(text)" }

    /// Row and text of such a marker; nil for another comment.
    static func marker(_ comment: String) -> (row: Int, text: String)? {
        guard comment.hasPrefix("marker row="), let colon = comment.firstIndex(of: ":") else { return nil }
        let digits = comment[comment.index(comment.startIndex, offsetBy: "marker row=".count)..<colon]
        guard let row = Int(digits), row >= 0 else { return nil }
        return (row, String(comment[comment.index(after: colon)...].drop { $0 == " " }))
    }
}
