import Foundation

/// Profiles as JSON, in files and in journals.
extension LineProfile: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case name, title, columns, syntax, keys, separator, decimal, prefix, signDigit, unitFollows, unit, limit,
            decimals
        case counterModulo, baud, controlLines, rate, bootTime, replyTime, identify, start, stop, poll, banners
        case triggerOn, triggerOff, checksum
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Takes the usual setting for every key that is absent.
    ///
    /// - Throws: for an unknown key, since a misspelt one would otherwise be passed over.
    public init(from decoder: any Decoder) throws {
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where Key(rawValue: key.stringValue) == nil {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: [key],
                    debugDescription: "unknown key `\(key.stringValue)`; there are: "
                        + Key.allCases.map(\.rawValue).joined(separator: ", ")))
        }
        let values = try decoder.container(keyedBy: Key.self)
        self.init(name: "custom", title: "Serial line", columns: try values.decode([Role].self, forKey: .columns))
        func take<T: Decodable>(_ key: Key, _ setting: inout T) throws {
            if let value = try values.decodeIfPresent(T.self, forKey: key) { setting = value }
        }
        func takeOptional<T: Decodable>(_ key: Key, _ setting: inout T?) throws {
            if let value = try values.decodeIfPresent(T.self, forKey: key) { setting = value }
        }
        try take(.name, &name)
        try take(.title, &title)
        try take(.syntax, &syntax)
        try take(.keys, &keys)
        try take(.separator, &separator)
        try take(.decimal, &decimal)
        try take(.prefix, &prefix)
        try take(.signDigit, &signDigit)
        try take(.unitFollows, &unitFollows)
        try takeOptional(.unit, &unit)
        try takeOptional(.limit, &limit)
        try take(.decimals, &decimals)
        try take(.counterModulo, &counterModulo)
        try take(.baud, &baud)
        try take(.controlLines, &controlLines)
        try take(.rate, &rate)
        try take(.bootTime, &bootTime)
        try take(.replyTime, &replyTime)
        try takeOptional(.identify, &identify)
        try takeOptional(.start, &start)
        try takeOptional(.stop, &stop)
        try takeOptional(.poll, &poll)
        try take(.banners, &banners)
        try take(.triggerOn, &triggerOn)
        try take(.triggerOff, &triggerOff)
        try take(.checksum, &checksum)
    }

    /// Writes every key, so that what is read later does not depend on the usual settings of then.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(name, forKey: .name)
        try values.encode(title, forKey: .title)
        try values.encode(columns, forKey: .columns)
        try values.encode(syntax, forKey: .syntax)
        try values.encode(keys, forKey: .keys)
        try values.encode(separator, forKey: .separator)
        try values.encode(decimal, forKey: .decimal)
        try values.encode(prefix, forKey: .prefix)
        try values.encode(signDigit, forKey: .signDigit)
        try values.encode(unitFollows, forKey: .unitFollows)
        try values.encodeIfPresent(unit, forKey: .unit)
        try values.encodeIfPresent(limit, forKey: .limit)
        try values.encode(decimals, forKey: .decimals)
        try values.encode(counterModulo, forKey: .counterModulo)
        try values.encode(baud, forKey: .baud)
        try values.encode(controlLines, forKey: .controlLines)
        try values.encode(rate, forKey: .rate)
        try values.encode(bootTime, forKey: .bootTime)
        try values.encode(replyTime, forKey: .replyTime)
        try values.encodeIfPresent(identify, forKey: .identify)
        try values.encodeIfPresent(start, forKey: .start)
        try values.encodeIfPresent(stop, forKey: .stop)
        try values.encodeIfPresent(poll, forKey: .poll)
        try values.encode(banners, forKey: .banners)
        try values.encode(triggerOn, forKey: .triggerOn)
        try values.encode(triggerOff, forKey: .triggerOff)
        try values.encode(checksum, forKey: .checksum)
    }

    /// The profile as JSON with its keys in order; empty where it cannot be written, as with a rate that is not finite.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Reads a profile from the text of a file.
    ///
    /// - Parameter source: what the text is from, for the error.
    public init(json: String, source: String) throws(DeviceError) {
        func failure(_ detail: String) -> DeviceError {
            DeviceError(
                device: "profile \(source)", detail: detail,
                remedy:
                    "A small one is {\"columns\": [\"ms\", \"left\", \"right\"], \"unit\": \"N\", \"baud\": 115200}.",
                isUsage: true)
        }
        do { self = try JSONDecoder().decode(LineProfile.self, from: Data(json.utf8)) } catch {
            guard let error = error as? DecodingError else { throw failure("it cannot be read (\(error))") }
            throw failure(Self.words(error))
        }
        if let fault { throw failure(fault) }
    }

    /// Reads a profile from a file.
    public init(file path: String) throws(DeviceError) {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw DeviceError(
                device: "profile \(path)", detail: "there is no such file that can be read",
                remedy: "Give the path of a JSON file, or one of: "
                    + Self.presets.map(\.name).joined(separator: ", ") + ".", isUsage: true)
        }
        try self.init(json: text, source: path)
    }

    private static func words(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.isEmpty ? "" : "`\(context.codingPath.map(\.stringValue).joined(separator: "."))`: "
        }
        switch error {
        case .dataCorrupted(let context): return place(context) + context.debugDescription
        case .keyNotFound(let key, _): return "the key `\(key.stringValue)` is absent"
        case .typeMismatch(_, let context): return place(context) + context.debugDescription
        case .valueNotFound(_, let context): return place(context) + context.debugDescription
        @unknown default: return "\(error)"
        }
    }
}
