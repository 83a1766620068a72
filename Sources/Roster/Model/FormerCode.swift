import Crypto

/// The digest by which recordings of an erased or anonymised person are known without their code.
///
/// SHA-256 over the athlete's id and the code: who does not know the code cannot read it from the digest, who suspects one
/// can test it. It is kept because a recording may still arrive from another machine after the person was erased.
public enum FormerCode {
    /// 64 hexadecimal digits.
    public static func digest(athlete: String, code: String) -> String {
        Hex.text(SHA256.hash(data: Array("bilanx former code\n\(athlete)\n\(code)".utf8)))
    }
}

/// Hexadecimal digits.
enum Hex {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            let digits = String(byte, radix: 16)
            text += byte < 16 ? "0" + digits : digits
        }
        return text
    }
}
