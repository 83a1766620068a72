/// The bytes of a C3D file, read little-endian and never beyond their end.
struct C3DBytes {
    let bytes: [UInt8]
    /// The file's name, for errors.
    let name: String

    var count: Int { bytes.count }

    func byte(_ at: Int) throws(RecordingError) -> UInt8 {
        guard bytes.indices.contains(at) else { throw damaged("it ends in its parameters") }
        return bytes[at]
    }

    func uint16(_ at: Int) throws(RecordingError) -> Int {
        guard at >= 0, at + 2 <= count else { throw damaged("it ends in its parameters") }
        return Int(bytes[at]) | Int(bytes[at + 1]) << 8
    }

    func int16(_ at: Int) throws(RecordingError) -> Int { Int(Int16(truncatingIfNeeded: try uint16(at))) }

    func float(_ at: Int) throws(RecordingError) -> Float {
        let low = UInt32(try uint16(at))
        let high = UInt32(try uint16(at + 2))
        return Float(bitPattern: low | high << 16)
    }

    func text(_ at: Int, _ length: Int) throws(RecordingError) -> String {
        guard at >= 0, length >= 0, at + length <= count else { throw damaged("it ends in its parameters") }
        let piece = bytes[at..<(at + length)]
        return String(validating: piece, as: UTF8.self)
            ?? String(String.UnicodeScalarView(piece.map { Unicode.Scalar($0) }))
    }

    func damaged(_ problem: String) -> RecordingError {
        RecordingError(
            .badData, file: name, problem: "is a damaged C3D file: \(problem)", remedy: "fetch the file again")
    }
}
