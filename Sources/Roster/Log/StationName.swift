/// The name of one machine that writes into a shared data folder: the name of its folder of changes.
public struct StationName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Small letters, digits and `-`, 1 to 32 of them, no `-` at either end.
    public let text: String

    /// Takes a name; nil for one that is no folder name on every system.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...32).contains(bytes.count), bytes.first != 0x2D, bytes.last != 0x2D,
            bytes.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else { return nil }
        self.text = text
    }

    /// A name that is known to be valid.
    init(valid text: String) { self.text = text }

    /// The name itself.
    public var description: String { text }

    /// By their bytes, so that every machine sorts alike.
    public static func < (a: StationName, b: StationName) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
}
