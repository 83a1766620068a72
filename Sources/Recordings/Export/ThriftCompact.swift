/// Writes structures in the compact protocol of Apache Thrift, as far as Parquet needs it.
struct ThriftCompact {
    /// Types of fields and of elements of lists.
    enum Kind: UInt8 {
        case int32 = 5
        case int64 = 6
        case text = 8
        case list = 9
        case structure = 12
    }

    private(set) var buffer = ByteBuffer(capacity: 1 << 12)
    private var lastField = 0

    /// A whole structure as bytes.
    static func structure(_ body: (inout ThriftCompact) -> Void) -> ByteBuffer {
        var writer = ThriftCompact()
        writer.element(body)
        return writer.buffer
    }

    /// Fields must come in rising order; each says only by how much its number rises.
    private mutating func field(_ number: Int, _ kind: Kind) {
        buffer.append(UInt8(number - lastField) << 4 | kind.rawValue)
        lastField = number
    }

    mutating func int32(_ number: Int, _ value: Int) {
        field(number, .int32)
        varint(zigzag(value))
    }

    mutating func int64(_ number: Int, _ value: Int) {
        field(number, .int64)
        varint(zigzag(value))
    }

    mutating func text(_ number: Int, _ value: String) {
        field(number, .text)
        element(value)
    }

    mutating func structure(_ number: Int, _ body: (inout ThriftCompact) -> Void) {
        field(number, .structure)
        element(body)
    }

    /// A list; `body` writes one element.
    mutating func list<Element>(
        _ number: Int, _ kind: Kind, of elements: [Element], _ body: (inout ThriftCompact, Element) -> Void
    ) {
        field(number, .list)
        if elements.count < 15 {
            buffer.append(UInt8(elements.count) << 4 | kind.rawValue)
        } else {
            buffer.append(0xF0 | kind.rawValue)
            varint(UInt64(elements.count))
        }
        for element in elements { body(&self, element) }
    }

    /// An element of a list of structures.
    mutating func element(_ body: (inout ThriftCompact) -> Void) {
        let outer = lastField
        lastField = 0
        body(&self)
        buffer.append(UInt8(0))
        lastField = outer
    }

    /// An element of a list of texts.
    mutating func element(_ value: String) {
        varint(UInt64(value.utf8.count))
        buffer.append(value)
    }

    /// An element of a list of whole numbers.
    mutating func element(_ value: Int) { varint(zigzag(value)) }

    private func zigzag(_ value: Int) -> UInt64 { UInt64(bitPattern: Int64(value << 1 ^ value >> 63)) }

    private mutating func varint(_ value: UInt64) { buffer.append(varint: value) }
}

extension ByteBuffer {
    /// Appends a number of seven bits a byte, the lowest first; all but the last byte have their top bit set.
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}
