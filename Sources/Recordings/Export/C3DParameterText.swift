/// Writes the parameter section of a C3D file, little-endian.
struct C3DParameterText {
    private(set) var bytes: [UInt8] = []
    private var group = 0

    /// A length of a dimension, and of the list of events, fits one byte.
    static let longest = 255

    /// Begins a group; the parameters that follow are its own.
    mutating func begin(_ name: String) {
        group += 1
        entry(-group, name, [])
    }

    mutating func integers(_ name: String, _ values: [Int], _ dimensions: [Int] = []) {
        entry(group, name, [2, UInt8(dimensions.count)] + dimensions.map { UInt8($0) } + values.flatMap(Self.int16))
    }

    mutating func floats(_ name: String, _ values: [Float], _ dimensions: [Int] = []) {
        entry(group, name, [4, UInt8(dimensions.count)] + dimensions.map { UInt8($0) } + values.flatMap(Self.float))
    }

    mutating func bytes(_ name: String, _ values: [UInt8], _ dimensions: [Int]) {
        entry(group, name, [1, UInt8(dimensions.count)] + dimensions.map { UInt8($0) } + values)
    }

    /// A list of texts of one width; what is longer than `limit` bytes is cut.
    mutating func texts(_ name: String, _ values: [String], limit: Int = 40) {
        let cut = values.map { Self.cut($0, to: limit) }
        let width = max(cut.map(\.count).max() ?? 1, 1)
        let body = cut.flatMap { $0 + [UInt8](repeating: 0x20, count: width - $0.count) }
        entry(group, name, [0xFF, 2, UInt8(width), UInt8(values.count)] + body)
    }

    /// One text.
    mutating func text(_ name: String, _ value: String) {
        let cut = Self.cut(value, to: Self.longest)
        entry(group, name, [0xFF, 1, UInt8(cut.count)] + cut)
    }

    /// UTF-8, whole characters only.
    private static func cut(_ text: String, to limit: Int) -> [UInt8] {
        var part = Substring(text)
        while part.utf8.count > limit { part.removeLast() }
        return Array(part.utf8)
    }

    private mutating func entry(_ id: Int, _ name: String, _ body: [UInt8]) {
        // The link counts from its own place; a description of no length ends the entry.
        bytes += [UInt8(name.utf8.count), UInt8(bitPattern: Int8(id))] + Array(name.utf8)
        bytes += Self.int16(2 + body.count + 1) + body + [0]
    }

    /// The section of whole blocks of 512 bytes, with its own header; Intel is 84.
    var section: [UInt8] {
        let blocks = (4 + bytes.count + 2 + 511) / 512
        let text = [1, 0x50, UInt8(blocks), 84] + bytes
        return text + [UInt8](repeating: 0, count: blocks * 512 - text.count)
    }

    static func int16(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }

    static func float(_ value: Float) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value.bitPattern >> $0) }
    }
}
