/// The bytes of a text file, unpacked and without a byte order mark.
struct TextSource {
    /// The file's name, for errors.
    let name: String
    let bytes: [UInt8]

    /// Unpacks what is packed and refuses what is no text.
    init(_ raw: [UInt8], name: String, limit: Int = Gzip.defaultLimit) throws(RecordingError) {
        self.name = name
        let content = Gzip.isGzip(raw) ? try Gzip.inflate(raw, name: name, limit: limit) : raw
        if content.starts(with: [0xFF, 0xFE]) || content.starts(with: [0xFE, 0xFF]) {
            throw RecordingError(
                .badData, file: name, problem: "is UTF-16 text", remedy: "convert it: iconv -f UTF-16 -t UTF-8 FILE")
        }
        bytes = content.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(content[3...]) : content
        if let zero = ByteSearch.first(0, in: bytes) {
            throw RecordingError(
                .badData, file: name, line: 1 + bytes[..<zero].count { $0 == 0x0A },
                problem: "is no text: it holds a zero byte",
                remedy: "export the recording as text, or fetch the file again")
        }
        guard bytes.contains(where: { $0 > 0x20 }) else {
            throw RecordingError(.badData, file: name, problem: "is empty", remedy: "fetch the file again")
        }
    }

    /// A piece of the text: UTF-8 where it is that, else Latin-1.
    func text(_ range: Range<Int>) -> String {
        String(validating: bytes[range], as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes[range].map { Unicode.Scalar($0) }))
    }
}
