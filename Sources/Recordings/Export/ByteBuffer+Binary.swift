extension ByteBuffer {
    /// Appends an integer, its lowest byte first.
    @inline(__always)
    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        append(atMost: MemoryLayout<Number>.size) { target in
            UnsafeMutableRawPointer(target).storeBytes(of: number.littleEndian, as: Number.self)
            return MemoryLayout<Number>.size
        }
    }

    /// Appends a 64-bit floating-point number, its lowest byte first.
    @inline(__always)
    mutating func append(_ number: Double) { append(number.bitPattern) }

    /// Appends a 32-bit floating-point number, its lowest byte first.
    @inline(__always)
    mutating func append(_ number: Float) { append(number.bitPattern) }

    /// Appends the bytes of another buffer.
    mutating func append(_ other: ByteBuffer) {
        other.withBytes { bytes in
            append(atMost: bytes.count) { target in
                UnsafeMutableRawBufferPointer(start: target, count: bytes.count).copyMemory(from: bytes)
                return bytes.count
            }
        }
    }

    /// Appends bytes.
    mutating func append(bytes: [UInt8]) {
        append(atMost: bytes.count) { target in
            bytes.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(start: target, count: bytes.count).copyMemory(from: $0)
            }
            return bytes.count
        }
    }
}
