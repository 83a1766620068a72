@testable import Recordings

/// Packs without compressing (RFC 1951, 3.2.4), so that tests need no deflater.
func storedGzip(_ content: [UInt8]) -> [UInt8] {
    var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var at = 0
    repeat {
        let end = min(at + 65_535, content.count)
        let length = UInt16(end - at)
        packed.append(end == content.count ? 1 : 0)
        for value in [length, ~length] { packed += [UInt8(value & 255), UInt8(value >> 8)] }
        packed += content[at..<end]
        at = end
    } while at < content.count
    for value in [CRC32(content).value, UInt32(truncatingIfNeeded: content.count)] {
        for shift in [0, 8, 16, 24] { packed.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }
    return packed
}
