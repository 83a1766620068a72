/// The bytes of a text file, unpacked and without a byte order mark.
struct TextSource {
    /// The file's name, for errors.
    let name: String
    let bytes: [UInt8]

    /// Unpacks what is packed and refuses what is no text.
    init(_ raw: [UInt8], name: String, limit: Int = Gzip.defaultLimit) throws(RecordingError) {
        self.name = name
        let content = Gzip.isGzip(raw) ? try Gzip.inflate(raw, name: name, limit: limit) : raw
        let text = Self.utf8(content)
        bytes = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text[3...]) : text
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

    /// Text of UTF-16 with a byte order mark, as spreadsheets write "Unicode text", in UTF-8; anything else as it is.
    static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        let isLittle = bytes.starts(with: [0xFF, 0xFE])
        guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
        let pairs = (1..<max(bytes.count / 2, 1)).lazy.map { k in
            let (low, high) = isLittle ? (bytes[2 * k], bytes[2 * k + 1]) : (bytes[2 * k + 1], bytes[2 * k])
            return UInt16(high) << 8 | UInt16(low)
        }
        return Array(String(decoding: pairs, as: UTF16.self).utf8)
    }

    /// A piece of the text: UTF-8 where it is that, else Latin-1.
    func text(_ range: Range<Int>) -> String {
        String(validating: bytes[range], as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes[range].map { Unicode.Scalar($0) }))
    }
}
