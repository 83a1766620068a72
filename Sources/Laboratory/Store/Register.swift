import Calibration
import Foundation
import Recordings

/// The register of calibrations: append-only, each line bound to the one before by its SHA-256.
///
/// Several processes may append. What is there is never overwritten: a newer set stands behind the older one, and a set out
/// of use is retired by a line of its own.
public struct Register: Sendable {
    /// Where it lies.
    public let store: CalibrationStore
    /// The entries, in the order in which they were written.
    public private(set) var entries: [RegisterEntry]
    /// What is wrong with the file; nothing refuses to work because of it, and whatever uses it says so.
    public private(set) var damage: [RegisterDamage]

    /// Reads the register; none is empty.
    ///
    /// - Throws: a file that cannot be read.
    public init(_ store: CalibrationStore) throws(RecordingError) {
        self.store = store
        guard FileManager.default.fileExists(atPath: store.registerPath) else {
            entries = []
            damage = []
            return
        }
        guard let data = FileManager.default.contents(atPath: store.registerPath) else {
            throw Self.failure(store.registerPath, "could not be read")
        }
        let chain = RegisterChain([UInt8](data))
        entries = chain.entries
        damage = chain.damage
    }

    /// A sentence for every output that rests on a damaged register; nil where the chain holds.
    public var damageNote: String? {
        damage.first(where: \.isSerious).map { "The register of calibrations is damaged: \($0)." }
    }

    /// Appends an entry, with the file locked against other processes, and syncs it to the disk.
    ///
    /// A torn line before it stays as it is: the new line names it by its hash.
    ///
    /// - Returns: the entry with its number.
    /// - Throws: a folder or file that cannot be written.
    @discardableResult
    public mutating func append(
        _ content: RegisterEntry.Content, at time: ZonedTime = .now()
    ) throws(RecordingError) -> RegisterEntry {
        let path = store.registerPath
        do { try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: true) } catch {
            throw Self.failure(store.path, "could not be made")
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path, "could not be opened: \(Self.systemWords)") }
        // Closing lets the lock go.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw Self.failure(path, "could not be locked: \(Self.systemWords)") }
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        let bytes: [UInt8]
        do {
            try handle.seek(toOffset: 0)
            bytes = try handle.readToEnd().map { [UInt8]($0) } ?? []
        } catch { throw Self.failure(path, "could not be read") }
        let chain = RegisterChain(bytes)
        let line: String
        do {
            line = try RegisterLine.text(
                number: chain.next, time: time.description, content: content, previous: chain.last)
        } catch { throw Self.failure(path, "an entry could not be put into words") }
        do {
            try handle.write(contentsOf: Data(((chain.endsTorn ? "\n" : "") + line + "\n").utf8))
            try handle.synchronize()
        } catch { throw Self.failure(path, "could not be written: \(Self.systemWords)") }
        let entry = RegisterEntry(number: chain.next, time: time.description, content: content)
        entries = chain.entries + [entry]
        damage = chain.damage
        return entry
    }

    // MARK: Asking

    /// Ids of what is no longer used.
    public var retired: Set<String> {
        Set(
            entries.compactMap { entry in
                if case .retire(let what) = entry.content { what.id } else { nil }
            })
    }

    /// All sets, oldest first.
    public var sets: [RegisterEntry.NewSet] {
        entries.compactMap { if case .set(let new) = $0.content { new } else { nil } }
    }

    /// The set of an id; nil where there is none.
    ///
    /// Of one id the first counts, since sets are never overwritten.
    public func set(_ id: String) -> CalibrationSet? { sets.first { $0.set.id == id }?.set }

    /// The newest set of a sensor that is not retired, whether valid or not.
    public func newest(for plate: PlateIdentity) -> CalibrationSet? {
        let retired = retired
        return sets.last { plate.matches($0.set.device) && !retired.contains($0.set.id) }?.set
    }

    /// The set in use: the newest of a sensor that is not retired and valid on the day.
    public func current(for plate: PlateIdentity, on day: CalendarDay) -> CalibrationSet? {
        let retired = retired
        return sets.last {
            plate.matches($0.set.device) && !retired.contains($0.set.id) && $0.set.validity(on: day) == .valid
        }?.set
    }

    /// The checks of a pair, oldest first.
    public func checks(_ plates: PlatePairIdentity) -> [SessionCheck] {
        entries.compactMap { entry in
            guard case .check(let checked) = entry.content, checked.plates == plates else { return nil }
            return checked.check
        }
    }

    /// The newest comparison of a pair that is not taken back.
    public func comparison(_ plates: PlatePairIdentity) -> (id: String, compared: RegisterEntry.Compared)? {
        let retired = retired
        for entry in entries.reversed() {
            guard case .pair(let compared) = entry.content, compared.plates == plates,
                !retired.contains("pair:\(entry.number)")
            else { continue }
            return ("pair:\(entry.number)", compared)
        }
        return nil
    }

    private static var systemWords: String { String(cString: strerror(errno)) }

    private static func failure(_ path: String, _ problem: String) -> RecordingError {
        RecordingError(.failed, file: path, problem: problem, remedy: "check folder, rights and disk")
    }
}
