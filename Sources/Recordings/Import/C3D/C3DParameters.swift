/// The parameter section of a C3D file: groups of named values.
struct C3DParameters {
    /// A value as the file holds it: text, or numbers with the dimensions of their array.
    struct Value: Equatable {
        /// Length of each dimension, the fastest first; empty for a single number.
        var dimensions: [Int]
        var numbers: [Double]
        /// The text of a character parameter, one string for each of the second dimension; nil for numbers.
        var strings: [String]?
    }

    /// By `GROUP:NAME`, in capitals.
    private(set) var values: [String: Value] = [:]

    subscript(name: String) -> Value? { values[name] }

    /// The first number of a parameter.
    func number(_ name: String) -> Double? { values[name]?.numbers.first }

    /// The numbers of a parameter; empty where it is absent.
    func numbers(_ name: String) -> [Double] { values[name]?.numbers ?? [] }

    /// The whole numbers of a parameter, −1 for what is none; empty where it is absent.
    func integers(_ name: String) -> [Int] { numbers(name).map { Int(exactly: $0) ?? -1 } }

    /// The strings of a parameter; empty where it is absent.
    func strings(_ name: String) -> [String] { values[name]?.strings ?? [] }

    /// Reads the section from the first entry on.
    ///
    /// - Throws: `.badData` where an entry reaches beyond the file.
    init(_ bytes: C3DBytes, from start: Int) throws(RecordingError) {
        var groups: [Int: String] = [:]
        var parameters: [(group: Int, name: String, value: Value)] = []
        var at = start
        while at + 2 <= bytes.count {
            // A negative length marks a locked entry.
            let length = abs(Int(Int8(bitPattern: bytes.bytes[at])))
            let group = Int(Int8(bitPattern: bytes.bytes[at + 1]))
            guard length > 0 else { break }
            let name = try bytes.text(at + 2, length).uppercased()
            let link = at + 2 + length
            let offset = try bytes.int16(link)
            if group < 0 {
                groups[-group] = name
            } else {
                parameters.append((group, name, try Self.value(bytes, at: link + 2)))
            }
            guard offset > 0 else { break }
            at = link + offset
        }
        for (group, name, value) in parameters {
            if let group = groups[group] { values["\(group):\(name)"] = value }
        }
    }

    private static func value(_ bytes: C3DBytes, at start: Int) throws(RecordingError) -> Value {
        let size = Int(Int8(bitPattern: try bytes.byte(start)))
        let rank = Int(try bytes.byte(start + 1))
        var dimensions: [Int] = []
        for k in 0..<rank { dimensions.append(Int(try bytes.byte(start + 2 + k))) }
        var count = 1
        for dimension in dimensions {
            count = count.multipliedReportingOverflow(by: dimension).partialValue
            guard count <= bytes.count else { throw bytes.damaged("a parameter is larger than the file") }
        }
        let data = start + 2 + rank
        guard size != -1 else {
            let width = dimensions.first ?? 1
            var strings: [String] = []
            for k in 0..<(width > 0 ? count / width : 0) {
                var text = try bytes.text(data + k * width, width)
                while text.last == " " || text.last == "\0" { text.removeLast() }
                strings.append(text)
            }
            return Value(dimensions: dimensions, numbers: [], strings: strings)
        }
        var numbers: [Double] = []
        numbers.reserveCapacity(count)
        for k in 0..<count {
            switch size {
            case 1: numbers.append(Double(Int8(bitPattern: try bytes.byte(data + k))))
            case 2: numbers.append(Double(try bytes.int16(data + 2 * k)))
            case 4: numbers.append(Double(try bytes.float(data + 4 * k)))
            default: throw bytes.damaged("a parameter has elements of \(size) bytes")
            }
        }
        return Value(dimensions: dimensions, numbers: numbers)
    }
}
