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
    /// The chain and both places that remember its end are compared. Where they lag behind whole lines, as after a crash
    /// between an entry and its head, they are brought up as far as the folders can be written.
    ///
    /// - Throws: a file that cannot be read.
    public init(_ store: CalibrationStore) throws(RecordingError) {
        self.store = store
        let anchors = RegisterAnchors(store)
        // Of a folder that was emptied and begun anew nothing was cut off.
        let isFresh = Self.isFresh(store)
        var (bytes, memory) = try Self.read(store, anchors, lock: LOCK_SH)
        if isFresh, bytes == nil { memory.own = .none }
        var chain = RegisterChain(bytes ?? [])
        damage = chain.damage + RegisterAnchors.damage(chain, memory)
        entries = chain.entries
        guard damage.isEmpty, bytes != nil, chain.next > 1, Self.lags(memory, chain, store) else { return }
        guard
            let (now, held) = try? Self.read(
                store, anchors, lock: LOCK_EX | LOCK_NB,
                whileLocked: { bytes, memory in
                    let chain = RegisterChain(bytes)
                    guard chain.damage.isEmpty, RegisterAnchors.damage(chain, memory).isEmpty else { return }
                    if memory.beside.head?.hash != chain.last {
                        // A folder that cannot be written keeps its old head, which still holds.
                        try? RegisterHead(number: chain.next - 1, hash: chain.last).write(anchors.beside)
                    }
                    anchors.writeOwn(chain.next - 1, chain.last)
                })
        else { return }
        chain = RegisterChain(now ?? [])
        entries = chain.entries
        damage = chain.damage + RegisterAnchors.damage(chain, held)
    }

    /// True where a place does not remember the last line yet.
    private static func lags(_ memory: RegisterAnchors.Memory, _ chain: RegisterChain, _ store: CalibrationStore)
        -> Bool
    {
        memory.beside.head?.hash != chain.last || store.memory != nil && memory.own.head?.hash != chain.last
    }

    /// True where nothing in the data folder rests on a register: no recordings, no run that was kept, no head.
    private static func isFresh(_ store: CalibrationStore) -> Bool {
        let data = (store.path as NSString).deletingLastPathComponent
        return !FileManager.default.fileExists(atPath: DataDirectory(path: data).recordings)
            && !FileManager.default.fileExists(atPath: store.headPath)
            && !RunFolder.list(store).contains {
                FileManager.default.fileExists(atPath: RunFolder(store, id: $0).registrationsPath)
            }
    }

    /// The file's bytes, nil for none, with what is remembered of it, while no other process appends.
    private static func read(
        _ store: CalibrationStore, _ anchors: RegisterAnchors, lock: Int32,
        whileLocked: ([UInt8], RegisterAnchors.Memory) -> Void = { _, _ in }
    ) throws(RecordingError) -> ([UInt8]?, RegisterAnchors.Memory) {
        // Twice: another process may make the file after it was looked for and before its head was.
        for _ in 0..<2 {
            let descriptor = open(store.registerPath, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                guard errno == ENOENT || errno == ENOTDIR else {
                    throw failure(store.registerPath, "could not be opened: \(systemWords)")
                }
                let memory = anchors.read()
                if FileManager.default.fileExists(atPath: store.registerPath) { continue }
                return (nil, memory)
            }
            defer { close(descriptor) }
            while flock(descriptor, lock) != 0 {
                if errno == EWOULDBLOCK { throw failure(store.registerPath, "is being written") }
                // A file system without locks is read as it is.
                guard errno == EINTR else { break }
            }
            let bytes = try FileAccess.read(store.registerPath)
            let memory = anchors.read()
            whileLocked(bytes, memory)
            return (bytes, memory)
        }
        throw failure(store.registerPath, "comes and goes")
    }

    /// A sentence for every output that rests on a damaged register; nil where the chain holds.
    public var damageNote: String? {
        damage.first(where: \.isSerious).map { "The register of calibrations is damaged: \($0)." }
    }

    /// Appends an entry, with the file locked against other processes, and syncs it to the disk.
    ///
    /// A torn line before it stays as it is: the new line names it by its hash. Where lines at the end were changed or cut
    /// off, the new line names the end that was remembered, so that the chain itself shows it from then on.
    ///
    /// - Returns: the entry with its number.
    /// - Throws: a folder or file that cannot be written.
    @discardableResult
    public mutating func append(
        _ content: RegisterEntry.Content, at time: ZonedTime = .now()
    ) throws(RecordingError) -> RegisterEntry {
        let path = store.registerPath
        let isFresh = Self.isFresh(store)
        do { try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: true) } catch {
            throw Self.failure(store.path, "could not be made")
        }
        let isNew = !FileManager.default.fileExists(atPath: path)
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
        let anchors = RegisterAnchors(store)
        var memory = anchors.read()
        if isFresh, bytes.isEmpty { memory.own = .none }
        var (number, previous) = (chain.next, chain.last)
        if let broken = memory.heads.filter({ head in
            if case .holds = head.standing(chain) { false } else { true }
        }).max(by: { $0.number < $1.number }) {
            number = max(number, broken.number + 1)
            previous = broken.hash
        }
        let made: (line: String, hash: String)
        do {
            made = try RegisterLine.text(number: number, time: time.description, content: content, previous: previous)
        } catch { throw Self.failure(path, "an entry could not be put into words") }
        do {
            try handle.write(contentsOf: Data(((chain.endsTorn ? "\n" : "") + made.line + "\n").utf8))
            try handle.synchronize()
        } catch { throw Self.failure(path, "could not be written: \(Self.systemWords)") }
        if isNew { try FileAccess.syncFolder(store.path) }
        // Only now: a head that lags behind whole lines is caught up, one that runs ahead would be a lie.
        try anchors.write(number, RegisterLine.hash(Array(made.line.utf8)[...]))
        let entry = RegisterEntry(number: number, time: time.description, content: content, hash: made.hash)
        entries = chain.entries + [entry]
        damage = chain.damage + RegisterAnchors.damage(chain, memory)
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

    /// The entry by which a set came into being; nil where there is none.
    public func entry(ofSet id: String) -> RegisterEntry? {
        entries.first { if case .set(let new) = $0.content { new.set.id == id } else { false } }
    }

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
