import Crypto
import Foundation

/// One line of the register as it lies in the file.
struct RegisterLine {
    /// What stands for the line before the first one.
    static let nothing = String(repeating: "0", count: 64)

    /// The entry.
    let entry: RegisterEntry
    /// SHA-256 of the line before, as this line says.
    let previous: String
    /// False where the line is not what it was when its own hash was taken.
    let isWhole: Bool

    /// The text of an entry without the line's end, and the hash in it.
    static func text(
        number: Int, time: String, content: RegisterEntry.Content, previous: String
    ) throws -> (line: String, hash: String) {
        let head =
            "{\"number\":\(number),\"time\":\"\(time)\",\"kind\":\"\(content.kind)\",\"previous\":\"\(previous)\","
            + "\"payload\":\(try content.payload())"
        let hash = hash(Array(head.utf8)[...])
        return (head + ",\"hash\":\"" + hash + "\"}", hash)
    }

    /// SHA-256 in hexadecimal.
    static func hash(_ bytes: ArraySlice<UInt8>) -> String {
        SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Reads a line; nil where it is none.
    init?(_ bytes: ArraySlice<UInt8>) {
        let tail = 75
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard bytes.count > tail, let read = try? decoder.decode(Form.self, from: Data(bytes)) else { return nil }
        entry = RegisterEntry(number: read.number, time: read.time, content: read.content, hash: read.hash)
        previous = read.previous
        isWhole =
            read.hash == Self.hash(bytes.dropLast(tail))
            && bytes.suffix(tail).elementsEqual(",\"hash\":\"\(read.hash)\"}".utf8)
    }

    private struct Form: Decodable {
        var number: Int
        var time: String
        var previous: String
        var hash: String
        var content: RegisterEntry.Content

        enum Key: String, CodingKey { case number, time, kind, previous, payload, hash }

        init(from decoder: any Decoder) throws {
            let all = try decoder.container(keyedBy: Key.self)
            number = try all.decode(Int.self, forKey: .number)
            time = try all.decode(String.self, forKey: .time)
            previous = try all.decode(String.self, forKey: .previous)
            hash = try all.decode(String.self, forKey: .hash)
            switch try all.decode(String.self, forKey: .kind) {
            case "set": content = .set(try all.decode(RegisterEntry.NewSet.self, forKey: .payload))
            case "check": content = .check(try all.decode(RegisterEntry.Checked.self, forKey: .payload))
            case "pair": content = .pair(try all.decode(RegisterEntry.Compared.self, forKey: .payload))
            case "as-found-failure":
                content = .asFoundFailure(try all.decode(RegisterEntry.FoundWrong.self, forKey: .payload))
            case "note": content = .note(try all.decode(String.self, forKey: .payload))
            case "retire": content = .retire(try all.decode(RegisterEntry.Retired.self, forKey: .payload))
            case let kind:
                throw DecodingError.dataCorruptedError(
                    forKey: .kind, in: all, debugDescription: "`\(kind)` is no kind of entry")
            }
        }
    }
}
