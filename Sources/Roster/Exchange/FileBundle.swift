import Foundation
import Recordings

/// Several files as one run of bytes: what an encrypted export holds.
///
/// For each file, by path: 4 bytes of the path's length, the path in UTF-8, 8 bytes of the content's length, the content;
/// numbers in big-endian order.
public struct FileBundle: Sendable, Hashable {
    /// Contents by path below the bundle's folder.
    public var files: [String: [UInt8]] = [:]

    /// An empty bundle.
    public init() {}

    /// The bytes.
    public func bytes() -> [UInt8] {
        var bytes: [UInt8] = []
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            bytes += withUnsafeBytes(of: UInt32(path.utf8.count).bigEndian) { Array($0) } + Array(path.utf8)
            bytes += withUnsafeBytes(of: UInt64(content.count).bigEndian) { Array($0) } + content
        }
        return bytes
    }

    /// Reads bytes; nil where they are no bundle, or a path leads out of it.
    public init?(_ bytes: [UInt8]) {
        var at = 0
        func number(_ count: Int) -> Int? {
            guard at + count <= bytes.count else { return nil }
            let value = bytes[at..<(at + count)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            at += count
            return Int(exactly: value)
        }
        func take(_ count: Int) -> [UInt8]? {
            guard count <= bytes.count - at else { return nil }
            at += count
            return Array(bytes[(at - count)..<at])
        }
        while at < bytes.count {
            guard let length = number(4), let path = take(length).flatMap({ String(validating: $0, as: UTF8.self) }),
                let size = number(8), let content = take(size), !path.isEmpty, !path.hasPrefix("/"),
                !path.split(separator: "/", omittingEmptySubsequences: false).contains(where: {
                    $0 == ".." || $0.isEmpty
                })
            else { return nil }
            files[path] = content
        }
    }

    /// Writes the files into a new folder.
    ///
    /// - Throws: `.exists` where the folder is there; what the system says.
    public func write(to folder: String) throws(RecordingError) {
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw RecordingError(
                .exists, file: folder, problem: "is there already",
                remedy: "nothing is overwritten: name another folder")
        }
        try SystemFile.makeFolder(folder)
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            let target = folder + "/" + path
            try SystemFile.makeFolder((target as NSString).deletingLastPathComponent)
            try SystemFile.replace(target, with: content)
        }
    }
}
