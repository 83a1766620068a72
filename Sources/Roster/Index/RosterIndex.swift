import Crypto
import Foundation
import GRDB
import Recordings

/// The roster of a data folder: the changes of all stations and all recordings, with an index over both.
///
/// The index is `<data>/index.sqlite`, or a station's own where another one has that. Deleting it loses nothing. Several processes may use a data folder at once: changes
/// are appended under the station's lock, the index is brought up to date under a lock of its own, and readers never wait.
public final class RosterIndex: Sendable {
    /// The data folder.
    public let data: DataDirectory
    /// The changes.
    public let log: ChangeLog
    /// Where the index lies.
    public let path: String

    private let lock: String
    let pool: DatabasePool

    /// Opens the roster of a data folder and makes the index where there is none.
    ///
    /// What is new in logs and recordings is not read yet: see `update()`.
    ///
    /// - Throws: where the folder cannot be written, or the index is damaged and could not be made anew.
    public init(data: DataDirectory, station: StationName) throws(RecordingError) {
        self.data = data
        log = ChangeLog(data: data, station: station)
        try SystemFile.makeFolder(data.path)
        let place = try IndexPlace(data: data, station: station)
        (path, lock) = (place.path, place.lock)
        pool = try SystemFile.locked(place.lock) { () throws(RecordingError) in
            if let pool = try? Self.open(place.path) { return pool }
            // Nothing is lost with it: a damaged index, or one of a later version, is made anew.
            for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: place.path + end) }
            do { return try Self.open(place.path) } catch { throw Self.failure(error, place.path) }
        }
    }

    private static func open(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(20)
        // Values that were deleted are overwritten, so that an erasure leaves no byte of them.
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA secure_delete = ON")
            if !db.configuration.readonly { try db.execute(sql: "PRAGMA synchronous = NORMAL") }
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try RosterSchema.migrator.migrate(pool)
        return pool
    }

    /// Brings the index up to date: what is new in logs, and recordings that came, changed or went.
    ///
    /// Erasures and anonymisations that arrived are obeyed: this station's files lose the values, and recordings of an
    /// erased person are removed.
    ///
    /// - Returns: what was done, for people.
    /// - Throws: where a file or the index cannot be read or written.
    @discardableResult
    public func update() throws(RecordingError) -> IndexUpdate {
        try SystemFile.locked(lock) { () throws(RecordingError) in try updateLocked() }
    }

    /// Builds the index from nothing; its content is the same as before.
    @discardableResult
    public func reindex() throws(RecordingError) -> IndexUpdate {
        try SystemFile.locked(lock) { () throws(RecordingError) in
            try write { db in
                for table in [
                    "logFile", "logLine", "damage", "athlete", "athleteWord", "athleteCode", "formerCode",
                    "rosterGroup", "membership", "tag", "entry", "decision", "clash", "metric", "trial", "note",
                    "recording", "trouble", "pending", "unredacted", "session",
                ] {
                    try db.execute(sql: "DELETE FROM \(table)")
                }
            }
            let done = try updateLocked()
            try compact()
            return done
        }
    }

    private func updateLocked() throws(RecordingError) -> IndexUpdate {
        var done = IndexUpdate()
        try readLogs(&done)
        if try obeyPrivacy(&done) { try readLogs(&done) }
        try settle()
        try readRecordings(&done)
        if done.redacted > 0 || done.removed > 0 { try compact() }
        return done
    }

    /// Writes what was deleted out of every file of the index.
    func compact() throws(RecordingError) {
        do {
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM")
                _ = try db.checkpoint(.truncate)
            }
        } catch { throw Self.failure(error, path) }
    }

    /// Appends changes as this station's and brings the index up to date.
    ///
    /// - Returns: the changes as they were written.
    @discardableResult
    public func apply(_ drafts: [ChangeDraft]) throws(RecordingError) -> [Change] {
        let seen = try read { db in
            try Row.fetchOne(db, sql: "SELECT ms, count FROM logLine ORDER BY ms DESC, count DESC LIMIT 1")
                .map { HybridTime(milliseconds: $0["ms"], count: $0["count"]) } ?? .zero
        }
        let changes = try log.append(drafts, seen: seen)
        try update()
        return changes
    }

    /// Something as all its changes make it; nil where there is none or it was erased.
    public func state(_ kind: EntityKind, _ id: String) throws(RecordingError) -> EntityState? {
        try read { db in
            let changes = try Self.changes(db, kind.rawValue, id)
            return try Self.isErased(db, changes.first) ? nil : EntityState(changes)
        }
    }

    /// A draft that sets a field and replaces what is shown of it now; nil where the field says that already.
    public func draft(
        _ kind: EntityKind, _ id: String, person: String?, field: String, value: ChangeValue
    ) throws(RecordingError) -> ChangeDraft? {
        let state = try state(kind, id)
        let isClash = state?.fields[field]?.others.isEmpty == false
        if !isClash, (state?[field] ?? .nothing) == value { return nil }
        return ChangeDraft(kind, id, person: person, field: field, value: value, replaces: state?.heads(field) ?? [])
    }

    // MARK: The database

    func read<T>(_ body: (Database) throws -> T) throws(RecordingError) -> T {
        do { return try pool.read(body) } catch { throw Self.failure(error, path) }
    }

    func write<T>(_ body: (Database) throws -> T) throws(RecordingError) -> T {
        do { return try pool.write(body) } catch { throw Self.failure(error, path) }
    }

    static func failure(_ error: any Error, _ path: String) -> RecordingError {
        if let error = error as? RecordingError { return error }
        return RecordingError(
            .failed, file: path, problem: "the index failed: \(error)",
            remedy: "delete it and run `bilanx reindex`; nothing is lost with it")
    }

    static func changes(_ db: Database, _ kind: String, _ id: String) throws -> [Change] {
        let lines = try String.fetchAll(
            db, sql: "SELECT line FROM logLine WHERE kind = ? AND entity = ?", arguments: [kind, id])
        return lines.compactMap { ChangeLine.read(Array($0.utf8)) }
    }

    static func isErased(_ db: Database, _ change: Change?) throws -> Bool {
        guard let change, let person = change.kind == .athlete ? change.entity : change.person else { return false }
        return try privacy(db, of: person).tombstones[person] != nil
    }

    /// Erasure and anonymisation of one person, or of all.
    static func privacy(_ db: Database, of person: String? = nil) throws -> Privacy {
        let lines = try String.fetchAll(
            db,
            sql: """
                SELECT line FROM logLine WHERE kind = 'athlete' AND (? IS NULL OR entity = ?) AND (field IN (?, ?)
                OR field LIKE 'formerCode:%' OR field LIKE 'erasedRecording:%')
                """, arguments: [person, person, AthleteField.erased, AthleteField.anonymised])
        return Privacy(lines.compactMap { ChangeLine.read(Array($0.utf8)) })
    }
}

/// What bringing the index up to date did.
public struct IndexUpdate: Sendable, Hashable {
    /// Changes that were new.
    public var changes = 0
    /// Recordings that were new or had changed.
    public var recordings = 0
    /// Values that an erasure or anonymisation took out of files or the index.
    public var redacted = 0
    /// Recordings of erased people that were removed.
    public var removed = 0
}
