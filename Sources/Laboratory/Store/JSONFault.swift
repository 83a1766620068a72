import Foundation

/// What is wrong with a JSON document, in words that name the key.
enum JSONFault {
    /// The error of a decoder, without its class names.
    static func words(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it is no JSON" }
        switch error {
        case .keyNotFound(let key, let context): return "the key \(name(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context): return "the value of \(name(context.codingPath)) is of another kind"
        case .valueNotFound(_, let context): return "\(name(context.codingPath)) is null"
        case .dataCorrupted(let context):
            guard !context.codingPath.isEmpty else { return "it is no whole JSON document" }
            return "\(name(context.codingPath)): \(context.debugDescription)"
        @unknown default: return "it is no JSON of this kind"
        }
    }

    /// `masses[2].mass` of a path of keys.
    static func name(_ path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return text.isEmpty ? "the document" : text
    }
}
