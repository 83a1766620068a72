/// What people should know of many recordings: the same thing is told once, then counted.
struct RepeatedWords {
    private var counts: [String: Int] = [:]
    private var order: [String] = []

    /// The line to tell now; nil where its like was told of another recording.
    mutating func tell(_ words: String, of path: String) -> String? {
        guard let prefix = [path + ": ", path + "/trial.csv: "].first(where: words.hasPrefix) else { return words }
        let what = String(words.dropFirst(prefix.count))
        counts[what, default: 0] += 1
        if counts[what] == 1 {
            order.append(what)
            return words
        }
        return nil
    }

    /// What was told once and holds for more.
    var rest: [String] {
        order.compactMap { what in
            guard let count = counts[what], count > 1 else { return nil }
            return "The same of \(count - 1) more recording\(count == 2 ? "" : "s"): \(what)"
        }
    }
}
