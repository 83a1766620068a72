import SignalCore

/// The values of `# key: value` lines by key while they are read, with errors that name the line.
struct KeyedValues {
    private let file: String
    private let remedy: String
    private var entries: [String: (value: String, line: Int)] = [:]

    /// No values yet; `remedy` ends every error.
    init(file: String, remedy: String) {
        self.file = file
        self.remedy = remedy
    }

    /// The text of a key; nil where it is absent.
    subscript(key: String) -> String? { entries[key]?.value }

    /// All keys with their texts, in the order of their lines.
    var ordered: [(key: String, value: String)] {
        entries.sorted { $0.value.line < $1.value.line }.map { ($0.key, $0.value.value) }
    }

    /// Takes a line; comments of another form are passed over.
    mutating func add(_ line: String, number: Int) throws(RecordingError) {
        guard let (key, value) = KeyedLines.split(line) else { return }
        if let earlier = entries[key] {
            throw RecordingError(
                .badData, file: file, line: number, problem: "`\(key)` stands here and on line \(earlier.line)",
                remedy: "keep one of the two")
        }
        entries[key] = (value, number)
    }

    /// The text of a key that must be there.
    func required(_ key: String) throws(RecordingError) -> String {
        guard let entry = entries[key] else {
            throw RecordingError(.badData, file: file, problem: "the header has no line `# \(key):`", remedy: remedy)
        }
        return entry.value
    }

    /// A finite number.
    func number(_ key: String, _ text: String) throws(RecordingError) -> Double {
        guard let number = PlainNumber.read(text) else { throw bad(key, "is not a number") }
        return number
    }

    /// `left=… right=…`, either of which may be absent.
    func perSide(_ key: String, _ text: String) throws(RecordingError) -> [Side: Double] {
        guard let fields = FieldText.decode(text) else { throw bad(key, "has another form than left=… right=…") }
        var result: [Side: Double] = [:]
        for side in Side.allCases {
            if let value = fields[side.rawValue] { result[side] = try number(key, value) }
        }
        return result
    }

    /// The error of a value that cannot be read.
    func bad(_ key: String, _ problem: String) -> RecordingError {
        RecordingError(
            .badData, file: file, line: entries[key]?.line,
            problem: "`\(key)` \(problem): \(entries[key]?.value ?? "")", remedy: remedy)
    }
}
