/// A growing, reusable run of bytes that text is written into without a String in between.
struct ByteBuffer: Sendable {
    private var storage: [UInt8]
    /// Bytes in use.
    private(set) var count = 0

    /// An empty buffer with room for `capacity` bytes.
    init(capacity: Int) { storage = [UInt8](repeating: 0, count: capacity) }

    /// The bytes in use, as a copy.
    var bytes: [UInt8] { Array(storage[..<count]) }

    /// Appends what `body` writes; it is given room for `maximum` bytes and returns how many it used.
    @inline(__always)
    mutating func append(atMost maximum: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        if storage.count - count < maximum { grow(by: maximum) }
        storage.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { count += body(base + count) }
        }
    }

    /// Appends text as UTF-8.
    mutating func append(_ text: String) {
        let utf8 = Array(text.utf8)
        if storage.count - count < utf8.count { grow(by: utf8.count) }
        storage.replaceSubrange(count..<(count + utf8.count), with: utf8)
        count += utf8.count
    }

    /// Forgets the content and keeps the room.
    mutating func removeAll() { count = 0 }

    /// Lends the bytes in use.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    @inline(never)
    private mutating func grow(by room: Int) {
        let size = max(storage.count * 2, count + room)
        storage.append(contentsOf: repeatElement(0, count: size - storage.count))
    }
}
