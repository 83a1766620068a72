import Foundation
import Recordings

/// What a run's folder remembers of an entry of the register that stems from it.
public struct RunRegistration: Sendable, Hashable, Codable {
    /// Id of the set.
    public var set: String
    /// Number of the entry.
    public var number: Int
    /// The hash that the entry's line carries.
    public var hash: String

    /// Number and hash as records quote them.
    public var quotation: String { "\(number):\(hash)" }
}

extension RunFolder {
    /// What the register holds of this run, a line each.
    public var registrationsPath: String { path + "/registered.jsonl" }

    /// Entries of the register that stem from this run, in their order; lines that cannot be read are left out.
    public var registrations: [RunRegistration] {
        let data = FileManager.default.contents(atPath: registrationsPath) ?? Data()
        return data.split(separator: 0x0A).compactMap { try? JSONDecoder().decode(RunRegistration.self, from: $0) }
    }

    /// Remembers an entry; it is on the disk when this returns.
    ///
    /// - Throws: a folder or file that cannot be written.
    func remember(_ registration: RunRegistration) throws(RecordingError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let line = try? encoder.encode(registration) else { return }
        let descriptor = open(registrationsPath, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileAccess.failure(errno, registrationsPath, doing: "could not be opened") }
        defer { close(descriptor) }
        try FileAccess.write([UInt8](line) + [0x0A], to: descriptor, path: registrationsPath)
        if fsync(descriptor) != 0 { throw FileAccess.failure(errno, registrationsPath, doing: "could not be synced") }
        try FileAccess.syncFolder(path)
    }
}
