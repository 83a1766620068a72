import Foundation
import Recordings

/// The end of a register as somebody saw it.
///
/// A chain of hashes shows every change but one: that its last line was rewritten, or that lines were cut off its end. Only
/// who remembers the end can tell that.
struct RegisterHead: Sendable, Hashable, Codable {
    /// What stands under `schema`.
    static let schema = "bilanx.registerhead/1"

    var schema = Self.schema
    /// Number of the last entry.
    var number: Int
    /// SHA-256 of its line.
    var hash: String
    /// Where the register lies, for people; nil in the head beside it.
    var register: String?
    /// True where a head lay beside the register as well when this one was written.
    var hasNeighbour: Bool?

    /// How a head stands to a register.
    enum Standing: Sendable, Hashable {
        /// The end that it names is in the file; so many whole lines came after it.
        case holds(behind: Int)
        /// The line that it names says something else now.
        case changed
        /// The file ends before the line that it names.
        case cut
    }

    /// What a head file holds.
    enum Found: Sendable, Hashable {
        /// No file.
        case none
        /// A file that is none: it is only ever replaced whole.
        case unreadable
        /// A head.
        case head(RegisterHead)

        /// The head; nil for no file and for one that cannot be read.
        var head: RegisterHead? { if case .head(let head) = self { head } else { nil } }
    }

    /// Reads a head file.
    static func read(_ path: String) -> Found {
        guard FileManager.default.fileExists(atPath: path) else { return .none }
        guard let data = FileManager.default.contents(atPath: path),
            let head = try? JSONDecoder().decode(RegisterHead.self, from: data), head.schema == schema,
            head.number > 0, head.hash.utf8.count == 64
        else { return .unreadable }
        return .head(head)
    }

    /// Writes it whole and synced in place of the one before.
    func write(_ path: String) throws(RecordingError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes: Data
        do { bytes = try encoder.encode(self) } catch {
            throw RecordingError(
                .failed, file: path, problem: "could not be put into words", remedy: "check folder, rights and disk")
        }
        try FileAccess.makeFolder((path as NSString).deletingLastPathComponent)
        try FileAccess.replace(path, with: [UInt8](bytes) + [0x0A])
    }

    /// How it stands to the lines of a file.
    ///
    /// A line's hash holds its number and the hash of the line before: a line that is there proves all before it.
    func standing(_ chain: RegisterChain) -> Standing {
        if let at = chain.hashes.lastIndex(of: hash) { return .holds(behind: chain.hashes.count - 1 - at) }
        return chain.next - 1 < number ? .cut : .changed
    }
}
