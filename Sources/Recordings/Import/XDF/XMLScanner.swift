/// A scanner of small XML documents: elements and their texts; attributes are passed over.
enum XMLScanner {
    /// What it meets.
    enum Event: Equatable {
        /// An element begins.
        case open(String)
        /// The text of an element without children, with the names of the elements around it.
        case text(path: [String], String)
        /// An element ends.
        case close(String)
    }

    /// Deepest nesting that is followed; no header of a stream comes near it.
    private static let deepest = 64

    /// The events of a document, as far as it is well formed.
    static func events(_ bytes: ArraySlice<UInt8>) -> [Event] {
        var events: [Event] = []
        var path: [String] = []
        var text: [UInt8] = []
        var at = bytes.startIndex
        while at < bytes.endIndex {
            guard bytes[at] == UInt8(ascii: "<") else {
                text.append(bytes[at])
                at += 1
                continue
            }
            guard let end = bytes[at...].firstIndex(of: UInt8(ascii: ">")) else { break }
            let inner = bytes[(at + 1)..<end]
            at = end + 1
            guard let first = inner.first, first != UInt8(ascii: "?"), first != UInt8(ascii: "!") else { continue }
            let isClose = first == UInt8(ascii: "/")
            let name = String(
                decoding: inner.drop { $0 == UInt8(ascii: "/") }.prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") },
                as: UTF8.self)
            if isClose {
                guard let open = path.lastIndex(of: name) else { return events }
                let content = plain(text)
                if !content.isEmpty { events.append(.text(path: path, content)) }
                path.removeSubrange(open...)
                events.append(.close(name))
            } else {
                guard path.count < deepest else { return events }
                events.append(.open(name))
                if inner.last == UInt8(ascii: "/") { events.append(.close(name)) } else { path.append(name) }
            }
            text = []
        }
        return events
    }

    /// Text without blanks around it and with the five named entities.
    private static func plain(_ bytes: [UInt8]) -> String {
        var text = String(decoding: bytes, as: UTF8.self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        guard text.contains("&") else { return text }
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            text = text.replacing(entity, with: character)
        }
        return text
    }
}
