/// Who was erased or anonymised, and which changes lose their value by it.
public struct Privacy: Sendable, Hashable {
    /// The erased athletes.
    public private(set) var tombstones: [String: Tombstone] = [:]
    /// The latest moment at which somebody was anonymised, by athlete.
    public private(set) var anonymised: [String: HybridTime] = [:]
    /// Ids of all recordings that went with an erased person.
    private var recordings: Set<String> = []

    /// Reads it out of changes; order and duplicates do not matter, changes of anything else are passed over.
    public init(_ changes: some Sequence<Change>) {
        let athletes = changes.filter { $0.kind == .athlete }
        for change in athletes where !change.isRedacted && change.value == .flag(true) {
            if change.field == AthleteField.erased {
                let time = max(change.time, tombstones[change.entity]?.time ?? .zero)
                tombstones[change.entity] = Tombstone(id: change.entity, time: time)
            } else if change.field == AthleteField.anonymised {
                anonymised[change.entity] = max(change.time, anonymised[change.entity] ?? .zero)
            }
        }
        for change in athletes {
            if let code = AthleteField.formerCode(in: change.field) {
                tombstones[change.entity]?.codes.insert(code)
            } else if let recording = AthleteField.erasedRecording(in: change.field) {
                tombstones[change.entity]?.recordings.insert(recording)
            }
        }
        for grave in tombstones.values { recordings.formUnion(grave.recordings) }
    }

    /// True for a change that concerns an erased person.
    public func isOfErased(_ change: Change) -> Bool {
        change.person.map { tombstones[$0] != nil } ?? false
            || change.kind == .athlete && tombstones[change.entity] != nil
    }

    /// True for a change that must lose its value: any of an erased person but the tombstone itself, and of an anonymised
    /// one whatever was said before in a field that tells who it is.
    public func takes(_ change: Change) -> Bool {
        // Said of a recording before anybody knew whose it was.
        if let recording = change.recording, recordings.contains(recording) { return true }
        guard let person = change.kind == .athlete ? change.entity : change.person else { return false }
        let isAthlete = change.kind == .athlete
        if tombstones[person] != nil { return !(isAthlete && AthleteField.staysInTombstone(change.field)) }
        guard let moment = anonymised[person], change.time <= moment else { return false }
        if isAthlete { return AthleteField.isPersonal(change.field) }
        return [EntityKind.comment, .injury, .session, .pain].contains(change.kind)
            && ["text", SessionField.readiness, SessionField.supervisor].contains(change.field)
    }
}

extension Change {
    /// The recording that a decision or a comment is about; nil for anything else.
    ///
    /// Ids of both begin with it: `RECORDING/2`, `RECORDING/comment/ID`.
    var recording: String? {
        guard kind == .trial || kind == .comment, let end = entity.firstIndex(of: "/") else { return nil }
        return String(entity[..<end])
    }
}
