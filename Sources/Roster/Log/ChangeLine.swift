import Crypto
import Foundation

/// The text of a change: one JSON object a line, whose last member is a check of the bytes before it.
public enum ChangeLine {
    private struct Members: Codable {
        var at: [Int64]
        var entity: String
        var field: String
        var id: String
        var kind: String
        var n: Int
        var person: String?
        var redacted: Bool?
        var replaces: [String]?
        var station: String
        var value: ChangeValue?
    }

    /// Length of `,"sum":"12345678"}`.
    private static let tail = 18

    /// The line without its line feed.
    public static func text(_ change: Change) -> String {
        let members = Members(
            at: [change.time.milliseconds, change.time.count], entity: change.entity, field: change.field,
            id: change.id, kind: change.kind.rawValue, n: change.number, person: change.person,
            redacted: change.isRedacted ? true : nil, replaces: change.replaces.isEmpty ? nil : change.replaces,
            station: change.station, value: change.isRedacted ? nil : change.value)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Numbers are finite by then and texts are texts: there is nothing that could not be encoded.
        guard let data = try? encoder.encode(members) else { return "{}" }
        let body = Array(data.dropLast())
        return String(decoding: body, as: UTF8.self) + ",\"sum\":\"" + sum(body[...]) + "\"}"
    }

    /// Reads a line; nil where it is damaged or no change.
    public static func read(_ line: some Collection<UInt8>) -> Change? {
        let bytes = Array(line)
        guard bytes.count > tail, bytes.last == 0x7D else { return nil }
        let body = bytes[..<(bytes.count - tail)]
        guard String(decoding: bytes[body.endIndex...], as: UTF8.self) == ",\"sum\":\"" + sum(body) + "\"}",
            let members = try? JSONDecoder().decode(Members.self, from: Data(body + [0x7D])), members.at.count == 2,
            members.n > 0, !members.id.isEmpty, !members.entity.isEmpty, !members.field.isEmpty,
            StationName(members.station) != nil
        else { return nil }
        return Change(
            id: members.id, station: members.station, number: members.n,
            time: HybridTime(milliseconds: members.at[0], count: members.at[1]),
            kind: EntityKind(rawValue: members.kind), entity: members.entity, person: members.person,
            field: members.field, value: members.value ?? .nothing, replaces: members.replaces ?? [],
            isRedacted: members.redacted ?? false)
    }

    /// The first 32 bits of SHA-256 in hexadecimal digits.
    private static func sum(_ bytes: ArraySlice<UInt8>) -> String {
        SHA256.hash(data: bytes).prefix(4).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
