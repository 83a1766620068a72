/// Small pieces of JSON text.
enum JSONText {
    /// An object with members put before and after its own; nil where `object` is none.
    static func object(_ object: [UInt8], before: String = "", after: String = "") -> [UInt8]? {
        guard object.count >= 2, object.first == UInt8(ascii: "{"), object.last == UInt8(ascii: "}") else { return nil }
        let inside = object[1..<(object.count - 1)]
        var result: [UInt8] = [UInt8(ascii: "{")]
        result.reserveCapacity(object.count + before.utf8.count + after.utf8.count + 4)
        for part in [Array(before.utf8)[...], inside, Array(after.utf8)[...]] where !part.isEmpty {
            if result.count > 1 { result.append(UInt8(ascii: ",")) }
            result += part
        }
        result.append(UInt8(ascii: "}"))
        return result
    }
}
