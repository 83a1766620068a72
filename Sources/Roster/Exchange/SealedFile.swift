import Crypto
import CryptoExtras
import Foundation
import Recordings

/// One encrypted file: any bytes under a passphrase.
///
/// Format, version 1, numbers in big-endian order:
/// - 8 bytes `BILANXS1`;
/// - 1 byte: binary logarithm of scrypt's N; 4 bytes r; 4 bytes p;
/// - 16 bytes of salt;
/// - 12 bytes: the first nonce;
/// - pieces of 65 536 bytes of text, the last one of 0 to 65 535, each as its ciphertext and a tag of 16 bytes.
///
/// The key is scrypt(passphrase in UTF-8, salt, N, r, p), 32 bytes (RFC 7914). Each piece is ChaCha20-Poly1305 (RFC 8439).
/// Piece i has the first nonce with i added to its last 8 bytes, modulo 2⁶⁴; its authenticated data are the 45 bytes of
/// the head, i in 8 bytes, and one byte that is 1 for the last piece and else 0. So order and end are authenticated: a
/// file from which pieces are missing, or with others in their place, does not open.
public enum SealedFile {
    private static let magic = Array("BILANXS1".utf8)
    private static let headLength = 45
    private static let piece = 65_536
    private static let tag = 16

    /// Encrypts.
    ///
    /// - Parameters:
    ///   - bytes: what to encrypt.
    ///   - passphrase: at least 8 characters.
    ///   - logN: binary logarithm of scrypt's cost, 10…22; 16 takes 64 MB and about a quarter of a second.
    /// - Throws: `.needsOption` where the passphrase is too short.
    public static func seal(_ bytes: [UInt8], passphrase: String, logN: UInt8 = 16) throws(RecordingError) -> [UInt8] {
        guard passphrase.count >= 8 else {
            throw RecordingError(
                .needsOption, file: "passphrase", problem: "has fewer than 8 characters", remedy: "take a longer one")
        }
        var random = SystemRandomNumberGenerator()
        var head = magic + [logN] + big(UInt32(8)) + big(UInt32(1))
        head += (0..<28).map { _ in UInt8.random(in: 0...255, using: &random) }
        do {
            let key = try key(head, passphrase)
            var sealed = head
            var number: UInt64 = 0
            var at = 0
            while true {
                let isLast = bytes.count - at < piece
                let part = bytes[at..<(isLast ? bytes.count : at + piece)]
                let box = try ChaChaPoly.seal(
                    part, using: key, nonce: try nonce(head, number), authenticating: data(head, number, isLast))
                sealed += Array(box.ciphertext) + Array(box.tag)
                if isLast { return sealed }
                at += piece
                number += 1
            }
        } catch {
            throw RecordingError(
                .failed, file: "export", problem: "could not be encrypted: \(error)", remedy: "try again")
        }
    }

    /// Decrypts.
    ///
    /// - Throws: `.badData` where it is no such file, the passphrase is another one, or any bit was changed.
    public static func open(_ bytes: [UInt8], passphrase: String, name: String) throws(RecordingError) -> [UInt8] {
        guard bytes.count >= headLength + tag, Array(bytes[..<8]) == magic else {
            throw RecordingError(
                .badData, file: name, problem: "is no encrypted export", remedy: "it begins with the bytes BILANXS1")
        }
        let head = Array(bytes[..<headLength])
        // The cost is bounded before it is paid: a made-up file must not take all memory.
        guard (10...22).contains(head[8]), Array(head[9..<17]) == big(UInt32(8)) + big(UInt32(1)) else {
            throw RecordingError(
                .badData, file: name, problem: "asks for a cost of scrypt that no version writes",
                remedy: "fetch the file anew")
        }
        let wrong = RecordingError(
            .badData, file: name, problem: "does not open: the passphrase is another one, or the file was changed",
            remedy: "type the passphrase again, or fetch the file anew")
        guard let key = try? key(head, passphrase) else { throw wrong }
        var text: [UInt8] = []
        var number: UInt64 = 0
        var at = headLength
        while true {
            let isLast = bytes.count - at < piece + tag
            let end = isLast ? bytes.count : at + piece + tag
            guard end - at >= tag, let nonce = try? nonce(head, number),
                let box = try? ChaChaPoly.SealedBox(
                    nonce: nonce, ciphertext: bytes[at..<(end - tag)], tag: bytes[(end - tag)..<end]),
                let part = try? ChaChaPoly.open(box, using: key, authenticating: data(head, number, isLast))
            else { throw wrong }
            text += Array(part)
            if isLast { return text }
            at = end
            number += 1
        }
    }

    private static func key(_ head: [UInt8], _ passphrase: String) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(
            from: Array(passphrase.utf8), salt: Array(head[17..<33]), outputByteCount: 32, rounds: 1 << Int(head[8]),
            blockSize: 8, parallelism: 1)
    }

    private static func nonce(_ head: [UInt8], _ number: UInt64) throws -> ChaChaPoly.Nonce {
        let last = head[37..<45].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return try ChaChaPoly.Nonce(data: Array(head[33..<37]) + big(last &+ number))
    }

    private static func data(_ head: [UInt8], _ number: UInt64, _ isLast: Bool) -> [UInt8] {
        head + big(number) + [isLast ? 1 : 0]
    }

    private static func big(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
