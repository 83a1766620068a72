import Foundation

/// Finds bytes at the speed of the C library.
enum ByteSearch {
    /// Index of the first `byte` at or behind `start`; nil where there is none.
    static func first(_ byte: UInt8, in bytes: [UInt8], from start: Int = 0) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, start < buffer.count,
                let found = memchr(base + start, Int32(byte), buffer.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }
}
